"""Versions of surveys, as the pages of the console name and find them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from api.console.languages import Language, languages
from api.errors import NotFound, WrongState
from api.listing import Part
from api.waves import catalogue
from api.waves.tables import SurveyVersionRow
from surveys.errors import SurveyFault
from surveys.model import Survey, say


@dataclass(frozen=True)
class Version:
    """`survey` is None where an earlier Heard read what this one cannot."""

    row: SurveyVersionRow
    survey: Survey | None

    @property
    def title(self) -> str:
        return self.row.key if self.survey is None else title(self.survey)

    @property
    def languages(self) -> list[Language]:
        return [] if self.survey is None else languages(self.survey)

    @property
    def place(self) -> str:
        return place(self.row.key, self.row.version)


_ORDERS: dict[str, Callable[[Version], Any]] = {
    "title": lambda version: version.title.lower(),
    "published": lambda version: version.row.published or date.min,
    "state": lambda version: version.row.published is not None,
}


def title(survey: Survey) -> str:
    """What a survey is called here."""
    return say(survey.title, "en", survey.default_language)


def place(key: str, version: str) -> str:
    """The address of a version's page."""
    return f"/console/surveys/{quote(key, safe='')}/{quote(version, safe='')}"


def every(session: Session) -> list[Version]:
    """All of them, the newest of each survey first."""
    return [Version(row, _read(row)) for row in catalogue.versions(session)]


def found(session: Session, words: str, state: str) -> list[Version]:
    """Those whose title or key holds the words; drafts or published ones alone, if that is asked for."""
    return [
        version
        for version in every(session)
        if all(
            word in f"{version.title} {version.row.key} {version.row.version}".lower()
            for word in words.lower().split()
        )
        and state in ("", "published" if version.row.published else "draft")
    ]


def cut(found: list[Version], part: Part) -> list[Version]:
    """One page of them. A survey's title stands in its file, so the database cannot sort by it."""
    ordered = sorted(found, key=_ORDERS[part.order], reverse=part.down)
    return ordered[part.offset : part.offset + part.limit]


def one(session: Session, key: str, version: str) -> Version:
    """A version, whether it can still be read or not. Raises NotFound."""
    found = next(
        (line for line in every(session) if (line.row.key, line.row.version) == (key, version)), None
    )
    if found is None:
        raise NotFound("There is no such survey.")
    return found


def readable(session: Session, key: str, version: str) -> tuple[SurveyVersionRow, Survey]:
    """A version that can be asked. Raises NotFound and WrongState."""
    found = one(session, key, version)
    if found.survey is None:
        raise WrongState(
            "This version was checked in by an earlier Heard, and this one cannot read it. "
            "Download it, mend it, and check it in under a new version."
        )
    return found.row, found.survey


def _read(row: SurveyVersionRow) -> Survey | None:
    try:
        return catalogue.read(row.source, row.key)
    except SurveyFault:
        return None
