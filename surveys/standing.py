"""Where a person stands: which questions their answers leave to them, and which of those are still open."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from surveys.model import Answer, Question, Survey
from surveys.xpath import Document

Answers = Mapping[str, Answer]


class Standing:
    """The answers at one moment, and what the survey's expressions make of them."""

    def __init__(self, survey: Survey, answers: Answers) -> None:
        self.survey = survey
        self.answers = answers

    def offered(self, question: Question) -> Question | None:
        """As it is put to this person, with the choices that are left; None where it is not for them."""
        if question.relevant is not None and not self._document.holds(question.relevant):
            return None
        if question.choice_filter is None:
            return question
        written = question.choice_filter
        left = tuple(choice for choice in question.choices if self._document.leaves(written, choice))
        return replace(question, choices=left) if left else None

    def fits(self, question: Question, value: Answer) -> bool:
        if question.constraint is None:
            return True
        document = Document(self.survey.calculated, {**self.answers, question.key: value})
        return document.holds(question.constraint, own=question.key)

    def said(self, key: str) -> Question | None:
        """The question of that key, where this person has answered or skipped it."""
        place = self.survey.places.get(key)
        if place is None or key not in self.answers or self.survey.questions[place].kind == "note":
            return None
        return self.offered(self.survey.questions[place])

    def next(self, place: int) -> Question | None:
        """The first question after `place` that is for this person, answered before or not."""
        for question in self.survey.questions[place + 1 :]:
            if (offered := self.offered(question)) is not None:
                return offered
        return None

    def open(self) -> Question | None:
        """The first question that is for this person and that they have not done with."""
        for question in self.survey.questions:
            if question.kind == "note" or self._is_settled(question):
                continue
            if (offered := self.offered(question)) is not None:
                return offered
        return None

    def is_last_said(self, question: Question) -> bool:
        """Whether nothing that comes after it was answered before."""
        later = self.survey.questions[self.survey.places[question.key] + 1 :]
        return all(one.key not in self.answers for one in later)

    def changed(self, question: Question, value: Answer) -> "Standing":
        """With this answer, and without what it takes the ground from; no choice at all is no answer yet."""
        if question.key in self.answers and self.answers[question.key] == value:
            return self
        others = {key: said for key, said in self.answers.items() if key != question.key}
        standing = Standing(self.survey, others if value == [] else {**self.answers, question.key: value})
        for later in self.survey.questions[self.survey.places[question.key] + 1 :]:
            if later.key in standing.answers and not standing._still_stands(later):
                kept = {key: said for key, said in standing.answers.items() if key != later.key}
                standing = Standing(self.survey, kept)
        return standing

    def _still_stands(self, question: Question) -> bool:
        offered, value = self.offered(question), self.answers[question.key]
        if offered is None or value is None or question.choice_filter is None:
            return offered is not None
        return (set(value) if isinstance(value, list) else {str(value)}) <= set(offered.names)

    def _is_settled(self, question: Question) -> bool:
        """Not so: ticks without ":done" that do not fit, and what an answer before it has made unfit."""
        if question.key not in self.answers:
            return False
        value = self.answers[question.key]
        return value is None or self.fits(question, value)

    @cached_property
    def _document(self) -> Document:
        return Document(self.survey.calculated, self.answers)
