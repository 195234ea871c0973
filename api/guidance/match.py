"""How a worry in free words is made ready for PostgreSQL's English text search."""

import re

# English text search drops these as stop words, though "not fed", "cut herself" and "cut again" turn on them.
_NOT = re.compile(
    r"\b(?:no|not|never|without|cannot|(?:ca|do|is|wo|does|has|was|did|are|have|had|would|could|were)n['’]?t)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:my|him|her|them)sel(?:f|ves)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\bagain\b", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=\w)[-‐-―/](?=\w)")
# "6wk old", "8 mths": as people type the age of a baby.
_WEEKS = re.compile(r"(?<=\d)\s*wks?\b", re.IGNORECASE)
_MONTHS = re.compile(r"(?<=\d)\s*(?:mths?|mos?)\b", re.IGNORECASE)
# "No signs of neglect" is no sign of neglect, but what follows "but" is said.
_DENIED = re.compile(
    r"\bno\s+(?:signs?|evidence|concerns?|worr(?:y|ies)|history|reports?|suggestion|indication)\b"
    r"(?:(?!\b(?:but|though|although|however|except|yet)\b)[^.;,!?\n])*",
    re.IGNORECASE,
)
# Nor is a harm that is denied itself: "no disclosure", "he is not missing". What was denied until lately is.
_HARM = (
    r"(?:disclos\w+|fgm|missing|suicid\w+|danger|risk|injur\w+|bruis\w+|marks?|abuse\w*|exploit\w+"
    r"|traffick\w+|groom\w+|forced\s+marriage|self[- ]harm\w*|violence|hit|hurt|harmed|attacked|raped"
    r"|allegations?)"
)
_DENIED_HARM = re.compile(
    r"\b(?:no|not|never|neither|nor|without|(?:is|was|has|have|had|did|does|are|were)n['’]?t)\s+"
    r"(?:(?:any|been|in|at|a|an|currently|now|immediate|visible|sexual|domestic|sexually|child|known|or)\s+){0,3}"
    rf"{_HARM}\b(?!\s+(?:until|before|till|earlier|previously))(?:\s+or\s+{_HARM}\b)*",
    re.IGNORECASE,
)


def storable(words: str) -> str:
    """Without what PostgreSQL refuses in text: NUL and halves of surrogate pairs."""
    return words.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def plain(words: str) -> str:
    """The same words with the stop words that matter as search words of their own."""
    words = _DENIED_HARM.sub(" ", _DENIED.sub(" ", storable(words)))
    words = _MONTHS.sub(" month", _WEEKS.sub(" week", words))
    words = _NOT.sub(" nil ", words)
    words = _AGAIN.sub("repeatedly", _SELF.sub("oneself", words))
    return _HYPHEN.sub(" ", words)


def query_of(groups: list[str]) -> str:
    """Groups of words as one web search query in which any group suffices."""
    return " or ".join(plain(group) for group in groups)
