"""Random partnerships are published by the real code; who attacks everything together finds nothing."""

from random import Random

import pytest

from api.findings.published import Published
from tests.attack import findings_read as reading
from tests.attack.findings import star, tried
from tests.attack.findings_made import partnership


@pytest.mark.parametrize("seed", [3, 8])
def test_nothing_is_found_and_everything_says_the_same(seed: int) -> None:
    outcome = tried(partnership(Random(seed), waves=2))
    assert outcome.tried > 50
    assert (outcome.found, outcome.wrong, outcome.unlike, outcome.true) == (0, 0, 0, 0)


def test_the_usual_rule_loses_to_the_same_attacker() -> None:
    made = partnership(Random(3), waves=2)
    stars = [star(made.survey, rows) for rows in made.rows]
    small, starred = (sum(numbers) for numbers in zip(*stars, strict=True))
    assert starred > small / 4 > 1


def test_a_true_number_on_a_page_or_in_a_file_would_be_seen() -> None:
    made = partnership(Random(3), waves=2)
    one: Published = next(one for one in made.case.every if one.tables[0].base is not None)
    table = one.tables[0]
    told = table.cells[0].model_copy(update={"shown": 137})
    bare = one.model_copy(
        update={"tables": (table.model_copy(update={"cells": (told, *table.cells[1:])}), *one.tables[1:])}
    )
    seen = reading.leaks(bare)
    assert all(137 in seen[where] for where in ("page", "csv"))
    assert reading.published(bare) != reading.published(one)
    assert all(reading.plain(numbers) == reading.published(bare) for _, numbers in reading.by_file(bare))
