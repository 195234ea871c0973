"""Which help cards a run was shown: noted under its seal, and summed when it is settled."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

KINDS = ("immediate", "support", "check_in", "asked")
# What a practitioner is shown who reports what a child said stands in the place of `support`.
COUNTED_AS = {"reported": "support"}
EVERY_RUN = "every_run"
"""The sum of all runs that were looked at, whatever they were shown."""

_CARDS = "cards"
_COUNTED = "counted"

Kept = Mapping[str, Any]
"""What a run holds under its seal."""


def counts(shown: Iterable[str]) -> set[str]:
    """Those of some kinds that are counted, as what they are counted."""
    return {COUNTED_AS.get(kind, kind) for kind in shown} & {*KINDS}


def of(kept: Kept, shown: Iterable[str] = ()) -> dict[str, Any]:
    """The part of a seal that notes cards, with more: a set, which tells neither how often nor when."""
    every = {*kept.get(_CARDS, ()), *counts(shown)}
    noted: dict[str, Any] = {_CARDS: sorted(every)} if every else {}
    return {**noted, _COUNTED: True} if _COUNTED in kept else noted


def sums(runs: Iterable[Kept]) -> dict[str, int]:
    """In how many of these runs each kind was shown; a run that was summed before is left out."""
    found: Counter[str] = Counter()
    for kept in runs:
        if _COUNTED not in kept:
            found[EVERY_RUN] += 1
            found.update(kept.get(_CARDS, ()))
    return dict(found)


def counted(kept: Kept) -> dict[str, Any]:
    """The same run, never to be summed again."""
    return {**{name: value for name, value in kept.items() if name != _CARDS}, _COUNTED: True}
