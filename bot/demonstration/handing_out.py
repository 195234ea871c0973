"""Copies of broadcasts, written down as a worker does when they have left."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import ledger
from api.broadcasts.ledger import Fate


def hand_out(
    session: Session,
    broadcast_id: UUID,
    fates: Mapping[str, Sequence[tuple[UUID, Fate]]],
    moment: datetime,
) -> None:
    """Everything that is on its way leaves: by channel, whose copy came to what."""
    letter = ledger.begin(session, broadcast_id)
    assert letter is not None
    for channel, ended in fates.items():
        ledger.leave(session, letter, channel, [member for member, _ in ended], moment)
        ledger.end(session, letter, channel, ended)
    ledger.finish(session, broadcast_id)
