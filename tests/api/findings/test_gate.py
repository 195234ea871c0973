"""The gate takes out what would give a hidden number away, group by group, and says what it tried."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.findings import gate
from api.findings.attack import Infeasible, reach, safe
from api.findings.audit import audit
from api.findings.case import Case, Together
from api.findings.crossing import shown
from api.findings.knowledge import Knowledge
from api.findings.published import Published
from api.findings.rules import FLOOR, Rules
from tests.api.findings.made_up import SURVEY, Row, answers, published

KEYS = frozenset(question.key for question in SURVEY.questions)


def group(heard: str, sex: str, how_many: int) -> list[Row]:
    return [{"heard": heard, "sex": sex}] * how_many


# 26 or 27 said yes, and two groups of them at least 13 each: of the third there is one at most.
TELLING = [
    *group("yes", "female", 13),
    *group("yes", "male", 13),
    *group("yes", "other", 1),
    *group("no", "female", 40),
    *group("no", "male", 30),
    *group("no", "other", 3),
]


def groups_shown(one: Published) -> set[str]:
    return {table.key for table in shown(one) if "/" in table.key}


def test_a_withheld_group_that_can_be_told_by_subtraction_takes_its_smallest_neighbour_along() -> None:
    before = published(TELLING)
    assert {"heard/sex/female", "heard/sex/male"} <= groups_shown(before)
    after = audit(Case(waves=((before,),)))
    assert "heard/sex/male" not in groups_shown(after)
    assert "heard/sex/female" in groups_shown(after)
    assert after.audit is not None
    assert after.audit.withheld == ("heard/sex/male",)
    assert after.audit.rounds > 1 and after.audit.tried > 0
    assert after.audit.narrowest is not None and after.audit.narrowest >= 4
    # Nothing of what stands under the questions themselves is lost.
    assert after.tables == before.tables


def test_the_attacker_reads_in_the_audit_how_many_are_in_what_is_withheld() -> None:
    known = Knowledge(Case(waves=((audit(Case(waves=((published(TELLING),),))),),)), KEYS)
    people = {group: known.cells[0, f"heard/sex/{group}", ""] for group in ("male", "other")}
    # One was taken out, so there were enough of them; of the other there were too few from the beginning.
    assert reach(known.system, people["male"])[0] >= 20
    assert reach(known.system, people["other"])[1] < 20


def test_what_is_out_is_the_same_whatever_the_truth_behind_the_same_numbers_is() -> None:
    other = [*TELLING, *group("no", "female", 1)]
    first, second = published(TELLING), published(other)
    assert first.tables == second.tables and first.crossings == second.crossings
    assert audit(Case(waves=((first,),))) == audit(Case(waves=((second,),)))


def test_the_gate_works_in_a_process_of_its_own() -> None:
    assert gate.audited([], published(TELLING)) == audit(Case(waves=((published(TELLING),),)))


def test_rules_only_tighten() -> None:
    for wrong in ({"base_least": 19}, {"percent_base": 29}, {"base_least": 50, "percent_base": 40}):
        with pytest.raises(ValueError, match="never loosened"):
            Rules(**wrong)
    strict = Rules(30, 60)
    assert Rules.of(strict.version) == strict
    assert FLOOR.tightened(strict) == strict.tightened(FLOOR) == strict
    few = [*group("yes", "female", 25), *group("no", "female", 24)]
    usual, tight = published(few), published(few, rules=strict)
    assert {table.base for table in usual.tables} == {None, 50}
    assert any(cell.percent for table in usual.tables for cell in table.cells)
    assert not any(cell.percent for table in tight.tables for cell in table.cells)
    assert all(table.base is None for table in published(few[:29], rules=strict).tables)


def whole(case: Case, fewer: int = 0) -> dict[tuple[int, str, str], tuple[int, int]]:
    """The exact ends of every hidden number, found from all questions at once."""
    known = Knowledge(case, KEYS, fewer)
    return {name: reach(known.system, known.cells[name]) for name in known.tried}


@settings(max_examples=12, deadline=None)
@example(1, 60, 4)
@given(st.integers(0, 10_000), st.integers(20, 160), st.integers(0, 30))
def test_an_attacker_of_all_questions_at_once_finds_no_small_number_after_the_gate(
    seed: int, how_many: int, more: int
) -> None:
    rows = answers(how_many + more, random.Random(seed))
    first = audit(Case(waves=((published(rows[:how_many], final=False),),)))
    both = Case(waves=((first, audit(Case(waves=((first, published(rows, 2)),)))),))
    for fewer in (0, 1, 2, 3, 5):
        try:
            found = whole(both, fewer)
        except Infeasible:
            continue
        break
    assert {name: span for name, span in found.items() if not safe(span)} == {}
    for name, (low, high) in found.items():
        true = number_of(rows if name[0] == 1 else rows[:how_many], name[1], name[2])
        assert low <= true <= high, name


def number_of(rows: list[Row], key: str, value: str) -> int:
    """The true count behind a name of the attacker's."""
    question, *of = key.split("/")
    found = [row for row in rows if row.get(question) == value]
    if of:
        by, wanted = of
        found = [row for row in found if row.get(by) == (wanted or None)]
    return len(found)


def test_a_pool_does_not_give_away_the_small_wave_in_it() -> None:
    # 38 of the pool's 41 or 42 are of the large wave: in the small one three or four said yes.
    large = published([*group("yes", "female", 38), *group("no", "male", 30)])
    small_rows = [*group("yes", "female", 3), *group("no", "male", 9)]
    small = published(small_rows)
    together = published([*group("yes", "female", 41), *group("no", "male", 39)])
    waves = ((large,), (small,))
    pooled = Case(waves=waves, pools=(Together(waves=(0, 1), published=together),))
    passed = audit(pooled)
    left = whole(pooled.with_fresh(passed))
    assert {name: span for name, span in left.items() if not safe(span)} == {}


def test_the_small_wave_is_protected_by_taking_tables_of_the_pool_out() -> None:
    large = published([*group("yes", "female", 22), *group("no", "male", 22)])
    small = published([*group("yes", "female", 1)])
    together = published([*group("yes", "female", 23), *group("no", "male", 22)])
    passed = audit(Case(waves=((large,), (small,)), pools=(Together(waves=(0, 1), published=together),)))
    left = whole(Case(waves=((large,), (small,)), pools=(Together(waves=(0, 1), published=passed),)))
    assert {name: span for name, span in left.items() if not safe(span)} == {}
