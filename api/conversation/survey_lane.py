"""The survey lane: while a run is open, its turns go to the engine and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from api.conversation import repository
from api.conversation.asking import asked, why, words
from api.conversation.contracts import Reply
from api.conversation.tables import ConversationRow
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

# Draws the help card of an audience; puts alerted words in the safety queue.
Card = Callable[[Audience | None, Literal["immediate", "support"]], Reply]
Alarm = Callable[[Verdict, str, WaveRow], None]


@dataclass(frozen=True)
class SurveyLane:
    """Walks one run through one turn. Everything it needs from outside comes as a function."""

    card: Card
    alarm: Alarm

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
        survey = waves.survey(session, wave)
        first = engine.begin(survey)
        run = runs.begin(session, wave.id, first.progress)
        conversation.run_id = run.id
        conversation.offered_wave = None
        conversation.paused = False
        conversation.audience = wave.audience
        return self._next(session, conversation, run, first)

    def again(self, session: Session, conversation: ConversationRow, run: RunRow) -> list[Reply]:
        """The same question once more."""
        conversation.paused = False
        return self._next(
            session, conversation, run, engine.resume(waves.survey(session, run.wave), _progress(run))
        )

    def take(
        self,
        session: Session,
        conversation: ConversationRow,
        run: RunRow,
        said: str,
        verdict: Verdict | None,
        *,
        is_choice: bool,
    ) -> list[Reply]:
        """One turn of an open run; `said` is a choice, a command or raw words."""
        wave = run.wave
        if wave.state != WaveState.OPEN:
            return self._too_late(conversation)
        survey = waves.survey(session, wave)
        if said in (":help", ":stop"):
            return self._aside(conversation, survey, run, said)
        before = engine.resume(survey, _progress(run))
        if isinstance(before, Done):
            return self._next(session, conversation, run, before)
        stale = is_choice and before.question.kind == "text"
        if said not in OWN and (said.startswith(":") or stale):
            # A button of something earlier must not become somebody's answer.
            place = "survey.in_another" if said.startswith(":join ") else "survey.old_button"
            return [Reply(text=say(place)), asked(survey, before, conversation.language)]
        step = self._step(survey, before, said, verdict)
        runs.save(session, run, step.progress)
        replies = self._next(session, conversation, run, step)
        if verdict is not None:
            self.alarm(verdict, said, wave)
            return self._with_card(conversation, replies, verdict)
        if _wants_help(before.question, step):
            return [self.card(conversation.audience, "support"), *replies]
        return replies

    def _step(self, survey: Survey, before: Ask, said: str, verdict: Verdict | None) -> Ask | AskAgain | Done:
        if said == ":skip":
            return engine.skip(survey, before.progress)
        if said == ":back":
            return engine.back(survey, before.progress)
        if before.question.kind != "text":
            return engine.answer(survey, before.progress, said)
        if verdict is not None:
            # Alerted words move to the safety queue; here the question looks as if it had been skipped.
            return engine.skip(survey, before.progress)
        return engine.answer(survey, before.progress, redact(said).text)

    def _aside(self, conversation: ConversationRow, survey: Survey, run: RunRow, said: str) -> list[Reply]:
        if said == ":stop":
            conversation.paused = True
            return [paused()]
        question = engine.resume(survey, _progress(run))
        help_card = self.card(conversation.audience, "support")
        return (
            [help_card]
            if isinstance(question, Done)
            else [help_card, asked(survey, question, conversation.language)]
        )

    def _with_card(
        self, conversation: ConversationRow, replies: list[Reply], verdict: Verdict
    ) -> list[Reply]:
        """An urgent card comes alone and the survey waits; a softer one comes before the next question."""
        if verdict.tier == "immediate" and conversation.run_id is not None:
            conversation.paused = True
            card = self.card(conversation.audience, "immediate")
            return [card.model_copy(update={"choices": [button("carry_on"), button("stop")]})]
        return [
            self.card(conversation.audience, "immediate" if verdict.tier == "immediate" else "support"),
            *replies,
        ]

    def _next(
        self, session: Session, conversation: ConversationRow, run: RunRow, step: Ask | AskAgain | Done
    ) -> list[Reply]:
        survey = waves.survey(session, run.wave)
        if not isinstance(step, Done):
            reason = [why(survey, step, conversation.language)] if isinstance(step, AskAgain) else []
            return [*reason, asked(survey, step, conversation.language)]
        if not waves.hold_open(session, run.wave_id):
            return self._too_late(conversation)
        # From here on nothing leads from the conversation to the run, not even which questions were put.
        run.finished = True
        conversation.run_id = None
        repository.forget_turns(session, conversation.id)
        closing = words(survey, survey.closing, conversation.language)
        return [Reply(text=f"{say('survey.finished')}\n\n{closing}", choices=[button("help")])]

    def _too_late(self, conversation: ConversationRow) -> list[Reply]:
        conversation.run_id = None
        return [closed()]


def closed() -> Reply:
    """This survey takes no more answers."""
    return Reply(text=say("survey.closed"), choices=[button("menu"), button("help")])


def paused() -> Reply:
    """The survey waits; how to go on."""
    return Reply(text=say("survey.paused"), choices=[button("carry_on"), button("help")])


def _progress(run: RunRow) -> Progress:
    return Progress.from_json(run.progress)


def _wants_help(question: Question, step: Ask | AskAgain | Done) -> bool:
    answer = step.progress.answers.get(question.key)
    chosen = answer if isinstance(answer, list) else [answer]
    return not isinstance(step, AskAgain) and not question.signposts.isdisjoint(str(name) for name in chosen)
