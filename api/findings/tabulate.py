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
COUNTED = ("select_one", "select_multiple", "range")
BANDS = 4
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
    planned = [q for q in survey.questions if q.plan and q.kind in COUNTED]
    counts = {question.key: dict.fromkeys((name for name, _ in _parts(question)), 0) for question in planned}
    bases = {question.key: 0 for question in planned if question.kind == "select_multiple"}
    ones = [(question.key, counts[question.key]) for question in planned if question.kind == "select_one"]
    scales = [
        (question.key, counts[question.key], _band_of(question)) for question in planned if question.scale
    ]
    severals = [(key, counts[key]) for key in bases]
    spoken = [question.key for question in survey.questions if question.tone and question.kind == "text"]
    responses = 0
    for row in answers:
        responses += 1
        for key, tally in ones:
            value = row.get(key)
            if value in tally:
                tally[value] += 1
        for key, tally, band_of in scales:
            band = band_of.get(row.get(key))
            if band is not None:
                tally[band] += 1
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
        choices=[(name, words_of(survey, label) or name) for name, label in _parts(question)],
        several=question.kind == "select_multiple",
        after=_after(survey, question),
        base=sum(counts.values()) if base is None else base,
        counts=counts,
    )


def _parts(question: Question) -> list[tuple[str, Texts]]:
    """What is counted of a question: its choices, or the bands of its scale."""
    if question.scale is None:
        return [(choice.name, choice.label) for choice in question.choices]
    return [(band, {}) for band in dict.fromkeys(_band_of(question).values())]


def _band_of(question: Question) -> Mapping[Any, str]:
    """Each step of a scale -> its band, "0–2": single steps would almost all be too small to show."""
    steps = question.scale or range(0)
    size = -(-len(steps) // BANDS)
    bands = [steps[start : start + size] for start in range(0, len(steps), size or 1)]
    return {step: f"{band[0]}–{band[-1]}" for band in bands for step in band}


def _after(survey: Survey, question: Question) -> After | None:
    if question.relevant is None:
        return None
    found = ONE_ANSWER.fullmatch(question.relevant)
    if found is None or (found[1] or found[2]) not in survey.places:  # a calculation is no question
        return After(question="", answer="")
    return After(question=found[1] or found[2], answer=found[3])
