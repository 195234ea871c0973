"""One turn of an open run."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from api import codes
from api.conversation import repository, we_did
from api.conversation.asking import asked, review, why, words
from api.conversation.contracts import Reply
from api.conversation.helping import Helping, Whom, is_harm, kind_of
from api.conversation.sentences import closed, languages, only, paused, says
from api.conversation.steps import OWN, is_for_another, late, next_step, stale, wants_help
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveState
from nlu.screen import Verdict
from surveys import engine
from surveys.engine import Ask, AskAgain, Done, is_complete
from surveys.model import Progress, Survey

Step = Ask | AskAgain | Done


@dataclass(frozen=True)
class RunTurn:
    """A run and all that a turn of it needs; `language` is the one that it is spoken in.

    `whom` is who reads the help card: it may be in a language that the survey lacks.
    """

    session: Session
    conversation: ConversationRow
    run: RunRow
    survey: Survey
    language: str
    whom: Whom
    helping: Helping
    keys: KeyRing

    def again(self) -> list[Reply]:
        """The same question once more."""
        self.conversation.paused = False
        return self.put(engine.resume(self.survey, runs.progress(self.keys, self.run)))

    def put(self, step: Step) -> list[Reply]:
        """The question, or all answers to look at; a survey without that look is sent at once."""
        if isinstance(step, Done) and not self.survey.review:
            return self._finish(step.progress)
        return [*self._reason(step), self._drawn(step)]

    def waits(self) -> Reply:
        """Another survey is wanted while this one is not done with: its answers must not be lost."""
        ways_on = [button(name, self.language) for name in ("carry_on", "discard", "help")]
        return says("survey.unfinished", self.language, *ways_on)

    def help_on_the_way(self) -> Reply:
        """The help card while the survey is paused, with the way back to it."""
        card = self.helping.card(self.whom, "asked")
        return card.model_copy(update={"choices": [button("carry_on", self.language)]})

    def take(self, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """What follows from a turn while the survey is not paused; nothing beside the urgent card."""
        before = engine.resume(self.survey, runs.progress(self.keys, self.run))
        urgent = verdict is not None and kind_of(verdict, self.whom.reader) == "immediate"
        if urgent and turn.command is not None and turn.command not in OWN:
            return []  # "help me", or words beside the button
        replies = self._command(turn, before)
        if replies is not None:
            return replies
        harmed = is_harm(verdict)
        if is_for_another(turn, before):
            answered = turn.question or ""
            step = late(self.survey, before, turn, harmed=harmed)
            before_it = [says("survey.replaced", self.language)]
        elif old := stale(turn, before):
            return [says(old, self.language), self._drawn(before)]
        else:
            answered = before.progress.at or ""
            step, before_it = next_step(self.survey, before, turn, harmed=harmed), []
        if step is None:
            return [*([] if harmed else [says("survey.old_button", self.language)]), self._drawn(before)]
        if isinstance(step, AskAgain) and (before_it or harmed):
            # Who has just said what hurts them is not told how to answer a question.
            return [*([] if harmed else self._reason(step)), self._drawn(before)]
        runs.save(self.session, self.keys, self.run, step.progress)
        if urgent:
            return []
        helped = [self.helping.card(self.whom, "asked")] if wants_help(self.survey, answered, step) else []
        return [*helped, *before_it, *self.put(step)]

    def _command(self, turn: Turn, before: Ask | Done) -> list[Reply] | None:
        """Commands that mean the same at every question, and those of the look at all answers."""
        match turn.command:
            case ":stop":
                self.conversation.paused = True
                return [paused(self.language)]
            case ":carry_on":
                return [self._drawn(before)]
            case ":help":
                return [self.helping.card(self.whom, "asked"), self._drawn(before)]
            case ":contact":
                return [*self.helping.contact(self.session, self.whom), self._drawn(before)]
            case ":keep" if is_complete(self.survey, before.progress):
                return self._keep(before.progress)
            case ":send" if isinstance(before, Done):
                return self._finish(before.progress)
            case ":discard" if isinstance(before, Done):
                return self.discard()
        wanted = turn.after(":language")
        return None if wanted is None else self._speak(wanted)

    def _keep(self, come: Progress) -> list[Reply]:
        """From a question that was looked at again to all answers, with nothing changed."""
        seen = Done(Progress(come.answers, None))
        runs.save(self.session, self.keys, self.run, seen.progress)
        return self.put(seen)

    def _speak(self, wanted: str) -> list[Reply]:
        """Changes the language in mid-run, or asks which one it is to be."""
        offered = self.run.wave.languages
        if wanted in offered:
            self.conversation.language = wanted
            return replace(self, language=wanted).again()
        if wanted:
            return [says("survey.no_language", self.language), *self.again()]
        return [says("survey.which_language", self.language, *languages(offered))]

    def _reason(self, step: Step) -> list[Reply]:
        return [why(self.survey, step, self.language)] if isinstance(step, AskAgain) else []

    def _drawn(self, step: Step) -> Reply:
        if isinstance(step, Done):
            return review(self.survey, step.progress, self.language)
        return asked(self.survey, step, self.language, others=len(self.run.wave.languages) > 1)

    def _finish(self, come: Progress) -> list[Reply]:
        """The conversation forgets the run, and which questions were put."""
        self._leave()
        if not waves.hold_open(self.session, self.run.wave_id):
            return [closed(self.language)]
        ending = words(self.survey, self.survey.closing, self.language)
        parts = [say("survey.finished", self.language), ending, self.helping.ending(self._heard_in())]
        thanks = Reply(
            text="\n\n".join(parts),
            language=self.language,
            choices=[button("help", self.language)],
            links=we_did.links(self.session, self.helping, self.whom.reader, self.language),
            card="ending",
        )
        if self.run.wave.state == WaveState.REHEARSAL:
            runs.drop(self.session, self.run)
            return [thanks]
        code = codes.spaced(runs.finish(self.keys, self.run, come))
        # The receipt first: what stands last is what can be gone on with.
        return [says("survey.receipt", self.language).model_copy(update={"receipt": code}), thanks]

    def _heard_in(self) -> Whom:
        """The survey's own words and those beside them are of one language."""
        return replace(self.whom, language=self.language)

    def discard(self) -> list[Reply]:
        """Nothing is sent. The person has taken part all the same, and cannot begin again."""
        self._leave()
        runs.drop(self.session, self.run)
        return [only("survey.discarded", self.language)]

    def _leave(self) -> None:
        self.conversation.run_id = None
        self.conversation.paused = False
        repository.forget_turns(self.session, self.conversation.id)
