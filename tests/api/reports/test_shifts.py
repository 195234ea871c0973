"""What is told to have changed is about the same people, and more than chance can make."""

import random
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.findings.protection import Counted, protect
from api.meaning.change import Change, changed
from api.meaning.contracts import Meaning, Scorer, ToneReading, Trust
from api.reports.front import changed_to_begin_with
from api.reports.material import Material, Part
from api.reports.shifts import compared, shifts
from tests.api.reports.conftest import SCHOOL, a_part, published

TONES = ("positive", "mixed", "negative")
GLAD, SAD = (70, 10, 10), (15, 10, 65)
SPRING, AUTUMN = date(2026, 5, 1), date(2026, 9, 1)


def tone(counts: tuple[int, ...], within: int = 5) -> ToneReading:
    named = dict(zip(TONES, counts, strict=True))
    choices = [(one, one.capitalize()) for one in TONES]
    return ToneReading(
        question="own",
        label="What would you like to tell us?",
        table=protect(Counted("own", "", choices, False, None, sum(counts), named)),
        within=within,
        scorer=Scorer.LEARNED,
        trust=Trust(labels=210, textblob=0.74, vader=0.79, learned=0.88),
    )


def asked(counts: tuple[int, ...], day: date, **more: Any) -> Part:
    return a_part(
        published(title=f"A group, {day}"),
        closed=day,
        meaning=Meaning(taken=day, tone=(tone(counts),)),
        **more,
    )


def of(*parts: Part) -> Material:
    return Material(parts=parts)


def test_the_same_group_asked_again_can_have_changed() -> None:
    before, now = of(asked(GLAD, SPRING)), of(asked(SAD, AUTUMN))
    assert compared(before, now)
    assert len(list(shifts(before, now))) == 2


def test_of_several_groups_none_is_taken_for_another() -> None:
    before = of(asked(GLAD, SPRING), asked(SAD, SPRING))
    now = of(asked(SAD, AUTUMN), asked(GLAD, AUTUMN))
    for one, other in ((before, now), (before, of(asked(GLAD, AUTUMN))), (of(asked(GLAD, SPRING)), now)):
        assert (list(shifts(one, other)), compared(one, other)) == ([], False)


@pytest.mark.parametrize(("one", "other"), [(SCHOOL, uuid4()), (SCHOOL, None), (None, None)])
def test_two_schools_are_other_people(one: UUID | None, other: UUID | None) -> None:
    before, now = of(asked(GLAD, SPRING, place=one)), of(asked(SAD, AUTUMN, place=other))
    assert (list(shifts(before, now)), compared(before, now)) == ([], False)


def test_a_question_in_other_words_is_another_question() -> None:
    reworded = tone(SAD).model_copy(update={"label": "What is bad here?"})
    now = a_part(published(title="A group"), closed=AUTUMN, meaning=Meaning(taken=AUTUMN, tone=(reworded,)))
    assert list(shifts(of(asked(GLAD, SPRING)), of(now))) == []


def test_of_several_schools_each_is_held_against_itself() -> None:
    park, other = {"place": uuid4()}, {"place": uuid4()}
    before = of(asked(GLAD, SPRING, **park), asked(SAD, SPRING, **other))
    now = of(asked(SAD, AUTUMN, **other), asked(SAD, AUTUMN, **park))
    assert compared(before, now)
    told = list(shifts(before, now))
    assert len(told) == 2 and all("A group, 2026-09-01" in one for one in told)


def test_where_nothing_could_be_compared_it_is_not_said_that_nothing_changed() -> None:
    now = of(asked(SAD, AUTUMN)).model_copy(update={"since": SPRING, "compared": False})
    offered = changed_to_begin_with(now)
    assert "Nothing has clearly changed" not in offered
    assert "What changed since the report to 1 May 2026 cannot be told" in offered


@pytest.mark.parametrize("people", [60, 100, 150])
def test_chance_is_rarely_told_as_a_change(people: int) -> None:
    chance, told, waves = random.Random(1), 0, 400
    for _ in range(waves):
        before, after = (
            tone(tuple(map(chance.choices(TONES, (45, 10, 45), k=people).count, TONES))) for _ in range(2)
        )
        told += any(changed(before, after, one) is not Change.UNCLEAR for one in TONES)
    assert told <= waves / 100
