"""What an action answers when it will not do what is asked."""


class Refusal(ValueError):
    """The message is a French sentence for the person, and says what to do instead."""


class FieldRefusal(Refusal):
    """A Refusal about one field, to be said under it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
