"""What an entry of the audit trail is about: how it is called, and its page where the reader may open it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.audit.tables import AuditRow
from api.staff.permissions import may
from api.staff.person import Person

FILE = Path(__file__).with_name("audit_links.yml")
LETTERS = 8  # of a name, which are enough to tell two apart


@dataclass(frozen=True)
class About:
    """`short` is how its name begins; `link` is None where it has no page that the reader may open."""

    name: str
    short: str
    link: str | None


@cache
def pages() -> Mapping[str, tuple[str, str]]:
    """For each kind of entry the page and the name of what it is about."""
    return {kind: (path, one["name"]) for path, one in words()["pages"].items() for kind in one["kinds"]}


@cache
def words() -> Mapping[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def about(entry: AuditRow, reader: Person) -> About | None:
    """None for an entry that is about nothing in particular."""
    if entry.subject is None:
        return None
    path, name = pages().get(entry.what, ("", ""))
    opens = path and may(reader, "GET", path)
    link = re.sub(r"\{\w+\}", str(entry.subject), path) if opens else None
    return About(name, str(entry.subject)[:LETTERS], link)
