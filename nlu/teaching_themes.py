"""Learns from people's decisions which words go with which theme, and how good that is on comments not seen.

In the workshop only: scikit-learn is large.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import sqrt

from sklearn.model_selection import KFold

from nlu.fitting import PARTS, SEED, Comments
from nlu.linear import Linear
from nlu.suggesting import LearnedThemes, Score, given
from nlu.themes import CodeBook

Decided = Sequence[tuple[str, Set[str]]]
"""Comments, each with the themes that it is about."""

FEWEST_ABOUT = 20
"""Comments about a theme, and comments that are not, before it is learned."""
FEWEST_RIGHT = 0.5
"""Of its suggestions, before what was learned is used: nobody is to correct more than they keep."""


@dataclass(frozen=True)
class Taught:
    """`words` and `learned`: how good the book is, and what was learned of themes with comments enough.

    `model` knows those where it is clearly better; None where it is nowhere.
    """

    words: dict[str, Score]
    learned: dict[str, Score]
    model: LearnedThemes | None


def teach(decided: Decided, book: CodeBook) -> Taught:
    """What the decisions say of the book, and what they teach."""
    words = judged(decided, book)
    most = len(decided) - FEWEST_ABOUT
    enough = [theme for theme, score in words.items() if FEWEST_ABOUT <= score.about <= most]
    unseen = _crossed(decided, book, enough)
    learned = {theme: _score(theme, decided, unseen) for theme in enough}
    better = [theme for theme in enough if _is_better(learned[theme], words[theme], len(decided))]
    return Taught(words, learned, _fit(decided, book, better) if better else None)


def judged(decided: Decided, book: CodeBook) -> dict[str, Score]:
    """How good the suggestions of a code-book are, by theme."""
    by_words = [set(book.suggest(text)) for text, _ in decided]
    return {theme: _score(theme, decided, by_words) for theme in book.themes}


def _is_better(learned: Score, words: Score, every: int) -> bool:
    """Whether what was learned is better than the stems, and than chance, by more than chance explains.

    Two standard errors of a share of n comments are at most 1 / sqrt(n).
    """
    if learned.precision < FEWEST_RIGHT:
        return False
    chance = learned.about / every
    return learned.f1 >= words.f1 + 1 / sqrt(learned.about) and learned.precision >= chance + 1 / sqrt(
        learned.suggested
    )


def _crossed(decided: Decided, book: CodeBook, themes: Sequence[str]) -> list[set[str]]:
    """What is suggested of each comment by a model that has not seen it."""
    found: list[set[str]] = [set() for _ in decided]
    if not themes:
        return found
    for rest, part in KFold(PARTS, shuffle=True, random_state=SEED).split(decided):
        model = _fit([decided[at] for at in rest], book, themes)
        for at in part:
            text = decided[at][0]
            found[at] = model.suggest(text, book.suggest(text))
    return found


def _fit(decided: Decided, book: CodeBook, themes: Sequence[str]) -> LearnedThemes:
    """Of the themes that some of the comments are about, and some not."""
    said = {theme: [theme in about for _, about in decided] for theme in themes}
    known = [theme for theme, one in said.items() if len(set(one)) > 1]
    if not known:
        return LearnedThemes([], Linear([], {}))
    by_words = [set(book.suggest(text)) for text, _ in decided]
    comments = Comments(
        [text for text, _ in decided],
        {given(theme): [float(theme in one) for one in by_words] for theme in book.themes},
    )
    return LearnedThemes(known, comments.held([said[theme] for theme in known]))


def _score(theme: str, decided: Decided, suggested: Sequence[Set[str]]) -> Score:
    pairs = [(theme in about, theme in said) for (_, about), said in zip(decided, suggested, strict=True)]
    return Score(
        about=sum(about for about, _ in pairs),
        suggested=sum(said for _, said in pairs),
        right=sum(about and said for about, said in pairs),
    )
