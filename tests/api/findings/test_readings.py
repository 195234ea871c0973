"""Readings of comments are held against each other, and against the answers before their question."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from api.findings import gate
from api.findings.attack import safe, spans
from api.findings.knowledge import Knowledge
from api.findings.protection import Counted, protect, withhold
from api.findings.published import REST, Table
from api.findings.readings import Asked, Reading, asked_of, case
from api.findings.rules import FLOOR, Rules
from surveys.model import Question
from tests.api.findings.made_up import SURVEY, answers, published

LAST = published(answers(120, random.Random(1)))
"""Some hundred and twenty people answered in it."""


def themes(base: int, named: dict[str, int], rest: int) -> Table:
    """A reading of what comments are about, as the rules alone let it out."""
    counts = named | {REST: rest}
    choices = [(key, key) for key in counts]
    return protect(Counted("why", "Why?", choices, True, None, base, counts))


def tones(positive: int, mixed: int, negative: int, not_scored: int) -> Table:
    """A reading of how comments sound, likewise."""
    counts = {"positive": positive, "mixed": mixed, "negative": negative, "not_scored": not_scored}
    choices = [(key, key) for key in counts]
    return protect(Counted("why", "Why?", choices, False, None, sum(counts.values()), counts))


def falls(*readings: Reading) -> bool:
    """Whether somebody who has them all can tell a small number."""
    known = Knowledge(case(LAST, readings, FLOOR), {"why", *(f"why:{at}" for at in range(9))})
    seen = spans(known.system, [known.cells[name] for name in known.tried])
    return not all(map(safe, seen.values()))


def test_a_reading_passes_or_is_withheld() -> None:
    table = LAST.tables[0].model_copy(update={"key": "why"})
    assert gate.reading([LAST], [Reading(table)]) == table
    more = table.model_copy(update={"base": 400})
    assert gate.reading([LAST], [Reading(more)]).base is None
    assert gate.reading([], [Reading(table)]).base is None


def test_one_of_themes_is_held_against_the_earlier_ones_of_the_same_comments() -> None:
    first, second = (
        Reading(themes(21, {"police": 17}, 4), whole=False),
        Reading(themes(32, {"police": 28}, 4)),
    )
    assert gate.reading([LAST], [first]) == first.table
    assert gate.reading([LAST], [second]) == second.table
    # At least 20 with up to 17 about it leave three others, up to 32 with 28 about it no more than four.
    assert gate.reading([LAST], [first, second]).base is None
    # What is withheld tells nothing, and another fifty comments leave room.
    assert gate.reading([LAST], [replace(first, table=withhold(first.table)), second]) == second.table
    later = Reading(themes(90, {"police": 60}, 25))
    assert gate.reading([LAST], [first, later]) == later.table


def test_comments_about_nothing_that_is_named_are_held_against_a_theme_that_is_named_later() -> None:
    first = Reading(themes(60, {"police": 40}, 20), whole=False)
    second = Reading(themes(70, {"police": 45, "bus": 15}, 10))
    assert gate.reading([LAST], [first, second]) == second.table


# 27 comments. Their tones say 30, for 27 would leave one at most for the two that are hidden.
RAISED = Reading(tones(13, 13, 1, 0), scorer="textblob")
EVERY = Reading(themes(27, {"police": 12}, 15))


@pytest.mark.parametrize("order", [(RAISED, EVERY), (EVERY, RAISED)])
def test_a_base_that_had_to_be_moved_up_is_not_told_by_another_reading(order: Sequence[Reading]) -> None:
    assert (RAISED.table.base, EVERY.table.base) == (30, 25)
    assert not falls(RAISED) and not falls(EVERY) and falls(*order)
    assert gate.reading([LAST], order[:1]) == order[0].table
    assert gate.reading([LAST], order).base is None


def test_a_part_of_the_comments_tells_no_more_than_that_there_are_as_many() -> None:
    part = replace(EVERY, whole=False)
    assert gate.reading([LAST], [RAISED, part]) == part.table


def test_the_same_scorer_cannot_score_the_same_comments() -> None:
    # In the second at least 14 are not of the other tones, and in both as many are not scored.
    first, second = Reading(tones(38, 37, 33, 4), scorer="x"), Reading(tones(33, 33, 38, 4), scorer="x")
    together = Knowledge(case(LAST, [first, second], FLOOR), {"why:0", "why:1"})
    same = [column for (_, _, value), column in together.cells.items() if value == "not_scored"]
    solution = spans(together.system, same)
    assert solution[same[0]] == solution[same[1]]


# At least 36 wrote something: all of those who said "yes", if the question was put to them alone.
WROTE = Reading(tones(18, 18, 0, 0))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (Asked("heard", frozenset({"yes"})), False),
        (Asked("heard", frozenset({"yes", "no"})), True),
        (Asked("not_in_the_plan", frozenset({"yes"})), True),
        (Asked(), False),
        (None, True),
    ],
)
def test_comments_tell_no_more_of_the_answer_before_them_than_its_own_number(
    asked: Asked | None, shown: bool
) -> None:
    rows = [{"heard": "yes"}] * 36 + [{"heard": "no"}] * 60
    last = published(rows)
    assert [cell.shown for cell in last.tables[1].cells] == [35, 60]
    assert (gate.reading([last], [WROTE], asked).base is not None) is shown


def test_nothing_is_told_of_whoever_was_asked_where_the_answer_before_is_withheld() -> None:
    last = LAST.model_copy(update={"tables": tuple(map(withhold, LAST.tables))})
    assert gate.reading([last], [WROTE], Asked("heard", frozenset({"yes"}))).base is None


@pytest.mark.parametrize(
    ("relevant", "asked"),
    [
        (None, None),
        ("selected(${heard}, 'yes')", Asked("heard", frozenset({"yes"}))),
        ("${heard} = 'yes' or selected(${heard}, 'no')", Asked("heard", frozenset({"yes", "no"}))),
        ("selected(${heard}, 'yes') or selected(${sex}, 'male')", Asked()),
        ("selected(${heard}, 'yes') and selected(${sex}, 'male')", Asked()),
        ("selected(${gone}, 'yes')", Asked()),
    ],
)
def test_whom_a_question_was_put_to_is_read_off_its_condition(
    relevant: str | None, asked: Asked | None
) -> None:
    assert asked_of(SURVEY, Question(key="why", kind="text", label={}, relevant=relevant)) == asked


def test_stricter_rules_are_known_to_the_attacker_too() -> None:
    strict = Rules(30, 35)
    known = Knowledge(case(LAST, [EVERY], strict), {"why"})
    assert known.system.low[known.cells[0, "why", ""]] == 30
