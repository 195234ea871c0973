"""Sees harm in a person's words: raw text in, a verdict out; no network, nothing kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nlu import checkin
from nlu.checkin import Cuts, Opinion
from nlu.patterns import Rows, Spots, Vocabulary, ahead, behind, compile_rows
from nlu.words import STOP, Normaliser, fold

_LEXICON = Path(__file__).parent / "lexicons" / "harm"

# Longer messages are read in parts, so that the cost stays linear; a part looks back this far.
_PART, _LOOK_BACK = 4000, 40
_DANGER, _NEVER_DOUBTED = "immediate-danger", "suicide"
_DENIED_WITHIN = 4
_EXCEPTION_WITHIN = 12
_GUARD_WITHIN = 10
_SETTLED_WITHIN = 12
_URGENT_WITHIN = 8


class Tier(StrEnum):
    immediate = "immediate"
    alert = "alert"
    check_in = "check-in"


@dataclass(frozen=True, slots=True)
class Verdict:
    tier: Tier
    family: str | None
    """The harm type whose pattern was met. The second tier tells only danger now from the others."""
    reported: bool = False
    """Somebody else tells of it: what a child said to them, or what they saw of one."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    immediate: Rows
    alert: Rows
    soft: Rows
    urgent: bool
    """An alert of this family beside words such as "right now" is immediate."""
    settled: bool
    """Words that settle or stage it ("the teacher sorted it", "in the film") silence its alerts."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    normalise: Normaliser
    vocabulary: Vocabulary
    families: tuple[Family, ...]
    idioms: Rows
    reported: Rows
    settled: Rows
    numbers: Mapping[str, int]
    """Concepts with a part of their own: negators, guards, exceptions, urgency."""
    words: frozenset[str]
    """All single words of the lexicon, and the ways they are written."""


def screen(text: str) -> Verdict | None:
    """What the words say of harm; None where nothing was seen, which is no proof of safety."""
    lexicon = load()
    words = lexicon.normalise(text)
    found = _by_patterns(words, lexicon)
    if found and found.tier is Tier.immediate:
        return found
    second = checkin.load()
    verdict = join(found, second.opinion(words), second.cuts)
    if verdict and not found:
        spots = Spots([STOP, *words[:_PART], STOP], lexicon.vocabulary, STOP)
        return replace(verdict, reported=any(spots.matches(lexicon.reported)))
    return verdict


def join(found: Verdict | None, opinion: Opinion, cuts: Cuts) -> Verdict | None:
    """What both tiers say together: one of them is enough for a check-in.

    Danger now is believed of what one of them has seen already: "goodbye" and "not right now" only sound so.
    An alert that the second tier strongly doubts is asked about gently instead of being taken back;
    nothing doubts danger now, or that somebody may want to die.
    """
    if found and found.tier is Tier.immediate:
        return found
    seen = found is not None or opinion.harm > cuts.check_in
    if seen and opinion.urgent > cuts.urgent:
        return replace(found, tier=Tier.immediate) if found else Verdict(Tier.immediate, _DANGER)
    if found and (found.family == _NEVER_DOUBTED or not cuts.doubted(opinion)):
        return found
    if seen:
        return Verdict(Tier.check_in, None, found is not None and found.reported)
    return None


def prepare() -> None:
    """Reads both tiers in, so that nobody waits for them in a first turn. Raises checkin.TrainingFault."""
    load()
    checkin.load()


def by_patterns(text: str) -> Verdict | None:
    """The first tier alone: what the reviewed lexicon says."""
    lexicon = load()
    return _by_patterns(lexicon.normalise(text), lexicon)


def _by_patterns(words: list[str], lexicon: Lexicon) -> Verdict | None:
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
    reported = any(spots.matches(lexicon.reported))
    spots.hide(lexicon.idioms)
    spots.denied = _denied(spots, lexicon.numbers)
    for family in lexicon.families:
        if any(spots.matches(family.immediate)):
            return Verdict(Tier.immediate, family.name, reported)
    guarded = _around(spots.of(lexicon.numbers["guard"]), _GUARD_WITHIN)
    settled = _around(_settled(spots, lexicon), _SETTLED_WITHIN)
    urgent = _around(spots.of(lexicon.numbers["urgent"]), _URGENT_WITHIN)
    found: Verdict | None = None
    for family in lexicon.families:
        for ends in _alerts(spots, family, guarded, settled if family.settled else 0):
            if not urgent:
                return Verdict(Tier.alert, family.name, reported)
            if ends & urgent and family.urgent:
                return Verdict(Tier.immediate, family.name, reported)
            found = found or Verdict(Tier.alert, family.name, reported)
    return found


def _alerts(spots: Spots, family: Family, guarded: int, settled: int) -> Iterator[int]:
    """Where each pattern that is met ends."""
    for rows, silenced in ((family.alert, settled), (family.soft, guarded | settled)):
        for _, ends in spots.matches(rows):
            if ends & ~silenced:
                yield ends & ~silenced


def _settled(spots: Spots, lexicon: Lexicon) -> int:
    """Words that say it is over and mended, or told in a story or asked in general and not of oneself."""
    of_oneself = spots.of(lexicon.numbers["me"])
    settled = 0 if of_oneself else spots.of(lexicon.numbers["general"])
    for _, ends in spots.matches(lexicon.settled):
        settled |= ends
    return settled


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
    raw = read_lexicon()
    spelling = {wrong: right for right, many in raw["spellings"].items() for wrong in many.split()}
    concepts: dict[str, str] = raw["concepts"]
    vocabulary = Vocabulary({**concepts, "deniable": raw["deniable"]}, spelling)
    urgent = raw["urgent_families"].split()
    may_settle = raw["settled_families"].split()
    families = tuple(
        Family(
            name,
            compile_rows(rows.get("immediate", ""), vocabulary),
            compile_rows(rows.get("alert", ""), vocabulary),
            compile_rows(rows.get("soft", ""), vocabulary),
            name in urgent,
            name in may_settle,
        )
        for name in raw["families"].split()
        for rows in [_read(_LEXICON / "families" / f"{name}.yml")]
    )
    idioms = compile_rows(raw["idioms"], vocabulary, default_gap=0)
    reported = compile_rows(raw["reported"], vocabulary, default_gap=0)
    settled = compile_rows(raw["settled"], vocabulary, default_gap=0)
    special = (
        "neg", "neg_none", "neg_bare", "through", "through_none", "exception", "guard", "general",
        "me", "urgent", "deniable",
    )  # fmt: skip
    numbers = {name: vocabulary.number(f"@{name}") for name in special}
    normaliser = Normaliser(
        vocabulary.words() | set(spelling.values()),
        spelling,
        raw["fuzzy"].split(),
        raw["not_misspelt"].split(),
    )
    words = vocabulary.words() | {word for wrong in spelling for word in wrong.split("_")}
    return Lexicon(normaliser, vocabulary, families, idioms, reported, settled, numbers, frozenset(words))


def read_lexicon() -> dict[str, Any]:
    """What the families of the reviewed lexicon share, as it stands in its files."""
    return {
        key: value
        for part in ("spellings", "concepts", "idioms")
        for key, value in _read(_LEXICON / f"{part}.yml").items()
    }


def _read(path: Path) -> dict[str, Any]:
    raw: dict[str, Any] = YAML(typ="safe", pure=True).load(fold(path.read_text(encoding="utf-8")))
    return raw
