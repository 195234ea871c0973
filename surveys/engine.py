"""Walks a survey: (survey, progress, answer) -> Ask | AskAgain | Done. Pure, and total."""

from dataclasses import dataclass

from surveys import answers as understood
from surveys.answers import Reason
from surveys.model import Answer, Progress, Question, Survey
from surveys.standing import Standing


@dataclass(frozen=True)
class Ask:
    """Put `question`; it is number `at` of `of` (notes are not counted)."""

    question: Question
    progress: Progress
    at: int
    of: int


@dataclass(frozen=True)
class AskAgain:
    """The answer was not taken, and why; nothing changed."""

    question: Question
    progress: Progress
    at: int
    of: int
    reason: Reason


@dataclass(frozen=True)
class Done:
    """All is answered; `progress.answers` holds only questions that were relevant to this person."""

    progress: Progress


def begin(survey: Survey) -> Ask | Done:
    return resume(survey, Progress({}, survey.questions[0].key))


def resume(survey: Survey, progress: Progress) -> Ask | Done:
    return _arrived(Standing(survey, progress.answers), progress)


def answer(survey: Survey, progress: Progress, raw: str) -> Ask | AskAgain | Done:
    here = resume(survey, progress)
    if isinstance(here, Done):
        return here
    question, standing = here.question, Standing(survey, progress.answers)
    if question.kind == "note":
        return _onward(standing, here)
    if reason := understood.refused(raw):
        return _again(here, reason)
    if question.kind == "select_multiple":
        return _several(standing, here, raw)
    value = understood.one(question, raw)
    return _again(here, value) if isinstance(value, Reason) else _taken(standing, here, value)


def skip(survey: Survey, progress: Progress, *, even_required: bool = False) -> Ask | Done:
    """Passes over the question; a required one is simply put again, unless its words are kept elsewhere."""
    here = resume(survey, progress)
    if isinstance(here, Done) or (here.question.required and not even_required):
        return here
    standing = Standing(survey, progress.answers)
    if here.question.kind != "note":
        standing = standing.changed(here.question, None)
    return _onward(standing, here)


def back(survey: Survey, progress: Progress) -> Ask:
    """The question before, its answer kept; the first one is put again. After the end, the last question."""
    standing = Standing(survey, progress.answers)
    here = _arrived(standing, progress)
    before = len(survey.questions) if isinstance(here, Done) else survey.places[here.question.key]
    for earlier in reversed(survey.questions[:before]):
        if (offered := standing.offered(earlier)) is not None:
            return _ask(standing, offered, returning=progress.returning)
    # Nothing narrows the first row (rows.py refuses it), so there is always one to put.
    return _ask(standing, survey.questions[0], returning=progress.returning)


def is_complete(survey: Survey, progress: Progress) -> bool:
    """Whether nothing is open, also for somebody who has gone back from the end to look or to change."""
    return progress.at is None or Standing(survey, progress.answers).open() is None


def revisit(survey: Survey, progress: Progress, key: str) -> Ask | Done:
    """Puts again what was answered or skipped; anything else changes nothing.

    What is said then leads to the first question without an answer, or to the end.
    """
    standing = Standing(survey, progress.answers)
    question = standing.said(key)
    return _arrived(standing, progress) if question is None else _ask(standing, question, returning=True)


def revise(survey: Survey, progress: Progress, key: str, raw: str) -> Ask | AskAgain | Done:
    """Answers an earlier question anew, and stays where the person is, or goes to a question that this opens.

    To a question that was not answered before nothing is taken. A single choice of several is switched on or
    off, a list in words replaces what was chosen.
    """
    here = resume(survey, progress)
    if isinstance(here, Ask) and here.question.key == key:
        return answer(survey, progress, raw)
    standing = Standing(survey, progress.answers)
    question = standing.said(key)
    if question is None:
        return here
    value = _replacement(standing, question, raw)
    if isinstance(value, Reason):
        at, of = survey.numbers[survey.places[key]], survey.numbers[-1]
        return AskAgain(question, here.progress, at, of, value)
    standing = standing.changed(question, value)
    opened = standing.open()
    if isinstance(here, Done):
        return _at_open(standing, opened)
    place = survey.places[here.question.key]
    waiting = standing.offered(survey.questions[place])
    if waiting is None or (opened is not None and survey.places[opened.key] < place):
        return _at_open(standing, opened)
    return _ask(standing, waiting, returning=here.progress.returning)


