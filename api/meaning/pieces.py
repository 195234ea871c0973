"""Whether a quote is made of the words of a comment alone."""

import re

ELLIPSIS = "…"
_ELLIPSES = re.compile(r"(?:\s*(?:…|\.{3,})\s*)+")
_SPACES = re.compile(r"\s+")
# An apostrophe within a word does not end it: "can" is no word of "can't".
_BEGINS, _ENDS = r"(?<!\w)(?<!\w['’])", r"(?!\w|['’]\w)"


def spaced(words: str) -> str:
    """The words on one line."""
    return _SPACES.sub(" ", words).strip()


def tidy(words: str) -> str:
    """The words on one line, with each ellipsis written in one way."""
    return _ELLIPSES.sub(f" {ELLIPSIS} ", spaced(words)).strip()


def holds(comment: str, words: str) -> bool:
    """Whether words are whole ones of a comment, in their order, with an ellipsis wherever some are left out.

    A last full stop may go without one.
    """
    whole, pieces = spaced(comment), _ELLIPSES.split(spaced(words))
    if len(pieces) == 1:
        return bool(pieces[0]) and whole in (pieces[0], f"{pieces[0]}.", f"{pieces[0]}!")
    # An empty piece at an end stands for whatever was left out there.
    first, *between, last = pieces
    ends = [len(whole) - len(last), len(whole.rstrip(".!")) - len(last)]
    end = next((place for place in ends if _stands(whole, last, place)), -1)
    if end < 0 or not _stands(whole, first, 0):
        return False
    place = len(first)
    for piece in between:
        found = _whole_words(piece).search(whole, place)
        if found is None:
            return False
        place = found.end()
    return place <= end and any(pieces)


def _stands(whole: str, piece: str, place: int) -> bool:
    """Whether a piece stands at a place of the whole, and cuts no word."""
    return place >= 0 and (not piece or _whole_words(piece).match(whole, place) is not None)


def _whole_words(piece: str) -> re.Pattern[str]:
    return re.compile(f"{_BEGINS}{re.escape(piece)}{_ENDS}")
