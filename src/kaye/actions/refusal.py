"""What an action answers when it will not do what is asked."""


class Refusal(ValueError):
    """The message is a French sentence for the person, and says what to do instead."""
