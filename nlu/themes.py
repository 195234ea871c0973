"""Suggests what a comment is about, by stems of a code-book; a person decides whether it is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from nlu.english import plain_words

_LEXICON = Path(__file__).parent / "lexicons" / "themes.yml"
_LONGEST = 24
"""Signs of a word that are compared: no stem is longer."""


@dataclass(frozen=True)
class Theme:
    """`stems` as the code-book writes them: "bulli*", "feel_safe"."""

    name: str
    stems: frozenset[str]


class CodeBook:
    """The themes of a partnership, in order, and which words suggest which of them."""

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self.themes = themes
        # By the first word: the rest of the stem, and the theme.
        self._whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._begun: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key, theme in themes.items():
            for stem in theme.stems:
                first, *rest = stem.split("_")
                kind = self._begun if first.endswith("*") else self._whole
                kind.setdefault(first.rstrip("*"), []).append((tuple(rest), key))
        self._shortest = min(map(len, self._begun), default=1)

    def suggest(self, text: str) -> list[str]:
        """The codes of the themes that a comment may be about, in the order of the book."""
        words = plain_words(text)
        found: set[str] = set()
        for at, word in enumerate(words):
            for rest, key in self._stems(word):
                if key not in found and _follow(rest, words, at + 1):
                    found.add(key)
        return [key for key in self.themes if key in found]

    def _stems(self, word: str) -> list[tuple[tuple[str, ...], str]]:
        stems = list(self._whole.get(word, ()))
        for length in range(self._shortest, min(len(word), _LONGEST) + 1):
            stems += self._begun.get(word[:length], ())
        return stems


@cache
def themes() -> Mapping[str, Theme]:
    """Those that come with the program."""
    raw = YAML(typ="safe", pure=True).load(_LEXICON.read_text(encoding="utf-8"))
    return {key: Theme(one["name"], frozenset(one["stems"].split())) for key, one in raw["themes"].items()}


def _follow(rest: tuple[str, ...], words: list[str], at: int) -> bool:
    """Whether the rest of a stem stands from this place on."""
    said = words[at : at + len(rest)]
    return len(said) == len(rest) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(said, rest, strict=True)
    )
