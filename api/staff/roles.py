"""What roles are called and allow, in words for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from api.staff.person import Role

FILE = Path(__file__).with_name("roles.yml")


@dataclass(frozen=True)
class Words:
    """One role: its name, and what it allows as the end of a sentence that begins with the person."""

    name: str
    allows: str


@cache
def words() -> Mapping[Role, Words]:
    """All roles, in the order in which they are shown."""
    said = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return {Role(role): Words(**one) for role, one in said.items()}


def named(roles: Iterable[str]) -> list[str]:
    """The names of some, in the order in which they are shown."""
    held = set(roles)
    return [one.name for role, one in words().items() if role in held]
