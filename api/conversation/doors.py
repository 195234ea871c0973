"""What codes open: a wave's survey, the action group, or the way back for answers that were sent."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock, codes
from api.conversation import belonging
from api.conversation.contracts import Reply
from api.conversation.raising import Raising
from api.conversation.sentences import closed, only
from api.conversation.survey_lane import SurveyLane
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.withdrawing import Withdrawals
from api.db import transaction
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from nlu.screen import Verdict

# A day's wrong codes in one conversation. Codes have 38 bits and more: this is for calm, not for strength.
WRONG_CODES = 8


@dataclass(frozen=True)
class Entry:
    """Somebody goes in: `token` is the digest by which they are counted.

    `begun`: this conversation was at this point before and crashed; it is not locked out by itself.
    """

    wave_id: UUID
    token: bytes
    begun: bool


class Doors:
    """Turns codes into surveys that begin and members who join."""

    def __init__(self, engine: Engine, keys: KeyRing, lane: SurveyLane, withdrawals: Withdrawals) -> None:
        self._engine = engine
        self._keys = keys
        self._lane = lane
        self._withdrawals = withdrawals
        self._raising = Raising(lane.helping, keys)

    def opened(
        self, session: Session, conversation: ConversationRow, turn: Turn, verdict: Verdict | None
    ) -> list[Reply]:
        """What a code opens, the name that was asked for after one, or an issue that is being raised.

        Nothing where it is none of these.
        """
        if verdict is None and (named := belonging.named(session, self._keys, conversation, turn)):
            return [named]
        if raised := self._raising.take(session, conversation, turn, verdict):
            return raised
        return [] if turn.code is None else self._try_code(session, conversation, turn, turn.code)

    def _try_code(
        self, session: Session, conversation: ConversationRow, turn: Turn, code: str
    ) -> list[Reply]:
        """The opening words of a survey, a welcome to the group, or a kind refusal."""
        tongue = conversation.language
        if conversation.wrong_codes >= WRONG_CODES:
            return [only("survey.too_many", tongue)]
        length = len(codes.tidy(code))
        if length == codes.SINGLE_USE_LENGTH and (found := waves.with_single_use(session, self._keys, code)):
            return [self._offer_to_one(session, conversation, *found)]
        wave = waves.with_code(session, code)
        if wave is not None:
            return [self._offer_to_all(session, conversation, wave, turn)]
        return [belonging.join(session, self._keys, conversation, turn, code)]

    def at_the_door(
        self, session: Session, conversation: ConversationRow, wave_id: UUID, turn: Turn
    ) -> list[Reply] | None:
        """What may be done between the opening words and the first question: going away, another language."""
        if turn.command == ":no":
            conversation.offered_wave = conversation.offered_token = None
            conversation.starting = False
            return [only("survey.not_now", conversation.language)]
        wanted = turn.after(":language")
        if wanted is None:
            return None
        wave = waves.get(session, wave_id)
        if wanted in wave.languages:
            conversation.language = wanted
        return [self._lane.offer(session, wave, conversation)]

    def entry(self, session: Session, conversation: ConversationRow, turn: Turn) -> Entry | None:
        """What the person is about to begin, when this turn says so. Raises WrongState after the close."""
        wave_id, free = conversation.offered_wave, conversation.run_id is None or conversation.paused
        if wave_id is None or turn.command != ":start" or not free:
            return None
        token = conversation.offered_token or self._keys.token(wave_id, _person(conversation.id, turn))
        begun = conversation.starting
        # Only who was not counted yet can be counted by this start.
        conversation.starting = begun or not runs.takes_part(session, wave_id, token)
        return Entry(wave_id, token, begun)

    def count_in(self, entry: Entry) -> str | None:
        """Counts the person in; the place of the words of a refusal when they cannot begin.

        In a transaction of its own, which shares its number with no run.
        """
        with transaction(self._engine) as session:
            if not waves.hold_open(session, entry.wave_id):
                return "survey.closed"
            wave = waves.get(session, entry.wave_id)
            if wave.state == WaveState.REHEARSAL:
                return None
            if _is_full(session, wave, entry.token):
                return "survey.full"
            return None if runs.count_in(session, wave.id, entry.token) else "survey.already"

    def begin(
        self,
        session: Session,
        conversation: ConversationRow,
        run: RunRow | None,
        entry: Entry,
        refused: str | None,
    ) -> list[Reply]:
        """The first question, for who has just been counted in."""
        if conversation.offered_wave != entry.wave_id:
            return self._lane.already_in(session, conversation, run)  # two taps at once: the other was first
        conversation.starting = False
        is_open = waves.hold_open(session, entry.wave_id)
        if is_open and refused == "survey.already" and not entry.begun:
            # Perhaps the other of two taps has counted them in, and is about to begin: its way stays open.
            return [only(refused, conversation.language)]
        conversation.offered_wave = None
        conversation.offered_token = None
        if not is_open:
            return [closed(conversation.language)]
        if refused is not None and refused != "survey.already":
            return [only(refused, conversation.language)]
        return self._lane.begin(session, conversation, waves.get(session, entry.wave_id))

    def _offer_to_all(
        self, session: Session, conversation: ConversationRow, wave: WaveRow, turn: Turn
    ) -> Reply:
        if wave.state in (WaveState.CLOSING, WaveState.CLOSED):
            return closed(conversation.language)
        token = self._keys.token(wave.id, _person(conversation.id, turn))
        refusal = self._refusal(session, conversation, wave, token)
        if refusal is not None:
            return _refused(refusal, wave, conversation.language)
        return self._offer(session, conversation, wave, None)

    def _offer_to_one(
        self, session: Session, conversation: ConversationRow, wave: WaveRow, token: bytes
    ) -> Reply:
        refusal = self._refusal(session, conversation, wave, token)
        if refusal is not None:
            used = "survey.used_code" if refusal == "survey.already" else refusal
            return _refused(used, wave, conversation.language)
        return self._offer(session, conversation, wave, token)

    def _refusal(
        self, session: Session, conversation: ConversationRow, wave: WaveRow, token: bytes
    ) -> str | None:
        """The place of the words why this person cannot begin."""
        if wave.state == WaveState.PLANNED:
            return "survey.not_yet"
        if not waves.takes_answers(wave, clock.now()):
            return "survey.closed"
        if conversation.offered_wave != wave.id and runs.takes_part(session, wave.id, token):
            return "survey.already"
        return "survey.full" if _is_full(session, wave, token) else None

    def _offer(
        self, session: Session, conversation: ConversationRow, wave: WaveRow, token: bytes | None
    ) -> Reply:
        conversation.offered_wave = wave.id
        conversation.offered_token = token
        conversation.starting = False
        conversation.audience = wave.audience
        return self._lane.offer(session, wave, conversation)

    def withdraw(self, turn: Turn) -> bool | None:
        """Takes answers back when a receipt was brought; whether there were any. Raises TooMany."""
        if turn.code is None or len(codes.tidy(turn.code)) != codes.RECEIPT_LENGTH:
            return None
        return self._withdrawals.take_back(turn.code)

    def withdrew(self, conversation: ConversationRow, done: bool) -> Reply:
        """What has become of it."""
        place = "receipt.taken_back" if done else "receipt.unknown"
        return only(place, conversation.language)


def _refused(place: str, wave: WaveRow, language: str | None) -> Reply:
    """Why somebody cannot begin; of a wave that is not open yet also when it will be, in figures."""
    reply = only(place, language)
    if place != "survey.not_yet":
        return reply
    return reply.model_copy(update={"text": f"{reply.text} ({clock.here(wave.opens):%d/%m/%Y, %H:%M})"})


def _is_full(session: Session, wave: WaveRow, token: bytes) -> bool:
    """Whether all places are taken, and none of them by this person."""
    if wave.places is None or runs.takes_part(session, wave.id, token):
        return False
    waves.let_in_one_by_one(session, wave.id)
    return runs.begun(session, wave.id) >= wave.places


def _person(conversation_id: UUID, turn: Turn) -> str:
    # A program that names nobody is one person per conversation.
    return turn.person or str(conversation_id)
