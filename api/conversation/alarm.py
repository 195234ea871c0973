"""Brings alerted words of a survey to the safety queue, before the turn itself is kept."""

import hmac
import logging
import secrets
from uuid import UUID, uuid4

from sqlalchemy import Engine

from api import clock
from api.conversation import repository
from api.conversation.turn import Turn
from api.db import transaction
from api.runs import service as runs
from api.safety import service as safety
from api.waves.keys import KeyRing
from api.waves.tables import WaveState
from nlu.screen import Verdict

log = logging.getLogger(__name__)


class Alarm:
    """Each alert is written in a transaction of its own, which shares its number with no run.

    It comes before the turn's own: a crash between the two may repeat an alert but loses none. A turn that
    is brought again raises no second one: its alert's id follows from its key, by a secret that only this
    process knows and that dies with it.
    """

    def __init__(self, engine: Engine, keys: KeyRing) -> None:
        self._engine = engine
        self._keys = keys
        self._secret = secrets.token_bytes(32)
        self._lost: set[UUID] = set()

    @property
    def lost(self) -> int:
        """How many alerts could not be kept since this process began, as far as it is known."""
        return len(self._lost)

    def raise_for(self, conversation_id: UUID, turn: Turn, verdict: Verdict) -> None:
        """Moves harm in the words of an open survey to the queue; other talk is not kept anywhere."""
        alert_id = self._id(conversation_id, turn.key)
        try:
            self._keep(conversation_id, turn, verdict, alert_id)
        except Exception:
            # Whoever wrote it is shown the help card all the same. It is taken back if the turn comes again.
            self._lost.add(alert_id)
            log.error("an alert could not be kept; since the start it happened to %d", self.lost)
            raise
        self._lost.discard(alert_id)

    def _keep(self, conversation_id: UUID, turn: Turn, verdict: Verdict, alert_id: UUID) -> None:
        with transaction(self._engine) as session:
            run_id = repository.run_of_new_turn(session, conversation_id, turn.key)
            run = runs.get(session, run_id) if run_id else None
            if run is None or run.wave.state == WaveState.REHEARSAL:
                return
            wave = run.wave
        with transaction(self._engine) as apart:
            safety.raise_alert(
                apart,
                self._keys,
                verdict,
                turn.text or "",
                wave_id=wave.id,
                audience=wave.audience,
                today=clock.today(),
                alert_id=alert_id,
            )

    def _id(self, conversation_id: UUID, key: str | None) -> UUID:
        if key is None:
            return uuid4()
        digest = hmac.digest(self._secret, conversation_id.bytes + key.encode(), "sha256")
        return UUID(bytes=digest[:16])
