"""Raw words -> typed answer, or the reason why not."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from surveys.model import Question
from surveys.words import AGREED, AND, BEFORE, FINISHED, MEANINGS, NUMBERS, PLACES, heard, plain

LONGEST = 2000
DONE = ":done"
OK = "OK"
_PLACE = re.compile(r"(?:(?:number|option|answer|choice) |the )?(\S+)(?: one| option| answer| choice)?")
_PARTS = re.compile(r"[,;/\n\u060c\u061b]+")
_AND = re.compile(rf" (?:{'|'.join(map(re.escape, sorted(AND)))}) ")
_INTEGER = re.compile(r"[+-]?\d{1,12}")
_OUT_OF = re.compile(r"([^\s/]+)(?: out of |\s?/\s?)([^\s/]+)")
_FRAME = re.compile("\ufe0f?\u20e3")


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


def one(question: Question, raw: str) -> str | int | Reason:
    """What is said to any kind of question but a note and one that takes several choices."""
    if question.kind == "text":
        return text(raw)
    if question.kind == "acknowledge":
        return OK if raw.strip() == OK or heard(raw) in AGREED else Reason.not_a_choice
    if question.kind == "integer":
        return integer(raw)
    return choice(question, raw) if question.scale is None else step(question.scale, raw)


def integer(raw: str) -> int | Reason:
    """Digits of any script, a keycap emoji, or a word for a small number."""
    said = _FRAME.sub("", raw).strip().rstrip(".!")
    if _INTEGER.fullmatch(said):
        return int(said)
    number = None if said.startswith(("-", "+")) else NUMBERS.get(plain(said))
    return Reason.not_a_number if number is None else number


def step(scale: range, raw: str) -> int | Reason:
    """A step of the scale, also as "7 out of 10"."""
    said = _OUT_OF.fullmatch(raw.strip().casefold())
    if said is not None and integer(said.group(2)) == scale[-1]:
        raw = said.group(1)
    number = integer(raw)
    return number if isinstance(number, Reason) or number in scale else Reason.out_of_range


def choice(question: Question, raw: str) -> str | Reason:
    """A choice's name, its label in any language, its place in the list, or a word that plainly means it."""
    said = raw.strip()
    if said in question.names:
        return said
    if said.startswith("-"):
        return question.spoken.get(plain(said)) or Reason.not_a_choice
    meant = (_meant(question, words) for words in _shorter(heard(said)))
    return next(filter(None, meant), Reason.not_a_choice)


def _shorter(words: str) -> Iterator[str]:
    """The words, then without what people say before what they mean: "i think its 3", "its 3", "3"."""
    for _ in range(3):
        yield words
        opening = next((one for one in BEFORE if words.startswith(f"{one} ")), None)
        if opening is None:
            return
        words = words.removeprefix(f"{opening} ")


def _meant(question: Question, words: str) -> str | None:
    return question.spoken.get(words) or _by_meaning(question, words) or _by_place(question, words)


def choices(question: Question, raw: str) -> list[str] | Reason:
    """A list in words, "school, online and on the bus"; one part that is not plain spoils it."""
    whole = choice(question, raw)
    if not isinstance(whole, Reason):
        return [whole]
    found: list[str] = []
    for part in filter(str.strip, _PARTS.split(raw)):
        several = [choice(question, part)]
        if several == [Reason.not_a_choice]:
            several = [choice(question, piece) for piece in _pieces(part)]
        for one in several:
            if isinstance(one, Reason):
                return one
            found.append(one)
    return found or Reason.not_a_choice


def _pieces(part: str) -> Iterator[str]:
    for piece in re.split("[&+]", part):
        yield from filter(None, _AND.split(heard(piece)))


def is_finished(question: Question, raw: str) -> bool:
    return raw == DONE or (plain(raw) in FINISHED and plain(raw) not in question.spoken)


def _by_meaning(question: Question, words: str) -> str | None:
    meant = [name for name in MEANINGS.get(words, ()) if name in question.names]
    return meant[0] if len(meant) == 1 else None


def _by_place(question: Question, words: str) -> str | None:
    """ "3", "option three", "the second one"; not where the labels hold numbers of their own."""
    if question.is_numbered:
        return None
    said = _PLACE.fullmatch(words)
    if said is None:
        return None
    if words in {"last", "the last one"}:
        return question.names[-1]
    word = said.group(1)
    place = PLACES.get(word) or NUMBERS.get(word) or (int(word) if _INTEGER.fullmatch(word) else 0)
    return question.names[place - 1] if 0 < place <= len(question.names) else None
