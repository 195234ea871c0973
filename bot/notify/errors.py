"""What ends a message for reasons that are no member's."""

from api.errors import HeardError


class NotifyRefuses(HeardError):
    """GOV.UK Notify takes nothing from us: the key, or the template."""

    def __init__(self, status: int) -> None:
        super().__init__(
            f"GOV.UK Notify refused us ({status}). Look at HEARD_NOTIFY_KEY and at the template: it has to be"
            " of the same service, with ((title)) as subject and ((text)) as words, of an SMS ((text)) alone."
        )
