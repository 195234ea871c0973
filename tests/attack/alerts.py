"""Links of alerts: to people by a sign beside them, and to the other answers of the same person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scipy.stats import hypergeom, mannwhitneyu

from tests.attack.capture import Row, Sides
from tests.attack.joins import cluster
from tests.attack.odds import LEVEL, Trial, must_be_none
from tests.attack.orders import ranked
from tests.attack.people import Person

FEWEST = 4
ALERT, RESPONSE = "alert", "response"


def by_sign(sides: Sides) -> Iterator[Trial]:
    """Whether anything that stands beside people says who of them raised an alert."""
    harmed = {person.number for person in sides.people if person.harmed}
    seen = defaultdict[str, dict[int, set[str]]](lambda: defaultdict(set))
    for number, rows in sides.named.items():
        for row in rows:
            for column, value in row.values.items():
                seen[f"{row.table}.{column}"][number].add(value)
    signs = {
        column: min(_telling_value(values, harmed), _telling_length(values, harmed))
        for column, values in seen.items()
    }
    telling = [column for column, sign in signs.items() if sign < LEVEL]
    if signs:
        where = ", ".join(telling) or "beside people"
        yield must_be_none("a sign of an alert", where, len(signs), len(telling))


def by_response(sides: Sides) -> Iterator[Trial]:
    """From an alert to the response that lacks those words: by a value in both, and by their order."""
    raised, kept = sides.owned.get(ALERT, []), sides.owned.get(RESPONSE, [])
    if not raised or not kept:
        return
    reached = sum(any(row.table == RESPONSE for row in cluster(sides, [alert])) for alert, _ in raised)
    yield must_be_none("alert to response: a rare value", RESPONSE, len(raised), reached)
    place = {whose.number: row.place for row, whose in kept}
    both = [(_placed(row, place[whose.number]), whose) for row, whose in raised if whose.number in place]
    by_alert = {whose.number: row.place for row, whose in raised}
    # The response takes the part of the person: its place is the moment that is known.
    stood_in = [(row, _at(whose, by_alert[whose.number])) for row, whose in both]
    if len(both) >= FEWEST:
        yield from ranked("alert to response: order", RESPONSE, [stood_in], lambda row: row.place)


def _placed(row: Row, place: tuple[int, int]) -> Row:
    return Row(row.table, place, row.number, row.values)


def _at(person: Person, place: tuple[int, int]) -> Person:
    moment = place[0] * 1e6 + place[1]
    known = {**vars(person), "began": moment, "said": moment, "ended": moment}
    return Person(**known)


def _telling_value(values: Mapping[int, set[str]], harmed: set[int]) -> float:
    """How unlikely by chance it is that the holders of one value are the harmed ones."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, held in values.items():
        for value in held:
            holders[value].add(number)
    known = len(harmed & values.keys())
    signs = [
        float(hypergeom.sf(len(held & harmed) - 1, len(values), known, len(held)))
        for held in holders.values()
        if len(held) > 1
    ]
    return min(signs, default=1.0) * max(len(signs), 1)


def _telling_length(values: Mapping[int, set[str]], harmed: set[int]) -> float:
    """The same of longer values."""
    longest = {number: max(map(len, held)) for number, held in values.items()}
    theirs = [length for number, length in longest.items() if number in harmed]
    others = [length for number, length in longest.items() if number not in harmed]
    if len(theirs) < FEWEST or len(others) < FEWEST or len(set(longest.values())) == 1:
        return 1.0
    return float(mannwhitneyu(theirs, others).pvalue)
