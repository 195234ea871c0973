"""Where somebody is in the escalation policy: who talks with whom, and by when the other side answers.

It points to the policy and knows nothing of a case. What counts as a clock stands in escalation.yml.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from api import clock
from api.errors import NotFound
from api.guidance.answers import finished
from api.guidance.model import Answer, MenuItem
from api.guidance.rendering import Facts, fill, limit, listed, put, reaches
from api.guidance.shelf import library
from api.guidance.stages import Escalation, Stage
from api.working_days import working_day_after

SLUG = "escalation"
NOT_BEGUN = "0"
_GAP = "____"


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer; `due` is the day by whose end the other side answers, None where that cannot be told."""

    answer: Answer
    stage: str
    due: date | None


def stages(session: Session) -> list[MenuItem]:
    """The stages by key and name, in their order."""
    return [MenuItem(stage.key, stage.name) for stage in library(session).pack.escalation.stages]


def has_clock(session: Session, stage: str | None) -> bool:
    """Whether a stage has a time limit that is known."""
    found = _stage(library(session).pack.escalation, stage)
    return found is not None and found.days is not None


def stage_in(session: Session, words: str, *, asked: bool = True) -> str | None:
    """The key of the stage that words name, or NOT_BEGUN; None where they name none, or several.

    Not `asked` for one, words that only might mean a stage, such as "line manager", mean none.
    """
    pack = library(session).pack.escalation
    said = _plain(words)
    # "2" alone is an answer; within a sentence it may count anything.
    text = f" {said} " if " " in said else f" stage {said} "
    named = {phrase: key for key, phrase in _phrases(pack) if f" {phrase} " in text}
    # "Beyond stage 3" is not stage 3.
    whole = {phrase for phrase in named if not any(phrase in other for other in named if other != phrase)}
    meant = {named[phrase] for phrase in whole if asked or _is_clear(phrase)}
    return meant.pop() if len(meant) == 1 else None


def where(session: Session, stage: str, since: date | None, now: datetime | None = None) -> Standing:
    """What holds at a stage that began on a day, None where nobody knows. Raises NotFound."""
    books = library(session)
    pack, facts = books.pack.escalation, books.facts(now or clock.now())
    at = pack.stages[0] if stage == NOT_BEGUN else _stage(pack, stage)
    if at is None:
        raise NotFound("The escalation policy has no such stage.")
    begun = since if stage != NOT_BEGUN else None
    due = working_day_after(begun, at.days) if begun and at.days else None
    answer = finished(
        slug=SLUG,
        title=pack.title,
        body=[
            pack.text,
            _who(at, facts, begun=stage != NOT_BEGUN),
            _clock(at, begun, due, facts),
            _next(at, pack.stages, facts) if stage != NOT_BEGUN else "",
            f"{facts.phrases.clock.to_write}\n{listed(pack.steps)}",
            reaches(pack.contacts, facts),
        ],
        uses=pack.sources,
        related=books.items(pack.related),
        facts=facts,
        keys=pack.contacts,
        confirmed=at.confirmed,
        overdue=pack.review_by < facts.today,
        aloud=True,
        note=_note(pack, at, begun, due, facts),
    )
    return Standing(answer, stage, due)


def reminder(session: Session, stage: str, due: date) -> tuple[str, str]:
    """The title and the text of a reminder, which name the policy alone.

    A stage that has gone from the content is named by its key: what was promised is sent.
    """
    books = library(session)
    at = _stage(books.pack.escalation, stage)
    facts = books.facts(clock.now())
    words, name = facts.phrases.clock, at.name if at else stage
    text = put(words.reminder, stage=name, due=day_in_words(due, facts.today))
    return put(words.reminder_title, stage=name), fill(text, facts)


def day_in_words(day: date, today: date) -> str:
    """Thursday 26 November, with the year where it is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def _stage(pack: Escalation, key: str | None) -> Stage | None:
    return next((stage for stage in pack.stages if stage.key == key), None)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z]+|\d+[a-z]?", words.lower().replace("'", "").replace("’", "")))


def _phrases(pack: Escalation) -> Iterator[tuple[str, str]]:
    yield from ((NOT_BEGUN, _plain(phrase)) for phrase in pack.not_begun)
    for stage in pack.stages:
        yield from ((stage.key, _plain(phrase)) for phrase in (stage.name, *stage.words))


def _is_clear(phrase: str) -> bool:
    return "stage" in phrase or any(sign.isdigit() for sign in phrase)


def _who(stage: Stage, facts: Facts, *, begun: bool) -> str:
    words = facts.phrases.clock
    return put(words.at_stage if begun else words.not_begun, stage=stage.name, who=stage.who)


def _clock(stage: Stage, since: date | None, due: date | None, facts: Facts) -> str:
    words = facts.phrases.clock
    if stage.days is None:
        return words.no_limit
    if since is None or due is None:
        return put(words.no_day, limit=limit(stage, facts))
    phrase = (
        words.runs_until if due > facts.today else words.ends_today if due == facts.today else words.is_over
    )
    began, ends = day_in_words(since, facts.today), day_in_words(due, facts.today)
    return put(phrase, since=began, limit=limit(stage, facts), due=ends)


def _next(stage: Stage, stages: Sequence[Stage], facts: Facts) -> str:
    after = stages[stages.index(stage) + 1 :]
    words = facts.phrases.clock
    return put(words.next_stage, stage=after[0].name, who=after[0].who) if after else words.last_stage


def _note(pack: Escalation, stage: Stage, since: date | None, due: date | None, facts: Facts) -> str:
    days = {
        name: day_in_words(day, facts.today) if day else _GAP
        for name, day in (("since", since), ("due", due))
    }
    return fill(put(pack.note, stage=stage.name, **days), facts)
