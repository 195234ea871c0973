"""Makes a learned scorer from labelled comments, and asks how good it is on comments that it has not seen.

In the workshop only: scikit-learn is large.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import StratifiedKFold

from nlu.fitting import PARTS, SEED, Comments
from nlu.learned import FELT, Learned
from nlu.tone import TextBlobScorer, Tone

Labelled = Sequence[tuple[str, Tone]]
"""Comments, each with how it sounds to people."""

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
    folds = StratifiedKFold(PARTS, shuffle=True, random_state=SEED)
    heard = [tone for _, tone in labelled]
    # A class may have fewer comments than there are parts: it is in some of them only.
    rare = {tone for tone, times in Counter(heard).items() if times < PARTS}
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


def _fit(labelled: Labelled) -> Learned:
    felt = TextBlobScorer()
    texts = [text for text, _ in labelled]
    comments = Comments(texts, {FELT: [felt.score(text) or 0.0 for text in texts]})
    classes, linear = comments.fitted([str(tone) for _, tone in labelled])
    return Learned([Tone(one) for one in classes], linear)
