"""What ends a mail for reasons that are no member's."""

from api.errors import HeardError


class NoMail(HeardError):
    """The mail server lets nobody in, or nobody send: its answer's code tells why."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"The mail server refused us ({code}). Look at HEARD_SMTP_URL and HEARD_MAIL_FROM: its name,"
            " the user, the password, and whether that user may send as this address."
        )
