"""What people's labels say of each scorer: how well it puts positive above negative, and what it mistakes.

In the workshop only: it brings scikit-learn along.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.judged import FEWEST_TO_JUDGE_LEARNED, FEWEST_TO_TEACH, Mistakes, auc
from nlu.learned import Learned
from nlu.teaching import Labelled, crossed, taught
from nlu.tone import TextBlobScorer, Tone
from nlu.vader import Vader

Marks = Sequence[tuple[float | None, Tone]]
"""Score and class of each comment."""


@dataclass(frozen=True)
class Judged:
    """`labels`: comments that were labelled. `scorers` go by name; `model` is there from 200 labels on."""

    labels: int
    scorers: dict[str, Mistakes]
    model: Learned | None


def judge(labelled: Labelled) -> Judged:
    """Compares TextBlob, VADER and, from 100 labels on, a learned scorer on comments it has not seen."""
    heard = [tone for _, tone in labelled]
    scorers = {
        name: _mistakes([(scorer.score(text), scorer.classify(text)) for text, _ in labelled], heard)
        for name, scorer in (("textblob", TextBlobScorer()), ("vader", Vader()))
    }
    unseen = crossed(labelled) if len(labelled) >= FEWEST_TO_JUDGE_LEARNED else None
    if unseen is not None:
        scorers["learned"] = _mistakes(unseen, heard)
    model = taught(labelled) if len(labelled) >= FEWEST_TO_TEACH else None
    return Judged(len(labelled), scorers, model)


def _mistakes(marks: Marks, heard: Sequence[Tone]) -> Mistakes:
    table: dict[str, Counter[str]] = {}
    for (_, tone), ear in zip(marks, heard, strict=True):
        table.setdefault(tone, Counter())[ear] += 1

    def scores(side: Tone) -> list[float]:
        # What it cannot score lies in the middle: it counts against the scorer.
        return [score or 0.0 for (score, _), ear in zip(marks, heard, strict=True) if ear == side]

    return Mistakes(
        auc(scores(Tone.positive), scores(Tone.negative)),
        {str(tone): dict(times) for tone, times in table.items()},
    )
