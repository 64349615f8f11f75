"""What a customer's message says, by rules alone: intents, dates, amounts, phones, and what they do (C37–C50).

`understand` is the only way in; everything it gives back is a value.
"""

from kaye.rules.understand.reading import understand
from kaye.rules.understand.values import Effect, Intent, SaidAmount, SaidDate, Understanding

__all__ = ["Effect", "Intent", "SaidAmount", "SaidDate", "Understanding", "understand"]
