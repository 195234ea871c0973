"""What people type, brought to a plain form, and what it means in every survey (words.yml)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_SKINS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SPACES = re.compile(r"\s+")
# Variation selectors, the frame of a keycap emoji and the vowels that Urdu mostly leaves out count as
# marks, but other marks are letters in Urdu and Panjabi: only these go.
_SELECTORS = {"\ufe0e", "\ufe0f", "\u20e3"}
# Keyboards differ: Arabic letters for the Urdu ones; and a Polish letter that has no accent to take away.
_SAME = str.maketrans("\u064a\u0643\u0647\u0142", "\u06cc\u06a9\u06c1l")


def plain(text: str) -> str:
    """Lower case without punctuation, emoji, invisible signs and the accents of Latin letters.

    "I don't know!" is "i dont know", and "Nie wiem." what somebody types without Polish keys.
    """
    folded = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold()
    bare = folded if folded.isascii() else _without_accents(folded)
    return _SPACES.sub(" ", "".join(_kept(sign) for sign in bare)).strip()


def heard(text: str) -> str:
    """The plain form; where nothing else is said, the emoji, whatever its skin."""
    return plain(text) or _SKINS.sub("", text).strip()


def _without_accents(text: str) -> str:
    found: list[str] = []
    for sign in unicodedata.normalize("NFD", text.translate(_SAME)):
        if not (unicodedata.combining(sign) and found and "a" <= found[-1] <= "z"):
            found.append(sign)
    return unicodedata.normalize("NFC", "".join(found))


def _kept(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cf", "Cs", "Co", "Cn"} or sign in _SELECTORS or "\u064b" <= sign <= "\u0652":
        return ""
    return sign if category[0] in "LMN" else " "


_WORDS: Mapping[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("words.yml"))


def _sayings(by_language: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(heard(str(saying)) for sayings in by_language.values() for saying in sayings)


def _meanings() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for meaning in _WORDS["meanings"]:
        for saying in _sayings({code: said for code, said in meaning.items() if code != "names"}):
            found[saying] = found.get(saying, frozenset()) | frozenset(meaning["names"])
    return found


def _counted(by_language: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Words in the order of counting, with other forms of one after a "/"."""
    return {
        plain(form): number
        for words in by_language.values()
        for number, word in enumerate(words, start=1)
        for form in word.split("/")
    }


# Plain words -> the choice names that they can mean; surveys name these choices alike.
MEANINGS = _meanings()
FINISHED = _sayings(_WORDS["finished"])
AGREED = _sayings(_WORDS["agreed"])
AND = _sayings(_WORDS["and"])
# The longest first: "i am" is not "i".
BEFORE = tuple(sorted(_sayings(_WORDS["before"]), key=len, reverse=True))
NUMBERS: Mapping[str, int] = dict.fromkeys(_sayings(_WORDS["zero"]), 0) | _counted(_WORDS["numbers"])
# A face of the choices sheet -> emoji that mean it.
FACES: Mapping[str, tuple[str, ...]] = {
    face: tuple(map(heard, said)) for face, said in _WORDS["faces"].items()
}
PLACES: Mapping[str, int] = {
    **_counted(_WORDS["places"]),
    **{f"{place}{ending}": place for place in range(1, 31) for ending in ("st", "nd", "rd", "th")},
}
OTHER_CHOICE: Mapping[str, str] = _WORDS["other"]["choice"]
OTHER_QUESTION: Mapping[str, str] = _WORDS["other"]["question"]
OTHER_HINT: Mapping[str, str] = _WORDS["other"]["hint"]
