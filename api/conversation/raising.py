"""The short conversation in which a practitioner raises an issue or shares good practice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from api import clock, codes
from api.broadcasts.letters import Letter
from api.conversation import answering, repository
from api.conversation.asking import asked, review, why
from api.conversation.contracts import Reply
from api.conversation.helping import Helping, Whom, is_danger_now, reader_of
from api.conversation.replies import RAISE, RAISED, REPLY
from api.conversation.sentences import says
from api.conversation.steps import OWN, is_for_another, late, next_step
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.feedback import service as feedback
from api.feedback.form import ENGLISH
from api.feedback.tables import DraftRow, IssueKind, IssueRow
from api.waves.keys import KeyRing
from nlu.screen import Verdict
from surveys import engine
from surveys.engine import Ask, AskAgain, Done, is_complete
from surveys.model import Progress, Survey

PART = "raising"
_ANSWERS = "issue"  # what answers a broadcast
Step = Ask | AskAgain | Done


@dataclass(frozen=True)
class Raising:
    """Takes turns of somebody who raises an issue, or asks what became of one."""

    helping: Helping
    keys: KeyRing

    def take(
        self, session: Session, conversation: ConversationRow, turn: Turn, verdict: Verdict | None
    ) -> list[Reply] | None:
        """The replies; None where the turn has nothing to do with it."""
        if turn.command == RAISED:
            return _told(feedback.sent_by(session, self.keys, turn.address))
        if turn.code is not None and (sent := feedback.with_code(session, self.keys, turn.code)):
            return _told([sent])
        row, wanted = feedback.draft(session, conversation.id), turn.after(RAISE)
        if (found := answering.letter_of(session, self.keys, turn)) is not None:
            wanted = wanted or _ANSWERS
        elif turn.after(REPLY) is not None:
            return [says("raising.gone", ENGLISH, button("menu"))]
        if row is None:
            return (
                None if wanted is None else self._begin(session, conversation, turn, wanted, found, verdict)
            )
        writing = _Writing(session, conversation, row, self.helping, self.keys)
        if wanted is not None or (row.paused and turn.command == ":carry_on"):
            row.paused = False
            begun = "one_at_a_time" if found else "carrying_on"
            return [says(f"raising.{begun}", ENGLISH), *writing.again()]
        if row.paused:
            return writing.dropped() if turn.command == ":discard" else None
        if turn.code is not None or turn.command == ":menu":
            row.paused = True
            return None
        return writing.take(turn, verdict)

    def _begin(
        self,
        session: Session,
        conversation: ConversationRow,
        turn: Turn,
        wanted: str,
        found: Letter | None,
        verdict: Verdict | None,
    ) -> list[Reply] | None:
        if wanted not in list(IssueKind):
            return None  # a button that was made up
        if conversation.audience not in (None, "practitioner"):
            return [says("raising.not_here", ENGLISH, button("menu"))]
        kind = IssueKind(wanted)
        survey = feedback.survey(session, kind)
        come, fault = answering.begun(survey, turn) if found else (None, None)
        about = found.id if found else None
        row, first = feedback.start(session, self.keys, conversation.id, kind, clock.today(), about, come)
        if is_danger_now(verdict):
            row.paused = True
            return [says("raising.paused", ENGLISH, button("carry_on"))]
        known = feedback.is_member(session, self.keys, turn.address)
        words = [say("raising.about_letter").format(title=found.title)] if found else []
        words += [say("raising.kept")] if come else []
        words += [say("raising.begun"), say(f"raising.{'for_members' if known else 'for_others'}")]
        writing = _Writing(session, conversation, row, self.helping, self.keys)
        reasons = [why(survey, fault, ENGLISH)] if fault else []
        return [Reply(text="\n\n".join(words)), *reasons, writing.drawn(first)]


@dataclass(frozen=True)
class _Writing:
    """One turn of somebody who is in the middle of it."""

    session: Session
    conversation: ConversationRow
    row: DraftRow
    helping: Helping
    keys: KeyRing

    @property
    def survey(self) -> Survey:
        return feedback.survey(self.session, IssueKind(self.row.kind))

    def again(self) -> list[Reply]:
        """The same question once more."""
        return [self.drawn(engine.resume(self.survey, feedback.progress(self.keys, self.row)))]

    def take(self, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """What follows from a turn; of the urgent card only the way back."""
        survey = self.survey
        before = engine.resume(survey, feedback.progress(self.keys, self.row))
        urgent = is_danger_now(verdict)
        replies = [] if urgent and turn.command is not None else self._command(turn, survey, before)
        if replies is None:
            replies = self._answered(turn, survey, before)
        if not urgent:
            return replies
        self.row.paused = True
        return [says("raising.paused", ENGLISH, button("carry_on"))]

    def dropped(self) -> list[Reply]:
        """Nothing of it is kept, nor what was said back to it."""
        feedback.drop(self.session, self.row)
        repository.forget_turns(self.session, self.conversation.id)
        return [says("raising.dropped", ENGLISH, button("menu"))]

    def drawn(self, step: Step) -> Reply:
        """The question, or all that was written, with a way out of it."""
        if isinstance(step, Done):
            return review(self.survey, step.progress, ENGLISH, PART)
        put = asked(self.survey, step, ENGLISH, others=False)
        return put.model_copy(update={"choices": [*put.choices[:-1], button("stop"), *put.choices[-1:]]})

    def _command(self, turn: Turn, survey: Survey, before: Ask | Done) -> list[Reply] | None:
        match turn.command:
            case ":stop":
                self.row.paused = True
                ways = [button(name) for name in ("carry_on", "discard", "menu")]
                return [says("raising.paused", ENGLISH, *ways)]
            case ":help":
                whom = Whom(reader_of(self.conversation.audience), self.conversation.language)
                return [self.helping.card(whom, "asked"), self.drawn(before)]
            case ":keep" if is_complete(survey, before.progress):
                return self._put(Done(Progress(before.progress.answers, None)))
            case ":send" if isinstance(before, Done):
                return self._send(before.progress, turn)
            case ":discard" if isinstance(before, Done):
                return self.dropped()
        return None

    def _answered(self, turn: Turn, survey: Survey, before: Ask | Done) -> list[Reply]:
        """The next question, or this one again with the reason."""
        if is_for_another(turn, before):
            step = late(survey, before, turn, harmed=False)
        elif _is_stale(turn, before):
            step = None
        else:
            step = next_step(survey, before, turn, harmed=False)
        if step is None:
            return [says("raising.old_button", ENGLISH), self.drawn(before)]
        return self._put(step)

    def _put(self, step: Step) -> list[Reply]:
        feedback.save(self.keys, self.row, step.progress, clock.today())
        reason = [why(self.survey, step, ENGLISH)] if isinstance(step, AskAgain) else []
        return [*reason, self.drawn(step)]

    def _send(self, come: Progress, turn: Turn) -> list[Reply]:
        known = feedback.is_member(self.session, self.keys, turn.address)
        code = feedback.send(self.session, self.keys, self.row, come, turn.address, clock.today())
        # Replies repeat what was written: now only the issue itself is kept.
        repository.forget_turns(self.session, self.conversation.id)
        # A topic: what the page says around receipts of answers is not for it.
        shown = Reply(text=say("raising.sent_code"), topic="raise-issue", receipt=codes.spaced(code))
        words = [say("raising.sent"), say(f"raising.{'answered_to' if known else 'not_answered'}")]
        return [shown, Reply(text="\n\n".join(words), choices=[button("menu")])]


def _is_stale(turn: Turn, before: Ask | Done) -> bool:
    """Whether it is a button of something earlier: it must not become an answer."""
    if isinstance(before, Done):
        return turn.after(":change") is None and turn.command != ":back"
    if turn.command is not None:
        return turn.command not in OWN
    return turn.option is not None and before.question.kind == "text"


def _told(sent: Sequence[IssueRow]) -> list[Reply]:
    """Where each stands, and what was said of it; never its own words."""
    if not sent:
        return [says("raising.none", ENGLISH, button("menu"))]
    return [Reply(text="\n\n".join(map(_standing, sent)), choices=[button("menu")])]


def _standing(row: IssueRow) -> str:
    day = f"{row.came.day} {row.came:%B %Y}"
    head = say("raising.listed").format(day=day, about=say(f"raising.about.{row.kind}"))
    said = row.became or row.answer
    return "\n".join(filter(None, [f"{head}. {say(f'raising.state.{row.state}')}", said]))
