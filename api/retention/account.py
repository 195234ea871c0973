"""What is kept and what has been deleted, in words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from sqlmodel import Session

from api.retention import repository
from api.retention.clocks import Clocks
from api.retention.tables import DeletionRow

FILE = Path(__file__).with_name("words.yml")
# So many deletions are listed; the record itself is longer.
LISTED = 100
State = Literal["proven", "due", "late", "left"]


@dataclass(frozen=True)
class Entry:
    """One kind of data: what it is, its clock, who decides, and its last deletion."""

    label: str
    what: str
    clock: str
    decided: Literal["design", "partnership"]
    setting: str | None
    last: DeletionRow | None
    state: State


@dataclass(frozen=True)
class Line:
    """One line of the record of deletions."""

    label: str
    row: DeletionRow


@dataclass(frozen=True)
class Account:
    """All of it; `kept` are the things without a clock, by label and what they are."""

    entries: Sequence[Entry]
    kept: Sequence[dict[str, str]]
    lines: Sequence[Line]

    @property
    def sound(self) -> bool:
        """Nothing is late and nothing was left over."""
        return all(entry.state in ("proven", "due") for entry in self.entries)


@cache
def words() -> dict[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def account(session: Session, clocks: Clocks, today: date) -> Account:
    """What is kept now, for how long, and the proof."""
    newest, said = repository.newest(session), words()["kinds"]
    return Account(
        entries=[
            Entry(
                label=one["label"],
                what=one["what"],
                clock=one["clock"].format(**clocks.as_words()),
                decided=one["decided"],
                setting=one.get("setting"),
                last=newest.get(kind),
                state=_state(newest.get(kind), today),
            )
            for kind, one in said.items()
        ],
        kept=words()["kept"],
        lines=[
            Line(said[row.kind]["label"] if row.kind in said else row.kind, row)
            for row in repository.telling(session, LISTED)
        ],
    )


def _state(last: DeletionRow | None, today: date) -> State:
    """due: today's has not run yet. late: yesterday's has not either. left: it ran and left something."""
    if last is None:
        return "due"
    if last.overdue:
        return "left"
    if last.day >= today:
        return "proven"
    return "due" if last.day == today - timedelta(days=1) else "late"
