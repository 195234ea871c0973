"""A pattern that gives a kind of personal data away by its look."""

import re
from typing import NamedTuple

Span = tuple[int, int, str]


class Shape(NamedTuple):
    kind: str
    trigger: str
    """What the text must hold for a look to be worth it: these letters, DIGIT, CAPITAL or "" for always."""
    pattern: re.Pattern[str]
    """Group 1 is the span, if there is one."""


DIGIT, CAPITAL = "#", "^"


def any_case(kind: str, trigger: str, pattern: str) -> Shape:
    return Shape(kind, trigger, re.compile(pattern, re.I))


def as_written(kind: str, pattern: str) -> Shape:
    """For patterns of capitals, which say nothing when a writer shouts."""
    return Shape(kind, CAPITAL, re.compile(pattern))


def one_of(words: str) -> str:
    """A group of alternatives: words apart by spaces, "_" for a space inside one."""
    return f"(?:{'|'.join(words.split()).replace('_', ' ')})"


def none_of(words: str) -> str:
    """What comes next begins with none of these words."""
    return rf"(?!{one_of(words)}\b)"
