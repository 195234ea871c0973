"""The second tier at run time: linear classifiers over words and their pieces, with no library behind."""

import hashlib
import os
import subprocess
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import TypeVar

from nlu.words import STOP

_HERE = Path(__file__).parent
_BUILT = _HERE / "models" / "check-in.bin"
_MADE_FROM = (
    "sentences/*.tsv",
    "data/**/*.yml",
    "lexicons/harm/**/*.yml",
    "words.py",
    "screen.py",
    "checkin.py",
    "corpus.py",
    "training.py",
)

_Signs = TypeVar("_Signs", str, bytes)

PLACES = 1 << 18
_SHORTEST, _LONGEST = 2, 5
_WORD = 40  # signs of a word that are looked at: nothing longer is a word
# A long answer is scored in windows, so that a disclosure in its middle is not thinned out.
_WINDOW, _STEP = 20, 10
# Chosen on authors who were left out: it keeps alerts in Polish or Panjabi, and hardly any look-alike.
_FAMILIAR = 0.85
_HEAD = 6  # numbers that are stored before the weights


class TrainingFault(Exception):
    """The classifier could not be trained; the words of the trainer say why."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second tier makes of a message; the scores mean nothing without the cuts."""

    harm: float
    urgent: float
    """Danger now."""
    familiar: float
    """The share of its words that stood in the training, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Scores of an opinion."""

    check_in: float
    """Harm above it is asked about."""
    doubt: float
    """Harm that is not above it, far below the first, makes an alert of the patterns doubtful."""
    urgent: float

    def doubted(self, opinion: Opinion) -> bool:
        """Of a language that it hardly knows the second tier can say nothing."""
        return opinion.harm <= self.doubt and opinion.familiar >= _FAMILIAR


@dataclass(frozen=True, slots=True)
class Head:
    bias: float
    weights: "array[float]"
    """Of `PLACES` hashed features."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Two linear classifiers on the same features."""

    harm: Head
    urgent: Head
    cuts: Cuts
    unseen: float
    """What the first head weighs a feature that stood in no sentence of the training."""

    def opinion(self, words: Sequence[str]) -> Opinion:
        """The highest scores of any window of these plain words; linear in their number."""
        harm, urgent, counts, familiar = [0.0], [0.0], [0], 0
        known: dict[str, tuple[float, float, int, bool]] = {}
        for before, word in pairs(words):
            if word not in known:
                known[word] = self._weigh(word)
            of_harm, of_urgent, count, seen = known[word]
            place = pair(before, word)
            harm.append(harm[-1] + of_harm + self.harm.weights[place])
            urgent.append(urgent[-1] + of_urgent + self.urgent.weights[place])
            counts.append(counts[-1] + count)
            familiar += seen
        return Opinion(
            self.harm.bias + _highest(harm, counts),
            self.urgent.bias + _highest(urgent, counts),
            familiar / max(len(counts) - 1, 1),
        )

    def _weigh(self, word: str) -> tuple[float, float, int, bool]:
        places = pieces(word)
        harm = [self.harm.weights[place] for place in places]
        urgent = sum(map(self.urgent.weights.__getitem__, places))
        return sum(harm), urgent, len(places) + 1, harm[0] != self.unseen


def _highest(gains: Sequence[float], counts: Sequence[int]) -> float:
    """Of all windows; both are running totals, word by word."""
    last = len(gains) - 1
    starts = range(0, max(last - _STEP, 1), _STEP) if last > _WINDOW else (0,)
    windows = ((start, min(start + _WINDOW, last)) for start in starts)
    return max(
        (gains[end] - gains[start]) / sqrt(max(counts[end] - counts[start], 1)) for start, end in windows
    )


def pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each word with the one before it.

    Where a sentence begins counts, whether there is a full stop does not: that is a matter of who writes.
    """
    before = STOP
    for word in words:
        if word != STOP:
            yield before, word
        before = word


def pair(before: str, word: str) -> int:
    """The place of two neighbours."""
    return zlib.crc32(f"{before} {word}".encode("utf-8", "replace")) & PLACES - 1


def pieces(word: str) -> list[int]:
    """The places of a word: whole, and each run of 2 to 5 signs in it, its ends counting as signs."""
    signs = f"^{word[:_WORD]}$"
    if signs.isascii():
        parts = _runs(signs.encode())
    else:
        parts = [run.encode("utf-8", "replace") for run in _runs(signs)]
    return [zlib.crc32(part) & PLACES - 1 for part in (f" {word}".encode("utf-8", "replace"), *parts)]


def _runs(signs: _Signs) -> list[_Signs]:
    size = len(signs)
    return [
        signs[at : at + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for at in range(size - length + 1)
    ]


@cache
def load() -> Classifier:
    """The classifier that fits the sentences and the lexicon of today.

    Built by `python -m nlu train`. Where that was not done, or something changed since, it is trained here
    and now, in a process of its own: that takes seconds, and the screen never runs without its second tier.
    Raises TrainingFault.
    """
    wanted = _digest()
    with suppress(OSError):
        built = _BUILT.read_bytes()
        if built.startswith(wanted):
            return _read(built[len(wanted) :])
    made = _train()
    with suppress(OSError):  # a folder that may not be written to: the next start trains again
        _BUILT.parent.mkdir(exist_ok=True)
        beside = _BUILT.with_suffix(f".{os.getpid()}")
        beside.write_bytes(wanted + made)
        beside.replace(_BUILT)
    return _read(made)


def _read(stored: bytes) -> Classifier:
    numbers = array("f", stored)
    check_in, doubt, urgent, unseen, of_harm, of_urgent = numbers[:_HEAD]
    harm = Head(of_harm, numbers[_HEAD : _HEAD + PLACES])
    return Classifier(harm, Head(of_urgent, numbers[_HEAD + PLACES :]), Cuts(check_in, doubt, urgent), unseen)


def store(classifier: Classifier) -> bytes:
    cuts, harm, urgent = classifier.cuts, classifier.harm, classifier.urgent
    head = [cuts.check_in, cuts.doubt, cuts.urgent, classifier.unseen, harm.bias, urgent.bias]
    return array("f", [*head, *harm.weights, *urgent.weights]).tobytes()


def _digest() -> bytes:
    total = hashlib.sha256(sys.byteorder.encode())
    for pattern in _MADE_FROM:
        for file in sorted(_HERE.glob(pattern)):
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.digest()


def _train() -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "nlu.training"], cwd=_HERE.parent, capture_output=True, check=False
    )
    if done.returncode:
        raise TrainingFault(done.stderr.decode(errors="replace"))
    return done.stdout
