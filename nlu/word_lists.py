"""The lists behind redaction: names, ordinary words, places and small words that lead a name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from nlu import screen
from nlu.words import fold

_LEXICONS = Path(__file__).parent / "lexicons"
_APOSTROPHE = re.compile(r"['’ʼ`]")
# Urdu writes these two letters otherwise than Arabic; lists and people mix them.
_ARABIC = str.maketrans("يك", "یک")
_ENDINGS = ("s", "ed", "ing", "ly", "ful", "less", "ness", "able")
# Longer than any word; looks inside words end here, so that their cost is bounded.
LONG = 24
# The names of many places and schools end so.
_ENDS = """field fields side bank banks wood woods mead brook hill dale croft bridge leigh hurst meadow
    meadows court park tree trees lands grange heath crest view gate ford lodge"""
PLACE_ENDS = tuple(_ENDS.split())
_MARKS = "~?-"


@dataclass(frozen=True, slots=True)
class Lists:
    """All words are plain: see `plain`."""

    sure: frozenset[str]
    here: frozenset[str]
    """Those of the sure names that we gave by hand."""
    likely: frozenset[str]
    """Names unless an article or the like leads them: daisy, jack."""
    unsure: frozenset[str]
    """Names that are more often words, or very short."""
    ordinary: frozenset[str]
    common: frozenset[str]
    """Ordinary words that are said often, and misspelt."""
    ours: frozenset[str]
    """Ordinary words by hand: family, services, slang; kept whatever found them."""
    elsewhere: frozenset[str]
    """Words of other tongues."""
    screened: frozenset[str]
    """Words that the screen knows, in all tongues and as children spell them, but for names by hand."""
    small: Mapping[str, frozenset[str]]
    """The lists of keep.yml by their keys."""
    phrases: re.Pattern[str]
    """Names of services in several words, kept whole."""
    places: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By the first word of a place: all its words, and its kind."""

    def is_name(self, word: str) -> bool:
        return word in self.sure or word in self.likely or word in self.unsure

    def is_ordinary(self, word: str) -> bool:
        """A word that needs no capital: in a list, or made of two that are."""
        return self.is_listed(word) or self.is_joined(word)

    def is_listed(self, word: str) -> bool:
        """In a list of words, as it stands or without an ending."""
        if word in self.ordinary:
            return True
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 2 and (stem in self.ordinary or f"{stem}e" in self.ordinary):
                return True
        return False

    def is_joined(self, word: str) -> bool:
        """Made of two words of the lists: underpass, but many a surname too."""
        if len(word) > LONG or word.endswith(PLACE_ENDS):
            return False
        return any(
            word[:at] in self.ordinary and word[at:] in self.ordinary for at in range(4, len(word) - 3)
        )


def plain(word: str) -> str:
    """Small letters without accents and apostrophes."""
    return _APOSTROPHE.sub("", fold(word)).translate(_ARABIC)


@cache
def lists() -> Lists:
    hand = _read("names_by_hand.txt")
    given = _by_mark(hand)
    decided = given["~"] | given["?"] | given["-"] | given[""]
    ours = frozenset(plain(word) for word in _read("vocabulary_by_hand.txt")) - (decided - given["-"])
    made = _by_mark(word for word in _read("names.txt"))
    words = _read("vocabulary.txt")
    common = frozenset(word[:-1] for word in words if word.endswith("+"))
    raw = YAML(typ="safe", pure=True).load((_LEXICONS / "keep.yml").read_text(encoding="utf-8"))
    phrases = "|".join(re.escape(phrase).replace("_", " ") for phrase in raw.pop("keep_phrases").split())
    small = {key: frozenset(str(value).split()) for key, value in raw.items()}
    ours |= small["titles"] | (small["kin"] - decided)
    elsewhere = frozenset(plain(word) for word in _read("vocabulary_elsewhere.txt"))
    elsewhere |= frozenset(_read("vocabulary_pl_ro.txt"))
    elsewhere -= decided - given["-"]
    screened = screen.load().words - decided
    sure = (made[""] - decided - ours - elsewhere - screened) | given[""]
    likely = given["~"]
    return Lists(
        sure,
        given[""],
        likely,
        (made["?"] | made[""] & screened) - decided - ours - elsewhere | given["?"],
        (frozenset(word.rstrip("+") for word in words) | ours) - sure,
        common - sure - likely,
        ours,
        elsewhere,
        screened,
        small,
        re.compile(rf"\b(?:{phrases})\b", re.I),
        _places(),
    )


def _read(file: str) -> list[str]:
    lines = (_LEXICONS / file).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _by_mark(words: list[str] | Iterator[str]) -> dict[str, frozenset[str]]:
    """Names by the mark that stands with them, or ""."""
    found: dict[str, set[str]] = {"": set(), "~": set(), "?": set(), "-": set()}
    for word in words:
        mark = word[0] if word[0] == "-" else word[-1] if word[-1] in _MARKS else ""
        found[mark].add(plain(word.strip(_MARKS)))
    for mark, stronger in (("~", "?"), ("", "?"), ("", "~"), ("-", "~"), ("-", "?"), ("-", "")):
        found[mark] -= found[stronger]
    return {mark: frozenset(group) for mark, group in found.items()}


def _places() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    raw = YAML(typ="safe", pure=True).load((_LEXICONS / "places.yml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, kind in (
        ("schools", "school"),
        ("short_schools", "short school"),
        ("districts", "place"),
        ("towns", "place"),
        ("short_places", "short place"),
    ):
        for name in raw[key].split():
            words = tuple(plain(word) for word in name.split("_"))
            found.setdefault(words[0], []).append((words, kind))
    return {first: tuple(sorted(group, key=lambda one: -len(one[0]))) for first, group in found.items()}
