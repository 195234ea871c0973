"""Linear weights of words and of pairs of words, as plain arrays: what people's labels have taught.

They know ordinary words alone, each of which several comments held, so that a name which masking has missed
is in none. `nlu/fitting.py` makes them.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from nlu.english import plain_words


@dataclass(frozen=True)
class Linear:
    """`weights` holds for each feature its inverse document frequency and one weight for each class, `biases`
    one number for each class.

    Features whose names begin with a colon are given; all others are words.
    """

    biases: Sequence[float]
    weights: Mapping[str, tuple[float, Sequence[float]]]

    def totals(self, text: str, given: Mapping[str, float]) -> list[float] | None:
        """For each class how much speaks for it; None where it knows no word, and nothing is given."""
        said = [(name, times) for name, times in Counter(words_of(text)).items() if name in self.weights]
        if not said and not given:
            return None
        parts = [
            ((1 + math.log(times)) * self.weights[name][0], self.weights[name][1]) for name, times in said
        ]
        length = math.sqrt(sum(part * part for part, _ in parts)) or 1.0
        shares = [(part / length, each) for part, each in parts]
        shares += [(given[name], self.weights[name][1]) for name in given if name in self.weights]
        totals = list(self.biases)
        for share, each in shares:
            for at, weight in enumerate(each):
                totals[at] += share * weight
        return totals

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        weights = {name: [idf, *each] for name, (idf, each) in self.weights.items()}
        return {"biases": list(self.biases), "weights": weights}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(kept["biases"], {name: (row[0], row[1:]) for name, row in kept["weights"].items()})


def words_of(text: str) -> list[str]:
    """The features of a comment: its words, and each with the next one."""
    words = plain_words(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
