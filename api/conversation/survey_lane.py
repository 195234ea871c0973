"""The survey lane: while a run is open, its turns go to the engine and nowhere else."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel import Session

from api import clock, codes
from api.conversation import repository, we_did
from api.conversation.asking import words
from api.conversation.contracts import Reply
from api.conversation.helping import Helping, Whom, reader_of
from api.conversation.run_turn import RunTurn
from api.conversation.sentences import closed, languages, paused, says
from api.conversation.tables import ConversationRow
from api.conversation.turn import Setting, Turn
from api.conversation.words import button, say
from api.feedback import service as feedback
from api.guidance.service import Reader
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from nlu.screen import Tier, Verdict
from surveys import engine
from surveys.model import Survey


@dataclass(frozen=True)
class SurveyLane:
    """Leads into a run, and out of one that is paused or whose wave has closed."""

    helping: Helping
    keys: KeyRing

    def offer(self, session: Session, wave: WaveRow, conversation: ConversationRow) -> Reply:
        """What the survey is and what it cannot do, before anything begins."""
        survey = catalogue.survey(session, wave)
        language = spoken(wave, survey, conversation)
        watching = "watched" if wave.watched else "not_watched"
        limits = "rehearsal" if wave.state == WaveState.REHEARSAL else watching
        opening = [words(survey, texts, language) for texts in (survey.title, survey.opening)]
        reader = reader_of(wave.audience, survey.age_band)
        return Reply(
            text="\n\n".join([*opening, say(f"survey.{limits}", language)]),
            language=language,
            choices=[
                button("start", language),
                button("no", language),
                *languages(wave.languages, other_than=language),
                button("help", language),
            ],
            links=we_did.links(session, self.helping, reader, language),
        )

    def begin(self, session: Session, conversation: ConversationRow, wave: WaveRow) -> list[Reply]:
        """The first question of a new run."""
        first = engine.begin(catalogue.survey(session, wave))
        run = runs.begin(session, self.keys, wave.id, first.progress)
        conversation.run_id = run.id
        conversation.paused = False
        return self._turn(session, conversation, run).put(first)

    def in_run(
        self,
        session: Session,
        conversation: ConversationRow,
        run: RunRow,
        turn: Turn,
        verdict: Verdict | None,
    ) -> list[Reply] | None:
        """Any turn while a run is there; None for what somebody does who has paused it."""
        if self.sealed_for(run) is None:
            return [too_late(session, conversation)]
        of_run = self._turn(session, conversation, run)
        if turn.code is not None and self._opens(session, run.wave, turn.code):
            return [says("survey.carrying_on", of_run.language), *of_run.again()]
        if not conversation.paused:
            return of_run.take(turn, verdict)
        if turn.command == ":carry_on" or (turn.command == ":start" and conversation.offered_wave is None):
            return of_run.again()
        if turn.command == ":discard":
            return of_run.discard()
        if turn.code is not None and waves.opens(session, self.keys, turn.code):
            return [of_run.waits()]
        if turn.command == ":help":
            return [of_run.help_on_the_way()]
        if turn.command == ":contact":
            return self.helping.contact(session, of_run.whom, button("carry_on", of_run.language))
        if turn.code is not None or turn.command == ":no":
            return None
        return None if _talks_meanwhile(conversation) else [paused(of_run.language)]

    def already_in(self, session: Session, conversation: ConversationRow, run: RunRow | None) -> list[Reply]:
        """For the second of two taps: what the first one has led to."""
        if run is None:  # it has been forgotten meanwhile, with its wave
            return [closed(conversation.language)]
        return self._turn(session, conversation, run).again()

    def reader(self, session: Session, conversation: ConversationRow, run: RunRow | None) -> Reader | None:
        """Whom help cards speak to in the survey that is under way or at its door; None in no survey."""
        offered = conversation.offered_wave
        wave = run.wave if run is not None else waves.get(session, offered) if offered else None
        return reader_of(wave.audience, catalogue.survey(session, wave).age_band) if wave else None

    def whom(
        self, session: Session, conversation: ConversationRow, run: RunRow | None, hint: Setting
    ) -> Whom:
        """Whom a help card speaks to; a child whose survey has ended is remembered by the channel alone."""
        if run is not None:
            return self._turn(session, conversation, run).whom
        audience = conversation.audience
        last = hint.reader if audience == "young_person" and hint.reader == "child" else None
        reader = self.reader(session, conversation, run) or last or reader_of(audience)
        return Whom(reader, conversation.language)

    def with_card(
        self,
        session: Session,
        conversation: ConversationRow,
        run: RunRow | None,
        turn: Turn,
        verdict: Verdict | None,
        replies: list[Reply],
    ) -> list[Reply]:
        """The replies with the card that a verdict calls for; a survey waits below the urgent one.

        Which cards are left among them is noted in the run: what the findings count.
        """
        in_talk = _talks_meanwhile(conversation)
        if verdict is not None:
            whom = self.whom(session, conversation, run, turn.hint)
            waits = conversation.run_id is not None
            if verdict.tier is Tier.immediate:
                conversation.paused = waits
            replies = self.helping.with_card(verdict, whom, replies, waits=waits)
        is_there = conversation.run_id is not None or (run is not None and run.finished)
        if run is not None and is_there and not in_talk and self.sealed_for(run):
            runs.note(session, self.keys, run, {reply.card for reply in replies if reply.card})
        return replies

    def beside(self, session: Session, conversation: ConversationRow, turn: Turn) -> list[Reply]:
        """Help, or the way to be contacted, for somebody who is in no survey."""
        whom = self.whom(session, conversation, None, turn.hint)
        if turn.command == ":contact":
            return self.helping.contact(session, whom)
        return [self.helping.card(whom, "asked")]

    def hide(self, session: Session, conversation: ConversationRow) -> Reply:
        """What was said last is forgotten; a survey waits, and its code or "carry on" leads back.

        So does an issue that is being raised: what is written next is no answer to it.
        """
        repository.forget_turns(session, conversation.id)
        feedback.pause(session, conversation.id)
        conversation.talk_id = uuid4()
        conversation.paused = conversation.run_id is not None
        language = conversation.language
        ways_on = [button("carry_on", language)] if conversation.paused else []
        return says("talk.hidden", language, *ways_on)

    def sealed_for(self, run: RunRow | None) -> UUID | None:
        """The wave whose key seals what is said in a run; none when it takes no answers or has no key."""
        if run is None or not waves.takes_answers(run.wave, clock.now()) or not self.keys.has(run.wave_id):
            return None
        return run.wave_id

    def _opens(self, session: Session, wave: WaveRow, code: str) -> bool:
        """Whether it is the code of the very wave that the person is in, theirs or everybody's."""
        if codes.tidy(code) == wave.code:
            return True
        found = waves.with_single_use(session, self.keys, code)
        return found is not None and found[0].id == wave.id

    def _turn(self, session: Session, conversation: ConversationRow, run: RunRow) -> RunTurn:
        survey = catalogue.survey(session, run.wave)
        language = spoken(run.wave, survey, conversation)
        reader = reader_of(run.wave.audience, survey.age_band)
        # What a practitioner asks who has paused goes to no queue, so nobody reads it.
        watched = run.wave.watched and not _talks_meanwhile(conversation)
        whom = Whom(reader, conversation.language or language, watched)
        return RunTurn(session, conversation, run, survey, language, whom, self.helping, self.keys)


def _talks_meanwhile(conversation: ConversationRow) -> bool:
    """A practitioner who has paused a survey may ask something."""
    return conversation.paused and conversation.audience == "practitioner"


def spoken(wave: WaveRow, survey: Survey, conversation: ConversationRow) -> str:
    """The language of this conversation, when the wave has it."""
    wanted = [conversation.language, survey.default_language, *wave.languages]
    return next(code for code in wanted if code in wave.languages)


def too_late(session: Session, conversation: ConversationRow) -> Reply:
    """The wave has closed under the person's feet; what was asked is forgotten with it."""
    conversation.run_id = None
    conversation.paused = False
    repository.forget_turns(session, conversation.id)
    return closed(conversation.language)
