"""Counts of periods: protected together, and held against what was published of the same days before."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from api.findings.overlaps import intervals, pinned
from api.findings.periods import protected
from api.findings.protection import Counted, protect
from api.findings.published import Counts

JULY, AUGUST, SEPTEMBER = date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)
FIRST = date(2026, 7, 1)


def counted(key: str, *counts: int) -> Counted:
    named = {str(place): count for place, count in enumerate(counts)}
    return Counted(key, key, [(value, value) for value in named], False, None, sum(counts), named)


def shown(counts: Counts) -> set[str]:
    return {table.key for table in counts.tables if table.base is not None}


def test_a_table_that_another_one_gives_away_is_withheld() -> None:
    # 13 and 14 say that there were 26 or 27: beside 13 and 13 the third number would be 0 or 1.
    tables = [counted("kind", 13, 14), counted("theme", 13, 13, 1)]
    assert shown(protected(FIRST, JULY, tables, [])) == {"kind"}
    assert shown(protected(FIRST, JULY, tables[:1], [])) == {"kind"}


def test_what_stands_alone_is_withheld_beside_what_was_published_of_the_same_days() -> None:
    july = protected(FIRST, JULY, [counted("theme", 1, 18, 1)], [])
    assert shown(july) == {"theme"}
    # The same numbers again would say that hardly anything came in August.
    assert shown(protected(FIRST, AUGUST, [counted("theme", 1, 18, 1)], [])) == {"theme"}
    assert shown(protected(FIRST, AUGUST, [counted("theme", 1, 18, 1)], [july])) == set()
    # Days of their own tell nothing of these.
    assert shown(protected(AUGUST, SEPTEMBER, [counted("theme", 1, 18, 1)], [july])) == {"theme"}


def test_numbers_that_contradict_each_other_withhold_what_is_new() -> None:
    def of(last: date, *counts: int) -> Counts:
        return Counts(first=FIRST, last=last, tables=(protect(counted("theme", *counts)),))

    # Hundreds were deleted between the two: then the attacker knows no story that fits.
    assert pinned([of(JULY, 500, 400), of(AUGUST, 20, 10)]) == {"theme"}


COUNTS = st.lists(st.sampled_from([0, 1, 4, 7, 8, 12, 13, 18, 31]), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_the_truth_is_never_ruled_out(
    july: Sequence[int], august: Sequence[int], september: Sequence[int]
) -> None:
    def of(first: date, last: date, *months: Sequence[int]) -> Counts:
        sums = [sum(month) for month in zip(*months, strict=True)]
        kinds = [sums[0] + sums[1], sums[2]]
        tables = (protect(counted("theme", *sums)), protect(counted("kind", *kinds)))
        return Counts(first=first, last=last, tables=tables)

    second, third = date(2026, 8, 1), date(2026, 9, 1)
    history = [
        of(FIRST, AUGUST, july, august),
        of(second, SEPTEMBER, august, september),
        of(FIRST, SEPTEMBER, july, august, september),
        of(third, SEPTEMBER, september),
    ]
    # Infeasible would be raised here: true counts stand behind all of them.
    for _, low, high in intervals(history):
        assert 0 <= low <= high
