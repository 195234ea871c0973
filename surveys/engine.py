"""Walks a survey: (survey, progress, answer) -> Ask | AskAgain | Done. Pure, and total."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys import answers as understood
from surveys.answers import Reason
from surveys.model import Answer, Progress, Question, Survey
from surveys.xpath import Document


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


Answers = Mapping[str, Answer]


def begin(survey: Survey) -> Ask | Done:
    return _onward(survey, {}, -1)


def resume(survey: Survey, progress: Progress) -> Ask | Done:
    question = _waiting(survey, progress)
    return Done(_finished(progress)) if question is None else _ask(survey, progress.answers, question)


def answer(survey: Survey, progress: Progress, raw: str) -> Ask | AskAgain | Done:
    question = _waiting(survey, progress)
    if question is None:
        return Done(_finished(progress))
    if question.kind == "note":
        return _onward(survey, progress.answers, survey.places[question.key])
    if reason := understood.refused(raw):
        return _again(survey, progress, question, reason)
    if question.kind == "select_multiple":
        return _several(survey, progress, question, raw)
    value = _one(question, raw)
    if isinstance(value, Reason):
        return _again(survey, progress, question, value)
    return _taken(survey, progress, question, value)


def skip(survey: Survey, progress: Progress) -> Ask | Done:
    """Passes over the question; a required one is simply put again."""
    question = _waiting(survey, progress)
    if question is None:
        return Done(_finished(progress))
    if question.required:
        return _ask(survey, progress.answers, question)
    if question.kind == "note":
        return _onward(survey, progress.answers, survey.places[question.key])
    return _recorded(survey, progress.answers, question, None)


def back(survey: Survey, progress: Progress) -> Ask:
    """The question before, its answer kept; the first one is put again. After the end, the last question."""
    question = _waiting(survey, progress)
    before = len(survey.questions) if question is None else survey.places[question.key]
    document = Document(survey.places, progress.answers)
    for earlier in reversed(survey.questions[:before]):
        if earlier.relevant is None or document.holds(earlier.relevant):
            return _ask(survey, progress.answers, earlier)
    # The first row has no `relevant` (xlsform.py refuses it), so there is always one to put.
    return _ask(survey, progress.answers, survey.questions[0])


def _one(question: Question, raw: str) -> str | int | Reason:
    if question.kind == "integer":
        return understood.integer(raw)
    return understood.text(raw) if question.kind == "text" else understood.choice(question, raw)


def _several(survey: Survey, progress: Progress, question: Question, raw: str) -> Ask | AskAgain | Done:
    """A single choice is switched on or off, a list in words is added; ":done" closes the question."""
    stored = progress.answers.get(question.key)
    chosen = set(stored) if isinstance(stored, list) else set()
    if understood.is_finished(question, raw):
        if not chosen:
            empty = _again(survey, progress, question, Reason.empty)
            return empty if question.required else skip(survey, progress)
        return _taken(survey, progress, question, _ordered(question, chosen))
    named = understood.choices(question, raw)
    if isinstance(named, Reason):
        return _again(survey, progress, question, named)
    chosen = chosen ^ set(named) if len(named) == 1 else chosen | set(named)
    others = {key: value for key, value in progress.answers.items() if key != question.key}
    return _ask(survey, {**others, question.key: _ordered(question, chosen)} if chosen else others, question)


def _ordered(question: Question, chosen: set[str]) -> list[str]:
    # The order of tapping is not kept: it could tell people with the same answers apart.
    return [name for name in question.names if name in chosen]


def _taken(
    survey: Survey, progress: Progress, question: Question, value: str | int | list[str]
) -> Ask | AskAgain | Done:
    if question.constraint is not None:
        document = Document(survey.places, {**progress.answers, question.key: value})
        if not document.holds(question.constraint, own=question.key):
            return _again(survey, progress, question, Reason.out_of_range)
    return _recorded(survey, progress.answers, question, value)


def _recorded(survey: Survey, answers: Answers, question: Question, value: Answer) -> Ask | Done:
    place = survey.places[question.key]
    return _onward(survey, _still_relevant(survey, {**answers, question.key: value}, place), place)


def _still_relevant(survey: Survey, answers: Answers, place: int) -> Answers:
    """A changed answer may close a branch: what was said there goes, also for later expressions."""
    for later in survey.questions[place + 1 :]:
        if later.relevant is None or later.key not in answers:
            continue
        if not Document(survey.places, answers).holds(later.relevant):
            answers = {key: value for key, value in answers.items() if key != later.key}
    return answers


def _onward(survey: Survey, answers: Answers, place: int) -> Ask | Done:
    document: Document | None = None
    for question in survey.questions[place + 1 :]:
        if question.relevant is None:
            return _ask(survey, answers, question)
        document = document or Document(survey.places, answers)
        if document.holds(question.relevant):
            return _ask(survey, answers, question)
    return Done(Progress(answers, None))


def _waiting(survey: Survey, progress: Progress) -> Question | None:
    """The question at `progress.at`; one that this survey does not have means from the start."""
    if progress.at is None:
        return None
    return survey.questions[survey.places.get(progress.at, 0)]


def _ask(survey: Survey, answers: Answers, question: Question) -> Ask:
    number = survey.numbers[survey.places[question.key]]
    return Ask(question, Progress(answers, question.key), number, survey.numbers[-1])


def _again(survey: Survey, progress: Progress, question: Question, reason: Reason) -> AskAgain:
    number = survey.numbers[survey.places[question.key]]
    return AskAgain(question, Progress(progress.answers, question.key), number, survey.numbers[-1], reason)


def _finished(progress: Progress) -> Progress:
    return Progress(progress.answers, None)
