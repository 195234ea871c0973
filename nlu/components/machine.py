"""Words to topics: a linear support vector machine over words and pieces of words, kept as plain arrays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

# What the redaction puts in place of a name or a number: it says nothing of what is asked.
_MASK = re.compile(r"\[[a-z-]+\]")
# Hashed, so that no list of pieces is stored or loaded; more places do not read better.
_PLACES = 2**16
_HASHED: dict[str, Any] = {"n_features": _PLACES, "alternate_sign": False, "norm": None}
_VIEWS = (
    HashingVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), **_HASHED),
    HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **_HASHED),
)


@dataclass(frozen=True)
class Machine:
    """What was learnt. Nothing in it has to be unpickled, so that it is up in a moment."""

    coefficients: np.ndarray
    """One row a place, so that a message reads few rows, each in one go; a column an intent."""
    intercepts: np.ndarray
    intents: list[str]
    weights: np.ndarray
    """How telling each place of each view is."""

    def read(self, words: str, sharpness: float) -> list[tuple[str, float]]:
        """Every intent and how likely it is, the likeliest first.

        With the right `sharpness` the likelihood of the first is the share of such guesses that are right.
        """
        seen = _weighed(_counted([words]), self.weights)
        # The few rows alone: the product of the whole would copy all coefficients, which takes 8 ms.
        distances = seen.data @ self.coefficients[seen.indices] + self.intercepts
        scaled = np.exp(sharpness * (distances - distances.max()))
        likely = scaled / scaled.sum()
        return [(self.intents[at], float(likely[at])) for at in np.argsort(-likely)]

    def save(self, file: Path) -> None:
        np.savez(file, **vars(self))


def fit(words: Sequence[str], intents: Sequence[str], closeness: float) -> Machine:
    """Learns from examples; the higher `closeness`, the more each of them counts."""
    counted = _counted(words)
    weights = np.stack([_telling(counts) for counts in counted])
    machine = LinearSVC(C=closeness, random_state=0).fit(_weighed(counted, weights), intents)
    return Machine(
        coefficients=np.ascontiguousarray(_of_each(machine.coef_).T, dtype=np.float32),
        intercepts=_of_each(machine.intercept_[:, None])[:, 0],
        intents=machine.classes_.tolist(),
        weights=weights,
    )


def load(file: Path) -> Machine:
    """What `save` has kept."""
    with np.load(file) as kept:
        # Python's own strings: numpy's would not turn into JSON.
        return Machine(kept["coefficients"], kept["intercepts"], kept["intents"].tolist(), kept["weights"])


def _counted(words: Sequence[str]) -> list[csr_matrix]:
    """How often each piece stands in each message, view by view."""
    plain = [_MASK.sub(" ", one) for one in words]
    return [view.transform(plain) for view in _VIEWS]


def _telling(counts: csr_matrix) -> np.ndarray:
    """The rarer, the more telling: inverse document frequency, as if each piece stood in one message more."""
    found_in = np.bincount(counts.indices, minlength=_PLACES)
    telling: np.ndarray = np.log((1 + counts.shape[0]) / (1 + found_in)) + 1
    return telling


def _weighed(counted: Sequence[csr_matrix], weights: np.ndarray) -> csr_matrix:
    """Each view by itself of length one, so that words do not drown in their many pieces."""
    views = []
    for counts, telling in zip(counted, weights, strict=True):
        counts.data = (1 + np.log(counts.data)) * telling[counts.indices]
        views.append(normalize(counts, copy=False))
    return hstack(views).tocsr()


def _of_each(of_classes: np.ndarray) -> np.ndarray:
    """A row for each class; of two classes the machine keeps the second alone."""
    return np.concatenate([-of_classes, of_classes]) if len(of_classes) == 1 else of_classes
