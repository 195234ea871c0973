"""Links by the write-ahead log: which transaction wrote what, beside whom, when and in which order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.attack.capture import Log, Record, Row, Sides
from tests.attack.odds import Trial, guesses, must_be_none
from tests.attack.orders import batches, nearest, ranked
from tests.attack.people import Person

PLAIN = "alert", "response"


def by_log(log: Log, people: Sequence[Person], known: str = "") -> Iterator[Trial]:
    """Everything that the log says about plain words and about people."""
    held = _placed(log, log.words)
    if not held:
        return
    yield _together(log)
    for table in sorted({record.table for record, _ in held}):
        # The first time that words come counts: later ones only move them.
        first = {number: record for record, number in reversed(held) if record.table == table}
        here = sorted(
            ((first[number], people[number]) for number in first), key=lambda pair: pair[0].position
        )
        yield from _by_moment(log, table, here, people, known)
        yield from _by_neighbour(log, table, here, known)
        groups = batches([(_row(record), whose) for record, whose in here])
        yield from ranked("log: order", table, groups, lambda row: row.place, known)


def by_alert(log: Log, people: Sequence[Person], known: str = "") -> Iterator[Trial]:
    """Who raised an alert: a transaction that wrote nothing else, in the moment of somebody's words."""
    writes: dict[int, list[str]] = defaultdict(list)
    for record in log.records:
        if record.act == "INSERT" and record.table:
            writes[record.number].append(record.table)
    alone = [number for number, tables in writes.items() if tables.count("alert") == 1]
    moments = sorted(log.committed[number] for number in alone if number in log.committed)
    raised = sorted((person for person in people if person.harmed), key=lambda person: person.said)
    if len(moments) != len(raised):  # the worker's own round put a lone one down anew, or none were raised
        moments = moments[: len(raised)]
    if moments:
        closest = [min(people, key=lambda person: abs(person.said - moment)) for moment in moments]  # noqa: B023
        hits = sum(guess is whose for guess, whose in zip(closest, raised, strict=False))
        chances = [1 / len(people)] * len(moments)
        yield guesses("log: who raised an alert", "alert", chances, hits, known)


def by_id(log: Log, sides: Sides, known: str = "") -> Iterator[Trial]:
    """A row that can be read goes back by its id to the moment in which that id first came into the log."""
    starts = [record.position for record in log.records]
    for table, rows in sides.owned.items():
        timed = []
        for row, whose in rows:
            first = log.ids.get(row.values.get("id", ""))
            if first is not None and (at := bisect_left(starts, first + 1) - 1) >= 0:
                number = log.records[at].number
                if number in log.committed:
                    timed.append((log.committed[number], whose))
        if timed:
            hits = sum(nearest(sides.people, moment) is whose for moment, whose in timed)
            chances = [3 / len(sides.people)] * len(timed)  # three moments are known of each
            yield guesses("log: first moment of the id", table, chances, hits, known)


def _placed(log: Log, marks: Sequence[tuple[int, int]]) -> list[tuple[Record, int]]:
    """The record in which a mark stands, and whose it is; pages of a table that hold many are passed over."""
    starts = [record.position for record in log.records]
    found: dict[int, set[int]] = defaultdict(set)
    for position, number in marks:
        at = bisect_left(starts, position + 1) - 1
        if at >= 0 and log.records[at].table:
            found[at].add(number)
    return [(log.records[at], next(iter(whose))) for at, whose in sorted(found.items()) if len(whose) == 1]


def _together(log: Log) -> Trial:
    """No transaction may write plain answers and something that names a person."""
    touched: dict[int, set[str]] = defaultdict(set)
    for record in log.records:
        if record.act == "INSERT":
            touched[record.number].add(record.table)
    plain = [tables for tables in touched.values() if tables & set(PLAIN)]
    both = sum(bool(tables & {"conversation", "turn"}) for tables in plain)
    return must_be_none("log: one transaction for both", "all tables", len(plain), both)


def _by_moment(
    log: Log, table: str, held: Sequence[tuple[Record, Person]], people: Sequence[Person], known: str
) -> Iterator[Trial]:
    """A row was committed in the moment in which somebody wrote or finished."""
    timed = [
        (log.committed[record.number], whose) for record, whose in held if record.number in log.committed
    ]
    if timed:
        hits = sum(nearest(people, moment) is whose for moment, whose in timed)
        chance = 3 / len(people)  # three moments are known of each
        yield guesses("log: nearest commit in time", table, [chance] * len(timed), hits, known)


def _by_neighbour(log: Log, table: str, held: Sequence[tuple[Record, Person]], known: str) -> Iterator[Trial]:
    """The next thing in the log that names somebody names the one who wrote it."""
    places = [position for position, _ in log.names]
    marked = {number for _, number in log.names}
    tried = [(record, whose) for record, whose in held if whose.number in marked]
    if len(marked) < 2 or not tried:
        return
    hits = 0
    for record, whose in tried:
        at = bisect_left(places, record.position)
        hits += any(log.names[near][1] == whose.number for near in (at - 1, at) if 0 <= near < len(places))
    yield guesses("log: neighbour", table, [2 / len(marked)] * len(tried), hits, known)


def _row(record: Record) -> Row:
    return Row(record.table, (0, record.position), record.number, {})
