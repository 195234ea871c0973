"""What reports get to know of actions, and what lists of them can be asked for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.actions.tables import ActionState

# What `when` of a list asks for: past its day, or due within so many days.
OVERDUE, SOON = "overdue", "soon"
SOON_DAYS = 14


@dataclass(frozen=True)
class Moved:
    """Something that happened to an action on a day; `state` is where it came to, None for a mere note."""

    day: date
    state: ActionState | None
    words: str


@dataclass(frozen=True)
class ActionLine:
    """One action as a report tells of it.

    `lens` is its name, empty where it has none; `origin` says in words what it answers. `evidence` and
    `evidence_link` are empty until somebody has said what has changed. `moved` is what happened in the
    period, the oldest first. `to_escalate`: its day has passed and it is not closed, which the Delegated
    Safeguarding Partners are to hear of.
    """

    id: UUID
    title: str
    measure: str
    agency: str
    owner: str
    lens: str
    priority: str
    state: ActionState
    due: date
    origin: str
    evidence: str
    evidence_link: str
    moved: tuple[Moved, ...]
    to_escalate: bool


@dataclass(frozen=True)
class ActionTimes:
    """When things happened to an action: None for what has not. `source_id` is what it answers, by its kind.

    `begun`: the first day on which somebody was at it. An action that was dropped is never `done`.
    """

    title: str
    source: str
    source_id: UUID | None
    made: date
    begun: date | None
    done: date | None
