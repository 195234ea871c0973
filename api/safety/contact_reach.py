"""How a person can be reached: whether what they typed is a telephone number or an e-mail address."""

from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email

HOME = "GB"
DIGITS = 10


class Fault(StrEnum):
    """What is wrong with it: the names of the sentences that say so."""

    MAIL = "reach_mail"
    PHONE = "reach_phone"


def reach(typed: str) -> str | Fault:
    """The number or address as it is written elsewhere; nobody is rung or written to."""
    return _mail(typed) if "@" in typed else _phone(typed)


def _mail(typed: str) -> str | Fault:
    try:
        # Asking the address's own server would tell it that somebody here was written about.
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return Fault.MAIL


def _phone(typed: str) -> str | Fault:
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        return Fault.PHONE
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == HOME
    # New ranges are given out faster than lists of them: at home the right count of digits is enough.
    whole = at_home and len(phonenumbers.national_significant_number(number)) == DIGITS
    if not whole and not phonenumbers.is_valid_number(number):
        return Fault.PHONE
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, shape.NATIONAL if at_home else shape.INTERNATIONAL)
