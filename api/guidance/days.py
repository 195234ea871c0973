"""Days of the past as people type them: "last Thursday", "20/11", "since Monday"."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from api import clock

# Of a disagreement that is older nobody asks for the clock. A day to come, without its year, would be last
# year's.
_LONGEST_AGO = timedelta(days=180)
_BEGUN = r"(?:since|beg[au]n|start(?:ed)?|from|on)"
_LEAD = re.compile(rf"(?:(?:it|we|they)\s+)?(?:{_BEGUN}\s+)+", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|beg[au]n|started)\b(?:\s+on)?\s+(.*)", re.IGNORECASE | re.DOTALL)
_MONTH = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_HAS_DAY = re.compile(
    rf"\b(?:\w+day|mon|tues?|wed|thurs?|fri|ago|\d{{1,2}}(?:st|nd|rd|th)|\d+[/.-]\d+|\d{{1,2}}\s+(?:{_MONTH})\w*"
    rf"|(?:{_MONTH})\w*\s+\d{{1,2}})\b",
    re.IGNORECASE,
)
# Which the library does not know by these names.
_SHORT = {"thur": "thursday", "thurs": "thursday", "weds": "wednesday", "wed": "wednesday", "tue": "tuesday"}
_AHEAD = re.compile(r"\b(?:next|tomorrow|coming)\b", re.IGNORECASE)
# An hour would be taken for a day of the month.
_HOUR = re.compile(r"\bat\s+\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?(?![\w/.-])", re.IGNORECASE)
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = r"(?:mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_NAMED = re.compile(rf"\b{_DAY_NAME}s?\b", re.IGNORECASE)
# The library would take the name of the day and leave the rest.
_OTHER_WEEK = re.compile(
    rf"\b{_DAY_NAME}\s+(?:of\s+|in\s+)?(?:last\s+week|before\s+last|week|fortnight)\b"
    rf"|\b(?:last\s+week|weeks?|fortnight)\s+(?:ago\s+)?(?:on\s+|last\s+)?{_DAY_NAME}\b",
    re.IGNORECASE,
)
_WORD, _DOTS = re.compile("[a-z]+"), re.compile(r"(?<=\d)\.(?=\d)")
_LONGEST_DAY, _LONGEST_READ = 6, 60  # words


def typed(words: str, today: date | None = None) -> date | None:
    """The day that an answer is; None for the future, for what is long ago and for what is no day."""
    today = today or clock.today()
    if _misleads(words):
        return None
    day = _read(_LEAD.sub("", words.strip(), count=1), today)
    return said(words, today) if day is None else _past(day, today, words)


def said(words: str, today: date | None = None) -> date | None:
    """The first day that stands somewhere among the words."""
    today = today or clock.today()
    if _misleads(words):
        return None
    parts = _parts(words.split()[:_LONGEST_READ])
    return next((_past(day, today, part) for part in parts if (day := _read(part, today))), None)


def since(words: str, today: date | None = None) -> date | None:
    """The day on which something is said to have begun."""
    found = _SINCE.search(words)
    return said(found[1], today) if found else None


def is_about_one(words: str) -> bool:
    """Whether words speak of a day, also of one that is to come."""
    return bool(_HAS_DAY.search(words) or _AHEAD.search(words))


def _misleads(words: str) -> bool:
    """Whether the name of a day in the words is of a day to come, or of another week."""
    return bool(_AHEAD.search(words) or _OTHER_WEEK.search(words))


def _past(day: date, today: date, words: str) -> date | None:
    """The day, where it has come, and where it is one that the words name: "Monday 12/11" may be none."""
    named = {_NAMES.index(name[:3].lower()) for name in _NAMED.findall(words)}
    fits = not named or day.weekday() in named
    return day if fits and today - _LONGEST_AGO < day <= today else None


def _parts(words: list[str]) -> Iterator[str]:
    """Every run of a few words that may hold a day, the first and longest first."""
    for at in range(len(words)):
        for length in range(_LONGEST_DAY, 0, -1):
            part = " ".join(words[at : at + length])
            if at + length <= len(words) and _HAS_DAY.search(part):
                yield part


def _read(words: str, today: date) -> date | None:
    plain = _DOTS.sub("/", _HOUR.sub(" ", words.lower()).strip(" .,!?"))
    plain = _WORD.sub(lambda word: _SHORT.get(word[0], word[0]), plain)
    found = _reader(today).get_date_data(plain) if plain else None
    if found is None or found.date_obj is None:
        return None
    # "A week ago" is a day, "last week" is none.
    is_day = found.period in ("day", "time") or (found.period == "week" and plain.endswith(" ago"))
    day: date = found.date_obj.date()
    return day if is_day else None


@lru_cache(maxsize=1)
def _reader(today: date) -> Any:
    # Only who has begun an escalation pays for loading it.
    from dateparser.date import DateDataParser

    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "RETURN_TIME_AS_PERIOD": False,
    }
    return DateDataParser(languages=["en"], settings=settings)
