"""Reads answers that were typed where a button would have done."""

import re

_YES = re.compile(r"\s*(y|ye|yes|yeah|yep|yup|aye|correct|definitely|right now)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(n|no|nope|nah|none|never|not)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"(\bnot|n't|nt|\bun) ?(sure|certain|know)|\b(maybe|perhaps|possibly|might|unsure)\b", re.IGNORECASE
)
_STOP = re.compile(
    r"\W*(please )?(i want to )?(stop|cancel|quit|exit|end|abort|never ?mind|nvm|leave it|forget( about)? it)"
    r"( (it|this|that|the check|please|now|for now))*\W*",
    re.IGNORECASE,
)
_UNBORN = re.compile(r"\b(unborn|not born|not yet born|pregnan\w*|expecting|foetus|fetus)\b", re.IGNORECASE)
_SMALL = re.compile(
    r"\b(new ?born|baby|babies|infant|toddler|nursery|reception|pre-?school\w*)\b", re.IGNORECASE
)
_MONTHS = re.compile(r"(\d{1,3})[ -]?(months?|mths?|weeks?|wks?|days?)\b", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_BANDS = {4: "0-4", 10: "5-10", 15: "11-15", 17: "16-17"}
# A child in year 1 is five or six: the school year and four make the younger of the two.
_SCHOOL_START = 4


def yes_or_no(words: str) -> bool | None:
    """True, False, or None where neither is said."""
    if _YES.match(words):
        return True
    return False if _NO.match(words) else None


def is_unsure(words: str) -> bool:
    """Whether a yes or no in it could not be relied on."""
    return _UNSURE.search(words) is not None


def age_band(words: str) -> str | None:
    """The band of the youngest age that is named: unborn, 0-4, 5-10, 11-15, 16-17 or 18-over."""
    if _UNBORN.search(words):
        return "unborn"
    if _SMALL.search(words) or _MONTHS.search(words):
        return "0-4"
    if years := _SCHOOL_YEAR.findall(words):
        return _band(min(int(year) for year in years) + _SCHOOL_START)
    named = [int(number) for number in _YEARS.findall(words)]
    return _band(min(named)) if named else None


def wants_to_stop(words: str) -> bool:
    """Only a message that says nothing else: a worry may well have the word in it."""
    return _STOP.fullmatch(words) is not None


def _band(years: int) -> str:
    return next((band for last, band in _BANDS.items() if years <= last), "18-over")
