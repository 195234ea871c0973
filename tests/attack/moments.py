"""Links by difference: what two captures, taken one after the other, give away together."""

from collections.abc import Iterator, Sequence

from tests.attack.capture import Capture, owner
from tests.attack.odds import BATCH, Trial, must_be_none
from tests.attack.people import Person


def by_difference(
    captures: Sequence[Capture], people: Sequence[Person], table: str = "response"
) -> Iterator[Trial]:
    """New answers between two captures belong to those who finished in between.

    The design promises that they come by ten or more: whoever comes in a smaller set is found too surely.
    """
    steps = list(_steps(captures, people, table))
    small = [step for step in steps if step < BATCH]
    if sum(steps) >= BATCH:
        where = f"{table}: sets of {', '.join(map(str, steps))}"
        yield must_be_none("difference of two captures: too few", where, len(steps), len(small))


def _steps(captures: Sequence[Capture], people: Sequence[Person], table: str) -> Iterator[int]:
    before: set[int] = set()
    for capture in captures:
        whose = (owner(row, people) for row in capture.tables().get(table, []))
        now = {person.number for person in whose if person}
        if now - before:
            yield len(now - before)
        before |= now
