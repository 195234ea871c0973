"""What versions of a survey have in common, so that their waves can be counted together."""

from collections.abc import Sequence
from dataclasses import replace

from surveys.model import Question, Survey


def common(versions: Sequence[Survey]) -> Survey:
    """The last of them with only those questions that are asked alike in all."""
    newest = versions[-1]
    alike = (question for question in newest.questions if all(_has(one, question) for one in versions))
    return replace(newest, questions=tuple(alike))


def _has(survey: Survey, question: Question) -> bool:
    place = survey.places.get(question.key)
    return place is not None and _mark(survey.questions[place]) == _mark(question)


def _mark(question: Question) -> tuple[object, ...]:
    """What has to be the same: its words may have been put better."""
    return question.kind, question.names, question.scale, question.relevant, question.plan
