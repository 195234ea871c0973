"""From which state a broadcast may come to which: the one table of it."""

from collections.abc import Mapping, Set

from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.errors import WrongState

# What was asked for, approved or put off can still be taken back to be changed; what is on its way cannot,
# but be cancelled, and go on.
ALLOWED: Mapping[BroadcastState, Set[BroadcastState]] = {
    BroadcastState.DRAFT: {BroadcastState.WAITING},
    BroadcastState.WAITING: {BroadcastState.APPROVED, BroadcastState.DRAFT},
    BroadcastState.APPROVED: {BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.DRAFT},
    BroadcastState.SCHEDULED: {BroadcastState.APPROVED, BroadcastState.SENDING, BroadcastState.DRAFT},
    BroadcastState.SENDING: {BroadcastState.SENT, BroadcastState.CANCELLED},
    BroadcastState.CANCELLED: {BroadcastState.SENDING},
    # Those who have not said that they have read it are asked again.
    BroadcastState.SENT: {BroadcastState.SENDING},
}


def move(row: BroadcastRow, to: BroadcastState) -> None:
    """Changes the state; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[BroadcastState(row.state)]:
        raise WrongState(f"This broadcast is {row.state} and cannot become {to}. Look at it again.")
    row.state = to
