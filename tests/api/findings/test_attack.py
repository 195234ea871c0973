"""A linear-programming attacker over everything published at once finds no small count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from api.findings.attack import TAKEN_BACK, Infeasible, reach, safe
from api.findings.audit import attacked, blocks
from api.findings.case import Case, Name
from api.findings.knowledge import Knowledge
from api.findings.protection import Counted, people, protect, signposts
from api.findings.published import Published, Table

SMALL = range(1, 5)


def pinned(history: Sequence[Published]) -> set[str]:
    """The tables that the gate would find something out about."""
    case = Case(waves=(tuple(history),))
    found = [attacked(case, block) for block in blocks(case)]
    return {key for one in found for (_, key, _), span in (one or {}).items() if not safe(span)}


def intervals(history: Sequence[Published]) -> dict[Name, tuple[int, int]]:
    """The exact ends of every hidden number, all questions being attacked at once."""
    case = Case(waves=(tuple(history),))
    keys = {table.key for published in history for table in published.tables}
    for fewer in TAKEN_BACK:
        known = Knowledge(case, keys, fewer)
        try:
            return {name: reach(known.system, known.cells[name]) for name in known.tried}
        except Infeasible:
            continue
    raise AssertionError("the published numbers contradict each other")


NARROW = 3


@dataclass(frozen=True)
class Question:
    """True counts by answer; who is in none of them skipped the question."""

    counts: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """What an attacker reads off a table: bounds of each count, and of their sum."""

    cells: tuple[tuple[float, float], ...]
    base: tuple[float, float]


def attack(tables: Sequence[Known], people_most: float) -> list[list[tuple[int, int]]]:
    """Bounds of every count, by minimising and maximising each over all tables together."""
    columns = [(place, bounds) for place, table in enumerate(tables) for bounds in table.cells]
    width = len(columns) + 1
    sums = np.zeros((len(tables), width))
    for column, (place, _) in enumerate(columns):
        sums[place, column] = 1
    least = -sums.copy()
    with_people = sums.copy()
    with_people[:, -1] = -1
    limits = [*(table.base[1] for table in tables), *(-table.base[0] for table in tables), *[0] * len(tables)]
    bounds = [*(bound for _, bound in columns), (0, people_most)]
    found = []
    for column in range(len(columns)):
        ends = []
        for sign in (1, -1):
            aim = np.zeros(width)
            aim[column] = sign
            solved = linprog(aim, A_ub=np.vstack([sums, least, with_people]), b_ub=limits, bounds=bounds)
            assert solved.status == 0, "the published numbers contradict each other"
            ends.append(sign * solved.fun)
        found.append((int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))))
    by_table, start = [], 0
    for table in tables:
        by_table.append(found[start : start + len(table.cells)])
        start += len(table.cells)
    return by_table


def protected(question: Question) -> Table:
    named = {str(place): count for place, count in enumerate(question.counts)}
    return protect(Counted("q", "Q?", [(v, v) for v in named], False, None, sum(question.counts), named))


def known(table: Table) -> Known:
    """By the rules as they are printed: a symbol is 0 to 7, numbers are within 2, a base may be moved up."""
    assert table.base is not None
    shown = [table.base if cell.most else cell.shown for cell in table.cells]
    cells = tuple((0.0, 7.0) if number is None else (number - 2.0, number + 2.0) for number in shown)
    lows = sum(low for low, _ in cells)
    moved = None in shown and table.base - 5 < lows + 1
    return Known(cells, (max(20.0, lows) if moved else max(20.0, table.base - 2.0), table.base + 2.0))


COUNTS = st.one_of(st.integers(0, 7), st.sampled_from([8, 12, 13, 17, 18, 22, 23]), st.integers(8, 120))
# Counts at the lower edge of a rounding step, beside one that is hidden, are where a sum gives most away.
EDGES = st.builds(
    lambda edges, hidden: (*edges, hidden),
    st.lists(st.sampled_from([8, 13, 18, 23, 38]), min_size=1, max_size=5),
    st.integers(1, 4),
)
QUESTIONS = st.one_of(st.lists(COUNTS, min_size=2, max_size=7).map(tuple), EDGES).map(Question)


@settings(max_examples=120, deadline=None)
@given(st.lists(QUESTIONS, min_size=1, max_size=3), st.integers(0, 12))
def test_no_count_of_one_to_four_is_narrowed_below_three(questions: list[Question], skipped: int) -> None:
    tables = [protected(question) for question in questions]
    shown = [(q, t) for q, t in zip(questions, tables, strict=True) if t.base is not None]
    answered = people(max(sum(q.counts) for q in questions) + skipped, tables, None)
    if not shown or answered is None:
        return
    for (question, _), bounds in zip(shown, attack([known(t) for _, t in shown], answered + 4), strict=True):
        for true, (low, high) in zip(question.counts, bounds, strict=True):
            assert low <= true <= high
            if true in SMALL:
                assert high - low >= NARROW, (question, bounds)


def starred(question: Question) -> Known:
    """The rule that many councils use: 1 to 4 are a star, everything else is exact."""
    total = float(sum(question.counts))
    cells = tuple((1.0, 4.0) if count in SMALL else (float(count), float(count)) for count in question.counts)
    return Known(cells, (total, total))


def test_stars_for_one_to_four_beside_exact_numbers_lose_to_the_same_attacker() -> None:
    [[_, _, found]] = attack([starred(Question((31, 14, 2)))], 47)
    assert found == (2, 2)


def test_a_base_rounded_on_its_own_loses_to_the_same_attacker() -> None:
    question = Question((13, 13, 1))
    honest = replace(known(protected(question)), base=(23.0, 27.0))
    [[_, _, found]] = attack([honest], 34)
    assert found == (0, 1)


def published(number: int, *questions: Question, final: bool = False) -> Published:
    tables = [protected(q).model_copy(update={"key": f"q{place}"}) for place, q in enumerate(questions)]
    return Published(
        id=UUID(int=number),
        number=number,
        taken=date(2026, 11, number),
        final=final,
        title="A wave",
        audience="parent",
        survey="A survey",
        version="1",
        first_week=None,
        last_week=None,
        asked=None,
        answered=people(max(sum(q.counts) for q in questions), tables, None),
        tables=tuple(tables),
    )


def test_the_gate_sees_what_two_snapshots_give_away_together() -> None:
    before, after = published(1, Question((12, 12, 4))), published(2, Question((13, 13, 4)), final=True)
    assert pinned([before]) == set()
    assert pinned([after]) == set()
    assert pinned([before, after]) == {"q0"}


@settings(max_examples=40, deadline=None)
@example([Question((6, 17))])
@given(st.lists(QUESTIONS, min_size=1, max_size=3))
def test_the_gate_agrees_that_one_snapshot_gives_nothing_away(questions: list[Question]) -> None:
    snapshot = published(1, *questions)
    assert pinned([snapshot]) == set()
    for (_, key, value), (low, high) in intervals([snapshot]).items():
        assert low <= questions[int(key[1:])].counts[int(value)] <= high


@pytest.mark.parametrize("chosen", [(3, 24, 9), (25, 25, 25), (0, 1, 28)])
def test_the_gate_reads_questions_with_several_answers(chosen: tuple[int, ...]) -> None:
    named = {str(place): count for place, count in enumerate(chosen)}
    table = protect(Counted("q0", "Q?", [(v, v) for v in named], True, None, 30, named))
    snapshot = published(1, Question((30, 1))).model_copy(update={"tables": (table,)})
    assert pinned([snapshot]) == set()
    assert all(low <= named[value] <= high for (_, _, value), (low, high) in intervals([snapshot]).items())


CARDS = st.dictionaries(st.sampled_from(["immediate", "support", "check_in", "asked"]), COUNTS)


def with_cards(taken: Published, shown: dict[str, int], runs: int, at_least: int = 0) -> Published:
    kinds = [(kind, kind) for kind in ("immediate", "support", "check_in", "asked")]
    table = signposts(
        Counted(":cards", "Cards", kinds, True, None, runs, shown), max(taken.answered or 0, at_least)
    )
    return taken.model_copy(update={"signposts": table})


@settings(max_examples=25, deadline=None)
@given(QUESTIONS, CARDS, st.integers(0, 30))
@example(Question((13, 13, 1)), {"asked": 3}, 0)
def test_the_cards_tell_nothing_more_of_any_answer(
    question: Question, shown: dict[str, int], unfinished: int
) -> None:
    alone = published(1, question)
    runs = max(sum(question.counts) + unfinished, *shown.values(), 0)
    both = intervals([with_cards(alone, shown, runs)])
    of_cards = {name: reach for name, reach in both.items() if name[1] == ":cards"}
    assert {name: reach for name, reach in both.items() if name not in of_cards} == intervals([alone])
    assert set(of_cards.values()) <= {(0, 7)}


def test_a_base_of_the_cards_in_fives_would_give_an_answer_away() -> None:
    taken = published(1, Question((13, 13, 1)))
    assert pinned([with_cards(taken, {"asked": 3}, 27)]) == set()
    told = with_cards(taken, {"asked": 3}, 27)
    assert told.signposts is not None
    # What the base would say if it were rounded on its own: no more than 27 runs, and 26 gave other answers.
    exact = told.signposts.model_copy(update={"base": 23})
    assert pinned([told.model_copy(update={"signposts": exact})]) == {"q0"}


def test_cards_that_grow_from_one_snapshot_to_the_next_stay_hidden() -> None:
    first = with_cards(published(1, Question((20, 20))), {"asked": 2, "support": 9}, 40)
    second = with_cards(published(2, Question((30, 30)), final=True), {"asked": 4, "support": 12}, 75)
    assert pinned([first, second]) == set()
    assert {reach for name, reach in intervals([first, second]).items() if name[1] == ":cards"} == {(0, 7)}
