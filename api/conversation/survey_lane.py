"""The survey lane: while a run is open, its turns go to the engine and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.conversation import repository
from api.conversation.asking import asked, why, words
from api.conversation.contracts import Reply
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from nlu.redaction import redact
from nlu.screen import Verdict
from surveys import engine
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Audience, Progress, Question, Survey

# Commands that mean something to a question.
OWN = frozenset({":skip", ":back", ":done", ":next"})

# Draws the help card of an audience.
Card = Callable[[Audience | None, Literal["immediate", "support"]], Reply]


@dataclass(frozen=True)
class SurveyLane:
    """Walks one run through one turn."""

    card: Card

    def offer(self, session: Session, wave: WaveRow, language: str | None) -> Reply:
        """What the survey is and what it cannot do, before anything begins."""
        survey = waves.survey(session, wave)
        watched = say("survey.watched" if wave.watched else "survey.not_watched")
        opening = [words(survey, texts, language) for texts in (survey.title, survey.opening)]
        return Reply(
            text="\n\n".join([*opening, watched]),
            choices=[button("start"), button("no"), button("help")],
        )

    def begin(self, session: Session, conversation: ConversationRow, wave: WaveRow) -> list[Reply]:
        """The first question of a new run."""
        first = engine.begin(waves.survey(session, wave))
        run = runs.begin(session, wave.id, first.progress)
        conversation.run_id = run.id
        conversation.paused = False
        conversation.audience = wave.audience
        return self._next(session, conversation, run, first)

    def in_run(
        self,
        session: Session,
        conversation: ConversationRow,
        run_id: UUID,
        turn: Turn,
        verdict: Verdict | None,
    ) -> list[Reply] | None:
        """Any turn while a run is there; None for what somebody does who has paused it."""
        run = runs.get(session, run_id)
        if run is None:
            return too_late(session, conversation)
        if turn.code is not None and codes.tidy(turn.code) == run.wave.code:
            return [Reply(text=say("survey.carrying_on")), *self.again(session, conversation, run)]
        if not conversation.paused:
            return self.take(session, conversation, run, turn, verdict)
        if turn.command == ":carry_on" or (turn.command == ":start" and conversation.offered_wave is None):
            return self.again(session, conversation, run)
        if turn.code is not None or turn.command in (":no", ":help"):
            return None
        # A practitioner who has paused a survey may ask something meanwhile.
        return None if conversation.audience == "practitioner" else [paused()]

    def again(self, session: Session, conversation: ConversationRow, run: RunRow) -> list[Reply]:
        """The same question once more, after a pause."""
        conversation.paused = False
        question = engine.resume(waves.survey(session, run.wave), _progress(run))
        return self._next(session, conversation, run, question)

    def take(
        self,
        session: Session,
        conversation: ConversationRow,
        run: RunRow,
        turn: Turn,
        verdict: Verdict | None,
    ) -> list[Reply]:
        """One turn of an open run."""
        if run.wave.state != WaveState.OPEN:
            return too_late(session, conversation)
        survey = waves.survey(session, run.wave)
        before = engine.resume(survey, _progress(run))
        if isinstance(before, Done):
            return self._next(session, conversation, run, before)
        if turn.command == ":stop":
            conversation.paused = True
            return [paused()]
        question = asked(survey, before, conversation.language)
        if turn.command == ":help":
            return [self.card(conversation.audience, "support"), question]
        if stale := _stale(turn, before.question):
            return [stale, question]
        step = _step(survey, before, turn, harmed=verdict is not None)
        runs.save(session, run, step.progress)
        replies = self._next(session, conversation, run, step)
        if verdict is not None and verdict.tier == "immediate" and conversation.run_id is not None:
            return [self._urgent(conversation)]
        if _wants_help(before.question, step):
            return [self.card(conversation.audience, "support"), *replies]
        return replies

    def _urgent(self, conversation: ConversationRow) -> Reply:
        """The card alone: the survey waits until the person carries on."""
        conversation.paused = True
        card = self.card(conversation.audience, "immediate")
        return card.model_copy(update={"choices": [button("carry_on"), button("stop")]})

    def _next(
        self, session: Session, conversation: ConversationRow, run: RunRow, step: Ask | AskAgain | Done
    ) -> list[Reply]:
        survey = waves.survey(session, run.wave)
        if not isinstance(step, Done):
            reason = [why(survey, step, conversation.language)] if isinstance(step, AskAgain) else []
            return [*reason, asked(survey, step, conversation.language)]
        if not waves.hold_open(session, run.wave_id):
            return too_late(session, conversation)
        # The conversation forgets the run, and which questions were put. What still ties the two, the number
        # of this transaction, goes within seconds (api/waves/closing.py, blur).
        run.finished = True
        conversation.run_id = None
        repository.forget_turns(session, conversation.id)
        closing = words(survey, survey.closing, conversation.language)
        return [Reply(text=f"{say('survey.finished')}\n\n{closing}", choices=[button("help")])]


def too_late(session: Session, conversation: ConversationRow) -> list[Reply]:
    """The wave has closed under the person's feet; what was asked is forgotten with it."""
    conversation.run_id = None
    conversation.paused = False
    repository.forget_turns(session, conversation.id)
    return [closed()]


def closed() -> Reply:
    """This survey takes no more answers."""
    return Reply(text=say("survey.closed"), choices=[button("menu"), button("help")])


def paused() -> Reply:
    """The survey waits; how to go on."""
    return Reply(text=say("survey.paused"), choices=[button("carry_on"), button("help")])


def _progress(run: RunRow) -> Progress:
    return Progress.from_json(run.progress)


def _stale(turn: Turn, question: Question) -> Reply | None:
    """A button of something earlier must not become somebody's answer."""
    if turn.command is not None and turn.command not in OWN:
        return Reply(text=say("survey.in_another" if turn.code else "survey.old_button"))
    if turn.option is not None and question.kind == "text":
        return Reply(text=say("survey.old_button"))
    return None


def _step(survey: Survey, before: Ask, turn: Turn, *, harmed: bool) -> Ask | AskAgain | Done:
    if turn.command == ":skip":
        return engine.skip(survey, before.progress)
    if turn.command == ":back":
        return engine.back(survey, before.progress)
    said = turn.command or turn.option or turn.words
    if before.question.kind != "text" or turn.command is not None:
        return engine.answer(survey, before.progress, said)
    if harmed:
        # Alerted words move to the safety queue; here the question looks as if it had been skipped.
        return engine.skip(survey, before.progress)
    return engine.answer(survey, before.progress, redact(said).text)


def _wants_help(question: Question, step: Ask | AskAgain | Done) -> bool:
    answer = step.progress.answers.get(question.key)
    chosen = answer if isinstance(answer, list) else [answer]
    return not isinstance(step, AskAgain) and not question.signposts.isdisjoint(str(name) for name in chosen)
