"""Counts what came in a period. True counts live here in memory only: what leaves is protected."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from api.feedback import report_repository as repository
from api.feedback.tables import IssueKind, Priority
from api.feedback.words import words
from api.findings import periods
from api.findings.protection import Counted
from api.findings.published import Counts
from api.guidance import service as guidance

NONE = ":none"
"""The value of what nobody has tagged, or whose theme or lens is in no list any more. No code begins so."""


def counts(session: Session, first: date, last: date) -> Counts:
    """What may be told of a period, held against every report that there is. Raises WorkshopFailed."""
    before = [Counts.model_validate(row.counts) for row in repository.every_first(session)]
    return periods.protected(first, last, list(_counted(session, first, last)), before)


def _counted(session: Session, first: date, last: date) -> Iterable[Counted]:
    said: Mapping[str, Any] = words()["report"]["tables"]
    # What partners ask for first comes first: where two tables tell too much together, the later one goes.
    ways: Mapping[str, Mapping[str, str]] = {
        "theme": guidance.themes(session),
        "kind": {kind: said["kind"][kind] for kind in IssueKind},
        "priority": {priority: said["priority"][priority] for priority in Priority},
        "lens": guidance.lenses(session),
    }
    found = repository.tally(session, first, last)
    for key, labels in ways.items():
        choices = list(labels.items())
        if key != "kind":
            choices.append((NONE, said[key]["none"]))
        counted = dict.fromkeys((value for value, _ in choices), 0)
        for values, number in found.items():
            value = values[repository.COUNTED.index(key)] or NONE
            counted[value if value in counted else NONE] += number
        yield Counted(key, said[key]["title"], choices, False, None, sum(counted.values()), counted)
