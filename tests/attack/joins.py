"""Links by value: whatever stands both beside a person and beside answers, in any table and column."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.attack.capture import Row, Sides, owner
from tests.attack.odds import Trial, guesses, must_be_none

# A value of so many signs that stands in so few rows says that they belong together.
LONG, RARE = 14, 6
STEPS = 6


def by_value(sides: Sides, known: str = "") -> Iterator[Trial]:
    """Follows rare values from row to row, then tries every pair of columns."""
    clusters = {person.number: cluster(sides, sides.named.get(person.number, [])) for person in sides.people}
    answered = [whose for rows in sides.owned.values() for _, whose in rows]
    if not answered:
        return
    targets = {whose.number for whose in answered}
    found = sum(_reached(sides, clusters[number], number) for number in targets)
    yield must_be_none("a rare value in both", "all tables", len(targets), found, known)
    yield from _columns(sides, clusters, known)


def cluster(sides: Sides, rows: Sequence[Row]) -> list[Row]:
    """All rows that rare values lead to, from the ones that name a person."""
    found, fresh = list(rows), list(rows)
    for _ in range(STEPS):
        values = {value for row in fresh for value in row.texts if len(value) >= LONG}
        near = [row for value in values if len(sides.holders[value]) <= RARE for row in sides.holders[value]]
        seen = set(map(id, found))
        fresh = list({id(row): row for row in near if id(row) not in seen}.values())
        found += fresh
    return found


def _reached(sides: Sides, cluster: Sequence[Row], number: int) -> bool:
    """Whether the rows that were reached hold this person's answers, and few others'."""
    reached = {whose.number for row in cluster if (whose := owner(row, sides.people))}
    return number in reached and len(reached) <= RARE


def _columns(sides: Sides, clusters: dict[int, list[Row]], known: str) -> Iterator[Trial]:
    """The pair of columns that tells most, for each table with answers."""
    for table, rows in sides.owned.items():
        best: Trial | None = None
        everybody = {whose.number for _, whose in rows}
        for column in sorted({name for row, _ in rows for name in row.values}):
            there: dict[str, set[int]] = defaultdict(set)
            for row, whose in rows:
                there[row.values.get(column, "")].add(whose.number)
            for trial in _tried(table, column, there, clusters, len(everybody), known):
                if best is None or trial.hits - trial.allowed > best.hits - best.allowed:
                    best = trial
        if best is not None:
            yield best


def _tried(
    table: str,
    column: str,
    there: dict[str, set[int]],
    clusters: dict[int, list[Row]],
    size: int,
    known: str,
) -> Iterator[Trial]:
    hits: dict[str, float] = defaultdict(float)
    for number in set().union(*there.values()):
        sure: dict[str, float] = defaultdict(float)
        for row in clusters[number]:
            if row.table != table:
                for name, value in row.values.items():
                    same = there.get(value, ())
                    chance = 1 / len(same) if number in same else 0.0
                    sure[f"{row.table}.{name}"] = max(sure[f"{row.table}.{name}"], chance)
        for name, chance in sure.items():
            hits[name] += chance
    for name, count in hits.items():
        where = f"{name} = {table}.{column}"
        yield guesses("a common value in both", where, [1 / size] * size, count, known)
