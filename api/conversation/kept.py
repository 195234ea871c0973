"""What was said to a turn, kept sealed so that the same turn brought again gets the same replies."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from api import clock
from api.conversation import repository
from api.conversation.contracts import Reply
from api.conversation.receipts import Receipts
from api.conversation.tables import ConversationRow, TurnRow
from api.errors import NotFound, WrongState
from api.runs.tables import RunRow
from api.waves.keys import KeyRing

_REPLIES = TypeAdapter(list[Reply])


@dataclass(frozen=True)
class Held:
    """A conversation, its open run, and what was said to an earlier turn with the same key."""

    conversation: ConversationRow
    run: RunRow | None
    said: list[Reply] | None


class Kept:
    """The turns of conversations; those of a run can be read only while its wave has its key.

    A receipt is never kept, it would lead from here to the answers. Whoever did not get the reply, on a bad
    line, finds it in memory for a moment.
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._receipts = Receipts()

    def held(self, session: Session, conversation_id: UUID, key: str | None = None) -> Held:
        """The conversation, locked. Raises NotFound."""
        found = repository.lock(session, conversation_id, key)
        if found is None:
            raise NotFound("This conversation has ended. Please begin again.")
        conversation, turn, run = found
        return Held(conversation, run, None if turn is None else self._said(turn))

    def latest(self, session: Session, conversation_id: UUID) -> list[Reply]:
        """What was said last; nothing once its wave has closed."""
        turn = repository.latest(session, conversation_id)
        return [] if turn is None else self._opened(turn)

    def keep(
        self,
        session: Session,
        conversation: ConversationRow,
        key: str | None,
        wave_id: UUID | None,
        replies: list[Reply],
    ) -> None:
        """Keeps what was said. Raises Twin."""
        said = [reply for reply in replies if reply.receipt is None]
        if key is not None and len(said) < len(replies):
            self._receipts.keep(conversation.id, key, [one for one in replies if one.receipt is not None])
        sealed = self._keys.seal(wave_id, _REPLIES.dump_python(said, mode="json", exclude_defaults=True))
        repository.keep(session, conversation, key, wave_id, sealed, clock.today())

    def _said(self, turn: TurnRow) -> list[Reply]:
        receipts = self._receipts.of(turn.conversation_id, turn.key)
        said = self._opened(turn)
        return [*said[:-1], *receipts, *said[-1:]]  # where it stood: before the last words

    def _opened(self, turn: TurnRow) -> list[Reply]:
        try:
            return _REPLIES.validate_python(self._keys.open(turn.wave_id, turn.replies))
        except WrongState:
            return []
