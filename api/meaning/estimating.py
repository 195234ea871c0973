"""From what a scorer counted to what people would have counted, and how far that may be wrong.

A scorer leans: TextBlob calls far too few comments negative (facts: privacy, 2.2). The labelled comments were
drawn at random, so they say how many of those that it calls negative are so to people, how many of those that
it calls positive, and so on. Each of its counts is spread out by these shares. What is left is chance: the
fewer labels, the wider the band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt

from nlu.tone import Tone

SIDES = (Tone.positive, Tone.mixed, Tone.negative)
STEP = 5
ELSEWHERE = 5
"""Points more where most labels come from other waves: people may write otherwise there."""
SPREADS = 2
"""Standard deviations on each side of an estimate: nineteen of twenty times it is not further off."""


@dataclass(frozen=True)
class Estimate:
    """`counts` by tone add up to the comments; each share is right within `within` points."""

    counts: Mapping[str, int]
    within: int


def estimate(
    counted: Mapping[str, int], table: Mapping[str, Mapping[str, int]], *, elsewhere: bool
) -> Estimate:
    """What people would have counted of comments that a scorer has sorted.

    `counted`: comments by the scorer's class; `table`: labelled comments by its class, then by what people
    heard; `elsewhere`: most of those come from other waves. What is not scored stays so.
    """
    every = sum(counted.values()) or 1
    spread = dict.fromkeys(SIDES, 0.0)
    chance = dict.fromkeys(SIDES, 0.0)
    for kind in SIDES:
        number, heard = counted.get(kind, 0), table.get(kind, {})
        # As if each side had been heard once more: of few labels no share is certain.
        labels = sum(heard.values()) + len(SIDES)
        for side in SIDES:
            share = (heard.get(side, 0) + 1) / labels
            spread[side] += number * share
            chance[side] += (number / every) ** 2 * share * (1 - share) / labels
    widest = 100 * SPREADS * sqrt(max(chance.values()))
    within = STEP * ceil(widest / STEP) + (ELSEWHERE if elsewhere else 0)
    return Estimate(_whole(spread, counted.get(Tone.not_scored, 0), sum(counted.values())), within)


def _whole(spread: Mapping[Tone, float], unscored: int, every: int) -> dict[str, int]:
    """Whole numbers that add up: the largest parts of one are rounded up."""
    counts = {tone: int(number) for tone, number in spread.items()}
    missing = every - unscored - sum(counts.values())
    for tone in sorted(SIDES, key=lambda one: counts[one] - spread[one])[:missing]:
        counts[tone] += 1
    return {**{str(tone): number for tone, number in counts.items()}, str(Tone.not_scored): unscored}
