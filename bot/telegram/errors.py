"""What can be wrong with the bot's access to Telegram."""

from api.errors import HeardError


class BadToken(HeardError):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept HEARD_TELEGRAM_TOKEN. Ask @BotFather in Telegram for the bot's token, "
            "or leave the setting out to run without Telegram."
        )
