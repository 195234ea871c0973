"""What guidance says to the rest of Heard."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Audience = Literal["young_person", "parent", "practitioner"]
Reader = Literal["child", "young_person", "parent", "practitioner"]
"""Whom a help card speaks to. A child: in years 3 to 6, who are young people to everything else."""
CardKind = Literal["immediate", "support", "check_in", "asked", "reported", "ending"]
Age = Literal["unborn", "0-4", "5-10", "11-15", "16-17", "18-over"]
Domain = Literal["child", "parenting", "family"]
InPlace = Literal["universal", "plan", "worker", "unsure"]
"""Nothing beyond school, health or the like; an early help plan; a social worker or their plan."""
Consent = Literal["agrees", "refuses", "unasked", "unsafe"]
"""What the family says, having been asked; or it was not, or asking could put the child at risk."""
Earlier = Literal["first", "some", "many", "unknown"]
"""Earlier worries: none, one or two, three or more."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A topic as a thing to tap."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Summary(MenuItem):
    """A topic that a search found; `opening` is the first paragraph of its text."""

    title: str
    opening: str


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator to be confirmed; `red_flag`: it leads to its route at once."""

    key: str
    text: str
    domain: Domain
    red_flag: bool


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a statement stands, and when somebody last compared the two."""

    title: str
    section: str
    version: str
    reviewed: date | None
    review_by: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A way to something outside."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A piece of guidance in plain text: newlines part lines, "- " opens a list item."""

    slug: str
    title: str
    text: str
    sources: tuple[SourceRef, ...]
    related: tuple[MenuItem, ...]
    links: tuple[Link, ...]
    unconfirmed: bool
    overdue: bool
    note: str = ""
    """A text to copy into a record, with gaps to fill."""
    language: str = "en"
