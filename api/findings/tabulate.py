"""Counts the planned questions of a survey in one pass over the answers."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.findings.protection import Counted
from api.findings.published import After
from surveys.model import Question, Survey, Texts, say

# The partners read English, whatever language a person answered in.
LANGUAGE = "en"
ONE_ANSWER = re.compile(r"\s*(?:selected\(\s*\$\{(\w+)\}\s*,|\$\{(\w+)\}\s*=)\s*['\"](\w+)['\"]\s*\)?\s*")
"""A condition that is one answer to one question: selected(${key}, 'name') or ${key} = 'name'."""
Answers = Mapping[str, Any]
Comment = Callable[[str, str], None]
"""Takes the key of a question and the words of one answer to it."""


@dataclass(frozen=True)
class Tally:
    """True counts of the responses of one snapshot, in the survey's order."""

    responses: int
    questions: tuple[Counted, ...]


def tabulate(survey: Survey, answers: Iterable[Answers], comment: Comment) -> Tally:
    """Counts every planned choice question; hands each comment on and forgets it."""
    planned = [q for q in survey.questions if q.plan and q.kind in ("select_one", "select_multiple")]
    counts = {question.key: dict.fromkeys(question.names, 0) for question in planned}
    bases = {question.key: 0 for question in planned if question.kind == "select_multiple"}
    ones = [(question.key, counts[question.key]) for question in planned if question.key not in bases]
    severals = [(key, counts[key]) for key in bases]
    spoken = [question.key for question in survey.questions if question.tone and question.kind == "text"]
    responses = 0
    for row in answers:
        responses += 1
        for key, tally in ones:
            value = row.get(key)
            if value in tally:
                tally[value] += 1
        for key, tally in severals:
            chosen = tally.keys() & (row.get(key) or ())
            bases[key] += bool(chosen)
            for value in chosen:
                tally[value] += 1
        for key in spoken:
            words = row.get(key)
            if words:
                comment(key, words)
    return Tally(responses, tuple(_counted(survey, q, counts[q.key], bases.get(q.key)) for q in planned))


def words_of(survey: Survey, texts: Texts) -> str:
    """What a text says in the language of the papers."""
    return say(texts, LANGUAGE, survey.default_language)


def _counted(survey: Survey, question: Question, counts: Mapping[str, int], base: int | None) -> Counted:
    return Counted(
        key=question.key,
        label=words_of(survey, question.label),
        choices=[(choice.name, words_of(survey, choice.label)) for choice in question.choices],
        several=question.kind == "select_multiple",
        after=_after(question),
        base=sum(counts.values()) if base is None else base,
        counts=counts,
    )


def _after(question: Question) -> After | None:
    if question.relevant is None:
        return None
    found = ONE_ANSWER.fullmatch(question.relevant)
    return After(question=found[1] or found[2], answer=found[3]) if found else After(question="", answer="")
