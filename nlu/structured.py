"""Things with a shape: e-mail, links, numbers, dates, postcodes, streets, schools.

Every repeat is bounded and every pattern starts at a border of words, so the cost is linear.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int, str]


class Shape(NamedTuple):
    kind: str
    trigger: str
    """What the text must hold for a look to be worth it: these letters, DIGIT, CAPITAL or "" for always."""
    pattern: re.Pattern[str]
    """Group 1 is the span, if there is one."""


DIGIT, CAPITAL = "#", "^"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)?\d\d"
_DAY = r"[0-3]?\d"
_NTH = r"(?:st|nd|rd|th)"
_CAP = r"[A-Z][\w'’.-]{0,30}"
_LOWER = r"(?:[a-z'’]{2,20} ){1,2}"
_STREET = r"(?:street|road|rd|avenue|ave|lane|close|drive|crescent|terrace|grove|gardens|court|mews)"
_STREET_CAP = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Crescent|Court|Terrace|Grove|Way|Gardens"
    r"|Mews|Square)"
)
_NO_STREET = r"(?!(?:the|our|my|a|main|busy|ring|this|that|every|each|high|same|next|other|quiet|side|one)\b)"
_STAGE = (
    r"(?:(?:Primary|Junior|Infants?|Secondary|High|Grammar|Catholic|Special|Community|CofE|C of E"
    r"|Church of England|Comprehensive|Nursery|Sixth Form|Free|Boys|Girls) )"
)
_NO_SCHOOL_CAP = r"(?!(?:My|Our|The|High|Primary|Secondary|Virtual|Early|I|At|New|Old) )"
_NO_SCHOOL = r"(?!(?:my|our|the|a|high|primary|secondary|new|old|that|this|his|her|their)\b)"
_SCHOOL = r"(?:primary|academy|high school|secondary school|primary school|juniors|infants|grammar)"
_CLUB = (
    r"(?:FC|Rovers|Scouts|Cadets|(?:Boxing|Youth|Football|Rugby|Judo|Karate|Dance) (?:Club|Academy|School))"
)
_SPOKEN = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_AT = r" ?(?:\(at\)|\[at\]| at ) ?"
_DOT = r" ?(?:\(dot\)|\[dot\]| dot ) ?"
_TOP = r"\.(?:com|co\.uk|org|net|uk|me|tv|io|gg|ly|app|info)\b"


def _any_case(kind: str, trigger: str, pattern: str) -> Shape:
    return Shape(kind, trigger, re.compile(pattern, re.I))


def _as_written(kind: str, pattern: str) -> Shape:
    return Shape(kind, CAPITAL, re.compile(pattern))


_SHAPES = (
    _any_case("email", "@", r"(?<![\w.+-])[\w.+-]{1,64}(?:@| @ )[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    _any_case(
        "email",
        "dot",
        r"(?<![\w.+-])(?:[\w-]{1,30} dot ){0,2}[\w.+-]{1,64}"
        rf"{_AT}[\w-]{{1,63}}(?:{_DOT}\w{{2,20}}){{1,4}}",
    ),
    _any_case("email", "(at)", r"(?<![\w.+-])[\w.+-]{1,64} ?\(at\) ?[\w-]{1,63}(?:\.\w{2,20}){1,4}"),
    _any_case("link", ":/", r"\bhttps?://\S+"),
    _any_case("link", "www.", r"(?<![\w.@-])www\.[^\s,]{1,200}"),
    _any_case("link", ".", rf"(?<![\w.@-])[\w-]{{2,63}}(?:\.[\w-]{{2,63}}){{0,3}}{_TOP}(?:/\S*)?"),
    _any_case("name", "@", r"(?<![\w@])@\w[\w.]{1,40}"),
    _any_case("date", DIGIT, rf"\b(?:19|20)\d\d[-/.](?:0?\d|1[0-2])[-/.]{_DAY}\b"),
    _any_case("date", DIGIT, rf"\b{_DAY}[-/.](?:0?\d|1[0-2])[-/.]{_YEAR}\b"),
    _any_case("date", DIGIT, rf"\b{_DAY}{_NTH}?(?: of)?[ -]{_MONTH}[ ,-]{{1,2}}{_YEAR}\b"),
    _any_case("date", DIGIT, rf"\b{_DAY}{_NTH}(?: of)? {_MONTH}\b"),
    _any_case("date", DIGIT, rf"\b{_DAY} (?!may\b|mar\b|march\b){_MONTH}\b"),
    _any_case("date", DIGIT, rf"\b{_MONTH} {_DAY}{_NTH}\b(?:,? (?:19|20)\d\d)?"),
    _any_case("place", DIGIT, r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"),
    _any_case(
        "place", DIGIT, r"\b(?:in|near|from|around|postcode|is) ([a-z]{1,2}\d{1,2}[a-z]?)(?=[\s.,!?]|$)"
    ),
    _any_case("place", DIGIT, r"\b(cv\d{1,2})\b"),
    _any_case("number", DIGIT, r"\b[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b"),
    _as_written("number", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    _any_case("number", DIGIT, r"\b[a-z]{1,5}[-/]?\d{4,12}\b(?![\w-])"),
    _any_case("number", DIGIT, r"(?<![\w.])\+?\(?\d(?:[ \t().\-/]{0,2}\d){5,30}(?!\w)"),
    _any_case("number", "", rf"\b(?:{_SPOKEN}\b[\s,-]{{0,3}}){{6,30}}"),
    _any_case("place", DIGIT, rf"\b(?:flat |number |no\.? ?)?\d{{1,4}}[a-z]?,? {_LOWER}(?:{_STREET}|st)\b"),
    _any_case(
        "place",
        "",
        r"\b(?:live|lives|lived|living|stay|house|flat|home) (?:on|at|in|down|off) "
        rf"{_NO_STREET}({_LOWER}{_STREET})\b",
    ),
    _as_written("place", rf"\b(?!(?:The|Our|My|High|Main|Ring) )(?:{_CAP} ){{1,3}}{_STREET_CAP}\b"),
    _as_written(
        "school",
        rf"\b{_NO_SCHOOL_CAP}(?:{_CAP} ){{1,4}}{_STAGE}{{0,3}}"
        r"(?:School|Academy|College|Nursery|Primary|Infants|Juniors)\b",
    ),
    _as_written("school", rf"\b(?:St|Saint)\.? {_CAP}(?: {_CAP}){{0,3}}"),
    _as_written("school", rf"\b(?:{_CAP} ){{1,3}}{_CLUB}\b"),
    _as_written(
        "school",
        rf"\b(?:go|goes|went|going|moved|attends?|attended) (?:to |at )?((?:{_CAP} ?){{1,4}})(?![\w'’])",
    ),
    _any_case("school", "", rf"\b(?:at|to|from|attends?|called) {_NO_SCHOOL}({_LOWER}{_SCHOOL})\b"),
)


def shapes(text: str) -> Iterator[Span]:
    """Every stretch of the text with a telling shape; stretches may overlap."""
    lowered = text.lower()
    worth = {
        "": True,
        DIGIT: any(letter.isdigit() for letter in text),
        CAPITAL: text != lowered,
    }
    for kind, trigger, pattern in _SHAPES:
        if not worth.get(trigger, trigger in lowered):
            continue
        for found in pattern.finditer(text):
            start, end = found.span(1 if pattern.groups else 0)
            while end > start and text[end - 1] in " ,.-\t\n":
                end -= 1
            if end > start:
                yield start, end, kind
