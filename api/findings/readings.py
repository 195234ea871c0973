"""Readings of comments: what they tell of each other, and of the answers that their question is put after.

All readings of a question count the same comments. A base that was moved up in one, so that a hidden number
keeps its room, would be known from another one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import inf

from api.findings.case import Case, Name
from api.findings.protection import PEOPLE_STEP, WIDTH, lowest, lowest_base, withhold
from api.findings.published import Audit, Published, Table
from api.findings.rules import FLOOR, Rules
from api.findings.tabulate import ONE_ANSWER
from nlu.tone import Tone
from surveys.model import Question, Survey


@dataclass(frozen=True)
class Reading:
    """Numbers of the comments to a question: themes where one can be about several, else how they sound.

    `whole`: all comments count, and not a part of them. `scorer`: what sorted them; those that it cannot
    score it can score no other time either, as long as it is called the same.
    """

    table: Table
    whole: bool = True
    scorer: str = ""


@dataclass(frozen=True)
class Asked:
    """Whom a question is put to: who gave any of these answers to another. Empty where it is less simple."""

    question: str = ""
    answers: frozenset[str] = field(default_factory=frozenset)


def asked_of(survey: Survey, question: Question) -> Asked | None:
    """Whom a question is put to; None where it is everybody."""
    if question.relevant is None:
        return None
    found = [ONE_ANSWER.fullmatch(part) for part in question.relevant.split(" or ")]
    pairs = [(one[1] or one[2], one[3]) for one in found if one is not None]
    before = {key for key, _ in pairs}
    if len(pairs) < len(found) or len(before) > 1 or not before <= survey.places.keys():
        return Asked()
    return Asked(before.pop(), frozenset(answer for _, answer in pairs))


def most(snapshot: Published, asked: Asked | None) -> float:
    """How many at most may write, so that their number tells nothing of the answers before the question.

    Only published numbers decide: so many surely gave the answers that there is room left, whatever else
    narrows down how many these were, such as several waves counted together.
    """
    if asked is None:
        return inf
    before = next((table for table in snapshot.tables if table.key == asked.question), None)
    if before is None:
        return inf if asked.question else 0
    lows = [lowest(cell, before.base or 0) for cell in before.cells if cell.value in asked.answers]
    return (max(lows, default=0) if before.several else sum(lows)) - WIDTH


def let_out(
    snapshot: Published,
    readings: Sequence[Reading],
    asked: Asked | None,
    rules: Rules,
    passed: Callable[[Case], Published],
) -> Table:
    """The table of the last reading, or the same withheld; `passed` attacks a case."""
    fresh = readings[-1].table
    # What is withheld without an audit tells nothing.
    out = [one for one in readings if one.table.base is not None]
    at_most = most(snapshot, asked)
    if fresh.base is None or max(lowest_base(one.table, rules.base_least) for one in out) > at_most:
        return withhold(fresh)
    [read] = passed(case(snapshot, out, rules, at_most)).tables
    return withhold(fresh) if read.base is None else fresh


def case(snapshot: Published, readings: Sequence[Reading], rules: Rules, at_most: float = inf) -> Case:
    """All readings of one question, to which `at_most` so many wrote; the last is to come out.

    Each is final, as no more people answer from one to the next. Those of themes are in order, one after the
    other, for they are held against each other as snapshots are: who counted then, counts now.
    """
    themes = readings[-1].table.several
    ordered = sorted(readings, key=lambda one: one.table.several == themes)
    keys = [one.table.key if one.table.several else f"{one.table.key}:{at}" for at, one in enumerate(ordered)]
    if at_most < inf:  # so that nobody takes more than that for possible
        snapshot = snapshot.model_copy(update={"answered": int(at_most) - PEOPLE_STEP // 2 + 1})
    told = [_alone(snapshot, one.table, key, rules) for one, key in zip(ordered, keys, strict=True)]
    return Case(waves=(tuple(told),), within=tuple(_within(ordered, keys)))


def _within(readings: Sequence[Reading], keys: Sequence[str]) -> Iterator[tuple[Name, Name]]:
    """No reading counts more comments than there are, and what no scorer can score stays so."""
    for (at, one), (other_at, other) in permutations(enumerate(readings), 2):
        if other.whole:
            yield (at, keys[at], ""), (other_at, keys[other_at], "")
        if one.scorer and one.scorer == other.scorer:
            yield (at, keys[at], Tone.not_scored), (other_at, keys[other_at], Tone.not_scored)


def _alone(snapshot: Published, table: Table, key: str, rules: Rules) -> Published:
    """As a snapshot that has this table only."""
    alone = {
        "tables": (table.model_copy(update={"key": key, "after": None}),),
        "signposts": None,
        "crossings": (),
        # Where nothing is named, a withheld table tells nothing: the rules alone are known.
        "audit": None if rules == FLOOR else _audit(rules),
        "final": True,
    }
    return snapshot.model_copy(update=alone)


def _audit(rules: Rules) -> Audit:
    return Audit(rules=rules.version, tried=0, rounds=0, withheld=(), narrowest=None)