def summary(survey: Survey, progress: Progress) -> tuple[tuple[Question, Answer], ...]:
    """What was said, question by question; None: skipped."""
    standing = Standing(survey, progress.answers)
    said = (standing.said(question.key) for question in survey.questions)
    return tuple((question, progress.answers[question.key]) for question in said if question is not None)


def _replacement(standing: Standing, question: Question, raw: str) -> Answer | Reason:
    if reason := understood.refused(raw):
        return reason
    stored = standing.answers[question.key]
    value: Answer | Reason
    if question.kind != "select_multiple":
        value = understood.one(question, raw)
    elif understood.is_finished(question, raw):
        value = stored
    else:
        named = understood.choices(question, raw)
        if isinstance(named, Reason):
            return named
        value = _ordered(question, set(named) if len(named) > 1 else _ticked(stored) ^ set(named)) or None
    if isinstance(value, Reason):
        return value
    if value is None:
        return Reason.empty if question.required else None
    return value if standing.fits(question, value) else Reason.out_of_range


def _several(standing: Standing, here: Ask, raw: str) -> Ask | AskAgain | Done:
    """A single choice is switched on or off, a list in words is added; ":done" closes the question."""
    question = here.question
    chosen = _ticked(standing.answers.get(question.key))
    if understood.is_finished(question, raw):
        if chosen:
            return _taken(standing, here, _ordered(question, chosen))
        return _again(here, Reason.empty) if question.required else skip(standing.survey, here.progress)
    named = understood.choices(question, raw)
    if isinstance(named, Reason):
        return _again(here, named)
    chosen = chosen ^ set(named) if len(named) == 1 else chosen | set(named)
    # Already now what hangs on these ticks comes and goes: people may leave without ":done".
    ticked = standing.changed(question, _ordered(question, chosen))
    return _ask(ticked, question, returning=here.progress.returning)


def _ticked(stored: Answer) -> set[str]:
    return set(stored) if isinstance(stored, list) else set()


def _ordered(question: Question, chosen: set[str]) -> list[str]:
    # The order of tapping is not kept: it could tell people with the same answers apart.
    return [name for name in question.names if name in chosen]


def _taken(standing: Standing, here: Ask, value: str | int | list[str]) -> Ask | AskAgain | Done:
    if not standing.fits(here.question, value):
        return _again(here, Reason.out_of_range)
    return _onward(standing.changed(here.question, value), here)


def _onward(standing: Standing, here: Ask) -> Ask | Done:
    """The next question; from one that was visited again, or at the end, the first that is still open."""
    if not here.progress.returning:
        following = standing.next(standing.survey.places[here.question.key])
        if following is not None:
            return _ask(standing, following)
    return _at_open(standing, standing.open())


def _at_open(standing: Standing, opened: Question | None) -> Ask | Done:
    if opened is None:
        return Done(Progress(standing.answers, None))
    return _ask(standing, opened, returning=not standing.is_last_said(opened))


def _arrived(standing: Standing, progress: Progress) -> Ask | Done:
    """The question at `progress.at`; one that this survey does not have means from the start."""
    if progress.at is None:
        return Done(Progress(progress.answers, None))
    survey = standing.survey
    waiting = standing.offered(survey.questions[survey.places.get(progress.at, 0)])
    if waiting is None:
        # Stored under another version of the survey.
        return _at_open(standing, standing.open())
    return _ask(standing, waiting, returning=progress.returning)


def _ask(standing: Standing, question: Question, *, returning: bool = False) -> Ask:
    survey = standing.survey
    progress = Progress(standing.answers, question.key, returning)
    return Ask(question, progress, survey.numbers[survey.places[question.key]], survey.numbers[-1])


def _again(here: Ask, reason: Reason) -> AskAgain:
    return AskAgain(here.question, here.progress, here.at, here.of, reason)
