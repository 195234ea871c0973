"""A scorer that people's labels have taught: linear weights of words and of pairs of words, as plain arrays.

It knows ordinary words alone, each of which several comments held, so that a name which masking has missed
is in no model. `nlu/teaching.py` makes one.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from nlu.english import plain_words
from nlu.tone import TextBlobScorer, Tone, is_scored

FELT = ":textblob"
"""The feature that is TextBlob's score, not a word."""


@dataclass(frozen=True)
class Learned:
    """`weights` holds for each feature its inverse document frequency and one weight for each class.

    `classes` and `biases` go together. TextBlob's score is a feature among the others.
    """

    classes: Sequence[Tone]
    biases: Sequence[float]
    weights: Mapping[str, tuple[float, Sequence[float]]]

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
        weights = {name: [idf, *each] for name, (idf, each) in self.weights.items()}
        return {"classes": list(self.classes), "biases": list(self.biases), "weights": weights}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        weights = {name: (row[0], row[1:]) for name, row in kept["weights"].items()}
        return cls([Tone(one) for one in kept["classes"]], kept["biases"], weights)

    def _likely(self, text: str) -> dict[Tone, float] | None:
        if not is_scored(text):
            return None
        felt = TextBlobScorer().score(text)
        said = [(name, times) for name, times in Counter(words_of(text)).items() if name in self.weights]
        if not said and felt is None:
            return None
        parts = [
            ((1 + math.log(times)) * self.weights[name][0], self.weights[name][1]) for name, times in said
        ]
        length = math.sqrt(sum(part * part for part, _ in parts)) or 1.0
        totals = list(self.biases)
        for part, each in parts:
            for at, weight in enumerate(each):
                totals[at] += part / length * weight
        if felt is not None and FELT in self.weights:
            for at, weight in enumerate(self.weights[FELT][1]):
                totals[at] += felt * weight
        highest = max(totals)
        powers = [math.exp(total - highest) for total in totals]
        return {tone: power / sum(powers) for tone, power in zip(self.classes, powers, strict=True)}


def words_of(text: str) -> list[str]:
    """The features of a comment: its words, and each with the next one."""
    words = plain_words(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
