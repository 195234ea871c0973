"""What a guess is worth: attempts, hits, hits by chance, and where chance ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, factorial
from typing import Any, Literal

import numpy
from scipy.stats import binom, norm

# A whole attack makes a few hundred trials; at this level one in some hundred attacks raises a false alarm.
LEVEL = 1e-5
# What the design promises of a response while its wave is open: one of this many.
BATCH = 10

Verdict = Literal["held", "known", "LINKED"]


@dataclass(frozen=True)
class Trial:
    """One way to link, tried on everybody it fits.

    `known` names the page that says this way is open; without it a hit above `allowed` is a fault.
    """

    way: str
    where: str
    attempts: int
    hits: float
    chance: float
    allowed: float
    known: str = ""

    @property
    def verdict(self) -> Verdict:
        if self.hits <= self.allowed:
            return "held"
        return "known" if self.known else "LINKED"


def guesses(way: str, where: str, chances: Sequence[float], hits: float, known: str = "") -> Trial:
    """A guess a row, each right by chance with a probability of its own: a binomial bound."""
    expected = sum(chances)
    allowed = _by_chance(len(chances), min(expected / len(chances), 1.0))
    return Trial(way, where, len(chances), hits, expected, allowed, known)


@cache
def _by_chance(tries: int, chance: float) -> float:
    """So many right guesses still happen by themselves; kept, since each pair of columns asks."""
    return float(binom.isf(LEVEL, tries, chance))


def ranks(way: str, where: str, sizes: Sequence[int], hits: float, tries: int, known: str = "") -> Trial:
    """Shuffled groups, matched place by place; the best of some tries.

    How many stand in their own place in a random order follows from the number of derangements.
    """
    spread = [1.0]
    for size in sizes:
        spread = list(numpy.convolve(spread, _own_places(size)))
    tail, allowed = 0.0, len(spread) - 1
    while allowed > 0 and tail + spread[allowed] < LEVEL / tries:
        tail += spread[allowed]
        allowed -= 1
    return Trial(way, where, sum(sizes), hits, float(len(sizes)), float(allowed), known)


@cache
def _own_places(size: int) -> list[float]:
    """Probability of 0, 1, ... right places in a random order."""
    derangements = [1, 0]
    for number in range(2, size + 1):
        derangements.append((number - 1) * (derangements[-1] + derangements[-2]))
    return [comb(size, right) * derangements[size - right] / factorial(size) for right in range(size + 1)]


def pairs(
    way: str, where: str, groups: Sequence[tuple[Sequence[Any], Sequence[Any]]], known: str = ""
) -> Trial:
    """How many pairs stand in the same order by both lists of each group (or all in the opposite one).

    A tie is half a pair; what ties leave to chance is that of Kendall's rank correlation.
    """
    total = sum(len(one) * (len(one) - 1) / 2 for one, _ in groups)
    hits = sum(_same_order(one, two) for one, two in groups)
    spread = sum(_spread(one, two) for one, two in groups) ** 0.5
    allowed = total / 2 + float(norm.isf(LEVEL / 2)) * spread
    return Trial(way, where, int(total), max(hits, total - hits), total / 2, allowed, known)


def _same_order(one: Sequence[Any], two: Sequence[Any]) -> float:
    found = 0.0
    for at in range(len(one)):
        for other in range(at):
            tied = one[at] == one[other] or two[at] == two[other]
            found += 0.5 if tied else float((one[at] < one[other]) == (two[at] < two[other]))
    return found


def _spread(one: Sequence[Any], two: Sequence[Any]) -> float:
    """Variance of that number when the two have nothing to do with each other."""
    size, ties = len(one), [list(Counter(keys).values()) for keys in (one, two)]
    if size < 3:
        return size / 4
    first = size * (size - 1) * (2 * size + 5)
    first -= sum(many * (many - 1) * (2 * many + 5) for tied in ties for many in tied)
    threes = [sum(many * (many - 1) * (many - 2) for many in tied) for tied in ties]
    twos = [sum(many * (many - 1) for many in tied) for tied in ties]
    second = threes[0] * threes[1] / (9 * size * (size - 1) * (size - 2))
    third = twos[0] * twos[1] / (2 * size * (size - 1))
    return max(first / 18 + second + third, 0) / 4


def must_be_none(way: str, where: str, attempts: int, hits: int, known: str = "") -> Trial:
    """A search of which each find is one too many."""
    return Trial(way, where, attempts, hits, 0, 0, known)
