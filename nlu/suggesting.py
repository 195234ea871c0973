"""Suggests what a comment is about: by a code-book, and where that is better by what people have decided.

`nlu/teaching_themes.py` learns from these decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from nlu.linear import Linear
from nlu.themes import CodeBook, Theme

OFTEN = 30
"""Suggestions of a theme, before the share that was right tells much."""
FEWEST_TO_TEACH = 300
"""Comments somebody has decided on, before these teach anything (facts: privacy, 2.6)."""


@dataclass(frozen=True)
class Score:
    """Of so many comments `about` a theme, and so many `suggested`, so many were `right`."""

    about: int
    suggested: int
    right: int

    @property
    def f1(self) -> float:
        """The harmonic mean of the shares that were right and that were found; 0 of nothing."""
        return 2 * self.right / (self.about + self.suggested) if self.right else 0.0

    @property
    def precision(self) -> float:
        """The share of the suggestions that was right; 0 of none."""
        return self.right / self.suggested if self.suggested else 0.0


@dataclass(frozen=True)
class Worth:
    """What may be kept and shown of a score, in whole tenths.

    Of the suggestions so many were `right` (None: there was none), of the comments so many were `found`.
    `often`: whether there were OFTEN suggestions.
    """

    right: int | None
    found: int
    often: bool

    @classmethod
    def of(cls, score: Score) -> Self:
        """Of a theme that some comments are about."""
        right = 10 * score.right // score.suggested if score.suggested else None
        return cls(right, 10 * score.right // score.about, score.suggested >= OFTEN)


@dataclass(frozen=True)
class LearnedThemes:
    """For some themes how much speaks for each: above nothing, a comment is likely about it.

    What the code-book suggests is a feature among the words: ":bullying".
    """

    themes: Sequence[str]
    linear: Linear

    def suggest(self, text: str, by_words: Sequence[str]) -> set[str]:
        """Those that it knows and that the comment is likely about; `by_words`: what the book suggests."""
        totals = self.linear.totals(text, {given(theme): 1.0 for theme in by_words})
        if totals is None:
            return set()
        return {theme for theme, total in zip(self.themes, totals, strict=True) if total > 0}

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"themes": list(self.themes), **self.linear.to_json()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(kept["themes"], Linear.from_json(kept))


@dataclass(frozen=True)
class Suggester:
    """A code-book with what was learned of some of its themes."""

    book: CodeBook
    learned: LearnedThemes | None = None

    @property
    def themes(self) -> Mapping[str, Theme]:
        """All of them, in order."""
        return self.book.themes

    def learns(self, theme: str) -> bool:
        """Whether a theme is suggested by what was learned."""
        return self.learned is not None and theme in self.learned.themes

    def suggest(self, text: str) -> list[str]:
        """The codes of the themes that a comment may be about, in the order of the book."""
        by_words = self.book.suggest(text)
        if self.learned is None:
            return by_words
        likely = self.learned.suggest(text, by_words)
        return [key for key in self.themes if key in (likely if self.learns(key) else by_words)]


def given(theme: str) -> str:
    """The name of the feature that the book suggests a theme."""
    return f":{theme}"
