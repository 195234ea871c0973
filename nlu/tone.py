"""Indicative tone of a comment: TextBlob's sentiment behind our own rules for negation and for the field.

`nlu/vader.py` and `nlu/learned.py` have two more scorers; which may be trusted for a question is for people's
labels to say (`nlu/judging.py`). TextBlob is loaded at the first comment, not at import: it brings a large
toolkit along.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from ruamel.yaml import YAML

from nlu.english import is_english, unmasked
from nlu.words import fold

_LEXICON = Path(__file__).parent / "lexicons" / "tone.yml"
_WORD = re.compile(r"[^\W\d_]+|[.!?;,\n]")
# "don't", and "dont" as most write it, become "do not"; "want" and "sent" are no such words.
_CONTRACTED = re.compile(
    r"\b(do|does|did|is|are|was|were|wo|would|ca|could|should|have|has|had|need)n['’]?t\b", re.I
)
_FEWEST_WORDS = 3
_REACH = 4
_FLIPPED = -0.6
_CLEAR = 0.1


class Tone(StrEnum):
    positive = "positive"
    mixed = "mixed"
    negative = "negative"
    not_scored = "not_scored"


class Scorer(Protocol):
    """Puts comments in order, and into classes."""

    def score(self, text: str) -> float | None:
        """From -1 (negative) to 1 (positive); None where it can say nothing."""

    def classify(self, text: str) -> Tone:
        """`not_scored` where `score` is None."""


Polarities = Callable[[list[str]], list[float]]


@dataclass(frozen=True, slots=True)
class Rules:
    negators: frozenset[str]
    wishes: frozenset[str]
    breaks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are turned, wished for, or neither."""

    words: list[str]
    turned: bool
    wished: bool


def tone(text: str) -> Tone:
    """By TextBlob. Too short, no word of the list, or another language is `not_scored`, never "neutral"."""
    return TextBlobScorer().classify(text)


def is_scored(text: str) -> bool:
    """Whether any scorer looks at a comment: three words at least, and in English."""
    words = _WORD.findall(unmasked(text))
    return sum(word.isalpha() for word in words) >= _FEWEST_WORDS and is_english(text)


class TextBlobScorer:
    """TextBlob's list of words with tone.yml added, behind our rules."""

    def score(self, text: str) -> float | None:
        """The mean of the words that say something."""
        found = _found(text)
        return sum(found) / len(found) if found else None

    def classify(self, text: str) -> Tone:
        """Mixed where words of both sides come near to evening out."""
        found = _found(text)
        if not found:
            return Tone.not_scored
        mean = sum(found) / len(found)
        if abs(mean) <= _CLEAR:
            return Tone.mixed
        if min(found) < -_CLEAR and max(found) > _CLEAR and abs(mean) <= 2 * _CLEAR:
            return Tone.mixed
        return Tone.positive if mean > 0 else Tone.negative


def _found(text: str) -> list[float]:
    """The polarity of each word that has one, after negation and wishes."""
    words = _WORD.findall(_CONTRACTED.sub(r"\1 not", fold(unmasked(text))))
    if sum(word.isalpha() for word in words) < _FEWEST_WORDS:
        return []
    polarities, rules = _listed()
    found = [score for piece in _pieces(words, rules) for score in _scores(piece, polarities)]
    # Last, for it costs as much again: most of what is in another language holds no word of the list.
    return found if found and is_english(text) else []


def _pieces(words: list[str], rules: Rules) -> Iterator[Piece]:
    piece: list[str] = []
    turned = wished = False
    for word in words:
        opens = word in rules.negators or word in rules.wishes
        ends = not word.isalpha() or word in rules.breaks
        if opens or ends or (turned or wished) and len(piece) == _REACH:
            yield Piece(piece, turned, wished)
            # "could not be better": a wish stays one when it is turned.
            wished = word in rules.wishes or opens and wished and not piece
            turned = word in rules.negators or opens and turned and not piece
            piece = []
        if not opens:
            piece.append(word)
    yield Piece(piece, turned, wished)


def _scores(piece: Piece, polarities: Polarities) -> Iterator[float]:
    for polarity in polarities(piece.words):
        if polarity and not (piece.wished and polarity > 0):
            yield polarity * _FLIPPED if piece.turned else polarity


@cache
def _listed() -> tuple[Polarities, Rules]:
    """TextBlob with the words of tone.yml added to its list, and our rules."""
    from textblob.en import sentiment

    raw = YAML(typ="safe", pure=True).load(_LEXICON.read_text(encoding="utf-8"))
    known = {word: float(polarity) for polarity, words in raw["words"].items() for word in words.split()}
    for word, polarity in (known | dict.fromkeys(raw["neutral"].split(), 0.0)).items():
        sentiment.annotate(word, None, polarity, abs(polarity))

    # What `TextBlob(words).sentiment` calls; given words instead of a text it is 15 times as fast.
    def score(words: list[str]) -> list[float]:
        return [polarity for _, polarity, _, _ in sentiment(words, negation=False).assessments]

    return score, Rules(*(frozenset(raw[key].split()) for key in ("negators", "wishes", "breaks")))
