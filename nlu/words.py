"""Brings a message to plain words: case, apostrophes, repeats, misspellings and text-speak."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

# A star inside a word hides a letter ("r*ped"), @ and $ stand for one ("gr@bbed"). Scripts of India and
# Arabic keep their vowel signs, which Python does not count as letters.
_TOKEN = re.compile(
    r"(?:[^\W_]|(?<=[^\W_])[@$*](?=[^\W_])|[\u0610-\u065f\u0900-\u0963\u0966-\u0dff])+|[.?!\n।۔]+"
)
_SILENT = re.compile(r"['’‘ʼ`´\u00ad\u200b-\u200f\u2060\ufeff]")
# Not of figures: 999 is a number to ring.
_REPEATED = re.compile(r"(\D)\1{2,}")
_DOUBLED = re.compile(r"(\D)\1")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_LEET = str.maketrans("013457@$!", "oieastasi")
_VOWELS = "aeiou"
# Letters that Unicode does not take apart into a letter and an accent.
_FOLDED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss"})

STOP = "."
_STOPS = ".?!\n।۔"


class Normaliser:
    """Knows the words that matter, and how children write them."""

    def __init__(
        self,
        known: Iterable[str],
        spellings: Mapping[str, str],
        fuzzy: Iterable[str],
        correct: Iterable[str],
    ) -> None:
        self._known = frozenset(known)
        self._single = {wrong: right for wrong, right in spellings.items() if "_" not in wrong}
        self._pairs = {
            (first, second): right
            for wrong, right in spellings.items()
            if "_" in wrong
            for first, second in [wrong.split("_")]
        }
        self._openers = frozenset(first for first, _ in self._pairs)
        self._correct = frozenset(correct)
        self._shortened: dict[str, list[str]] = {}
        for word in fuzzy:
            for short in {word, *_one_less(word)}:
                self._shortened.setdefault(short, []).append(word)

    def __call__(self, text: str) -> list[str]:
        words = [self._plain(token) for token in _tokens(text)]
        if self._openers.isdisjoint(words):
            return words
        return list(self._joined(words))

    def _joined(self, words: list[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            pair = self._pairs.get((words[at], words[at + 1])) if at + 1 < len(words) else None
            yield pair or words[at]
            at += 2 if pair else 1

    def _plain(self, token: str) -> str:
        if token in self._single:
            return self._single[token]
        if token in self._known or token in self._correct:
            return token
        for guess in _guesses(token):
            if guess in self._known:
                return guess
            if guess in self._single:
                return self._single[guess]
        return self._nearest(token)

    def _nearest(self, token: str) -> str:
        if not 5 <= len(token) <= 14:
            return token
        for short in (token, *_one_less(token)):
            for word in self._shortened.get(short, ()):
                if _one_slip(token, word):
                    return word
        return token


def fold(text: str) -> str:
    """Small letters without Latin accents."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    folded = _ACCENTS.sub("", unicodedata.normalize("NFD", folded)).translate(_FOLDED)
    return unicodedata.normalize("NFC", folded)


def _tokens(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(_REPEATED.sub(r"\1\1", _SILENT.sub("", fold(text)))):
        if token[0] not in _STOPS:
            yield token
        elif token != "..":  # dots in a row are a pause, not an end
            yield STOP


def _guesses(token: str) -> Iterator[str]:
    if _DOUBLED.search(token):
        yield _DOUBLED.sub(r"\1", token)
    if not token.isalpha() and not token.isdigit():
        yield token.translate(_LEET)
        if token.count("*") == 1:
            yield from (token.replace("*", vowel) for vowel in _VOWELS)


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_slip(token: str, word: str) -> bool:
    """One letter missing, added, changed, or two neighbours swapped; the first letter is right."""
    if token[0] != word[0]:
        return False
    if len(token) != len(word):
        longer, shorter = (token, word) if len(token) > len(word) else (word, token)
        return len(longer) - len(shorter) == 1 and shorter in _one_less(longer)
    wrong = [at for at in range(len(word)) if token[at] != word[at]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and token[wrong[0]] == word[wrong[1]]
        and token[wrong[1]] == word[wrong[0]]
    )
