"""What a threshold check knows: Rasa's slots, filled from buttons and words with codes alone."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from sqlmodel import Session

from actions import ages, reading
from actions.heard import Heard
from api.guidance import service
from api.guidance.service import Check, Sign

TOPIC = "threshold-check"
# In the order in which they are asked; most are the names of a check.
QUESTIONS = ("red_flag", "age", "worry", "domains", "signs", "in_place", "consent", "earlier")
# Read in a message about something else.
READ_ALONG = ("in_place", "consent", "earlier")
TOLD = "told"
APART = "."
# Fewer signs than this are too few to leave it at them.
ENOUGH = 2
MOST = 9
FEW_MORE = 4

Slots = Mapping[str, Any]


def check_of(slots: Slots) -> Check:
    """The codes; what is no code is dropped."""
    return Check.from_query({name: str(value) for name, value in slots.items() if value is not None})


def next_question(slots: Slots) -> str | None:
    """What is asked next; None when all is known, or a red flag is."""
    if check_of(slots).is_flagged:
        return None
    return next((question for question in QUESTIONS if slots.get(question) is None), None)


def resume(slots: Slots) -> str:
    """The payload that starts the check again where it is, at most 500 characters."""
    known, ask = slots, {}
    if slots.get("signs") is None and slots.get("offered"):
        known, ask = {**slots, "signs": slots.get("ticked")}, {"ask": "signs"}
    elif slots.get("signs") is None and slots.get("worry"):
        ask = {"ask": "domains"}
    return f"/{TOPIC}{json.dumps({'known': check_of(known).to_query(), **ask})}"


def begun(session: Session, heard: Heard) -> dict[str, Any]:
    """What is known as the check begins: from where it was, or from the first message."""
    if "known" in heard.entities:
        return restored(session, heard.entities["known"], heard.entities.get("ask"))
    return {} if heard.is_tapped else taken(session, heard.words, {})


def restored(session: Session, known: str, asked: str | None) -> dict[str, Any]:
    """The slots of a payload that `resume` wrote."""
    slots: dict[str, Any] = dict(parse_qsl(Check.read(known).to_query(), keep_blank_values=True))
    if "signs" not in slots:
        return slots | ({"worry": TOLD} if asked == "domains" else {})
    if asked != "signs":
        return slots | {"worry": TOLD}
    ticked = service.signs_called(session, split(slots.pop("signs")))
    return slots | offer(session, ticked, split(slots.get("domains")))


def taken(session: Session, words: str, slots: Slots) -> dict[str, Any]:
    """What a message holds that is not known yet. A "no" to danger is never read into it."""
    found: dict[str, Any] = {}
    if slots.get("age") is None and (age := ages.told(words)):
        found["age"] = age
    for question in READ_ALONG:
        if slots.get(question) is None and (code := reading.code(question, words)):
            found[question] = code
    along = list(found)
    signs = service.signs_in(session, words, check_of({**slots, **found}).age)
    if flag := flag_among(signs):
        found["red_flag"] = flag
    if slots.get("worry") is None and signs:
        found |= offer(session, signs)
    return found | ({"taken": APART.join(along)} if along else {})


def flag_among(signs: Iterable[Sign]) -> str | None:
    """The red flag that goes first."""
    return next((sign.key for sign in signs if sign.red_flag), None)


def offer(session: Session, found: list[Sign], domains: list[str] | None = None) -> dict[str, Any]:
    """Signs to tick: those that were found, ticked; with too few of them, others that are often meant."""
    parts = domains or list(dict.fromkeys(sign.domain for sign in found))
    if not parts:
        return {"worry": TOLD}
    more = _often(session, parts, MOST if not found else FEW_MORE) if len(found) < ENOUGH else []
    keys = dict.fromkeys([*(sign.key for sign in found), *more])
    return {
        "worry": TOLD,
        "domains": APART.join(parts),
        "offered": APART.join(list(keys)[:MOST]),
        "ticked": APART.join([sign.key for sign in found][:MOST]),
    }


def _often(session: Session, domains: list[str], most: int) -> list[str]:
    """As many of each domain."""
    each = max(1, most // len(domains))
    offered = service.signs_offered(session, domains)
    return [
        sign.key for domain in domains for sign in [sign for sign in offered if sign.domain == domain][:each]
    ]


def split(joined: Any) -> list[str]:
    """The keys that a slot joins."""
    return [key for key in str(joined or "").split(APART) if key]
