"""From a turn to the engine's next step; what was drawn for one question never answers another."""

from api.conversation.turn import Turn
from nlu.redaction import redact
from surveys import engine
from surveys.engine import Ask, AskAgain, Done
from surveys.model import Question, Survey

# Commands that mean something to a question.
OWN = frozenset({":skip", ":back", ":done", ":next"})


def is_for_another(turn: Turn, before: Ask | Done) -> bool:
    """Whether it answers a question that is not the one that waits."""
    answers = turn.option is not None or (turn.command is None and turn.words != "")
    return answers and turn.question is not None and turn.question != before.progress.at


def late(survey: Survey, before: Ask | Done, turn: Turn, *, harmed: bool) -> Ask | AskAgain | Done | None:
    """The later answer in place of the earlier; None when there is none to replace.

    Alerted words have moved to the safety queue: they replace nothing.
    """
    key = turn.question or ""
    if key not in before.progress.answers or harmed:
        return None
    question = survey.questions[survey.places[key]]
    if turn.option is not None and question.kind == "text":
        return None
    return engine.revise(survey, before.progress, key, _said(question, turn))


def stale(turn: Turn, before: Ask | Done) -> str | None:
    """Where the words stand for a button of something earlier: it must not become somebody's answer."""
    if turn.code is not None:
        return "survey.in_another"
    if isinstance(before, Done):
        return None if turn.after(":change") is not None or turn.command == ":back" else "survey.old_button"
    if turn.command is not None and turn.command not in OWN:
        return "survey.old_button"
    is_another = turn.question is not None and turn.question != before.question.key
    if is_another or (turn.option is not None and before.question.kind == "text"):
        return "survey.old_button"
    return None


def next_step(survey: Survey, before: Ask | Done, turn: Turn, *, harmed: bool) -> Ask | AskAgain | Done:
    """Takes a turn that belongs to the waiting question, or to the look at all answers."""
    if isinstance(before, Done):
        key = turn.after(":change")
        return (
            engine.back(survey, before.progress)
            if key is None
            else engine.revisit(survey, before.progress, key)
        )
    if turn.command == ":skip":
        return engine.skip(survey, before.progress)
    if turn.command == ":back":
        return engine.back(survey, before.progress)
    if harmed and before.question.kind == "text" and turn.command is None:
        # Alerted words move to the safety queue; here the question looks as if it had been skipped.
        return engine.skip(survey, before.progress, even_required=True)
    return engine.answer(survey, before.progress, _said(before.question, turn))


def wants_help(survey: Survey, key: str, step: Ask | AskAgain | Done) -> bool:
    """Whether what was chosen at a question must bring the help card."""
    if isinstance(step, AskAgain) or key not in survey.places:
        return False
    answer = step.progress.answers.get(key)
    chosen = answer if isinstance(answer, list) else [answer]
    signposts = survey.questions[survey.places[key]].signposts
    return not signposts.isdisjoint(str(name) for name in chosen)


def _said(question: Question, turn: Turn) -> str:
    if question.kind == "acknowledge" and turn.command == ":next":
        return "OK"
    said = turn.command or turn.option or turn.words
    return redact(said).text if question.kind == "text" and turn.command is None else said
