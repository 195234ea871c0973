"""What codes open: a wave's survey, or the action group."""

from datetime import date
from uuid import UUID

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import Engine
from sqlmodel import Session

from api.conversation.contracts import Reply
from api.conversation.survey_lane import SurveyLane, closed
from api.conversation.tables import ConversationRow
from api.conversation.words import button, say
from api.db import transaction
from api.members import service as members
from api.members.service import Address
from api.runs import service as runs
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState

WRONG_CODES = RateLimitItemPerMinute(8, 10)  # eight in ten minutes; a wave's code has 38 bits


class Doors:
    """Turns codes into surveys that begin and members who join."""

    def __init__(self, engine: Engine, keys: KeyRing, lane: SurveyLane) -> None:
        self._engine = engine
        self._keys = keys
        self._lane = lane
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def try_code(
        self,
        session: Session,
        conversation: ConversationRow,
        code: str,
        person: str | None,
        address: Address | None,
    ) -> list[Reply]:
        """The opening words of a survey, a welcome to the group, or a kind refusal."""
        if not self._limiter.test(WRONG_CODES, str(conversation.id)):
            return [Reply(text=say("survey.too_many"), choices=[button("help")])]
        wave = waves.with_code(session, code)
        if wave is not None:
            return [self._offer(session, conversation, wave, person)]
        joining = members.join(session, code, address, date.today())
        if joining is members.Joining.JOINED:
            conversation.audience = "practitioner"
        if joining is members.Joining.UNKNOWN:
            self._limiter.hit(WRONG_CODES, str(conversation.id))
        return [Reply(text=say(f"member.{joining}"), choices=[button("menu"), button("help")])]

    def start(
        self, session: Session, conversation: ConversationRow, wave_id: UUID, person: str | None
    ) -> list[Reply]:
        """Counts the person in and puts the first question.

        The token is written in a transaction of its own, which shares its number with no run.
        A crash after it locks nobody out: the wave is still on offer to this conversation.
        """
        wave = waves.get(session, wave_id)
        if wave.state != WaveState.OPEN:
            conversation.offered_wave = None
            return [closed()]
        token = self._token(conversation, wave, person)
        with transaction(self._engine) as apart:
            runs.count_in(apart, wave.id, token)
        return self._lane.begin(session, conversation, wave)

    def _offer(
        self, session: Session, conversation: ConversationRow, wave: WaveRow, person: str | None
    ) -> Reply:
        if wave.state != WaveState.OPEN:
            return closed()
        token = self._token(conversation, wave, person)
        if conversation.offered_wave != wave.id and runs.takes_part(session, wave.id, token):
            return Reply(text=say("survey.already"), choices=[button("menu"), button("help")])
        conversation.offered_wave = wave.id
        return self._lane.offer(session, wave, conversation.language)

    def _token(self, conversation: ConversationRow, wave: WaveRow, person: str | None) -> bytes:
        # A program that names nobody is one person per conversation.
        return self._keys.token(wave.id, person or str(conversation.id))
