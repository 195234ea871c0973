"""Links by length: what sealing leaves to be seen."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.attack.capture import Sides
from tests.attack.joins import cluster
from tests.attack.odds import Trial, pairs, ranks

FEWEST = 4


def by_length(sides: Sides, known: str = "") -> Iterator[Trial]:
    """The longest sealed value that leads to a person, against the length of the answers in plain."""
    for column, sealed in _sealed(sides).items():
        for table, rows in sides.owned.items():
            plain = {whose.number: len("".join(sorted(row.texts))) for row, whose in rows}
            both = sorted(plain.keys() & sealed.keys())
            if len(both) < FEWEST or column.startswith(f"{table}."):
                continue
            where = f"{column} ~ {table}"
            hits = _same_place([sealed[n] for n in both], [plain[n] for n in both])
            yield ranks("rank of the length", where, [len(both)], hits, 1, known)
            lists = [sealed[n] for n in both], [plain[n] for n in both]
            yield pairs("pairs in order of length", where, [lists], known)


def _sealed(sides: Sides) -> dict[str, dict[int, int]]:
    """For each column with bytes that a person's rows lead to: the longest length of each person."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for person in sides.people:
        for row in cluster(sides, sides.named.get(person.number, [])):
            for column, value in row.values.items():
                if value.startswith("\\x"):
                    kept = found[f"{row.table}.{column}"]
                    kept[person.number] = max(kept.get(person.number, 0), len(value))
    return found


def _same_place(one: Sequence[int], two: Sequence[int]) -> float:
    """Right guesses when the n-th longest goes with the n-th longest; equal lengths share their places."""
    hits = 0.0
    for a, b in zip(one, two, strict=True):
        here, there = _span(one, a), _span(two, b)
        common = range(max(here.start, there.start), min(here.stop, there.stop))
        hits += len(common) / (len(here) * len(there))
    return hits


def _span(lengths: Sequence[int], length: int) -> range:
    start = sum(other < length for other in lengths)
    return range(start, start + sum(other == length for other in lengths))
