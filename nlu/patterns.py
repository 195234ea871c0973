"""Rows of concepts within windows of words, matched on bit masks: one bit a word, linear in the message."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_GAP = re.compile(r"~?\d+")
_SHORTEST_STEM, _LONGEST_STEM = 3, 10


@dataclass(frozen=True, slots=True)
class Pattern:
    elements: tuple[int, ...]
    gaps: tuple[int, ...]
    """Words allowed before each element after the first; negative: within so many, in either order."""
    needs: int
    negative: bool
    """The row holds a negator itself ("not safe at home"), so negators do not take its words back."""


class Vocabulary:
    """Numbers the concepts and knows which of them a word belongs to."""

    def __init__(self, concepts: Mapping[str, str], spelling: Mapping[str, str]) -> None:
        self._spelling = spelling
        self._named = {name: frozenset(self._expand(words, concepts)) for name, words in concepts.items()}
        self._numbers: dict[frozenset[str], int] = {}
        self.masks: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.phrases: dict[str, dict[tuple[str, ...], int]] = {}
        """By their first word."""
        self.elements: list[frozenset[str]] = []
        """By number: all it takes in, phrases and stems too."""
        self.members: list[frozenset[str]] = []
        """The whole words of each concept, without its phrases and stems."""

    def _expand(self, words: str, concepts: Mapping[str, str]) -> Iterator[str]:
        for item in words.split():
            if item.startswith("@"):
                yield from self._expand(concepts[item[1:]], concepts)
                continue
            base, *endings = item.split("/")
            for word in (base, *(base + ending for ending in endings)):
                yield self._spelt(word)

    def _spelt(self, word: str) -> str:
        """As the normaliser will leave it: the parts of a phrase too, and pairs that it makes one word."""
        parts: list[str] = []
        for part in self._spelling.get(word, word).split("_"):
            right = self._spelling.get(part, part)
            pair = self._spelling.get(f"{parts[-1]}_{right}") if parts else None
            parts[-1:] = [pair] if pair else [*parts[-1:], right]
        return "_".join(parts)

    def number(self, element: str) -> int:
        """The number of one element of a pattern: `@concept`, `word`, or several with | between."""
        words: set[str] = set()
        for part in element.split("|"):
            words |= self._named[part[1:]] if part.startswith("@") else set(self._expand(part, {}))
        return self._enter(frozenset(words))

    def _enter(self, words: frozenset[str]) -> int:
        if words in self._numbers:
            return self._numbers[words]
        number = self._numbers[words] = len(self._numbers)
        self.elements.append(words)
        self.members.append(frozenset(word for word in words if not word.endswith("*") and "_" not in word))
        for word in words:
            if word.endswith("*"):
                self.stems[word[:-1]] = self.stems.get(word[:-1], 0) | 1 << number
            elif "_" in word:
                parts = tuple(word.split("_"))
                alike = self.phrases.setdefault(parts[0], {})
                alike[parts] = alike.get(parts, 0) | 1 << number
            else:
                self.masks[word] = self.masks.get(word, 0) | 1 << number
        return number

    def frequency(self, number: int) -> int:
        """How common an element is, guessed by how many others want its words too."""
        return sum(self.masks[word].bit_count() for word in self.members[number])

    def holds_any(self, element: str, concept: str) -> bool:
        parts = {self._spelling.get(part, part) for part in element.split("|")}
        return f"@{concept}" in parts or not parts.isdisjoint(self._named[concept])

    def words(self) -> set[str]:
        """Every single word that counts, the parts of phrases too."""
        phrases = (phrase for alike in self.phrases.values() for phrase in alike)
        return set(self.masks) | {part for phrase in phrases for part in phrase}


class Rows:
    """Patterns, to be found by the rarest of their elements: few of them are tried on one message."""

    def __init__(self, patterns: Iterable[Pattern], vocabulary: Vocabulary) -> None:
        self.patterns = tuple(patterns)
        self._vocabulary = vocabulary

    @cached_property
    def by_rarest(self) -> dict[int, list[Pattern]]:
        """Made when first asked for: by then the vocabulary has met every row."""
        found: dict[int, list[Pattern]] = {}
        for pattern in self.patterns:
            found.setdefault(min(pattern.elements, key=self._vocabulary.frequency), []).append(pattern)
        return found

    @cached_property
    def rarest(self) -> int:
        """All of them as bits."""
        return sum(1 << number for number in self.by_rarest)


def compile_rows(rows: str, vocabulary: Vocabulary, default_gap: int = 2) -> Rows:
    """One row a line; a line that opens with # says what the rows below it look for."""
    lines = (line.strip() for line in rows.splitlines())
    return Rows(
        (_compile(line, vocabulary, default_gap) for line in lines if line and line[0] != "#"), vocabulary
    )


