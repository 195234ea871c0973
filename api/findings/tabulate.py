"""Counts the planned questions of a survey in one pass over the answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from api.findings.protection import Counted, Crossed
from api.findings.published import After
from surveys.model import Characteristic, Question, Survey, Texts, say

# The partners read English, whatever language a person answered in.
LANGUAGE = "en"
ONE_ANSWER = re.compile(r"\s*(?:selected\(\s*\$\{(\w+)\}\s*,|\$\{(\w+)\}\s*=)\s*['\"](\w+)['\"]\s*\)?\s*")
"""A condition that is one answer to one question: selected(${key}, 'name') or ${key} = 'name'."""
COUNTED = ("select_one", "select_multiple", "range")
BANDS = 4
Answers = Mapping[str, Any]
Place = tuple[str | None, ...]
"""What somebody answered to each question about oneself; None where nothing that can be counted."""


@dataclass(frozen=True)
class Tally:
    """True counts of the responses of one snapshot, in the survey's order."""

    responses: int
    questions: tuple[Counted, ...]
    crossings: tuple[Crossed, ...] = ()


@dataclass(frozen=True)
class _Counts:
    """Of the people in one place, by question: how many gave each answer and, of several, how many any."""

    ones: Sequence[tuple[str, dict[str, int]]]
    scales: Sequence[tuple[str, dict[str, int], Mapping[Any, str]]]
    severals: Sequence[tuple[str, dict[str, int]]]
    bases: dict[str, int]
    by_key: Mapping[str, dict[str, int]] = field(repr=False)

    @classmethod
    def of(cls, planned: Sequence[Question]) -> "_Counts":
        counts = {
            question.key: dict.fromkeys((name for name, _ in _parts(question)), 0) for question in planned
        }
        kinds = {kind: [q for q in planned if q.kind == kind] for kind in COUNTED}
        return cls(
            ones=[(q.key, counts[q.key]) for q in kinds["select_one"]],
            scales=[(q.key, counts[q.key], _band_of(q)) for q in kinds["range"]],
            severals=[(q.key, counts[q.key]) for q in kinds["select_multiple"]],
            bases={q.key: 0 for q in kinds["select_multiple"]},
            by_key=counts,
        )

    def add(self, row: Answers) -> None:
        for key, tally in self.ones:
            value = row.get(key)
            if value in tally:
                tally[value] += 1
        for key, tally, band_of in self.scales:
            band = band_of.get(row.get(key))
            if band is not None:
                tally[band] += 1
        for key, tally in self.severals:
            chosen = tally.keys() & (row.get(key) or ())
            self.bases[key] += bool(chosen)
            for value in chosen:
                tally[value] += 1


def tabulate(survey: Survey, answers: Iterable[Answers]) -> Tally:
    """Counts every planned choice question, whole and by who answered."""
    planned = [q for q in survey.questions if q.plan and q.kind in COUNTED]
    about = [(q.key, frozenset(q.names)) for q in planned if q.breakdown]
    # People who are alike in all that they said about themselves are counted together: one look-up a row,
    # whatever number of crossings there are.
    places: dict[Place, _Counts] = {}
    responses = 0
    for row in answers:
        responses += 1
        place = tuple([value if (value := row.get(key)) in names else None for key, names in about])
        counts = places.get(place)
        if counts is None:
            counts = places[place] = _Counts.of(planned)
        counts.add(row)
    questions = tuple(_counted(survey, question, list(places.values())) for question in planned)
    return Tally(responses, questions, tuple(_crossed(survey, planned, places)))


def words_of(survey: Survey, texts: Texts) -> str:
    """What a text says in the language of the papers."""
    return say(texts, LANGUAGE, survey.default_language)


def _crossed(
    survey: Survey, planned: Sequence[Question], places: Mapping[Place, _Counts]
) -> Iterable[Crossed]:
    about = [question for question in planned if question.breakdown]
    for at, by in enumerate(about):
        groups = {
            name: [counts for place, counts in places.items() if place[at] == name] for name in by.names
        }
        for question in planned:
            if question.breakdown:
                continue
            yield Crossed(
                key=question.key,
                label=words_of(survey, question.label),
                by=by.key,
                by_label=words_of(survey, by.label),
                characteristic=next((one for one in get_args(Characteristic) if one == by.breakdown), ""),
                groups=[
                    (
                        group.name,
                        words_of(survey, group.label) or group.name,
                        _counted(survey, question, groups[group.name]),
                    )
                    for group in by.choices
                ],
            )


def _counted(survey: Survey, question: Question, places: Sequence[_Counts]) -> Counted:
    """The sum of some places."""
    names = [name for name, _ in _parts(question)]
    counts = {name: sum(place.by_key[question.key][name] for place in places) for name in names}
    several = question.kind == "select_multiple"
    return Counted(
        key=question.key,
        label=words_of(survey, question.label),
        choices=[(name, words_of(survey, label) or name) for name, label in _parts(question)],
        several=several,
        after=_after(survey, question),
        base=sum(place.bases[question.key] for place in places) if several else sum(counts.values()),
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
