"""Who has not got a broadcast or not confirmed it, and which learning has come how far."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML
from sqlmodel import Session

from api.broadcasts import receipts_repository as repository
from api.broadcasts.receipts_repository import Which
from api.cells import harmless
from api.listing import Part

_EVERYBODY = Part("agency", limit=1_000_000)


@dataclass(frozen=True)
class Learning:
    """What the members of one agency were sent of one review: copies, how many of them were handed out, how
    many ask for a word, and how many of those have it.
    """

    review: str
    agency: str
    broadcasts: int
    copies: int
    sent: int
    asked: int
    understood: int


@cache
def words() -> dict[str, Any]:
    """Headings of the files, and states of copies in words."""
    found: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("files.yml"))
    return found


def learning(session: Session) -> list[tuple[str, list[Learning]]]:
    """For each review its agencies, both in the order of the alphabet."""
    found = [Learning(*row) for row in repository.learning(session)]
    return [(review, list(some)) for review, some in groupby(found, key=lambda one: one.review)]


def as_csv(session: Session, broadcast_id: UUID, which: Which) -> bytes:
    """Members by agency, with what became of their copies; never where they are reached."""
    found = repository.page(session, broadcast_id, which, "", "", _EVERYBODY)
    lines = [
        (
            member.name,
            member.agency,
            words()["states"][copy.state],
            words()["channels"].get(copy.channel, ""),
            copy.reminded.isoformat() if copy.reminded else "",
        )
        for member, copy in found
    ]
    return _written(words()["missing"], lines)


def learning_as_csv(session: Session) -> bytes:
    """The same as the page."""
    lines = [tuple(map(str, vars(one).values())) for _, some in learning(session) for one in some]
    return _written(words()["learning"], lines)


def _written(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerow(headings)
    rows.writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")
