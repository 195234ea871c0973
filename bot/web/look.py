"""How the pages look to this browser: in which language, and in whose colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from api.conversation.service import Setting
from bot.web import cookies
from bot.web.wording import DEFAULT, LANGUAGES, words

HOUSE = "house"
THEMES = {"young_person": "young", "parent": "parent", "practitioner": "practitioner"}
WISH = re.compile(
    r"\s*(?P<language>[A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=(?P<weight>[01](?:\.\d{1,3})?))?\s*"
)


@dataclass(frozen=True)
class Look:
    """A language of ours and a theme of the styles."""

    language: str = DEFAULT
    theme: str = HOUSE


def look_of(setting: Setting) -> Look:
    """The look that a conversation is held in."""
    language = setting.language if setting.language in LANGUAGES else DEFAULT
    return Look(language or DEFAULT, THEMES.get(setting.audience or "", HOUSE))


def wished(request: Request) -> str | None:
    """The first language of ours that this browser asks for: by the address, else by its settings."""
    asked = request.query_params.get("language")
    wishes = [asked] if asked else _by_weight(request.headers.get("accept-language", ""))
    return next((language for language in wishes if language in LANGUAGES), None)


def of_request(request: Request) -> dict[str, Any]:
    """What every template knows: `look` and its words, `t`; `left` is the code of a survey that waits."""
    look, left = _look(request), cookies.survey(request)
    return {"look": look, "t": words(look.language), "left": left.code if left else None}


def _look(request: Request) -> Look:
    drawn: Look | None = getattr(request.state, "look", None)
    if drawn is not None:
        return drawn
    place = cookies.place(request)
    if place is not None and place.language in LANGUAGES and "language" not in request.query_params:
        return Look(place.language, place.theme if place.theme in THEMES.values() else HOUSE)
    return Look(wished(request) or DEFAULT)


def _by_weight(header: str) -> list[str]:
    """Languages of an Accept-Language header, the dearest first. What has another shape is passed over."""

    def wishes() -> Iterator[tuple[float, str]]:
        for part in header[:500].split(","):
            if found := WISH.fullmatch(part):
                yield float(found["weight"] or 1), found["language"].lower()

    return [language for weight, language in sorted(wishes(), key=lambda wish: -wish[0]) if weight > 0]
