"""True counts become numbers that may be published, and give nothing away."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pytest

from api.findings.protection import BASE_LEAST, WIDTH, Counted, asked, people, protect, together, within
from api.findings.published import After, Table


def table(*counts: int, several: bool = False, base: int | None = None) -> Table:
    named = {f"c{place}": count for place, count in enumerate(counts)}
    choices = [(value, value.upper()) for value in named]
    true = sum(counts) if base is None else base
    return protect(Counted("q", "Q?", choices, several, None, true, named))


@pytest.mark.parametrize(("true", "shown"), [(0, None), (1, None), (7, None), (8, 10), (12, 10), (13, 15)])
def test_a_count_is_a_symbol_or_a_multiple_of_five(true: int, shown: int | None) -> None:
    assert table(true, 60).cells[0].shown == shown


def test_a_table_of_nineteen_people_is_withheld() -> None:
    assert (table(10, 9).base, table(10, 9).cells) == (None, ())
    assert table(10, 10).base == 20


def test_percentages_need_a_base_that_is_thirty_for_sure_and_are_whole() -> None:
    assert [cell.percent for cell in table(15, 14).cells] == [None, None]
    assert [cell.percent for cell in table(20, 20).cells] == [50, 50]
    # 23 of 68 is 33.8 %; from the rounded 25 of 70 it is 36 %.
    assert table(23, 45).cells[0].percent == 36


def test_percentages_do_not_tell_on_which_side_of_thirty_the_true_base_lies() -> None:
    told = {tuple(cell.percent is None for cell in table(14, base - 14).cells) for base in (28, 29, 30, 32)}
    assert told == {(True, True)}


def test_a_group_of_one_mind_is_called_most() -> None:
    first, second = table(95, 3).cells
    assert (first.most, first.shown, first.percent) == (False, 95, 95)
    first, second = table(96, 1).cells
    assert (first.most, first.shown, first.percent) == (True, None, None)
    assert (second.most, second.shown) == (False, None)


def test_people_are_told_in_steps_of_ten() -> None:
    assert [people(true, [], None) for true in (19, 20, 24, 26, 137)] == [None, 20, 20, 30, 140]
    assert [asked(None, 140), asked(137, 140), asked(152, 140), asked(3, None)] == [None, 140, 150, 10]


def test_people_rise_by_a_step_after_a_step_of_new_people() -> None:
    assert people(44, [], 50) == 50


def test_tone_is_told_by_bands_and_not_at_all_of_few_comments() -> None:
    tones = ((9, 20), (20, 20), (50, 51), (60, 60))
    assert [within(table(*counts)) for counts in tones] == [None, 15, 15, 10]


def _true_tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every table of so many cells with BASE_LEAST to `most` people in it."""
    for total in range(BASE_LEAST, most + 1):
        for bars in combinations(range(total + cells - 1), cells - 1):
            edges = (-1, *bars, total + cells - 1)
            yield tuple(b - a - 1 for a, b in zip(edges, edges[1:], strict=False))


def _told(answered: int | None, most: int, tables: tuple[Table, ...]) -> bool:
    """Whether something is published, and every truth that it may stand for was among those tried."""
    # "About 50" stands for up to 54: where that is more than was tried, some truths are missing.
    return answered is not None and answered + 4 <= most and any(t.base is not None for t in tables)


@pytest.mark.parametrize(("cells", "most"), [(2, 54), (3, 34)])
def test_nobody_finds_a_small_count_who_tries_every_table_that_could_be_behind_the_published_one(
    cells: int, most: int
) -> None:
    """The strongest attacker there is: knows the program, and runs it over every possible truth.

    The last cell of each truth is those who skipped the question, so the number of people is attacked too.
    """
    behind: defaultdict[tuple[int | None, Table], list[tuple[int, ...]]] = defaultdict(list)
    for truth in _true_tables(cells + 1, most):
        published = table(*truth[:-1])
        behind[people(sum(truth), [published], None), published].append(truth)
    for (answered, published), truths in behind.items():
        if _told(answered, most, (published,)):
            _assert_hidden(truths)


def test_nobody_finds_a_small_count_through_a_question_put_only_to_some() -> None:
    """The same attacker, on "yes or no?" and "if yes, was it good or bad?", where nobody skips the first."""
    most = 34
    behind: defaultdict[tuple[int | None, tuple[Table, ...]], list[tuple[int, ...]]] = defaultdict(list)
    for good, bad, skipped, no in _true_tables(4, most):
        yes = good + bad + skipped
        first = table(yes, no).model_copy(update={"key": "first"})
        then = table(good, bad).model_copy(update={"after": After(question="first", answer="c0")})
        published = together([first, then])
        behind[people(yes + no, published, None), published].append((good, bad, no))
    assert any(then.base is not None for _, (_, then) in behind)
    for (answered, tables), truths in behind.items():
        if _told(answered, most, tables):
            _assert_hidden(truths)


def _assert_hidden(truths: list[tuple[int, ...]]) -> None:
    for values in map(set, zip(*truths, strict=True)):
        if values & {1, 2, 3, 4}:
            assert max(values) - min(values) >= WIDTH, truths


def test_a_question_with_an_unreadable_condition_is_withheld() -> None:
    open_to_all, unclear = (
        table(30, 30),
        table(30, 30).model_copy(update={"after": After(question="", answer="")}),
    )
    assert [shown.base for shown in together([open_to_all, unclear])] == [60, None]
