"""Takes names, numbers, places and schools out of a person's words.

Several detectors, their union, and what is kept over all of them.
"""

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass

from nlu.disguise import bare, disguised
from nlu.handles import handles
from nlu.joining import joined, lengthened
from nlu.names import names
from nlu.places import places
from nlu.shape import Span
from nlu.structured import shapes
from nlu.tokens import is_shouted, tokens
from nlu.word_lists import Lists, lists, plain
from nlu.words import fold

# How many kept stretches may begin inside one another.
_NESTED = 4
_DIGITS = re.compile(r"\D+")
# Words that were redacted before stay as they are.
_PLACEHOLDER = re.compile(r"\[(?:name|number|place|school|date|email|link)\]")
_YEARS = re.compile(r"(?:19|20)\d\d *(?:[-/]|to)? *(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Redacted:
    text: str
    spans: tuple[Span, ...]
    """What was taken out: start and end in the words as given, and its kind: name, number, place, school,
    date, email or link."""


def redact(text: str) -> Redacted:
    """Idempotent on what it leaves: placeholders that stand in the text already are no words."""
    seen, stood = bare(text)
    spans = _found(_PLACEHOLDER.sub(lambda found: "~" * len(found.group()), seen))
    if stood:
        spans = tuple((stood[start], stood[end - 1] + 1, kind) for start, end, kind in spans)
    parts: list[str] = []
    at = 0
    for start, end, kind in spans:
        parts += (text[at:start], f"[{kind}]")
        at = end
    return Redacted("".join((*parts, text[at:])), spans)


def _found(text: str) -> tuple[Span, ...]:
    known = lists()
    cut = tokens(text)
    shouted = is_shouted(cut)
    found = [*places(cut, known, shouted), *shapes(text, shouted), *handles(text, known)]
    whole = [kept.span() for kept in known.phrases.finditer(text)]
    whole += [span[:2] for span in found if span[2] in ("link", "number") and _is_kept(text, span, known)]
    whole.sort()
    found = [span for span in found if not _is_kept(text, span, known)]
    found += [*names(cut, known, shouted), *disguised(text, known)]
    people = {token.end for token in cut if token.plain in known.sure}
    found = [span for span in found if not _is_inside(span, whole)]
    return tuple(joined(text, list(lengthened(text, found, people))))


def _is_inside(span: Span, whole: list[tuple[int, int]]) -> bool:
    """`whole` is sorted; of those that begin no later than the span only the last few can hold it."""
    at = bisect_right(whole, (span[0], sys.maxsize))
    return any(span[1] <= last for _, last in whole[max(0, at - _NESTED) : at])


def _is_kept(text: str, span: Span, known: Lists) -> bool:
    start, end, kind = span
    said = fold(text[start:end])
    if kind == "number":
        digits = _DIGITS.sub("", said)
        return digits in known.small["keep_numbers"] or bool(_YEARS.fullmatch(said))
    if kind == "link":
        host, _, page = said.split("//")[-1].removeprefix("www.").partition("/")
        return host in known.small["keep_links"] and not (page and host in known.small["people_links"])
    if kind in ("email", "date"):
        return False
    words = [plain(word.removesuffix("'s")) for word in said.split()]
    if kind in ("place", "school") and not known.small["in_places"].isdisjoint(words):
        return False
    return all(word in known.ours for word in words)
