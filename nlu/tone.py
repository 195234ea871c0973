"""Indicative tone of a comment: TextBlob's sentiment behind our own rules for negation and for the field.

TextBlob is loaded at the first comment, not at import: it brings a large toolkit along.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

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


Scorer = Callable[[list[str]], list[float]]


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
    """Too short, without a known word, or in another language is `not_scored`, never "neutral"."""
    words = _WORD.findall(_CONTRACTED.sub(r"\1 not", fold(text)))
    if sum(word.isalpha() for word in words) < _FEWEST_WORDS:
        return Tone.not_scored
    scorer, rules = _scorer()
    scores = [score for piece in _pieces(words, rules) for score in _scores(piece, scorer)]
    if not scores:
        return Tone.not_scored
    mean = sum(scores) / len(scores)
    if abs(mean) <= _CLEAR:
        return Tone.mixed
    if min(scores) < -_CLEAR and max(scores) > _CLEAR and abs(mean) <= 2 * _CLEAR:
        return Tone.mixed
    return Tone.positive if mean > 0 else Tone.negative


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


def _scores(piece: Piece, scorer: Scorer) -> Iterator[float]:
    for polarity in scorer(piece.words):
        if polarity and not (piece.wished and polarity > 0):
            yield polarity * _FLIPPED if piece.turned else polarity


@cache
def _scorer() -> tuple[Scorer, Rules]:
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
