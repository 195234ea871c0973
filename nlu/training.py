"""Trains the second tier from the development sentences; at build time only, for it needs scikit-learn."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlu.checkin import PLACES, Classifier, Cuts, Head, Opinion, pair, pairs, pieces, store
from nlu.corpus import Corpus, Sentence, read
from nlu.screen import Tier, load

# All chosen on authors who were left out of the training; docs/safety.md has the figures.
_SOFTNESS = 30.0
_WEIGHTS = {"harm": 1.0, "concern": 0.5, "hard negative": 0.25, "ordinary": 4.0}
_WORDINESS = 0.06
"""Taken off every weight: the sentences of harm are longer than the others, and length is no sign of harm."""
_LEANING = 0.4
"""How much of the first head is added to the second: danger now that is no harm is rather hyperbole."""
_FLAGGED_ORDINARY = 0.04
_DOUBTED_ORDINARY = 0.9
"""Shares of ordinary answers of authors left out: those that are flagged, those that lie in the doubt."""
_HASTENED = 0.12
"""Share of the alerts of authors left out that are taken as danger now: haste costs little, calm much."""

Opinions = dict[int, Opinion]
"""By the place of a sentence among the samples."""


@dataclass(frozen=True, slots=True)
class Samples:
    """All arrays are as long as there are sentences."""

    sentences: tuple[Sentence, ...]
    words: tuple[list[str], ...]
    counts: csr_matrix
    """A row a sentence; how often each feature stands in it, over the root of how many stand there."""
    by: np.ndarray
    told: np.ndarray
    """Whether harm is told."""
    urgent: np.ndarray
    """Whether it is danger now."""
    ordinary: np.ndarray
    weights: np.ndarray


def train(corpus: Corpus) -> bytes:
    """The classifier as it is stored; the same sentences give the same bytes."""
    samples = sample(corpus)
    whole = _fit(samples, np.ones(len(samples.sentences), dtype=bool))
    return store(replace(whole, cuts=cuts(samples, held_out(samples))))


def sample(corpus: Corpus) -> Samples:
    sentences = (*corpus.harm, *corpus.hard_negatives, *corpus.ordinary)
    told = np.arange(len(sentences)) < len(corpus.harm)
    ordinary = np.arange(len(sentences)) >= len(corpus.harm) + len(corpus.hard_negatives)
    other = np.where(ordinary, _WEIGHTS["ordinary"], _WEIGHTS["hard negative"])
    weights = np.where(told, _WEIGHTS["harm"], other)
    tiers = np.array([sentence.tier for sentence in sentences])
    weights[tiers == "concern"] = _WEIGHTS["concern"]
    by = np.array([sentence.by for sentence in sentences])
    normalise = load().normalise
    words = tuple(normalise(sentence.text) for sentence in sentences)
    return Samples(sentences, words, _counts(words), by, told, tiers == "immediate", ordinary, weights)


def held_out(samples: Samples) -> Opinions:
    """Of each sentence by a classifier that has seen nothing of its author."""
    opinions: Opinions = {}
    for author in np.unique(samples.by):
        theirs = samples.by == author
        opinions |= _opinions(samples, ~theirs, theirs)
    return opinions


def held_out_types(samples: Samples) -> Opinions:
    """As `held_out`, of harm alone, by a classifier that has not seen the harm type either."""
    opinions: Opinions = {}
    types = _types(samples)
    for kind in np.unique(types[samples.told]):
        for author in np.unique(samples.by[types == kind]):
            wanted = (types == kind) & (samples.by == author)
            opinions |= _opinions(samples, (types != kind) & (samples.by != author), wanted)
    return opinions


def seen_by_type(samples: Samples, opinions: Opinions, level: float) -> dict[str, tuple[int, int]]:
    """Of each harm type: how many sentences score above the level, and of how many."""
    clear = np.array([sentence.tier in ("immediate", "alert") for sentence in samples.sentences])
    types = _types(samples)
    seen = {}
    for kind in np.unique(types[clear]):
        wanted = np.flatnonzero(clear & (types == kind)).tolist()
        seen[str(kind)] = sum(opinions[at].harm > level for at in wanted), len(wanted)
    return seen


def cuts(samples: Samples, opinions: Opinions) -> Cuts:
    """From opinions of authors left out."""
    harm = [opinions[at].harm for at in np.flatnonzero(samples.ordinary).tolist()]
    level, doubt = np.quantile(harm, [1 - _FLAGGED_ORDINARY, _DOUBTED_ORDINARY])
    alerts = [at for at, sentence in enumerate(samples.sentences) if sentence.tier == Tier.alert]
    urgent = np.quantile([opinions[at].urgent for at in alerts], 1 - _HASTENED)
    return Cuts(float(level), float(doubt), float(urgent))


def _types(samples: Samples) -> np.ndarray:
    """Empty where no harm is told."""
    return np.array([sentence.kind if sentence.tier else "" for sentence in samples.sentences])


def _opinions(samples: Samples, known: np.ndarray, wanted: np.ndarray) -> Opinions:
    model = _fit(samples, known)
    return {at: model.opinion(samples.words[at]) for at in np.flatnonzero(wanted).tolist()}


def _fit(samples: Samples, known: np.ndarray) -> Classifier:
    """With cuts that flag nothing. Rare features weigh more, and that is part of their weight."""
    counts = samples.counts[known]
    rarity = np.log((1 + counts.shape[0]) / (1 + counts.getnnz(axis=0))) + 1
    weighed = counts.multiply(rarity).tocsr()
    scale = 1 / np.sqrt(weighed.multiply(weighed).sum(axis=1).mean())
    model = LogisticRegression(C=_SOFTNESS, solver="liblinear", dual=True, max_iter=1000, random_state=0)

    def head(told: np.ndarray) -> np.ndarray:
        model.fit(weighed * scale, told[known], sample_weight=samples.weights[known])
        return np.append(model.coef_[0] * rarity * scale - _WORDINESS, model.intercept_)

    harm = head(samples.told)
    urgent = head(samples.urgent) + _LEANING * harm
    unseen = array("f", [-_WORDINESS])[0]
    return Classifier(_head(harm), _head(urgent), Cuts(np.inf, -np.inf, np.inf), unseen)


def _head(weights: np.ndarray) -> Head:
    return Head(float(weights[-1]), array("f", weights[:-1]))


def _counts(texts: Sequence[Sequence[str]]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for words in texts:
        places = [place for before, word in pairs(words) for place in (pair(before, word), *pieces(word))]
        columns += places
        values += [1 / max(len(places), 1) ** 0.5] * len(places)
        ends.append(len(columns))
    counts = csr_matrix((values, columns, ends), shape=(len(texts), PLACES))
    counts.sum_duplicates()
    return counts


if __name__ == "__main__":
    sys.stdout.buffer.write(train(read()))
