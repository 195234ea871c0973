"""A scorer that people's labels have taught; `nlu/teaching.py` makes one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from nlu.linear import Linear
from nlu.tone import TextBlobScorer, Tone, is_scored

FELT = ":textblob"
"""The feature that is TextBlob's score, not a word."""


@dataclass(frozen=True)
class Learned:
    """`classes` go with the weights, in their order. TextBlob's score is a feature among the others."""

    classes: Sequence[Tone]
    linear: Linear

    def score(self, text: str) -> float | None:
        """How much more likely it is positive than negative, from -1 to 1; None where it knows no word."""
        found = self._likely(text)
        if found is None:
            return None
        return found.get(Tone.positive, 0.0) - found.get(Tone.negative, 0.0)

    def classify(self, text: str) -> Tone:
        """The likeliest class, or not scored."""
        found = self._likely(text)
        if found is None:
            return Tone.not_scored
        return max(found, key=found.__getitem__)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"classes": list(self.classes), **self.linear.to_json()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls([Tone(one) for one in kept["classes"]], Linear.from_json(kept))

    def _likely(self, text: str) -> dict[Tone, float] | None:
        if not is_scored(text):
            return None
        felt = TextBlobScorer().score(text)
        totals = self.linear.totals(text, {} if felt is None else {FELT: felt})
        if totals is None:
            return None
        highest = max(totals)
        powers = [math.exp(total - highest) for total in totals]
        return {tone: power / sum(powers) for tone, power in zip(self.classes, powers, strict=True)}
