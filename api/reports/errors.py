"""What can be in the way of a report."""

from api.errors import HeardError, WrongState


class NotFilled(HeardError):
    """A form lacks something; `field` is the one to mend."""

    status = 422

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(mend)
        self.field = field


class Changed(WrongState):
    """It reads differently by now from what somebody had before their eyes."""
