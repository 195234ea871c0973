"""How the pages look to this browser: in which language, and in whose colours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from fastapi import Request

from api.conversation.service import Audience, Setting
from bot.web import cookies
from bot.web.cookies import Place
from bot.web.wording import DEFAULT, LANGUAGES, words

HOUSE = "house"
CONTACT = "/contact"
# Pages that must not know that this browser is in a chat.
APART = (CONTACT, "/summary", "/we-did")
THEMES: Mapping[str, str] = {"young_person": "young", "parent": "parent", "practitioner": "practitioner"}
READERS: tuple[Literal["child"] | Audience, ...] = ("child", *get_args(Audience))
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
    look, left = look_here(request), None if _is_apart(request) else cookies.survey(request)
    return {"look": look, "t": words(look.language), "left": left.code if left else None}


def setting_of(place: Place) -> Setting:
    """What a browser says of its chat: all that is known of it while the database is away."""
    audience = next((who for who in get_args(Audience) if THEMES[who] == place.theme), None)
    reader = next((who for who in READERS if who == place.reader), None)
    return Setting(audience, place.language or None, reader)


def contact_page(setting: Setting) -> str:
    """Where somebody can ask to be contacted: the address says how the page looks, which knows of no chat."""
    reader = setting.reader or setting.audience or ""
    return f"{CONTACT}?{urlencode({'language': setting.language or DEFAULT, 'for': reader})}"


def look_here(request: Request) -> Look:
    """The look of the chat that this browser is in, else what it asks for."""
    drawn: Look | None = getattr(request.state, "look", None)
    if drawn is not None:
        return drawn
    if _is_apart(request):
        themes = {"child": THEMES["young_person"], **THEMES}
        return Look(wished(request) or DEFAULT, themes.get(request.query_params.get("for", ""), HOUSE))
    place = cookies.place(request)
    if place is not None and place.language in LANGUAGES and "language" not in request.query_params:
        return Look(place.language, place.theme if place.theme in THEMES.values() else HOUSE)
    return Look(wished(request) or DEFAULT)


def _is_apart(request: Request) -> bool:
    """Whether the address alone says how the page looks."""
    return request.url.path.startswith(APART)


def _by_weight(header: str) -> list[str]:
    """Languages of an Accept-Language header, the dearest first. What has another shape is passed over."""

    def wishes() -> Iterator[tuple[float, str]]:
        for part in header[:500].split(","):
            if found := WISH.fullmatch(part):
                yield float(found["weight"] or 1), found["language"].lower()

    return [language for weight, language in sorted(wishes(), key=lambda wish: -wish[0]) if weight > 0]
