"""What words answer in the threshold check, where a button would have done."""

import re
from typing import Any

from sqlmodel import Session

from actions import ages, reading, typed
from actions.check import APART, TOPIC, Slots, check_of, offer, split, taken
from actions.check_taps import tapped, ticking
from actions.heard import Heard
from api.guidance import service
from api.guidance.check import NO_FLAG

# Meanings that are an answer to the first question, and the red flag that each is.
FLAGS = {
    "immediate-danger": "danger-now",
    "bruising-babies": "baby-injury",
    "child-disclosure-advice": "disclosure",
    "fgm": "fgm",
    "staff-allegation": "staff",
    "missing": "missing-now",
}
DANGER = "immediate-danger"
# What the buttons of the check mean; others lead away.
OURS = {"inform", "carry-on", TOPIC}
# Questions to which any words may be the answer.
OPEN = ("red_flag", "worry")
_WORD = re.compile(r"[^\W\d_]{3}")


def answered(session: Session, heard: Heard, asked: str, slots: Slots) -> dict[str, Any] | None:
    """The slots that the message sets, none where it is unclear; None: it leads away from the check."""
    if heard.is_tapped:
        return tapped(session, heard, asked, slots) if heard.intent in OURS else None
    asks = typed.is_question(heard.words) and heard.asks_besides(TOPIC)
    if asks and asked not in OPEN:
        return None
    along = taken(session, heard.words, slots)
    if "red_flag" in along:
        return {"red_flag": along["red_flag"]}
    if heard.sure and heard.intent == DANGER and not asks:
        return {"red_flag": FLAGS[DANGER]}
    if flag := _unasked(heard, along, asked):
        return {"red_flag": flag}
    said = _said(session, heard, asked, slots)
    # "No idea" leads nowhere: whether there is danger is asked again.
    answers = asked == "red_flag" and typed.yes_or_no(heard.words) is not None
    if not said and not answers and heard.asks_besides(TOPIC):
        return None
    return {**_beside(along, asked), **said}


def _beside(along: dict[str, Any], asked: str) -> dict[str, Any]:
    """What an answer holds besides."""
    names = [name for name in split(along.get("taken")) if name != asked]
    found = {name: along[name] for name in names}
    return found | ({"taken": APART.join(names)} if names else {})


def _said(session: Session, heard: Heard, asked: str, slots: Slots) -> dict[str, Any]:
    """The answer to the question; empty where the words are none."""
    match asked:
        case "red_flag":
            answer = _flag(heard)
        case "age":
            answer = ages.answered(heard.words)
        case "worry":
            return _worry(session, heard, slots)
        case "domains":
            domains = reading.codes("domains", heard.words)
            return ticking(session, slots, domains) if domains else {}
        case "signs":
            return _signs(session, heard, slots)
        case _:
            answer = reading.code(asked, heard.words, asked=True)
    return {asked: answer} if answer else {}


def _flag(heard: Heard) -> str | None:
    """Doubt is never taken for a no, and a bare yes does not say which."""
    if typed.is_unsure(heard.words):
        return None
    if flag := reading.code("red_flag", heard.words):
        return flag
    said = typed.yes_or_no(heard.words)
    if said is not False and (flag := _sounds_like(heard)):
        return flag
    return NO_FLAG if typed.is_none(heard.words) else None


def _sounds_like(heard: Heard) -> str | None:
    """The red flag that the message as a whole is about."""
    tells = heard.sure and not typed.is_question(heard.words)
    return FLAGS.get(heard.intent) if tells else None


def _unasked(heard: Heard, along: dict[str, Any], asked: str) -> str | None:
    """A red flag where any words would be an answer: words that match no sign, and deny nothing."""
    takes_all = asked == "age" or (asked == "worry" and "worry" not in along)
    return None if not takes_all or typed.denies(heard.words) else _sounds_like(heard)


def _worry(session: Session, heard: Heard, slots: Slots) -> dict[str, Any]:
    """Any words are a worry, but for a short question and for what says nothing."""
    found = service.signs_in(session, heard.words, check_of(slots).age)
    if found:
        return offer(session, found)
    asks = typed.is_question(heard.words) and heard.asks_besides(TOPIC)
    return {} if asks or not _WORD.search(heard.words) else offer(session, [])


def _signs(session: Session, heard: Heard, slots: Slots) -> dict[str, Any]:
    """Which of the offered signs fit, by their numbers or as a whole; or more words about the worry."""
    offered, ticked = split(slots.get("offered")), split(slots.get("ticked"))
    places = {place for place, key in enumerate(offered, 1) if key in ticked}
    meant = typed.ticks(heard.words, len(offered), places)
    if meant is not None:
        chosen = APART.join(key for place, key in enumerate(offered, 1) if place in meant)
        return {"signs": chosen, "ticked": chosen}
    more = [sign.key for sign in service.signs_in(session, heard.words, check_of(slots).age)]
    if not more:
        return {}
    return {
        "offered": APART.join(dict.fromkeys([*offered, *more])),
        "ticked": APART.join(dict.fromkeys([*ticked, *more])),
    }
