"""`python -m nlu understanding`: how well topics are told apart, as tables; it needs scikit-learn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from ruamel.yaml import YAML

from nlu.components import machine
from nlu.evaluation import Share
from nlu.redaction import redact
from nlu.report import Table

FOLDER = Path(__file__).parent
KEPT_ASIDE = FOLDER.parent / "tests" / "rasa"
OUTSIDE = "out-of-scope"
URGENT = ("my-safety", "immediate-danger")
PARTS = 5
# Those that come up most often; the rest are accidents.
PAIRS = 25
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

Example = tuple[str, str]
"""A topic, and a sentence that means it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was meant, what it was taken for (all topics, the likeliest first), and how long that took."""

    meant: str
    guesses: list[tuple[str, float]]
    milliseconds: float

    @property
    def first(self) -> str:
        return self.guesses[0][0]

    @property
    def likely(self) -> float:
        return self.guesses[0][1]

    def among(self, best: int) -> bool:
        return self.meant in [topic for topic, _ in self.guesses[:best]]


def examples() -> list[Example]:
    """What the assistant learns from."""
    parts = (YAML(typ="safe", pure=True).load(file) for file in sorted((FOLDER / "data").glob("*/*.yml")))
    intents = (intent for part in parts for intent in part["nlu"])
    return [
        (intent["intent"], line.removeprefix("- "))
        for intent in intents
        for line in intent["examples"].splitlines()
    ]


def kept_aside(sets: Sequence[str]) -> list[Example]:
    """Sentences that were never learnt from; of all sets where none is named."""
    files = [KEPT_ASIDE / f"kept_aside_{name}.tsv" for name in sets]
    lines = (
        line.split("\t")
        for file in files or sorted(KEPT_ASIDE.glob("kept_aside_*.tsv"))
        for line in file.read_text("utf-8").splitlines()
    )
    return [(topic, words) for topic, words, *_ in lines]


def unseen(sets: Sequence[str]) -> list[Read]:
    """How sentences that were kept aside are read."""
    return _read(examples(), kept_aside(sets))


def crossed() -> list[Read]:
    """How each example is read by what was learnt from other parts of the examples."""
    known = examples()
    found: list[Read] = []
    for part in range(PARTS):
        learnt = [one for at, one in enumerate(known) if at % PARTS != part]
        found += _read(learnt, known[part::PARTS])
    return found


def tables(reads: Sequence[Read]) -> Iterator[Table]:
    """Overall, by topic, the pairs that are mixed up, and what each threshold would do."""
    yield _overall(reads)
    yield _by_topic(reads)
    yield _pairs(reads)
    yield _thresholds(reads)


def _read(learnt: Sequence[Example], asked: Sequence[Example]) -> list[Read]:
    set_to = _settings()
    learner = machine.fit([words for _, words in learnt], [topic for topic, _ in learnt], set_to["closeness"])
    reads = []
    for topic, words in asked:
        masked = redact(words).text  # as they arrive
        start = perf_counter()
        guesses = learner.read(masked, set_to["sharpness"])
        reads.append(Read(topic, guesses, (perf_counter() - start) * 1000))
    return reads


def _settings() -> dict[str, Any]:
    pipeline = YAML(typ="safe", pure=True).load(FOLDER / "config.yml")["pipeline"]
    return dict(next(part for part in pipeline if part["name"].endswith("LinearIntentClassifier")))


def _overall(reads: Sequence[Read]) -> Table:
    outside = [one for one in reads if one.meant == OUTSIDE]
    inside = [one for one in reads if one.meant != OUTSIDE]
    urgent = [one for one in reads if one.meant in URGENT]
    hundredths = quantiles((one.milliseconds for one in reads), n=100)
    return [
        ["figure", "target", "measured"],
        ["sentences", "", str(len(reads))],
        ["right topic first", "at least 88 %", _share(one.first == one.meant for one in reads)],
        ["right topic among three", "at least 95 %", _share(one.among(3) for one in reads)],
        ["out of scope, recognised", "at least 85 %", _share(one.first == OUTSIDE for one in outside)],
        ["others, taken for out of scope", "", _share(one.first == OUTSIDE for one in inside)],
        ["danger, taken for danger", "", _share(one.first in URGENT for one in urgent)],
        ["time a sentence, half and 95 of 100", "", f"{hundredths[49]:.1f} ms, {hundredths[94]:.1f} ms"],
    ]


def _by_topic(reads: Sequence[Read]) -> Table:
    rows = []
    for topic in sorted({one.meant for one in reads}):
        own = [one for one in reads if one.meant == topic]
        first, three = (_share(one.among(best) for one in own) for best in (1, 3))
        rows.append([topic, str(len(own)), first, three])
    return [["topic", "sentences", "first", "among three"], *rows]


def _pairs(reads: Sequence[Read]) -> Table:
    pairs = Counter((one.meant, one.first) for one in reads if one.first != one.meant)
    rows = [[meant, taken, str(times)] for (meant, taken), times in pairs.most_common(PAIRS)]
    return [["meant", "taken for", "times"], *rows]


def _thresholds(reads: Sequence[Read]) -> Table:
    rows = []
    for least in THRESHOLDS:
        answered = [one for one in reads if one.likely >= least]
        offered = [one for one in reads if one.likely < least]
        rows.append(
            [
                f"{least:.1f}",
                f"{len(answered) / len(reads):.1%}",
                _share(one.first == one.meant for one in answered),
                _share(one.among(3) for one in offered) if offered else "",
            ]
        )
    return [["threshold", "answered", "of these right", "of the others, right among three offered"], *rows]


def _share(hits: Iterator[bool]) -> str:
    counted = list(hits)
    share = Share(sum(counted), len(counted))
    low, high = share.interval()
    return f"{share.rate:.1%} [{low * 100:.0f} to {high * 100:.0f}]"
