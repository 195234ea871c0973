"""Takes names, numbers, places and schools out of a person's words.

Several detectors, their union, and the keep list over all of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from nlu.structured import Span, shapes
from nlu.words import fold

_LEXICONS = Path(__file__).parent / "lexicons"
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)")
_USER = re.compile(
    r"(?<![\w@.])(?=[\w.]{0,60}[a-z])(?:[a-z.]{1,40}_\w[\w.]{0,40}|\w{0,40}_\w{1,40}|[a-z][a-z.]{2,30}\d{2,8})(?![\w@])",
    re.I,
)
_CHUNK = re.compile(r"[\w.@-]+")
_ENDS = re.compile(r"[.!?\n]\s*[\"'“‘(]*$")
_APOSTROPHE = re.compile(r"['’]")
_OWNED = re.compile(r"['’]s$")
_DIGITS = re.compile(r"\D+")
_YEARS = re.compile(r"(?:19|20)\d\d *(?:[-/]|to)? *(?:19|20)\d\d")
# Above this share of capitals the writer shouts or Writes Like This, and a capital means nothing.
_SHOUTING = 0.5
_TO_PLACES = frozenset(("in", "near", "from", "around", "at"))


@dataclass(frozen=True, slots=True)
class Redacted:
    text: str
    spans: tuple[Span, ...]
    """What was taken out: start and end in the words as given, and its kind."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists behind the rules: keep.yml and names.txt."""

    sure: frozenset[str]
    unsure: frozenset[str]
    """Names that are also words, or very short."""
    lists: Mapping[str, frozenset[str]]
    phrases: re.Pattern[str]
    """Names of services in several words, kept whole."""


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    plain: str
    capital: bool
    """A capital that may mean a name: not ESOL, not GP."""
    opens: bool
    """The first word of a sentence, where a capital means nothing."""


def redact(text: str) -> Redacted:
    words = _words()
    found = [*shapes(text), *_users(text, words), *_names(text, words)]
    whole = [kept.span() for kept in words.phrases.finditer(text)]
    spans = tuple(_merged(text, [span for span in found if not _kept(text, span, whole, words)]))
    parts: list[str] = []
    at = 0
    for start, end, kind in spans:
        parts += (text[at:start], f"[{kind}]")
        at = end
    return Redacted("".join((*parts, text[at:])), spans)


def _merged(text: str, spans: list[Span]) -> Iterator[Span]:
    """In order and apart. Of two that overlap the longer says the kind; names side by side are one."""
    current: Span | None = None
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if current is None:
            current = span
        elif span[0] < current[1]:
            kind = current[2] if current[1] - current[0] >= span[1] - span[0] else span[2]
            current = (current[0], max(current[1], span[1]), kind)
        elif span[2] == current[2] and text[current[1] : span[0]] == " ":
            current = (current[0], span[1], current[2])
        else:
            yield current
            current = span
    if current:
        yield current


def _kept(text: str, span: Span, whole: list[tuple[int, int]], words: Words) -> bool:
    start, end, kind = span
    if any(first <= start and end <= last for first, last in whole):
        return True
    said = fold(text[start:end])
    if kind == "number":
        digits = _DIGITS.sub("", said)
        return digits in words.lists["keep_numbers"] or bool(_YEARS.fullmatch(said))
    if kind == "link":
        host = said.split("//")[-1].removeprefix("www.").split("/")[0]
        return host in words.lists["keep_links"]
    if kind in ("email", "date"):
        return False
    return kind != "place" and all(
        _APOSTROPHE.sub("", _OWNED.sub("", word)) in words.lists["keep"] for word in said.split()
    )


def _users(text: str, words: Words) -> Iterator[Span]:
    """User names: by their look, or by standing after the name of an app."""
    for found in _USER.finditer(text):
        yield *found.span(), "name"
    tokens = list(_CHUNK.finditer(text))
    for at, token in enumerate(tokens[:-2]):
        if token.group().lower() not in words.lists["handle_cues"]:
            continue
        link, named = tokens[at + 1], tokens[at + 2]
        tight = text[token.end() : link.start()].strip() == ":"
        if tight:
            named = link
        elif link.group().lower() not in ("is", "name", "tag", "id"):
            continue
        handle = named.group().strip(".")
        if handle.lower() not in words.lists["not_handles"] and len(handle) > 2:
            yield named.start(), named.start() + len(handle), "name"


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    for found in _WORD.finditer(text):
        said = _OWNED.sub("", found.group())
        start = found.start()
        opens = not tokens or bool(_ENDS.search(text[tokens[-1].end : start]))
        plain = _APOSTROPHE.sub("", fold(said))
        capital = said[:1].isupper() and not _is_acronym(said)
        tokens.append(Token(start, start + len(said), plain, capital, opens))
    return tokens


def _is_acronym(said: str) -> bool:
    return said.isupper() and 1 < len(said) < 6


def _names(text: str, words: Words) -> Iterator[Span]:
    tokens = _tokens(text)
    middle = [token for token in tokens if not token.opens and token.plain != "i"]
    capitals = sum(token.capital for token in middle)
    shouting = len(middle) > 3 and capitals > _SHOUTING * len(middle)
    named = False
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        follows = named and token.capital and not token.opens and not shouting
        named = token.plain not in words.lists["keep"] and (
            follows or _is_name(token, before, after, words, shouting)
        )
        if named:
            place = before is not None and before.plain in _TO_PLACES and token.plain not in words.sure
            yield token.start, token.end, "place" if place else "name"


def _is_name(token: Token, before: Token | None, after: Token | None, words: Words, shouting: bool) -> bool:
    lists = words.lists
    plain = token.plain
    listed = plain in words.sure or plain in words.unsure
    meant = token.capital and not token.opens and not shouting
    lead = before.plain if before and not token.opens else ""
    if plain in words.sure or meant:
        return True
    if lead in lists["titles"]:
        return len(plain) > 1
    if lead in lists["kin"] and (listed and _moves(after, lists) or token.capital and not shouting):
        return True
    if lead in lists["called"]:
        return plain not in lists["not_called"]
    if not (token.capital and token.opens and listed and after) or shouting:
        return False
    return after.plain in lists["doing"] or after.plain in lists["being"] and plain not in lists["starters"]


def _moves(after: Token | None, lists: Mapping[str, frozenset[str]]) -> bool:
    """What follows a name after "friend" or "coach": the end, or something that a person does."""
    return after is None or after.opens or after.plain in lists["doing"] or after.plain in lists["being"]


@cache
def _words() -> Words:
    lines = (_LEXICONS / "names.txt").read_text(encoding="utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split()]
    raw = YAML(typ="safe", pure=True).load((_LEXICONS / "keep.yml").read_text(encoding="utf-8"))
    phrases = "|".join(re.escape(phrase).replace("_", " ") for phrase in raw.pop("keep_phrases").split())
    return Words(
        frozenset(name for name in names if not name.endswith("?")),
        frozenset(name[:-1] for name in names if name.endswith("?")),
        {key: frozenset(str(value).split()) for key, value in raw.items()},
        re.compile(rf"\b(?:{phrases})\b", re.I),
    )
