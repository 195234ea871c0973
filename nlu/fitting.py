"""Fits the weights of words to what people have said of comments.

In the workshop only: scikit-learn is large.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.linear import Linear, words_of
from nlu.word_lists import lists

FEWEST_HOLDING = 3
"""Comments that hold a word, before the word may be in a model."""
PARTS = 5
"""What is asked of a comment is asked of weights that were fitted to the other four parts."""
SEED = 7
_SOFTNESS = 10.0
_DIGITS = 4


class Comments:
    """Comments as numbers: their words, and what is given of each, by name (":textblob").

    What is given of fewer comments than FEWEST_HOLDING is left out, as words are: it would tell of one.
    """

    def __init__(self, texts: Sequence[str], given: Mapping[str, Sequence[float]]) -> None:
        counted = TfidfVectorizer(analyzer=_features, min_df=FEWEST_HOLDING, sublinear_tf=True)
        try:
            words = counted.fit_transform(texts)
            names, rarity = list(counted.get_feature_names_out()), [float(one) for one in counted.idf_]
        except ValueError:  # no word stands in enough of them
            words, names, rarity = csr_matrix((len(texts), 0)), [], []
        often = {name: each for name, each in given.items() if np.count_nonzero(each) >= FEWEST_HOLDING}
        self._names, self._rarity = [*names, *often], [*rarity, *([1.0] * len(often))]
        more = csr_matrix(np.array(list(often.values())).T.reshape(len(texts), len(often)))
        self._matrix = hstack([words, more]).tocsr()

    def fitted(self, said: Sequence[str]) -> tuple[list[str], Linear]:
        """What people said, one word for each comment: the different words, and the weights for each."""
        model = LogisticRegression(C=_SOFTNESS, class_weight="balanced", max_iter=1000)
        model.fit(self._matrix, said)
        rows, biases = model.coef_, model.intercept_
        if len(rows) == 1:  # of two classes scikit-learn keeps the difference alone
            rows, biases = np.vstack([-rows, rows]) / 2, np.concatenate([-biases, biases]) / 2
        return list(model.classes_), self._linear(rows, biases)

    def held(self, said: Sequence[Sequence[bool]]) -> Linear:
        """For each of several things whether it is so of each comment; both happen. One class for each."""
        models = [LogisticRegression(C=_SOFTNESS, class_weight="balanced", max_iter=1000) for _ in said]
        for model, one in zip(models, said, strict=True):
            model.fit(self._matrix, one)
        return self._linear(
            np.vstack([model.coef_ for model in models]),
            np.concatenate([model.intercept_ for model in models]),
        )

    def _linear(self, rows: np.ndarray, biases: np.ndarray) -> Linear:
        each = [[round(float(weight), _DIGITS) for weight in column] for column in rows.T]
        weights = dict(zip(self._names, zip(self._rarity, each, strict=True), strict=True))
        return Linear([round(float(one), _DIGITS) for one in biases], weights)


def _features(text: str) -> list[str]:
    """Those that may be in a model."""
    known = lists()
    return [one for one in words_of(text) if all(known.is_listed(word) for word in one.split())]
