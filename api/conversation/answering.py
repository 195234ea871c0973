"""Where somebody answers a broadcast: which one it is, and what they have said of it already."""

from sqlmodel import Session

from api.broadcasts.letters import Letter
from api.conversation.replies import REPLY
from api.conversation.steps import next_step
from api.conversation.turn import Turn
from api.feedback import service as feedback
from api.feedback.form import SEEN
from api.waves.keys import KeyRing
from surveys import engine
from surveys.engine import AskAgain
from surveys.model import Progress, Survey


def letter_of(session: Session, keys: KeyRing, turn: Turn) -> Letter | None:
    """The broadcast that a turn answers: by the link beside it, or by the message that was replied to."""
    token = turn.after(REPLY)
    if token is not None:
        return feedback.copy_of(session, keys, token)
    says_more = turn.quoted is None or turn.choice is not None or turn.command is not None
    if says_more or turn.code is not None or not turn.words or not turn.quoted:
        return None
    return feedback.quoted(session, keys, turn.address, turn.quoted)


def begun(survey: Survey, turn: Turn) -> tuple[Progress | None, AskAgain | None]:
    """What is said in the answer itself stands for what is seen; or why it cannot be taken.

    Neither where a link was tapped, which says nothing.
    """
    if not turn.words:
        return None, None
    step = next_step(survey, engine.resume(survey, Progress({}, SEEN)), turn, harmed=False)
    if isinstance(step, AskAgain):
        return None, step
    first = survey.questions[0].key
    return (step.progress if first == SEEN else Progress(step.progress.answers, first, True)), None
