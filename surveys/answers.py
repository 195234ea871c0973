"""Raw words -> typed answer, or the reason why not."""

import re
import unicodedata
from enum import StrEnum

from surveys.model import Question
from surveys.words import FINISHED, MEANINGS, NUMBERS, ORDINALS, plain

LONGEST = 2000
DONE = ":done"
_PLACE = re.compile(r"(?:(?:number|option|answer|choice) |the )?(\w+)(?: one| option| answer| choice)?")
_PARTS = re.compile(r"[,;/\n]+")
_AND = re.compile(r"\s+(?:and|&)\s+|\s*\+\s*", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d{1,12}")


class Reason(StrEnum):
    empty = "empty"
    too_long = "too_long"
    not_a_choice = "not_a_choice"
    not_a_number = "not_a_number"
    out_of_range = "out_of_range"


def refused(raw: str) -> Reason | None:
    """What no kind of question takes."""
    if len(raw) > LONGEST and len(raw.strip()) > LONGEST:
        return Reason.too_long
    return Reason.empty if all(_is_unseen(sign) for sign in raw) else None


def _is_unseen(sign: str) -> bool:
    """Spaces, joiners, selectors; not unassigned signs, which are the emoji of newer phones."""
    category = unicodedata.category(sign)
    return category[0] == "Z" or category in {"Cc", "Cf", "Cs"} or sign == "\ufe0f"


def text(raw: str) -> str | Reason:
    if raw == DONE:
        return Reason.empty
    # PostgreSQL takes neither NUL nor half a surrogate pair.
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip() or Reason.empty


def integer(raw: str) -> int | Reason:
    said = raw.strip()
    if _INTEGER.fullmatch(said):
        return int(said)
    number = NUMBERS.get(plain(said))
    return Reason.not_a_number if number is None else number


def choice(question: Question, raw: str) -> str | Reason:
    """A choice's name, its label in any language, its place in the list, or a word that plainly means it."""
    said = raw.strip()
    if said in question.names:
        return said
    words = plain(said)
    return (
        question.spoken.get(words or said)
        or _by_meaning(question, words)
        or (None if said.startswith("-") else _by_place(question, words))
        or Reason.not_a_choice
    )


def choices(question: Question, raw: str) -> list[str] | Reason:
    """A list in words, "school, online and on the bus"; one part that is not plain spoils it."""
    whole = choice(question, raw)
    if not isinstance(whole, Reason):
        return [whole]
    found: list[str] = []
    for part in filter(str.strip, _PARTS.split(raw)):
        several = [choice(question, part)]
        if several == [Reason.not_a_choice]:
            several = [choice(question, piece) for piece in _AND.split(part) if piece.strip()]
        for one in several:
            if isinstance(one, Reason):
                return one
            found.append(one)
    return found or Reason.not_a_choice


def is_finished(question: Question, raw: str) -> bool:
    return raw == DONE or (plain(raw) in FINISHED and plain(raw) not in question.spoken)


def _by_meaning(question: Question, words: str) -> str | None:
    meant = [name for name in MEANINGS.get(words, ()) if name in question.names]
    return meant[0] if len(meant) == 1 else None


def _by_place(question: Question, words: str) -> str | None:
    """ "3", "option three", "the second one"; not where the labels hold numbers of their own."""
    if any(sign.isdigit() for label in question.spoken for sign in label):
        return None
    said = _PLACE.fullmatch(words)
    if said is None:
        return None
    if words in {"last", "the last one"}:
        return question.names[-1]
    word = said.group(1)
    place = ORDINALS.get(word) or NUMBERS.get(word) or (int(word) if _INTEGER.fullmatch(word) else 0)
    return question.names[place - 1] if 0 < place <= len(question.names) else None
