"""Whether a comment is written in English, by the share of its words that English has.

Of the ways that were tried this one mistook fewest (docs/meaning.md). For tone alone: whether words show harm
is looked at in every language.
"""

import re

from nlu.word_lists import lists
from nlu.words import fold

# What masking has put in the place of a name or a number is no word of anybody.
_MASK = re.compile(r"\[(?:name|number|place|school|date|email|link)\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_APOSTROPHE = re.compile(r"['’ʼ`]")
_FEWEST_KNOWN = 0.6


def unmasked(text: str) -> str:
    """The comment without what stands for what was taken out."""
    return _MASK.sub(" ", text)


def plain_words(text: str) -> list[str]:
    """Its words in small letters, without accents and apostrophes."""
    return [_APOSTROPHE.sub("", word) for word in _WORD.findall(fold(unmasked(text)))]


def is_english(text: str) -> bool:
    """False where fewer than six in ten words are English, and where there is no word at all."""
    words = plain_words(text)
    known = lists()
    # The short way first: almost every word stands in a list as it is.
    hits = sum(
        word in known.ordinary and word not in known.elsewhere or known.is_listed(word) for word in words
    )
    return bool(words) and hits >= _FEWEST_KNOWN * len(words)