def _compile(row: str, vocabulary: Vocabulary, default_gap: int) -> Pattern:
    elements: list[int] = []
    gaps: list[int] = []
    gap = default_gap
    negative = False
    for part in row.split():
        if _GAP.fullmatch(part):
            gap = -int(part[1:]) if part[0] == "~" else int(part)
            continue
        if elements:
            gaps.append(gap)
        negative = negative or vocabulary.holds_any(part, "neg")
        elements.append(vocabulary.number(part))
        gap = default_gap
    needs = 0
    for element in elements:
        needs |= 1 << element
    return Pattern(tuple(elements), tuple(gaps), needs, negative)


class Spots:
    """Where each concept stands in one message."""

    def __init__(self, words: Iterable[str], vocabulary: Vocabulary, stop: str) -> None:
        self._bits: dict[str, int] = {}
        at = 0
        for word in words:
            self._bits[word] = self._bits.get(word, 0) | 1 << at
            at += 2 if word == stop else 1
        self._members = vocabulary.members
        self._found: dict[int, int] = {}
        # What a concept has besides its whole words: phrases and words known by their beginning.
        self._besides = [*self._find_phrases(vocabulary), *self._find_stems(vocabulary)]
        whole = ((vocabulary.masks.get(word, 0), bits) for word, bits in self._bits.items())
        self._places = [*self._besides, *((mask, bits) for mask, bits in whole if mask)]
        self.present = 0
        for mask, _ in self._places:
            self.present |= mask
        self.hidden = 0
        self.denied = 0

    def _find_stems(self, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
        for word, bits in self._bits.items():
            mask = 0
            for end in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
                mask |= vocabulary.stems.get(word[:end], 0)
            if mask:
                yield mask, bits

    def _find_phrases(self, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
        for first in self._bits.keys() & vocabulary.phrases.keys():
            for phrase, mask in vocabulary.phrases[first].items():
                ends = self._bits[first]
                for word in phrase[1:]:
                    ends = ends << 1 & self._bits.get(word, 0)
                if ends:
                    # The first word ends the window before the phrase, the last opens the one after it.
                    yield mask, ends | ends >> len(phrase) - 1

    def of(self, number: int) -> int:
        if number not in self._found:
            spots = 0
            # Long messages have more words than most concepts: look from the shorter side.
            short = len(self._members[number]) < len(self._places)
            for mask, bits in self._besides if short else self._places:
                if mask >> number & 1:
                    spots |= bits
            if short:
                for word in self._members[number]:
                    spots |= self._bits.get(word, 0)
            self._found[number] = spots
        return self._found[number]

    def matches(self, rows: Rows) -> Iterator[tuple[Pattern, int]]:
        """The rows that are there, with the places where each ends, as bits."""
        absent = ~self.present
        worth_a_try = self.present & rows.rarest
        while worth_a_try:
            number = worth_a_try.bit_length() - 1
            worth_a_try ^= 1 << number
            for pattern in rows.by_rarest[number]:
                if pattern.needs & absent:
                    continue
                if ends := self._ends(pattern):
                    yield pattern, ends

    def _ends(self, pattern: Pattern) -> int:
        seen = ~self.hidden if pattern.negative else ~(self.hidden | self.denied)
        ends = self.of(pattern.elements[0]) & seen
        for gap, element in zip(pattern.gaps, pattern.elements[1:], strict=True):
            if not ends:
                return 0
            reach = ahead(ends, gap + 1) if gap >= 0 else ahead(ends, 1 - gap) | behind(ends, 1 - gap)
            ends = reach & self.of(element) & seen
        return ends

    def hide(self, phrases: Rows) -> None:
        """Takes all words of these rows out of sight."""
        for pattern, ends in self.matches(phrases):
            self.hidden |= ends | behind(ends, sum(gap + 1 for gap in pattern.gaps))


def ahead(bits: int, reach: int) -> int:
    """The `reach` places after each bit."""
    spread, width = bits << 1, 1
    while width < reach:
        step = min(width, reach - width)
        spread |= spread << step
        width += step
    return spread


def behind(bits: int, reach: int) -> int:
    """The `reach` places before each bit."""
    spread, width = bits >> 1, 1
    while width < reach:
        step = min(width, reach - width)
        spread |= spread >> step
        width += step
    return spread
