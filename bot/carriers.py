"""What can carry a message to people, by the kinds of address that the settings open."""

from api.broadcasts.contracts import Carrier
from api.mail_settings import address_of
from api.settings import Settings


def carriers(settings: Settings) -> dict[str, Carrier]:
    """Anew each time: a carrier belongs to one event loop. What is not set up is not imported either."""
    found: dict[str, Carrier] = {}
    if settings.telegram_token:
        from bot.telegram.carrier import TelegramCarrier

        found["telegram"] = TelegramCarrier(settings.telegram_token.get_secret_value(), settings.telegram_api)
    if settings.smtp_url and settings.mail_from:
        from bot.email.carrier import EmailCarrier

        found["email"] = EmailCarrier(settings.smtp_url.get_secret_value(), address_of(settings.mail_from))
    if settings.notify_key:
        from bot.notify.carrier import NotifyCarrier

        key = settings.notify_key.get_secret_value()
        # Mail that a public service sends by Notify arrives more surely than that of a server of one's own.
        if settings.notify_email_template:
            found["email"] = NotifyCarrier(key, settings.notify_email_template, "email")
        if settings.notify_sms_template:
            found["phone"] = NotifyCarrier(key, settings.notify_sms_template, "phone")
    return found
