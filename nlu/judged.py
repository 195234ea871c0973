"""How well a scorer does by people's labels, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_TO_JUDGE_LEARNED = 100
FEWEST_TO_TEACH = 200
_FEWEST_OF_SIDE = 10
"""Of positive and of negative comments, before the area under the curve says anything."""


@dataclass(frozen=True)
class Mistakes:
    """`auc`: how often a positive comment scores above a negative one, from 0 to 1; None of too few of them.

    `table`: how many comments it put where, by its class and by what people heard.
    """

    auc: float | None
    table: dict[str, dict[str, int]]


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The share of pairs in which the positive one scores higher; half of those that are even."""
    if min(len(positive), len(negative)) < _FEWEST_OF_SIDE:
        return None
    higher = sum((one > other) + (one == other) / 2 for one in positive for other in negative)
    return higher / (len(positive) * len(negative))
