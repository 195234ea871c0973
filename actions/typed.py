"""Small things that were typed: yes and no, doubt, the wish to stop, a question, ticks."""

import re

_YES = re.compile(r"\s*(y|ye|yes|yeah|yep|yup|aye|correct|definitely|right now)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(n|no|nope|nah|none|nothing|neither|never|not)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"(\bnot|n['’]?t|\bun) ?(sure|certain|know)|\b(maybe|perhaps|possibly|might|unsure|could be)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\W*(please )?(i want to )?(stop|cancel|quit|exit|end|abort|never ?mind|nvm|leave it|forget( about)? it)"
    r"( (it|this|that|the check|please|now|for now))*\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(who|whos|what|whats|where|wheres|when|why|which|how|can|could|do|does|did|is|are|am|should|must|shall|may)\b",
    re.IGNORECASE,
)
# A worry may open like a question, but a question is short.
_SHORT = 10
_TICKS = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
# An answer as a whole: "they fit", but not "they are taking her away"; "none of these", but not "no food".
_POINTS = (
    "of|these|those|them|they|the|that|this|it|do|does|is|are|at|now|today|really|thanks|thank|you|please"
)
_FITS = re.compile(
    rf"\W*(?:(?:yes|yeah|yep|y|ok|okay|all|both|correct|right|fits?|go on|next|good|fine|{_POINTS})\b\W*)+",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\W*(?:no|none|nope|nah|n|neither|nothing|not|never)\b\W*"
    rf"(?:(?:no|none|not|nothing|like|all|any|fits?|true|right|apply|applies|above|sort|kind|{_POINTS})\b\W*)*",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no|not|nor|never|none|nothing|without|cannot|\w+n['’]?t)\b", re.IGNORECASE)
_BUT = re.compile(r"\b(not|without|except|but|minus|take out|remove|untick)\b", re.IGNORECASE)


def yes_or_no(words: str) -> bool | None:
    """True, False, or None where neither is said."""
    if _YES.match(words):
        return True
    return False if _NO.match(words) else None


def is_none(words: str) -> bool:
    """Only a message that says nothing else: "no idea" is no no, and "no, he is bleeding" is none either."""
    return _NONE.fullmatch(words) is not None


def denies(words: str) -> bool:
    """Whether something in it is denied."""
    return _DENIES.search(words) is not None


def is_unsure(words: str) -> bool:
    """Whether a yes or no in it could not be relied on."""
    return _UNSURE.search(words) is not None


def wants_to_stop(words: str) -> bool:
    """Only a message that says nothing else: a worry may well have the word in it."""
    return _STOP.fullmatch(words) is not None


def is_question(words: str) -> bool:
    """Whether something is asked, in few words."""
    few = len(words.split()) <= _SHORT
    return few and (words.rstrip().endswith("?") or _ASKS.match(words) is not None)


def ticks(words: str, offered: int, ticked: set[int]) -> set[int] | None:
    """Places from 1 to `offered`: "1 and 3", "not 2", "all", "none". None where that is not what is said."""
    named = {int(number) for number in _TICKS.findall(words)} & set(range(1, offered + 1))
    if named:
        return ticked - named if _BUT.search(words) else named
    if is_none(words):
        return set()
    return (ticked or set(range(1, offered + 1))) if _FITS.fullmatch(words) else None
