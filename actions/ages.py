"""An age as it is typed: as an answer, or somewhere in a long message."""

import re

_UNBORN = r"\b(unborn|not born|not yet born|pregnan\w*|expecting|foetus|fetus)\b"
_SMALL = r"\b(new ?born|baby|babies|infant|toddler|nursery|reception|pre-?school\w*)\b"
_MONTHS = r"(\d{1,3})[ -]?(months?|mths?|weeks?|wks?|days?)\b"
_SCHOOL_YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})\b(?! ?olds?)", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(?<!level )(?<!lvl )(?<!stage )(?<!tier )(\d{1,2})(?!\d)", re.IGNORECASE)
_ANSWERED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (_UNBORN, _SMALL, _MONTHS))
# In a long message "pregnant" can be the mother's state and a number of weeks a time.
_TOLD_UNBORN = re.compile(r"\b(unborn|not (yet )?born( yet)?)\b", re.IGNORECASE)
_TOLD_SMALL = re.compile(
    rf"{_SMALL}|\b\d{{1,3}}[ -]?(months?|mths?|mos?|weeks?|wks?|days?)[ -]?old\b", re.IGNORECASE
)
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
}
_ONE = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_NUMBER = rf"({_ONE})\b(?! ?(?:times|days|weeks|months|hours|minutes|%|per\b))"
_CHILD = "(?:boy|girl|child|children|kid|lad|pupil|student|son|daughter|brother|sister|sibling|twin)s?"
_TOLD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b({_ONE})[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|of age)\b",
        rf"\b({_ONE}) ?(?:yo|y/o|yro)s?\b",
        rf"\b({_ONE}) ?[mf]\b",
        rf"\b({_ONE}) (?:and|&) {_ONE} ?(?:years?|yrs?|yo)\b",
        rf"\baged? (?:of )?{_NUMBER}",
        rf"\b{_CHILD},? (?:who is |who's |is |are |of |aged |age )?{_NUMBER}",
        rf"\b(?:he|she)(?:['’]?s| is) (?:only |just |nearly |about )?{_NUMBER}",
    )
)
_BANDS = {4: "0-4", 10: "5-10", 15: "11-15", 17: "16-17"}
# A child in year 1 is five or six: the school year and four make the younger of the two.
_SCHOOL_START = 4


def answered(words: str) -> str | None:
    """The band of the youngest age that the answer names: unborn, 0-4, 5-10, 11-15, 16-17 or 18-over."""
    unborn, small, months = _ANSWERED
    if unborn.search(words):
        return "unborn"
    if small.search(words) or months.search(words):
        return "0-4"
    if years := _SCHOOL_YEAR.findall(words):
        return _band(min(int(year) for year in years) + _SCHOOL_START)
    named = [int(number) for number in _YEARS.findall(words)]
    return _band(min(named)) if named else told(words)


def told(words: str) -> str | None:
    """The same in a message about something else: only what can be nothing but an age."""
    if _TOLD_UNBORN.search(words):
        return "unborn"
    if _TOLD_SMALL.search(words):
        return "0-4"
    years = [_number(found) for pattern in _TOLD for found in pattern.findall(words)]
    years += [int(year) + _SCHOOL_START for year in _SCHOOL_YEAR.findall(words) if int(year) <= 13]
    return _band(min(years)) if years else None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said.lower()]


def _band(years: int) -> str:
    return next((band for last, band in _BANDS.items() if years <= last), "18-over")
