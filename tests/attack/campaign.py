"""Puts the ways to link together: which are tried on what, and which are known to be open."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.attack import alerts, finds, joins, keyed, lengths, moments, orders, records
from tests.attack.capture import Capture, Row, sides
from tests.attack.finds import LEFT_OVER, LOGGED
from tests.attack.odds import Trial, must_be_none
from tests.attack.people import Person

REQUEST = "contact.request"
FRESH = "ADR 6: rows of the last ten seconds lie beside their turns"
BOTH = "ADR 6: while a wave is open, database and secrets together lead to an open run"


def while_open(
    glances: Sequence[Capture], fresh: Capture, taken: Capture, people: Sequence[Person]
) -> list[Trial]:
    """`glances` along the way, `fresh` within seconds of the last turn, `taken` after the worker's round."""
    every = [*glances, fresh, taken]
    return [
        *_rows("in the first seconds: ", fresh.rows, people, FRESH),
        *_rows("", taken.rows, people),
        *joins.by_value(sides(_all(every), people)),
        *lengths.by_length(sides(_all(every), people)),
        *_alerts(taken, people),
        *_named("dead rows: ", orders.by_order(sides(taken.dead, people), LEFT_OVER)),
        *_log(taken, people),
        *finds.by_search(taken, people, closed=False),
        *_with_secrets(taken, people),
        *_requests(taken, people),
    ]


def after_close(before: Sequence[Capture], closed: Capture, people: Sequence[Person]) -> list[Trial]:
    """What the last capture tells, alone and together with all that were taken before."""
    every = [*before, closed]
    return [
        *_rows("", closed.rows, people),
        *joins.by_value(sides(_all(every), people)),
        *lengths.by_length(sides(_all(every), people)),
        *_alerts(closed, people),
        *_named("dead rows: ", orders.by_order(sides(closed.dead, people))),
        *_log(closed, people, taken=before[-1]),
        *moments.by_difference(every, people),
        *finds.by_search(closed, people, closed=True),
        *_late_keys(before, closed, people),
        *_requests(closed, people),
    ]


def _rows(prefix: str, rows: Sequence[Row], people: Sequence[Person], known: str = "") -> Iterator[Trial]:
    parted = sides(rows, people)
    yield from _named(prefix, joins.by_value(parted, known))
    yield from _named(prefix, orders.by_order(parted, known))


def _log(capture: Capture, people: Sequence[Person], taken: Capture | None = None) -> Iterator[Trial]:
    """The log alone, and with what the secrets open of the rows."""
    yield from records.by_log(capture.log, people, LOGGED)
    yield from records.by_alert(capture.log, people, LOGGED)
    yield from records.by_id(capture.log, sides(capture.rows, people))
    opened = keyed.opened(capture.rows, (taken or capture).keys)
    yield from _named("with the secrets: ", records.by_id(capture.log, sides(opened, people), LOGGED))


def _alerts(taken: Capture, people: Sequence[Person]) -> Iterator[Trial]:
    parted = sides(taken.rows, people)
    yield from alerts.by_sign(parted)
    yield from alerts.by_response(parted)


def _named(prefix: str, trials: Iterator[Trial]) -> Iterator[Trial]:
    for trial in trials:
        yield Trial(**{**vars(trial), "way": prefix + trial.way})


def _all(captures: Sequence[Capture]) -> list[Row]:
    """Rows as they were seen at any time, each once."""
    return list({(row.table, row.texts): row for capture in captures for row in capture.rows}.values())


def _with_secrets(taken: Capture, people: Sequence[Person]) -> Iterator[Trial]:
    """That both lead to runs that go on is admitted; whoever has finished must not be found."""
    everybody = keyed.armed(people, taken.keys)
    rows = keyed.opened(taken.rows, taken.keys)
    yield from _named("with the secrets: ", joins.by_value(sides(rows, everybody), BOTH))
    done = [person for person in everybody if person.fate in ("finishes", "withdraws")]
    yield from _named("with the secrets, finished: ", orders.by_order(sides(rows, done)))


def _requests(capture: Capture, people: Sequence[Person]) -> Iterator[Trial]:
    """Who reads requests to be contacted, and sees all tables, must not find the chats they came from."""
    read = [row for row in capture.rows if row.table == REQUEST]
    others = [row for row in capture.rows if row.table != REQUEST]
    parted = sides([*others, *keyed.opened(read, capture.keys)], people)
    only = replace(parted, owned={REQUEST: parted.owned.get(REQUEST, [])})
    if only.owned[REQUEST]:
        yield from _named("to be contacted: ", joins.by_value(only))
        yield from _named("to be contacted: ", orders.by_order(only))


def _late_keys(before: Sequence[Capture], closed: Capture, people: Sequence[Person]) -> Iterator[Trial]:
    """Keys that are left after close must open nothing that was copied earlier, and name nobody in it.

    Alerts and requests to be contacted may be opened: they have to be read when the wave is over.
    """
    rows = [row for row in _all(before) if row.table not in ("alert", REQUEST)]
    plain = sides(rows, people)
    opened = keyed.opened(rows, closed.keys)
    found = {whose.number for owned in sides(opened, people).owned.values() for _, whose in owned}
    found -= {whose.number for owned in plain.owned.values() for _, whose in owned}
    more = keyed.armed(people, closed.keys)
    tokens = [row for row in rows if row.table == "participation"]
    named = set(sides(tokens, more).named)
    yield must_be_none("keys left after close: open", "earlier captures", len(people), len(found))
    yield must_be_none("keys left after close: take part", "earlier captures", len(people), len(named))
