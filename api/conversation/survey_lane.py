"""The survey lane: while a run is open, its turns go to the engine and nowhere else."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api import clock, codes
from api.conversation import repository
from api.conversation.asking import words
from api.conversation.contracts import Reply
from api.conversation.run_turn import Card, RunTurn
from api.conversation.sentences import closed, languages, paused, says
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from nlu.screen import Verdict
from surveys import engine
from surveys.model import Survey


@dataclass(frozen=True)
class SurveyLane:
    """Leads into a run, and out of one that is paused or whose wave has closed."""

    card: Card
    keys: KeyRing

    def offer(self, session: Session, wave: WaveRow, conversation: ConversationRow) -> Reply:
        """What the survey is and what it cannot do, before anything begins."""
        survey = catalogue.survey(session, wave)
        language = spoken(wave, survey, conversation)
        watching = "watched" if wave.watched else "not_watched"
        limits = "rehearsal" if wave.state == WaveState.REHEARSAL else watching
        opening = [words(survey, texts, language) for texts in (survey.title, survey.opening)]
        return Reply(
            text="\n\n".join([*opening, say(f"survey.{limits}", language)]),
            language=language,
            choices=[
                button("start", language),
                button("no", language),
                *languages(wave.languages, other_than=language),
                button("help", language),
            ],
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
        if turn.code is not None or turn.command == ":no":
            return None
        # A practitioner who has paused a survey may ask something meanwhile.
        return None if conversation.audience == "practitioner" else [paused(of_run.language)]

    def already_in(self, session: Session, conversation: ConversationRow, run: RunRow | None) -> list[Reply]:
        """For the second of two taps: what the first one has led to."""
        if run is None:  # it has been forgotten meanwhile, with its wave
            return [closed(conversation.language)]
        return self._turn(session, conversation, run).again()

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
        return RunTurn(session, conversation, run, survey, language, self.card, self.keys)


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
