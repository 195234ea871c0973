"""What an attacker holds: rows with PostgreSQL's own traces, and files by class."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.attack.people import Person, mark

# So many of eight choices, each with a name of its own, can only be one person's.
ENOUGH = 7


@dataclass(frozen=True)
class Row:
    """A row: where it lies, which transaction wrote it, every value (and every leaf of JSON) as text."""

    table: str
    place: tuple[int, int]
    number: int
    values: Mapping[str, str]

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset(self.values.values())

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.values.values())


@dataclass(frozen=True)
class Record:
    """One entry of the write-ahead log."""

    position: int
    number: int
    act: str
    table: str
    length: int


@dataclass(frozen=True)
class Log:
    """The write-ahead log: its records in order, and when each transaction was committed (seconds)."""

    records: Sequence[Record] = ()
    committed: Mapping[int, float] = field(default_factory=dict)
    # Where in the log something of a person stands: position and number of the person.
    words: Sequence[tuple[int, int]] = ()
    names: Sequence[tuple[int, int]] = ()
    # Where the id of a row stands first.
    ids: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Capture:
    """Everything taken at one moment."""

    label: str
    rows: Sequence[Row]
    dead: Sequence[Row] = ()  # tuples in the files of tables that no query shows any more
    log: Log = field(default_factory=Log)
    # Class of file -> what was found there, as (kind, number of the person).
    finds: Mapping[str, set[tuple[str, int]]] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict)

    def tables(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.table, []).append(row)
        return found


def owner(row: Row, people: Iterable[Person]) -> Person | None:
    """Whose words or answers a row shows, and nobody else's. The truth that guesses are held against."""
    found = [
        person for person in people if mark(person) in row.whole or len(person.answers & row.texts) >= ENOUGH
    ]
    return found[0] if len(found) == 1 else None


def named(row: Row, people: Iterable[Person]) -> Iterator[Person]:
    """The people that a row names by something the attacker knows of them."""
    for person in people:
        if any(name in row.whole or name.replace("-", "") in row.whole for name in person.names):
            yield person


@dataclass(frozen=True)
class Sides:
    """The rows of a capture sorted: by whom they name, and by whose answers they show."""

    people: Sequence[Person]
    rows: Sequence[Row]
    named: Mapping[int, list[Row]]
    owned: Mapping[str, list[tuple[Row, Person]]]

    @cached_property
    def holders(self) -> dict[str, list[Row]]:
        """Where each value stands."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            for value in row.texts:
                found.setdefault(value, []).append(row)
        return found


def sides(rows: Sequence[Row], people: Sequence[Person]) -> Sides:
    """Sorts rows."""
    by_name: dict[int, list[Row]] = {}
    by_table: dict[str, list[tuple[Row, Person]]] = {}
    for row in rows:
        for person in named(row, people):
            by_name.setdefault(person.number, []).append(row)
        if whose := owner(row, people):
            by_table.setdefault(row.table, []).append((row, whose))
    return Sides(people, rows, by_name, by_table)
