"""How much of a set of sentences the screen sees, with intervals."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from statistics import quantiles
from time import perf_counter

from nlu.corpus import Corpus, Sentence
from nlu.screen import Tier, Verdict, by_patterns, screen

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    hits: int
    of: int

    @property
    def rate(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, which stays honest for few sentences."""
        if not self.of:
            return 0.0, 1.0
        spread = _Z * _Z / self.of
        middle = (self.rate + spread / 2) / (1 + spread)
        half = _Z * ((self.rate * (1 - self.rate) + spread / 4) / self.of) ** 0.5 / (1 + spread)
        return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    sentence: Sentence
    patterns: Verdict | None
    """The first tier alone."""
    verdict: Verdict | None
    seconds: float
    """That the screen took."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    harm: tuple[Outcome, ...]
    """Without `concern`, which no figure counts."""
    hard_negatives: tuple[Outcome, ...]
    ordinary: tuple[Outcome, ...]

    def everything(self) -> Iterator[Outcome]:
        return chain(self.harm, self.hard_negatives, self.ordinary)

    def milliseconds(self) -> tuple[float, float]:
        """Of a message: what half of them stay below, and what 99 of 100 do."""
        hundredths = quantiles((outcome.seconds * 1000 for outcome in self.everything()), n=100)
        return hundredths[49], hundredths[98]


def judge(
    corpus: Corpus, joined: Callable[[Sentence, Verdict | None], Verdict | None] | None = None
) -> Outcomes:
    """What the screen says of each sentence.

    `joined` stands in for it where its second tier was trained on these very sentences.
    """

    def outcome(sentence: Sentence) -> Outcome:
        patterns = by_patterns(sentence.text)
        start = perf_counter()
        verdict = screen(sentence.text)
        seconds = perf_counter() - start
        return Outcome(sentence, patterns, joined(sentence, patterns) if joined else verdict, seconds)

    told = (sentence for sentence in corpus.harm if sentence.tier != "concern")
    return Outcomes(*(tuple(map(outcome, part)) for part in (told, corpus.hard_negatives, corpus.ordinary)))


def either(outcomes: Iterable[Outcome]) -> Share:
    return _share(outcome.verdict is not None for outcome in outcomes)


def alert(outcomes: Iterable[Outcome]) -> Share:
    """Immediate or not."""
    return _share(_tier(outcome.verdict) in (Tier.immediate, Tier.alert) for outcome in outcomes)


def patterns(outcomes: Iterable[Outcome]) -> Share:
    return _share(outcome.patterns is not None for outcome in outcomes)


def check_in(outcomes: Iterable[Outcome]) -> Share:
    return _share(_tier(outcome.verdict) is Tier.check_in for outcome in outcomes)


def urgent(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that tell of danger now."""
    return [outcome for outcome in outcomes if outcome.sentence.tier == Tier.immediate]


def immediate(outcomes: Iterable[Outcome]) -> Share:
    """Of the sentences that tell of danger now, those that were taken as such."""
    return _share(_tier(outcome.verdict) is Tier.immediate for outcome in urgent(outcomes))


def hastened(outcomes: Iterable[Outcome]) -> Share:
    """Of the sentences that tell of no danger now, those that were taken as if they did."""
    calm = (outcome for outcome in outcomes if outcome.sentence.tier != Tier.immediate)
    return _share(_tier(outcome.verdict) is Tier.immediate for outcome in calm)


def _tier(verdict: Verdict | None) -> Tier | None:
    return verdict.tier if verdict else None


def groups(
    outcomes: Iterable[Outcome], key: Callable[[Sentence], str]
) -> Iterator[tuple[str, list[Outcome]]]:
    grouped: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        grouped[key(outcome.sentence)].append(outcome)
    yield from sorted(grouped.items())


def _share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))
