"""Sees through letters that are hidden, borrowed from other scripts, set apart or replaced by figures."""

import re
from collections.abc import Iterator

from nlu.shape import Span
from nlu.word_lists import Lists, plain

# Joiners inside words of other scripts belong there; after a Latin letter, sign or space they only hide it.
_UNSEEN = re.compile(r"(?<=[\x00-\u024f])[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅαορυνκιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwABEKMHOPCTYXIJSaopuvkiABEZHIKMNOPTYX",
)
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?=([ .*_-]))(?:\1[^\W\d_]){2,19}(?![^\W_])")
_SHORTEST_APART = 4
_FIGURES = re.compile(r"(?<![\w@.#/-])[^\W\d_](?=\w{0,20}\d)\w{1,20}[^\W\d_](?![\w@/-])")
_FIGURE = str.maketrans("0134578", "oieastb")


def bare(text: str) -> tuple[str, list[int]]:
    """The text without what hides its letters, and where each of them stood; no places if all stay."""
    if text.isascii():
        return text, []
    seen = _WORD.sub(lambda found: _latin(found.group()), text)
    hidden = {at for found in _UNSEEN.finditer(seen) for at in range(*found.span())}
    if not hidden:
        return seen, []
    places = [at for at in range(len(seen)) if at not in hidden]
    return "".join(seen[at] for at in places), places


def _latin(word: str) -> str:
    if word.isascii() or not _LATIN.search(word):
        return word
    return word.translate(_ALIKE)


def disguised(text: str, lists: Lists) -> Iterator[Span]:
    """ "J a y d e n", "J.a.y.d.e.n", "jayd3n": names on a list only."""
    for found in _APART.finditer(text):
        letters = plain(found.group()[::2])
        if len(letters) != len(found.group()[::2]):
            continue
        windows = (
            (first, last)
            for length in range(len(letters), _SHORTEST_APART - 1, -1)
            for first in range(len(letters) - length + 1)
            for last in [first + length]
        )
        for first, last in windows:
            if letters[first:last] in lists.sure or letters[first:last] in lists.likely:
                yield found.start() + 2 * first, found.start() + 2 * last - 1, "name"
                break
    for found in _FIGURES.finditer(text):
        word = plain(found.group()).translate(_FIGURE)
        if word in lists.sure or word in lists.likely:
            yield *found.span(), "name"
