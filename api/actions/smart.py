"""What has to be said of an action before it is one: specific, measurable, owned, and with a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from api.actions.tables import SourceKind, Urgency
from api.errors import NotFilled

LONGEST = 1500
LONGEST_LINE = 120
LONGEST_TITLE = 200
LONGEST_LINK = 500
FARTHEST = timedelta(days=5 * 366)
# Nobody's name and password before the place, and no signs that look like others in it.
LINK = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """What is typed of an action; strings empty where nothing is.

    `source_id` names what it answers, `question` that of a finding, and `origin` says it in words.
    """

    title: str
    measure: str
    agency: str
    owner: str
    lens: str = ""
    priority: str = ""
    due: date | None = None
    source: str = SourceKind.WORDS
    source_id: UUID | None = None
    question: str = ""
    origin: str = ""


def check(typed: Typed, lenses: Mapping[str, str], since: date | None) -> None:
    """Raises NotFilled; `since` is the earliest day that it can be due, None where its day stays as it is."""
    for field, words, longest, missing in (
        ("title", typed.title, LONGEST_TITLE, "Say what is to change, in one sentence"),
        ("measure", typed.measure, LONGEST, "Say how one will see that it has changed: a number, or a sign"),
        ("agency", typed.agency, LONGEST_LINE, "Choose or write the agency that looks after it"),
        (
            "owner",
            typed.owner,
            LONGEST_LINE,
            "Write the post that answers for it, such as Head of Service",
        ),
        ("origin", typed.origin, LONGEST, ""),
    ):
        filled(field, words, longest, missing)
    if typed.priority not in list(Urgency):
        raise NotFilled("priority", "Choose how much it matters")
    if typed.lens and typed.lens not in lenses:
        raise NotFilled("lens", "Choose one of the lenses")
    if typed.due is None:
        raise NotFilled("due", "Write the day by which it is to be done, such as 27 3 2027")
    if since is not None and typed.due < since:
        raise NotFilled("due", "Write a day that is still to come")
    if since is not None and typed.due > since + FARTHEST:
        raise NotFilled("due", "Write a day within the next five years")


def filled(field: str, words: str, longest: int, missing: str = "") -> None:
    """Raises NotFilled where nothing stands in a field that needs something, or too much."""
    if missing and not words:
        raise NotFilled(field, missing)
    if len(words) > longest:
        raise NotFilled(field, f"Keep it under {longest:,} characters: it has {len(words):,}")


def whole(field: str, link: str) -> None:
    """Raises NotFilled for what is no whole web address."""
    filled(field, link, LONGEST_LINK)
    if link and not LINK.fullmatch(link):
        raise NotFilled(field, "Write a whole web address that begins with https://")
