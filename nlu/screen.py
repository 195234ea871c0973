"""Sees harm in a person's words: raw text in, a verdict out; no network, no model, nothing kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from nlu.patterns import Pattern, Spots, Vocabulary, ahead, behind, compile_rows
from nlu.words import STOP, Normaliser, fold

_LEXICON = Path(__file__).parent / "lexicons" / "harm.yml"

# Longer messages are read in parts, so that the cost stays linear; a part looks back this far.
_PART, _LOOK_BACK = 4000, 40
_DENIED_WITHIN = 4
_EXCEPTION_WITHIN = 12
_GUARD_WITHIN = 10
_URGENT_WITHIN = 8


class Tier(StrEnum):
    immediate = "immediate"
    alert = "alert"
    check_in = "check-in"


@dataclass(frozen=True, slots=True)
class Verdict:
    tier: Tier
    family: str


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    immediate: tuple[Pattern, ...]
    alert: tuple[Pattern, ...]
    soft: tuple[Pattern, ...]
    urgent: bool
    """An alert of this family beside words such as "right now" is immediate."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    normalise: Normaliser
    vocabulary: Vocabulary
    families: tuple[Family, ...]
    idioms: tuple[Pattern, ...]
    numbers: Mapping[str, int]
    """Concepts with a part of their own: negators, guards, exceptions, urgency."""


def screen(text: str) -> Verdict | None:
    """What the words say of harm; None where nothing was seen, which is no proof of safety."""
    lexicon = load()
    words = lexicon.normalise(text)
    found: Verdict | None = None
    for start in range(0, max(len(words), 1), _PART):
        part = _screen_part([STOP, *words[max(start - _LOOK_BACK, 0) : start + _PART], STOP], lexicon)
        if part and part.tier is Tier.immediate:
            return part
        found = found or part
    return found


def normalise(text: str) -> str:
    """The plain words that the patterns see."""
    return " ".join(load().normalise(text))


def _screen_part(words: list[str], lexicon: Lexicon) -> Verdict | None:
    spots = Spots(words, lexicon.vocabulary, STOP)
    spots.hide(lexicon.idioms)
    spots.denied = _denied(spots, lexicon.numbers)
    for family in lexicon.families:
        if any(spots.matches(family.immediate)):
            return Verdict(Tier.immediate, family.name)
    guarded = _around(spots.of(lexicon.numbers["guard"]), _GUARD_WITHIN)
    urgent = _around(spots.of(lexicon.numbers["urgent"]), _URGENT_WITHIN)
    found: Verdict | None = None
    for family in lexicon.families:
        for ends in _alerts(spots, family, guarded):
            if not urgent:
                return Verdict(Tier.alert, family.name)
            if ends & urgent and family.urgent:
                return Verdict(Tier.immediate, family.name)
            found = found or Verdict(Tier.alert, family.name)
    return found


def _alerts(spots: Spots, family: Family, guarded: int) -> Iterator[int]:
    """Where each pattern that is met ends."""
    for _, ends in spots.matches(family.alert):
        yield ends
    for _, ends in spots.matches(family.soft):
        if ends & ~guarded:
            yield ends & ~guarded


def _around(bits: int, reach: int) -> int:
    return bits | ahead(bits, reach) | behind(bits, reach)


def _denied(spots: Spots, numbers: Mapping[str, int]) -> int:
    """Words of harm that a negator before them takes back.

    Between the two stand only words that carry the negation on ("never been hit"), and no exception
    follows ("nobody hits me except my uncle", "he doesn't hit me any more").
    """
    excepted = behind(spots.of(numbers["exception"]), _EXCEPTION_WITHIN)
    carriers = spots.of(numbers["through"])
    more_carriers = carriers | spots.of(numbers["through_none"])
    bare = spots.of(numbers["neg_bare"]) & ~excepted
    none = spots.of(numbers["neg_none"]) & ~excepted
    verbal = spots.of(numbers["neg"]) & ~excepted & ~bare & ~none
    denied = bare << 1
    for reached, carried in ((verbal, carriers), (none, more_carriers)):
        for _ in range(_DENIED_WITHIN):
            reached <<= 1
            denied |= reached
            reached &= carried
    return denied & spots.of(numbers["deniable"])


@cache
def load() -> Lexicon:
    """The reviewed lexicon, compiled once."""
    raw = YAML(typ="safe", pure=True).load(fold(_LEXICON.read_text(encoding="utf-8")))
    spelling = {wrong: right for right, many in raw["spellings"].items() for wrong in many.split()}
    concepts: dict[str, str] = raw["concepts"]
    vocabulary = Vocabulary({**concepts, "deniable": raw["deniable"]}, spelling)
    urgent = raw["urgent_families"].split()
    families = tuple(
        Family(
            name,
            tuple(compile_rows(rows.get("immediate", ""), vocabulary)),
            tuple(compile_rows(rows.get("alert", ""), vocabulary)),
            tuple(compile_rows(rows.get("soft", ""), vocabulary)),
            name in urgent,
        )
        for name, rows in raw["families"].items()
    )
    idioms = tuple(compile_rows(raw["idioms"], vocabulary, default_gap=0))
    special = (
        "neg", "neg_none", "neg_bare", "through", "through_none", "exception", "guard", "urgent", "deniable",
    )  # fmt: skip
    numbers = {name: vocabulary.number(f"@{name}") for name in special}
    normaliser = Normaliser(
        vocabulary.words() | set(spelling.values()),
        spelling,
        raw["fuzzy"].split(),
        raw["not_misspelt"].split(),
    )
    return Lexicon(normaliser, vocabulary, families, idioms, numbers)
