"""Random partnerships are published by the real code; who attacks everything together finds nothing."""

from base64 import b64decode
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from api.findings.attack import TAKEN_BACK, Infeasible, safe, spans
from api.findings.knowledge import Knowledge
from api.findings.protection import BASE_LEAST
from api.findings.published import Published
from api.papers import blocks, printing
from tests.attack import findings_papers as papers
from tests.attack import findings_read as reading
from tests.attack.findings import star, together, tried
from tests.attack.findings_all import everything
from tests.attack.findings_made import TODAY, Partnership, one_wave, partnership

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one point."""


@cache
def two_waves() -> Partnership:
    """Making one takes seconds, and nothing changes it."""
    return partnership(Random(3), waves=2)


@pytest.mark.parametrize(("seed", "several"), [(3, False), (8, False), (3, True)])
def test_nothing_is_found_and_everything_says_the_same(seed: int, several: bool) -> None:
    made = partnership(Random(seed), waves=2, several=several)
    assert any(table.several for one in made.case.every for table in one.tables) == several
    outcome = tried(made, printed=2 if several else None)
    assert outcome.tried > 50 and outcome.papers > 20
    assert (outcome.found, outcome.wrong, outcome.unlike, outcome.true) == (0, 0, 0, 0)


def test_a_small_group_is_not_narrowed_by_one_question_from_below_and_another_from_above() -> None:
    made = partnership(Random(140))
    out = everything(made)
    known, seen = together(out.case, out.keys)
    assert all(safe(seen[known.cells[name]]) for name in known.tried)
    # A wave of nine shows nothing by itself: what it had was told by all waves together.
    assert made.case.waves[2][-1].answered is None


# Waves of which tones and themes of the same comments told a number of one or two, when each reading was
# held against the earlier ones of its own kind alone.
@pytest.mark.parametrize("seed", [1489, 1595, 1680])
def test_what_people_wrote_gives_no_number_away_beside_all_else(seed: int) -> None:
    made = one_wave(Random(seed))
    assert any(one.readings for wave in made.read for one in wave)
    out = everything(made)
    known, seen = together(out.case, out.keys)
    assert all(safe(seen[known.cells[name]]) for name in known.tried)


def found_by_names(made: Partnership) -> list[tuple[int, int]]:
    """What is seen of small numbers by somebody who knows that enough people are in whatever is named."""
    for fewer in TAKEN_BACK:
        known = Knowledge(made.case, {question.key for question in made.survey.questions}, fewer)
        for number, one in enumerate(made.case.every):
            for key in one.audit.withheld if one.audit else ():
                base = known.cells[number, key, ""]
                known.system.low[base] = max(known.system.low[base], BASE_LEAST)
        try:
            seen = spans(known.system, [known.cells[name] for name in known.tried])
        except Infeasible:
            continue
        return [span for span in seen.values() if not safe(span)]
    raise AssertionError("what is published contradicts itself")


def test_the_names_of_what_is_withheld_give_no_small_number_away() -> None:
    made = partnership(Random(1), waves=2)
    assert any(one.audit and one.audit.withheld for one in made.case.every)
    assert found_by_names(made) == []


def test_the_usual_rule_loses_to_the_same_attacker() -> None:
    made = two_waves()
    stars = [star(made.survey, rows) for rows in made.rows]
    small, starred = (sum(numbers) for numbers in zip(*stars, strict=True))
    assert starred > small / 4 > 1


def test_numbers_are_looked_for_wherever_a_page_or_picture_can_say_them() -> None:
    hidden = '<svg aria-label="137 people"><!-- 42 --><g data-true="21"/><title>58</title></svg>'
    assert all(number in reading.text(hidden) for number in ("137", "42", "21", "58"))


# Rounded to five as every other is, and still none of those that were published.
@pytest.mark.parametrize("true", [137, 3])
def test_a_true_number_in_a_report_would_be_seen(true: int) -> None:
    made = two_waves()
    told = next(papers.reports(made))
    [part] = told.material.parts
    table = part.published.tables[0]
    cell = table.cells[0].model_copy(update={"shown": true, "percent": 63})
    bare = part.published.model_copy(
        update={"tables": (table.model_copy(update={"cells": (cell, *table.cells[1:])}),)}
    )
    leaking = told.material.model_copy(update={"parts": (part.model_copy(update={"published": bare}),)})
    seen = [
        papers.strange(said, told) for _, said in papers.texts(replace(told, material=leaking), papers.FILES)
    ]
    # Charts, page, comments, PDF, Word: none of comments has that table.
    assert sum(true in one or 63 in one for one in seen) >= len(seen) - 1


def test_what_stands_for_pictures_and_tables_in_word_is_read_too() -> None:
    picture = blocks.Figure(name="one", caption="A chart", alt="137 people", png=DOT)
    rows = blocks.Table(caption="Numbers", head=("Answer", "People"), rows=(("Yes", "42"),), alt="Of 58")
    made = blocks.Paper(
        title="Report",
        subtitle="On 71 people",
        band="For partners",
        author="Made up",
        status="Draft",
        day=TODAY,
        foot="Version 1",
        blocks=(picture, rows),
    )
    said = papers.word(printing.printed("docx", made))
    assert all(number in said for number in ("137", "42", "58", "71"))


@pytest.mark.parametrize("true", [137, 135])
def test_a_true_number_on_a_page_or_in_a_file_would_be_seen(true: int) -> None:
    made = two_waves()
    one: Published = next(one for one in made.case.every if one.tables[0].base is not None)
    table = one.tables[0]
    told = table.cells[0].model_copy(update={"shown": true, "percent": 63})
    bare = one.model_copy(
        update={"tables": (table.model_copy(update={"cells": (told, *table.cells[1:])}), *one.tables[1:])}
    )
    seen = reading.leaks(bare, one)
    assert {where for where in seen if true in seen[where]} >= {"page", "csv"}
    assert 63 in seen["pdf"] & seen["chart"] & seen["bars"]
    assert reading.published(bare) != reading.published(one)
    assert all(reading.plain(numbers) == reading.published(bare) for _, numbers in reading.by_file(bare))
