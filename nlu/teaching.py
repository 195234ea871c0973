"""Makes a learned scorer from labelled comments, and asks how good it is on comments that it has not seen.

In the workshop only: scikit-learn is large.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlu.learned import FELT, Learned, words_of
from nlu.tone import TextBlobScorer, Tone
from nlu.word_lists import lists

Labelled = Sequence[tuple[str, Tone]]
"""Comments, each with how it sounds to people."""

_PARTS = 5
_SEED = 7
_SOFTNESS = 10.0
FEWEST_HOLDING = 3
"""Comments that hold a word, before the word may be in a model."""
FEWEST_OF_CLASS = 10


def taught(labelled: Labelled) -> Learned | None:
    """None where the labels are too much alike to learn from: two classes need ten comments each."""
    learnt = _learnable(labelled, FEWEST_OF_CLASS)
    return _fit(learnt) if learnt else None


def crossed(labelled: Labelled) -> list[tuple[float | None, Tone]] | None:
    """Score and class of each comment by a scorer that has not seen it; None where none can be taught."""
    if not _learnable(labelled, FEWEST_OF_CLASS):
        return None
    found: list[tuple[float | None, Tone]] = [(None, Tone.not_scored)] * len(labelled)
    folds = StratifiedKFold(_PARTS, shuffle=True, random_state=_SEED)
    heard = [tone for _, tone in labelled]
    # A class may have fewer comments than there are parts: it is in some of them only.
    rare = {tone for tone, times in Counter(heard).items() if times < _PARTS}
    sorted_by = ["rare" if tone in rare else str(tone) for tone in heard]
    for rest, part in folds.split(np.zeros(len(labelled)), sorted_by):
        scorer = _fit(_learnable([labelled[at] for at in rest], FEWEST_OF_CLASS // 2))
        for at in part:
            found[at] = scorer.score(labelled[at][0]), scorer.classify(labelled[at][0])
    return found


def _learnable(labelled: Labelled, fewest: int) -> Labelled:
    """Those of classes with enough comments; nothing where the two sides are not among them."""
    times = Counter(tone for _, tone in labelled)
    known = {tone for tone, number in times.items() if number >= fewest}
    if not {Tone.positive, Tone.negative} <= known:
        return ()
    return [(text, tone) for text, tone in labelled if tone in known]


def _features(text: str) -> list[str]:
    """Those that may be in a model."""
    known = lists()
    return [one for one in words_of(text) if all(known.is_listed(word) for word in one.split())]


def _fit(labelled: Labelled) -> Learned:
    texts = [text for text, _ in labelled]
    felt = TextBlobScorer()
    counted = TfidfVectorizer(analyzer=_features, min_df=FEWEST_HOLDING, sublinear_tf=True)
    try:
        words = counted.fit_transform(texts)
        names, rarity = list(counted.get_feature_names_out()), [float(one) for one in counted.idf_]
    except ValueError:  # no word stands in enough of them
        words, names, rarity = csr_matrix((len(texts), 0)), [], []
    feelings = csr_matrix([[felt.score(text) or 0.0] for text in texts])
    model = LogisticRegression(C=_SOFTNESS, class_weight="balanced", max_iter=1000)
    model.fit(hstack([words, feelings]).tocsr(), [str(tone) for _, tone in labelled])
    rows, biases = model.coef_, model.intercept_
    if len(rows) == 1:  # of two classes scikit-learn keeps the difference alone
        rows, biases = np.vstack([-rows, rows]) / 2, np.concatenate([-biases, biases]) / 2
    each = [[round(float(weight), 4) for weight in column] for column in rows.T]
    weights = dict(zip([*names, FELT], zip([*rarity, 1.0], each, strict=True), strict=True))
    return Learned([Tone(one) for one in model.classes_], [round(float(one), 4) for one in biases], weights)
