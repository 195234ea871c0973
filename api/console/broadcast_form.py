"""The form of a broadcast: what was typed into it, and what there is to choose from."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, field_validator
from sqlmodel import Session

from api.broadcasts import drafts, wishes
from api.broadcasts.tables import BroadcastRow
from api.broadcasts.wishes import Wishes
from api.console.fields import line, paragraphs
from api.console.languages import Language
from api.guidance import service as guidance
from api.members import audience
from api.waves import service as waves

# What a ticked box says.
YES = "yes"


class Typed(BaseModel):
    """The fields as they came. `once`: no copy twice, whatever becomes of the first."""

    title: str = ""
    text: str = ""
    read: str = ""
    look: str = ""
    once: str = ""
    urgent: str = ""
    asks: str = ""
    theme: str = ""
    review: str = ""
    wave: str = ""
    agency_types: list[str] = []
    roles: list[str] = []
    languages: list[str] = []

    @field_validator("title", "theme", "review", "wave")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)

    @field_validator("text")
    @classmethod
    def _in_lines(cls, value: str) -> str:
        return paragraphs(value)

    @field_validator("agency_types", "roles", "languages")
    @classmethod
    def _codes(cls, values: list[str]) -> list[str]:
        return [line(value) for value in values]

    @property
    def wishes(self) -> Wishes:
        """What is wanted beside the words."""
        return Wishes(
            self.agency_types,
            self.roles,
            self.languages,
            self.theme or None,
            self.once != YES,
            self.urgent == YES,
            self.asks == YES,
            self.review or None,
            _id(self.wave),
        )


def of(session: Session, row: BroadcastRow) -> Typed:
    """What stands in the form of a draft at first."""
    return Typed(
        title=row.title,
        text=row.text,
        read=drafts.mark(session, row),
        once="" if row.resend else YES,
        urgent=YES if row.urgent else "",
        asks=YES if row.asks else "",
        theme=row.theme or "",
        review=row.review or "",
        wave=str(row.wave_id or ""),
        agency_types=row.agency_types,
        roles=row.roles,
        languages=row.languages,
    )


def to_choose(session: Session, typed: Typed) -> Mapping[str, Any]:
    """What the form offers; what was chosen once and is not there any more stays on it, to be unticked."""
    types, themes = guidance.agency_types(session), guidance.themes(session)
    open_waves = {str(wave.id): wave.title for wave in wishes.surveys(session)}
    if typed.wave and typed.wave not in open_waves and (id_ := _id(typed.wave)):
        open_waves[typed.wave] = f"{waves.get(session, id_).title} (closed)"
    return {
        "types": dict(types) | {code: code for code in typed.agency_types if code not in types},
        "roles": _and(audience.roles(session), typed.roles),
        "spoken": [Language(code) for code in _and(audience.languages(session), typed.languages)],
        "themes": dict(themes) | ({typed.theme: typed.theme} if typed.theme not in ("", *themes) else {}),
        "waves": open_waves,
    }


def counted(session: Session, typed: Typed) -> dict[str, Any]:
    """How many members it would go to."""
    return {
        "reach": audience.count(session, typed.wishes.audience),
        "untyped": audience.untyped(session) if typed.agency_types else 0,
        "everybody": audience.count(session, audience.Audience()).members,
    }


def read_query(request: Request) -> Typed:
    """What an address says of an audience, while it is being chosen."""
    query = request.query_params
    lists = {name: query.getlist(name) for name in ("agency_types", "roles", "languages")}
    return Typed(theme=query.get("theme", ""), **lists)


def _and(offered: Iterable[str], chosen: Iterable[str]) -> list[str]:
    found = list(offered)
    known = {one.casefold() for one in found}
    return found + [one for one in chosen if one.casefold() not in known]


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
