"""Cuts words as they were written into tokens that know their place, capitals and sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.word_lists import plain

# Scripts of India and Arabic keep their vowel signs, which Python does not count as letters.
_SIGN = "\u0610-\u065f\u0900-\u0963\u0a01-\u0a75\u0b80-\u0dff\u200c"
_LETTER = rf"(?:[^\W\d_]|[{_SIGN}])"
_WORD = re.compile(rf"(?<![\w*${_SIGN}])[^\W\d_]{_LETTER}*(?:['’ʼ-]{_LETTER}+)*(?!\w)")
_ENDS = re.compile(r"[.!?\n।۔]\s*[\"'“‘(]*$")
_OWNED = re.compile(r"['’ʼ]s$", re.I)
# Above these shares the writer SHOUTS or Writes Like This, and a capital means nothing.
_SHOUTED, _TITLED = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    plain: str
    capital: bool
    """A capital that may mean a name: not ESOL, not GP."""
    opens: bool
    """The first word of a sentence, where a capital means nothing."""
    owned: bool
    """Written with 's, which stands outside."""
    gap: str
    """What stands between this word and the one before."""
    upper: bool
    """All capitals."""
    marked: bool
    """Latin letters, some with marks that English has not."""

    @property
    def acronym(self) -> bool:
        return self.upper and len(self.plain) < 6


def tokens(text: str) -> list[Token]:
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    end = 0
    for found in _WORD.finditer(text):
        whole = found.group()
        said = _OWNED.sub("", whole)
        start = found.start()
        gap = text[end:start]
        opens = not end or bool(_ENDS.search(gap[-8:]))
        end = start + len(said)
        upper = said.isupper() and len(said) > 1
        capital = said[:1].isupper() and not (upper and len(said) < 6)
        yield Token(
            start,
            end,
            plain(said),
            capital,
            opens,
            said != whole,
            gap,
            upper,
            not said.isascii() and _is_latin(said),
        )
        end = found.end()


def _is_latin(word: str) -> bool:
    return "\u00c0" <= max(word) < "\u0250"


def is_shouted(words: list[Token]) -> bool:
    """Whether capitals say nothing in this text."""
    middle = [word for word in words if not word.opens and word.plain != "i"]
    if len(middle) < 4:
        return False
    upper = sum(word.upper for word in middle)
    titled = sum(word.capital for word in middle)
    return upper > _SHOUTED * len(middle) or len(middle) > 4 and titled > _TITLED * len(middle)
