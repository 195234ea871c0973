"""Things with a shape: e-mail, links, handles, numbers, dates, initials, and the places of structured_places.

Every repeat is bounded and every pattern starts at a border of words, so the cost is linear.
"""

import re
from collections.abc import Iterator

from nlu import structured_places
from nlu.shape import CAPITAL, DIGIT, Span, any_case, as_written, one_of

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)?\d\d"
_DAY = r"[0-3]?\d"
_NTH = r"(?:st|nd|rd|th)"
_NTH_WORD = one_of(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    thirty[_-]first twenty[_-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"""
)
_SPOKEN = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
# P.E. and U.K. are nobody's initials.
_NO_INITIALS = one_of(
    r"P\.E R\.E U\.K U\.S E\.U I\.T D\.T T\.V A\.M P\.M D\.O\.B P\.S O\.K G\.P N\.B C\.P S\.E I\.C"
)
_AT = r" ?(?:\(at\)|\[at\]| at ) ?"
_DOT = r" ?(?:\(dot\)|\[dot\]| dot ) ?"
_TOP = (
    r"\."
    + one_of(
        r"""com co\.uk org net uk me tv io gg ly app info xyz site online live chat link club eu pl ro
        pk fans cc biz blog page dev shop space edu be"""
    )
    + r"\b"
)
_CASE = one_of(
    """ref reference case file id upn uln ehcp ehc crime incident pupil student staff badge log collar
    shoulder passport licence license reg registration plate plates oyster pass card candidate
    account sort_code policy application ticket claim urn lcs hospital patient mosaic
    liquidlogic insurance ni tenancy rent booking locker membership nhs police referral cad
    exclusion number"""
)

_ASCII = re.compile(r"[a-z]", re.I | re.A)
_SHAPES = (
    any_case("email", "@", r"(?<![\w.+-])[\w.+-]{1,64}(?:@| @ )[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    any_case(
        "email",
        "dot",
        r"(?<![\w.+-])(?:[\w-]{1,30} dot ){0,2}[\w.+-]{1,64}"
        rf"{_AT}[\w-]{{1,63}}(?:{_DOT}\w{{2,20}}){{1,4}}",
    ),
    any_case("email", "(at)", r"(?<![\w.+-])[\w.+-]{1,64} ?\(at\) ?[\w-]{1,63}(?:\.\w{2,20}){1,4}"),
    any_case("link", ":/", r"\bhttps?://\S+"),
    any_case("link", "www.", r"(?<![\w.@-])www\.[^\s,]{1,200}"),
    any_case("link", ".", rf"(?<![\w.@-])[\w-]{{1,63}}(?:\.[\w-]{{2,63}}){{0,3}}{_TOP}(?:/\S*)?"),
    any_case("link", "/", r"(?<![\w.@-])[a-z][\w-]{0,62}(?:\.[a-z][\w-]{1,62}){1,4}/\S+"),
    any_case(
        "link",
        "dot",
        r"\b(?:www dot )?[\w-]{2,40} dot (?:com|co dot uk|org|net|gg|me)(?: ?(?:slash|/) ?\w{1,40}){0,3}",
    ),
    any_case("name", "@", r"(?<![\w@])@ ?\w[\w.]{1,40}"),
    any_case("date", DIGIT, rf"\b(?:19|20)\d\d[-/.](?:0?\d|1[0-2])[-/.]{_DAY}\b"),
    any_case("date", DIGIT, rf"\b{_DAY} ?[-/.] ?(?:0?\d|1[0-2]) ?[-/.] ?{_YEAR}\b"),
    any_case("date", DIGIT, rf"\b{_DAY}{_NTH}?(?: of)?[ -]{_MONTH}[ ,-]{{1,2}}{_YEAR}\b"),
    any_case("date", DIGIT, rf"\b{_DAY}{_NTH}(?: of)? {_MONTH}\b"),
    any_case("date", DIGIT, rf"\b{_DAY} (?!may\b|mar\b|march\b){_MONTH}\b"),
    any_case("date", DIGIT, rf"\b{_MONTH} (?:the )?{_DAY}{_NTH}\b(?:,? (?:19|20)\d\d)?"),
    any_case("date", DIGIT, rf"\b{_MONTH} {_DAY},? (?:19|20)\d\d\b"),
    any_case(
        "date", DIGIT, rf"\b(?:born|birthday|dob)(?: was| is)?(?: in| on)? ({_MONTH},? (?:19|20)\d\d)\b"
    ),
    any_case("date", "", rf"\b{_NTH_WORD}(?: of)? {_MONTH}\b(?:,? (?:(?:19|20)\d\d|twenty \w{{3,9}}))?"),
    any_case("number", DIGIT, r"\b[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b"),
    any_case(
        "number",
        DIGIT,
        r"\b(?!yr|ks|ps|at|in|is|of|to|by|yo|on)[a-z]{2}\d{2} ?(?!and|but|yrs|who|min)[a-z]{3}\b",
    ),
    as_written("number", r"\b(?!Y\d)[A-Z]\d{1,3} ?[A-Z]{3}\b"),
    any_case("number", DIGIT, r"\b[a-z]{1,5}[-/]?\d{4,12}\b(?![\w-])"),
    as_written("number", r"\b[A-Z]{2,5} \d{5,12}\b"),
    as_written("number", r"\b[A-Z]{2} \d{3} \d{3} \d{3}\b"),
    any_case(
        "number",
        DIGIT,
        r"\b(?=[a-z\d/-]{0,20}[a-z])(?=(?:[a-z/-]{0,9}\d){3})[a-z\d]{1,10}(?:[-/][a-z\d]{1,10}){1,5}\b",
    ),
    any_case("number", DIGIT, r"(?<![\w/-])\d{2,6}[-/]\d{3,8}(?![\w/-])"),
    any_case(
        "number",
        DIGIT,
        rf"\b{_CASE}(?: (?:number|no|num|code|is|was|id|ref|reference|plate)){{0,3}}\.?:? ?#?"
        r"((?=[a-z/-]{0,8}\d)(?!(?:\d{1,2}|(?:19|20)\d\d)\b(?![/-]))[a-z\d][a-z\d/-]{2,20})\b",
    ),
    any_case("number", DIGIT, r"(?<!\w)#\d{3,10}\b"),
    any_case("number", DIGIT, r"(?<![\w.])\+?\(?\d(?:[ \t().\-/]{0,2}\d){5,30}(?!\w)"),
    any_case("number", DIGIT, r"(?<!\w)o\d{3,5}(?:[ -]?\d){5,8}\b"),
    any_case("number", "", rf"\b(?:{_SPOKEN}\b[\s,-]{{0,3}}){{6,30}}"),
    any_case(
        "number", DIGIT, rf"\b(?=[\d\s,-]{{0,12}}[a-z])(?:(?:{_SPOKEN}|\d{{1,5}})\b[\s,-]{{0,3}}){{6,30}}"
    ),
    as_written("name", rf"(?<![\w.])(?!{_NO_INITIALS}\b)(?:[A-Z]\. ?){{1,2}}[A-Z](?:\.|\b)(?!\w)"),
    *structured_places.SHAPES,
)


def shapes(text: str, shouted: bool) -> Iterator[Span]:
    """Every stretch of the text with a telling shape; stretches may overlap. Capitals tell nothing if
    shouted."""
    lowered = text.lower()
    worth = {
        "": bool(_ASCII.search(text)),
        DIGIT: any(letter.isdigit() for letter in text),
        CAPITAL: text != lowered and not shouted,
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
