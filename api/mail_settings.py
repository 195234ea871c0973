"""Whether what an installation says of mail, of GOV.UK Notify and of quiet hours can be meant."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from api.hours import Hours

SCHEMES = ("smtp", "smtps", "smtp+starttls")
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
NOBODYS = "none"
# Its end is two UUIDs: the service's and the secret.
NOTIFY_KEY = re.compile(
    r".*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def hours(given: Any) -> Any:
    """ "19-8", from seven in the evening until eight in the morning; "none" where there are none."""
    if not isinstance(given, str):
        return given
    if given.strip().lower() == NOBODYS:
        return None
    found = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*", given)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    if start == end or max(start, end) > 23:
        raise PydanticCustomError("hours", "write it as whole hours of the day, such as 19-8, or none")
    return Hours(start, end)


def server(url: SecretStr | None) -> SecretStr | None:
    """A password shall not go through a network in the clear."""
    if url is None:
        return None
    parts = urlsplit(url.get_secret_value())
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise PydanticCustomError(
            "server", "it must be like smtp+starttls://user:password@host:587, or smtps://user:password@host"
        )
    if parts.scheme == "smtp" and parts.password and parts.hostname not in THIS_MACHINE:
        raise PydanticCustomError("server", "with a password it must begin with smtp+starttls:// or smtps://")
    return url


def sender(written: str | None, needed: bool) -> str | None:
    """ "Heard <heard@example.org>", or the address alone."""
    if written is None:
        if needed:
            raise PydanticCustomError("sender", "HEARD_SMTP_URL also needs it: from which address mail comes")
        return None
    try:
        address_of(written)
    except (ValueError, HeaderParseError, IndexError):
        raise PydanticCustomError(
            "sender", "it must be an e-mail address, or like Name <name@example.org>"
        ) from None
    return written


def address_of(written: str) -> Address:
    """The name and the address in it. Raises ValueError and others where there is none."""
    name, _, rest = written.rpartition("<")
    found = Address(display_name=name.strip().strip('"'), addr_spec=rest.strip().removesuffix(">").strip())
    if not found.username or "." not in found.domain:
        raise ValueError
    return found


def template(given: str | None, key: SecretStr | None, *, some: bool) -> str | None:
    """A key and at least one template belong together."""
    if key is not None and not NOTIFY_KEY.fullmatch(key.get_secret_value()):
        raise PydanticCustomError("key", "HEARD_NOTIFY_KEY is no key of GOV.UK Notify")
    if (key is not None) != some:
        raise PydanticCustomError(
            "whole",
            "HEARD_NOTIFY_KEY, and HEARD_NOTIFY_EMAIL_TEMPLATE or HEARD_NOTIFY_SMS_TEMPLATE or both, belong"
            " together",
        )
    return given
