"""How old a reader has to be for the English words of a survey: Flesch-Kincaid grade plus five years."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readability.langdata import LANGDATA

from surveys.model import Survey, Texts

# The formula was made on passages. In seven words one long word moves it by five years, so shorter
# texts, as all labels of choices are, are judged by their long words alone.
FEWEST_WORDS = 10
LONG_WORD = 4
_SCHOOL_STARTS = 5
_YOUNGEST = 5
# Four syllables and more, or counted so, and yet no shorter word says it.
_CHILDREN_KNOW = "anybody everybody sometimes television january february"
_NATIONS = "african albanian armenian bulgarian caribbean hungarian lithuanian moldovan romanian ukrainian"
_EASY = frozenset(f"{_CHILDREN_KNOW} {_NATIONS}".split())
# A unit of thought ends at these, said the formula's author (Flesch, 1948).
_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)|\s[-\u2013\u2014]\s|\n")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_count = LANGDATA["en"]["syllables"]


_Place = tuple[str, int, str, str]


@dataclass(frozen=True)
class Passage:
    """Words that are read together, and the cell where they begin; `age` is None where there are too few."""

    sheet: str
    row: int
    column: str
    key: str
    words: int
    age: int | None
    longest_sentence: int
    long_words: tuple[str, ...]


def english(survey: Survey) -> str | None:
    """The code of the survey's English, "en" or "en-GB"."""
    return next((code for code in survey.languages if code.split("-")[0] == "en"), None)


def passages(survey: Survey) -> list[Passage]:
    """Opening and closing words, each question with its hint, then every choice once; [] without English."""
    code = english(survey)
    if code is None:
        return []
    found: dict[_Place, str] = {("settings", 2, "opening", ""): _said(code, survey.opening)}
    for question in survey.questions:
        found["survey", question.row, "label", question.key] = _said(code, question.label, question.hint)
    for choice in (choice for question in survey.questions for choice in question.choices):
        found["choices", choice.row, "label", choice.name] = _said(code, choice.label)
    found["settings", 2, "closing", ""] = _said(code, survey.closing)
    syllables = _syllables(frozenset(word for text in found.values() for word in _words(text)))
    return [_passage(place, text, syllables) for place, text in found.items() if text]


def age_of(text: str) -> int | None:
    """The age for English words of any kind; None where there are too few to tell."""
    return _passage(("", 0, "", ""), text, _syllables(frozenset(_words(text)))).age


def _passage(place: _Place, text: str, syllables: Mapping[str, int]) -> Passage:
    sentences = [words for sentence in _SENTENCE.split(text) if (words := _words(sentence))]
    words = [word for sentence in sentences for word in sentence]
    age = None
    if len(words) >= FEWEST_WORDS:
        age = _age(len(words), len(sentences), sum(syllables[word] for word in words))
    long_words = dict.fromkeys(word for word in words if syllables[word] >= LONG_WORD and word not in _EASY)
    return Passage(*place, len(words), age, max(map(len, sentences), default=0), tuple(long_words))


def _age(words: int, sentences: int, syllables: int) -> int:
    """The grade of an American school (Kincaid and others, 1975), the first of which begins at six."""
    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59
    return max(_YOUNGEST, round(grade) + _SCHOOL_STARTS)


def _syllables(words: frozenset[str]) -> Mapping[str, int]:
    return {word: max(1, _count(word)) for word in words}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def _said(code: str, *texts: Texts) -> str:
    return "\n".join(words for text in texts if (words := text.get(code)))
