"""Tells an unknown word that is a word after all from a name: drawn out, a slip, or as it sounds."""

import re
from collections.abc import Iterator
from functools import cache

from nlu import screen
from nlu.sound import sound_of
from nlu.tokens import Token
from nlu.word_lists import LONG, Lists, lists

_REPEATS = re.compile(r"(.)\1+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# So many words that are spelt by their sound, and this share of a text, make all of it so.
_SOME, _MISSPELT = 2, 0.1


def is_known(known: Lists, word: str) -> bool:
    """Ordinary, drawn out (soooo), cut short (talkin), a slip of a common word, or what the screen reads as
    a word of its own: what tells of harm is taken from nobody's words."""
    if not word or known.is_ordinary(word) or word in known.elsewhere or word in known.screened:
        return True
    short = _REPEATS.sub(r"\1", word)
    if short != word and (known.is_ordinary(short) or known.is_ordinary(_REPEATS.sub(r"\1\1", word))):
        return True
    if word.endswith("in") and known.is_ordinary(f"{word}g"):
        return True
    if is_slip(known, word):
        return True
    return spelt(word) != [word]


def spelt(word: str) -> list[str]:
    """The words that the screen reads in it: brother in bruver."""
    return (
        screen.load().normalise(word) if len(word) <= LONG and word.isascii() and word.isalpha() else [word]
    )


def is_slip(known: Lists, word: str) -> bool:
    """One letter left out, added, changed or swapped in a common word that starts with the same letter,
    and in no name that is common here."""
    if not 5 <= len(word) <= 14 or not word.isascii():
        return False
    guesses = {guess for guess in _slips(word) if len(guess) > 4}
    return not guesses.isdisjoint(known.common) and guesses.isdisjoint(known.here)


def sounds_known(word: str) -> bool:
    """Like a common word. Many a name does so too: only in a text that is misspelt throughout."""
    return 2 < len(word) <= LONG and word.isascii() and sound_of(word) in _sounds()


def is_misspelt(tokens: list[Token], known: Lists, shouted: bool) -> bool:
    """Whether the writer spells by sound: i fink my bruver tuk it."""
    small = [token.plain for token in tokens if shouted or token.opens or not token.capital]
    # A name on a list says nothing, and a word of the list is no misspelling.
    strange = [word for word in small if word not in known.sure and not known.is_ordinary(word)]
    if len(strange) < max(_SOME, _MISSPELT * len(small)):
        return False
    heard = {word: word in known.screened or sounds_known(word) for word in set(strange)}
    wrong = sum(heard[word] for word in strange)
    return wrong >= max(_SOME, _MISSPELT * len(small))


@cache
def _sounds() -> frozenset[str]:
    known = lists()
    words = (word for word in known.common | known.ours if word.isascii() and word.isalpha())
    return frozenset(sound_of(word) for word in words if len(word) > 2)


def _slips(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            yield head + letter + tail[1:]
    for letter in _LETTERS:
        yield word + letter
