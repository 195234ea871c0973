"""The fields by which somebody comes into the console, and what can be wrong with them."""

import math
from functools import cache
from pathlib import Path
from typing import Any, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, field_validator
from ruamel.yaml import YAML

from api.console.fields import line
from api.errors import HeardError
from api.staff import passwords
from api.staff.accounts import Wanted
from api.staff.entrance import Wait, Wrong
from api.staff.person import Role

FILE = Path(__file__).with_name("account_form.yml")
SHORTEST, LONGEST = 2, 80  # letters of a name, and of a job title
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


class Typed(BaseModel):
    """Who somebody is, as it came."""

    name: str = ""
    title: str = ""
    email: str = ""
    roles: list[str] = []

    @field_validator("name", "title", "email")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)

    @property
    def chosen(self) -> list[Role]:
        """The roles among what was ticked."""
        return [role for role in Role if role.value in self.roles]

    def faults(self, whose: Literal["mine", "theirs"], *, address: bool = True) -> dict[str, str]:
        """What is wrong, by field, in the order of the page."""
        said: dict[str, str] = words()[whose]
        wrong = {
            "name": not SHORTEST <= len(self.name) <= LONGEST,
            "title": not SHORTEST <= len(self.title) <= LONGEST,
            "email": address and mail(self.email) is None,
            "roles": whose == "theirs" and not self.chosen,
        }
        return {
            field: said[field].format(shortest=SHORTEST, longest=LONGEST)
            for field, is_so in wrong.items()
            if is_so
        }

    def wanted(self) -> Wanted:
        """What they come to, where there are no faults."""
        return Wanted(self.name, self.title, mail(self.email) or "", self.chosen)


@cache
def words() -> dict[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def mail(typed: str) -> str | None:
    """An e-mail address as it is kept: in small letters."""
    plain = line(typed)
    if len(plain) > LONGEST_ADDRESS:
        return None
    try:
        return validate_email(plain, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def password_fault(password: str, *about: str) -> str | None:
    """Why a password cannot be taken, in words."""
    found = passwords.fault(password, about)
    said: str = words()["password"][found] if found else ""
    return said.format(letters=passwords.SHORTEST, most=passwords.LONGEST) or None


def said(refusal: HeardError, wrong: str) -> str:
    """What to tell somebody whose try was refused; `wrong` is what it was that they typed."""
    match refusal:
        case Wait():
            minutes = math.ceil(refusal.left.total_seconds() / 60)
            waits: dict[str, str] = words()["sign_in"]["wait"]
            return waits["one"] if minutes == 1 else waits["several"].format(minutes=minutes)
        case Wrong():
            return str(words()["sign_in"][wrong])
        case _:
            return str(refusal)
