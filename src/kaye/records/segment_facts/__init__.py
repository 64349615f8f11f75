"""What a segment can ask of customers, one file each: NAME, LABEL, TESTS and `where(test, value, ground)`.

`TESTS`: test → (its French words, what its value is: text, number, days, money, channel, none).
"""
