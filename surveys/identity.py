"""English questions that ask who somebody is: words that no anonymous survey may collect."""

import re
from collections.abc import Mapping

_FAMILY = (
    r"(?:child|children|son|daughter|brother|sister|friend|mum|mother|dad|father|parent|carer|teacher|tutor"
    r"|(?:social |key |youth )?worker|adult|person|family|young person|pupil|student|manager)"
)
_SCHOOL = r"(?:school|college|nursery|academy|university|sixth form|setting)"
_MEDIA = r"(?:social media|snap(?:chat)?|insta(?:gram)?|tik\s?tok|facebook|discord|twitter|whatsapp|roblox)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")")


# What is asked for only together with a word that asks, or where the whole sentence is no more than that.
_THINGS: Mapping[str, re.Pattern[str]] = {
    "name": _any(
        rf"(?:your|his|her|their|my)\s+(?!{_MEDIA})(?:\w+\s+)?(?:names?|initials)\b",
        rf"{_FAMILY}(?:'s|s')\s+(?:\w+\s+)?(?:names?|initials)\b",
        rf"names?\s+(?:\w+\s+)?of\s+(?:\w+\s+){{0,2}}{_FAMILY}\b",
        r"(?:full|first|last|family)\s+names?\b",
        r"nicknames?\b|surnames?\b|forenames?\b",
    ),
    "address": _any(
        r"(?:home|street|postal|house|full|family|your|their|his|her)\s+address(?:es)?\b",
        r"(?:house|door|flat)\s+number\b",
    ),
    "postcode": _any(r"post[\s-]?codes?\b|zip\s+codes?\b"),
    "school": _any(
        rf"names?\s+of\s+(?:your|the|his|her|their|a)\s+(?:\w+\s+)?{_SCHOOL}\b", rf"{_SCHOOL}(?:'s)?\s+name\b"
    ),
    "phone": _any(
        r"(?:phone|mobile|telephone|contact|whatsapp|cell)\s+(?:phone\s+)?(?:numbers?|no\b)",
        r"your\s+number\b",
    ),
    "email": _any(r"e-?mail\s+address(?:es)?\b", r"your\s+(?:\w+\s+)?e-?mails?\b(?!\s+address)"),
    "birth": _any(r"dates?\s+of\s+birth\b|dob\b|birth\s?dates?\b"),
    "account": _any(
        r"user\s?names?\b|screen\s?names?\b|gamer\s?tags?\b|your\s+handle\b|profile\s+link\b",
        rf"{_MEDIA}\s+(?:user\s?)?(?:names?|handles?|ids?|tags?)\b",
        rf"your\s+{_MEDIA}(?:\s+(?:account|profile))?\s*(?=[?.:,]|$)",
    ),
    "number": _any(
        r"(?:nhs|national\s+insurance|case|passport|staff|payroll|employee|pupil|student|candidate)\s+number\b",
        r"upn\b",
    ),
    "place": _any(r"exact\s+(?:place|location|spot)\b|what3words\b|grid\s+reference\b"),
}
# What asks by itself.
_QUESTIONS: Mapping[str, re.Pattern[str]] = {
    "name": _any(
        rf"name\s+(?:someone|somebody|anyone|one|the|a|an|any|your)\s+(?:\w+\s+)?(?:who\b|{_FAMILY}\b)",
        r"who\s+are\s+you\s*[?.]?$",
        r"(?:what\s+are\s+you|how\s+are\s+you)\s+called\b",
    ),
    "address": _any(rf"where\s+(?:exactly\s+)?do(?:es)?\s+(?:you|they|he|she|your\s+{_FAMILY})\s+live\b"),
    "school": _any(
        rf"(?:which|what)\s+(?:(?:primary|secondary|special|high|last|current)\s+)?{_SCHOOL}"
        r"(?:\s+(?:do|does|did|are|is|were|was)\b|\s*[?.]?$)",
        rf"what\s+is\s+your\s+(?:\w+\s+)?{_SCHOOL}\s*[?.]?$",
        rf"where\s+do(?:es)?\s+(?:you|they|your\s+{_FAMILY})\s+go\s+to\s+{_SCHOOL}\b",
        r"(?:which|what)\s+(?:class|form|tutor\s+group)\s+are\s+you\s+in\b",
    ),
    "phone": _any(r"(?:how|where|when)\s+can\s+we\s+(?:call|reach|contact|ring|text)\s+you\b"),
    "birth": _any(
        r"(?:when|what)(?:'s|\s+is|\s+day\s+is)\s+(?:\w+\s+){1,2}birthday\b",
        r"(?:when|(?:what|which)\s+(?:day|date|month|year))\s+(?:were|was)\s+(?:\w+\s+){1,2}born\b",
    ),
    "place": _any(
        r"(?:which|what)\s+(?:street|road|estate|block|building|bus\s+stop|house|flat|village)\b",
        r"where\s+exactly\b",
    ),
}
_ASKING = re.compile(
    r"\b(?:what|which|who|whose|write|enter|type|give|tell|add|leave|share|provide|state|fill|put|send|sign|may\s+we"
    r"|can\s+we|could\s+we|let\s+us)\b"
)
_REFUSING = re.compile(
    r"\b(?:do|does|did|will|must|should|can|need)(?:\s+not|n't)\b(?!\s+(?:mind|forget|worry))|\bcannot\b|\bnever\b"
    r"|\bwithout\b|\bno\s+need\b|\bnot\s+(?:ask|need|want|write|your|any)|\bwon't\b"
)
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n")
_FEW_WORDS = 4


def asked_for(text: str) -> list[str]:
    """The kinds of identifying words that `text` asks for, none where it asks people not to write them."""
    found: dict[str, None] = {}
    for sentence in _SENTENCE.split(text.lower().replace("\u2019", "'")):
        if _REFUSING.search(sentence):
            continue
        asks = bool(_ASKING.search(sentence)) or len(sentence.split()) <= _FEW_WORDS
        found |= {what: None for what, pattern in _THINGS.items() if asks and pattern.search(sentence)}
        found |= {what: None for what, pattern in _QUESTIONS.items() if pattern.search(sentence)}
    return list(found)


_WARNING = re.compile(
    r"\b(?:do\s+not|don't|never|without)\s+(?:\w+\s+){0,3}?(?:nam(?:e|es|ing)|who\b|identif|anyone|anybody)"
)


def warns_against_names(text: str) -> bool:
    """Whether it asks people not to name anyone."""
    return bool(_WARNING.search(text.lower().replace("\u2019", "'")))
