"""From which state an action may come to which: the one table of it."""

from collections.abc import Mapping, Set

from api.actions.tables import ActionRow, ActionState
from api.errors import WrongState

ALLOWED: Mapping[ActionState, Set[ActionState]] = {
    ActionState.PLANNED: {ActionState.UNDER_WAY, ActionState.DONE, ActionState.DROPPED},
    ActionState.UNDER_WAY: {ActionState.PLANNED, ActionState.DONE, ActionState.DROPPED},
    # What turns out not to have worked, or to be wanted after all, is taken up again.
    ActionState.DONE: {ActionState.UNDER_WAY},
    ActionState.DROPPED: {ActionState.PLANNED},
}
OPEN = (ActionState.PLANNED, ActionState.UNDER_WAY)


def can(row: ActionRow, to: ActionState) -> bool:
    """Whether the table allows it."""
    return to in ALLOWED[ActionState(row.state)]


def move(row: ActionRow, to: ActionState) -> None:
    """Changes the state; raises WrongState when the table does not allow it."""
    if not can(row, to):
        raise WrongState("Somebody has moved this action meanwhile. Look at it again.")
    row.state = to
