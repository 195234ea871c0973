"""What codes open: a wave's survey, or the action group."""

from datetime import date
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.conversation.contracts import Reply
from api.conversation.survey_lane import SurveyLane, closed
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.db import transaction
from api.errors import WrongState
from api.members import service as members
from api.runs import service as runs
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState

# A day's wrong codes in one conversation. Codes have 38 and 57 bits: this is for calm, not for strength.
WRONG_CODES = 8


class Doors:
    """Turns codes into surveys that begin and members who join."""

    def __init__(self, engine: Engine, keys: KeyRing, lane: SurveyLane) -> None:
        self._engine = engine
        self._keys = keys
        self._lane = lane

    def try_code(self, session: Session, conversation: ConversationRow, turn: Turn, code: str) -> list[Reply]:
        """The opening words of a survey, a welcome to the group, or a kind refusal."""
        if conversation.wrong_codes >= WRONG_CODES:
            return [Reply(text=say("survey.too_many"), choices=[button("help")])]
        wave = waves.with_code(session, code)
        if wave is not None:
            return [self._offer(session, conversation, wave, turn)]
        joining = members.join(session, code, turn.address, date.today())
        if joining is members.Joining.JOINED:
            conversation.audience = "practitioner"
        if joining is members.Joining.UNKNOWN:
            conversation.wrong_codes += 1
        return [Reply(text=say(f"member.{joining}"), choices=[button("menu"), button("help")])]

    def count_in(self, conversation_id: UUID, wave_id: UUID, turn: Turn) -> bool:
        """Counts the person in; False when they were in already, or the wave has closed.

        In a transaction of its own, which shares its number with no run.
        """
        with transaction(self._engine) as session:
            if not waves.hold_open(session, wave_id):
                return False
            token = self._keys.token(wave_id, _person(conversation_id, turn))
            return runs.count_in(session, wave_id, token)

    def begin(
        self, session: Session, conversation: ConversationRow, wave_id: UUID, *, allowed: bool
    ) -> list[Reply]:
        """The first question, for who has just been counted in."""
        conversation.offered_wave = None
        conversation.starting = False
        if not waves.hold_open(session, wave_id):
            return [closed()]
        if not allowed:
            return [already()]
        return self._lane.begin(session, conversation, waves.get(session, wave_id))

    def _offer(self, session: Session, conversation: ConversationRow, wave: WaveRow, turn: Turn) -> Reply:
        if wave.state != WaveState.OPEN:
            return closed()
        try:
            token = self._keys.token(wave.id, _person(conversation.id, turn))
        except WrongState:
            return closed()
        if conversation.offered_wave != wave.id and runs.takes_part(session, wave.id, token):
            return already()
        conversation.offered_wave = wave.id
        return self._lane.offer(session, wave, conversation.language)


def already() -> Reply:
    """Each person answers once."""
    return Reply(text=say("survey.already"), choices=[button("menu"), button("help")])


def _person(conversation_id: UUID, turn: Turn) -> str:
    # A program that names nobody is one person per conversation.
    return turn.person or str(conversation_id)
