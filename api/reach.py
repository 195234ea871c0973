"""E-mail addresses and telephone numbers as people type them, brought to the one form that is kept."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

HOME = "GB"
LONGEST_MAIL = 254  # RFC 5321, 4.5.3.1.3


def mail(typed: str) -> str | None:
    """An e-mail address in small letters; None where it is none."""
    if len(typed) > LONGEST_MAIL:
        return None
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def mobile(typed: str) -> str | None:
    """A number to which text messages can go, as "+447700900123"; None where it is none."""
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in kinds:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
