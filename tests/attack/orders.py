"""Links by order: who began, wrote and finished first, against where and when rows were put down."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from tests.attack.capture import Row, Sides
from tests.attack.odds import BATCH, Trial, guesses, pairs, ranks
from tests.attack.people import Person

Key = Callable[[Row], object]
Owned = Sequence[tuple[Row, Person]]
MOMENTS: dict[str, Callable[[Person], float]] = {
    "start": lambda person: person.began,
    "comment": lambda person: person.said,
    "end": lambda person: person.ended,
}
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\+00(?::?00)?|Z)?|\b\d{10}(?:\.\d+)?\b"
)
A_DAY = 86_400.0


def by_order(sides: Sides, known: str = "") -> Iterator[Trial]:
    """Rows in the order of the file, of their transactions and of every column, against people in time."""
    for table, rows in sides.owned.items():
        groups = batches(rows)
        yield from ranked("order in the file", table, groups, lambda row: row.place, known)
        if len(groups) == 1:
            yield from ranked("order of transactions", table, groups, lambda row: row.number, known)
        yield from _nearest_transaction(sides, table, rows, known)
        for column in sorted({name for row, _ in rows for name in row.values}):
            if len({row.values.get(column) for row, _ in rows}) > len(rows) / 2:
                yield from _column(table, column, groups, known)


def batches(rows: Owned) -> list[Owned]:
    """Rows by transaction, when each holds as many as the design promises; else all together.

    Who belongs to a batch is given to the attacker for nothing.
    """
    apart: dict[int, list[tuple[Row, Person]]] = {}
    for row, whose in rows:
        apart.setdefault(row.number, []).append((row, whose))
    return list(apart.values()) if min(map(len, apart.values())) >= BATCH else [rows]


def ranked(way: str, where: str, groups: Sequence[Owned], key: Key, known: str = "") -> Iterator[Trial]:
    """The n-th row is the n-th person's, by the moment that tells most; and how many pairs stand in order."""
    sizes = [len(group) for group in groups]
    right = {name: sum(_matched(group, key, moment) for group in groups) for name, moment in MOMENTS.items()}
    best = max(right, key=lambda name: right[name])
    tries = 2 * len(MOMENTS)  # upwards and downwards
    yield ranks(f"{way}: same rank as {best}", where, sizes, right[best], tries, known)
    ordered = [
        pairs(
            f"{way}: pairs in order of {name}",
            where,
            [
                ([_text(key(row)) for row, _ in group], [moment(whose) for _, whose in group])
                for group in groups
            ],
            known,
        )
        for name, moment in MOMENTS.items()
    ]
    yield max(ordered, key=lambda trial: trial.hits)


def _matched(group: Owned, key: Key, moment: Callable[[Person], float]) -> float:
    """Right guesses by rank, upwards or downwards; rows that are equal share their places."""
    people = sorted((whose for _, whose in group), key=moment)
    keys = sorted({_text(key(row)) for row, _ in group})
    place, spans = 0, {}
    for value in keys:
        width = sum(_text(key(row)) == value for row, _ in group)
        spans[value] = range(place, place + width)
        place += width
    up = down = 0.0
    for row, whose in group:
        span, rank = spans[_text(key(row))], people.index(whose)
        up += (rank in span) / len(span)
        down += (len(group) - 1 - rank in span) / len(span)
    return max(up, down)


def _text(value: object) -> tuple[float, str]:
    """Numbers by size, anything else by its letters."""
    if isinstance(value, tuple):
        return (value[0] * 1e6 + value[1], "")
    try:
        return (float(str(value)), "")
    except ValueError:
        return (0.0, str(value))


def _nearest_transaction(sides: Sides, table: str, rows: Owned, known: str) -> Iterator[Trial]:
    """A row was written next to the turn that made it."""
    theirs = {
        number: [row.number for row in named if row.table != table] for number, named in sides.named.items()
    }
    marked = {number: numbers for number, numbers in theirs.items() if numbers}
    tried = [(row, whose) for row, whose in rows if whose.number in marked]
    if len(marked) < 2 or not tried:
        return
    hits = 0.0
    for row, whose in tried:
        gaps = {number: min(abs(row.number - one) for one in numbers) for number, numbers in marked.items()}
        closest = [number for number, gap in gaps.items() if gap == min(gaps.values())]
        hits += (whose.number in closest) / len(closest)
    yield guesses("nearest transaction", table, [1 / len(marked)] * len(tried), hits, known)


def _column(table: str, column: str, groups: Sequence[Owned], known: str) -> Iterator[Trial]:
    where = f"{table}.{column}"
    yield from ranked("order of a column", where, groups, lambda row: row.values.get(column, ""), known)
    timed = [
        (moments, whose)
        for group in groups
        for row, whose in group
        if (moments := times(row.values.get(column, "")))
    ]
    if not timed:
        return
    people = [whose for group in groups for _, whose in group]
    hits = sum(any(nearest(people, moment) is whose for moment in moments) for moments, whose in timed)
    yield guesses("nearest in time", where, [len(MOMENTS) / len(people)] * len(timed), hits, known)


def times(value: str) -> list[float]:
    """Moments of these days that stand in a value, in seconds."""
    found = []
    for word in TIME.findall(value):
        moment = float(word) if word.replace(".", "").isdigit() else _moment(word)
        if abs(moment - datetime.now().timestamp()) < A_DAY:
            found.append(moment)
    return found


def _moment(word: str) -> float:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def nearest(people: Sequence[Person], moment: float) -> Person:
    """Who did something closest to a moment."""
    return min(people, key=lambda person: min(abs(known(person) - moment) for known in MOMENTS.values()))
