"""Numbers of what came in a period: protected, and held against all that was published before."""

from collections.abc import Sequence
from datetime import date

from pydantic import TypeAdapter

from api.findings import workshop
from api.findings.protection import Counted, protect, withhold
from api.findings.published import Counts


def protected(first: date, last: date, counted: Sequence[Counted], before: Sequence[Counts]) -> Counts:
    """What may be told of a period, whose things are each in every one of the tables that are counted.

    `before` is what was published of other periods. Of tables that would give a number away together with
    it, or with each other, the last is withheld until none does. Raises WorkshopFailed.
    """
    counts = Counts(first=first, last=last, tables=tuple(protect(one) for one in counted))
    while any(table.base is not None for table in counts.tables):
        found = given_away([*before, counts])
        if not found:
            break
        last_found = [table.key for table in counts.tables if table.key in found][-1]
        kept = tuple(withhold(table) if table.key == last_found else table for table in counts.tables)
        counts = counts.model_copy(update={"tables": kept})
    return counts


def given_away(history: Sequence[Counts]) -> set[str]:
    """Tables of the last of them that are shown and give a number away. Raises WorkshopFailed."""
    everything = TypeAdapter(list[Counts]).dump_json(list(history))
    found = set(TypeAdapter(list[str]).validate_json(workshop.run("overlaps", everything)))
    return found & {table.key for table in history[-1].tables if table.base is not None}
