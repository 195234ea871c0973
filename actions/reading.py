"""Reads what was written: which answers of the threshold check it holds, by the lexicon beside this file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LEXICON = Path(__file__).with_name("lexicon.yml")
# As many words before a match can deny it.
REACH = 4
_END = re.compile(r"[.,;:!?\n]+|\bbut\b")
_ODD = re.compile(r"[^a-z0-9,]+")


@dataclass(frozen=True, slots=True)
class Code:
    """What is written for one answer."""

    name: str
    said: re.Pattern[str] | None
    as_is: re.Pattern[str] | None
    asked: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Question:
    """The answers to one question, in the order in which they are tried."""

    codes: tuple[Code, ...]
    denied: re.Pattern[str]


def code(question: str, words: str, *, asked: bool = False) -> str | None:
    """The answer that the words hold, or None; `asked`: they were written as the answer to the question."""
    return next(_codes(_lexicon()[question], words, asked), None)


def codes(question: str, words: str) -> list[str]:
    """All answers that words hold which were written as the answer to the question."""
    return list(dict.fromkeys(_codes(_lexicon()[question], words, True)))


def _codes(question: Question, words: str, asked: bool) -> Iterator[str]:
    text = _plain(words)
    for known in question.codes:
        if (known.as_is and known.as_is.search(text)) or _said(known, question, text):
            yield known.name
    if asked:
        whole = " ".join(text.replace(",", " ").split())
        yield from (known.name for known in question.codes if known.asked and known.asked.fullmatch(whole))


def _said(known: Code, question: Question, text: str) -> bool:
    """Whether it is said at a place where nothing denies it."""
    if known.said is None:
        return False
    for match in known.said.finditer(text):
        clause = text[: match.start()].rpartition(",")[2]
        before = " ".join(clause.split()[-REACH:])
        if not question.denied.search(f"{before} {match.group()}"):
            return True
    return False


def _plain(words: str) -> str:
    """Small letters, digits and spaces; a comma where a clause ends."""
    text = re.sub("['’]", "", words.lower())
    return " ".join(_ODD.sub(" ", _END.sub(" , ", text)).split())


@cache
def _lexicon() -> Mapping[str, Question]:
    tree = YAML(typ="safe").load(LEXICON)
    family, denied = tree.pop("family"), tree.pop("denied")
    return {name: _question(part, family, denied) for name, part in tree.items()}


def _question(part: Mapping[str, Any], family: str, denied: str) -> Question:
    def either(patterns: list[Any] | None) -> re.Pattern[str] | None:
        joined = "|".join(str(pattern).replace("FAMILY", family) for pattern in patterns or ())
        return re.compile(rf"\b(?:{joined})\b") if joined else None

    return Question(
        tuple(
            Code(name, either(ways.get("said")), either(ways.get("as_is")), either(ways.get("asked")))
            for name, ways in part["codes"].items()
        ),
        re.compile(rf"\b(?:{'|'.join(filter(None, [denied, part.get('denied_also')]))})\b"),
    )
