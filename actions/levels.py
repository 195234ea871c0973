"""Which two levels of need a question names."""

import re

TOPIC = "levels-of-need"
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_NUMBER = r"([1-4]|one|two|three|four)"
_LEVEL = r"(?:levels?|lvls?|lev|l|tiers?|thresholds?) ?"
_AND = r" ?(?:and|&|/|-|or|vs?\.?|versus|to|from|with|than|,) ?"
_TWO = re.compile(rf"\b{_LEVEL}{_NUMBER}{_AND}(?:a |an )?(?:{_LEVEL})?{_NUMBER}\b", re.IGNORECASE)


def two(words: str) -> str | None:
    """The lower and the higher of two levels, such as "2-3"; None where not exactly two are named."""
    pairs = {tuple(sorted(map(_number, found.groups()))) for found in _TWO.finditer(words)}
    if len(pairs) != 1:
        return None
    [(low, high)] = pairs
    return f"{low}-{high}" if low != high else None


def _number(said: str) -> int:
    return _NUMBERS.get(said.lower()) or int(said)
