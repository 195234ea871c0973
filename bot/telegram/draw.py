"""A reply as Telegram shows it: plain text and buttons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiogram.utils.formatting import Pre, Text

from api.conversation.contracts import Option, Reply, Source
from api.lengths import head, units
from bot.telegram.taps import pack
from bot.telegram.words import Words, words

# Telegram counts UTF-16 units.
LONGEST_MESSAGE = 4096
# A phone cuts longer buttons off, so their labels are also written out in full.
LONGEST_LABEL = 38
# Telegram makes no links of these; the numbers in the text can be tapped.
TO_CALL = ("tel:", "sms:")
# Cards that must be read at a glance: what they rest on stands in the content.
SHORT = frozenset({"immediate", "check_in"})
FACES = {"very_happy": "😀", "happy": "🙂", "middle": "😐", "sad": "🙁", "very_sad": "😢"}


@dataclass(frozen=True)
class Bubble:
    """One message to send."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    entities: tuple[MessageEntity, ...] = ()


def draw(reply: Reply) -> list[Bubble]:
    """The reply as one message, more when it is long or brings a note; the buttons stand under the last."""
    own = words(reply.language)
    choices = [_faced(choice) for choice in reply.choices]
    numbered = any(len(choice.label) > LONGEST_LABEL for choice in choices)
    choices = _numbered(choices) if numbered else choices
    paragraphs = [f"🆘 {own.urgent}"] if reply.card == "immediate" else []
    paragraphs += [_way_along(reply, own), _lists(reply.text)]
    paragraphs += [reply.receipt, own.receipt] if reply.receipt else []
    paragraphs.append("\n".join(choice.label for choice in choices) if numbered else "")
    if reply.card not in SHORT:
        ways = (link for link in reply.links if not link.url.startswith(TO_CALL))
        paragraphs.append("\n".join(f"{link.label}: {link.url}" for link in ways))
        paragraphs.append("\n".join(source_line(source, own) for source in reply.sources))
    bubbles = [Bubble(piece) for piece in split("\n\n".join(filter(None, paragraphs)))]
    bubbles += _noted(reply.note, own.note) if reply.note else []
    question = reply.question.key if reply.question else None
    return [*bubbles[:-1], replace(bubbles[-1], keyboard=keyboard(choices, question))]


def keyboard(choices: list[Option], question: str | None = None) -> InlineKeyboardMarkup | None:
    """Labels are sentences, and thumbs are wide: one button a row, but numbers side by side."""
    if not choices:
        return None
    rows = [
        [InlineKeyboardButton(text=c.label, callback_data=pack(c.value, question)) for c in row]
        for width, alike in groupby(choices, key=_in_a_row)
        for row in _rows(list(alike), width)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def source_line(source: Source, own: Words) -> str:
    """Where an answer comes from and how fresh it is; what nobody confirmed says so."""
    reviewed = own.reviewed.format(date=_day(source.reviewed)) if source.reviewed else own.unconfirmed
    due = own.review_by.format(date=_day(source.review_by)) if source.review_by else own.no_review
    return own.source.format(
        title=source.title, section=source.section, version=source.version, reviewed=reviewed, review_by=due
    )


def split(text: str, limit: int = LONGEST_MESSAGE) -> Iterator[str]:
    """Pieces that Telegram takes, cut where a paragraph ends, else a line, else a word."""
    while units(text) > limit:
        begins = head(text, limit)
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := begins.rfind(mark)) > 0), len(begins))
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text


def _noted(note: str, lead: str) -> Iterator[Bubble]:
    """A note apart from what else is said, in the letters that a tap copies."""
    for piece in split(note, LONGEST_MESSAGE - units(lead) - 2):
        text, entities = Text(lead, "\n\n", Pre(piece)).render()
        yield Bubble(text, entities=tuple(entities))


def _way_along(reply: Reply, own: Words) -> str:
    if not reply.question:
        return ""
    progress = reply.question.progress
    number = own.progress.format(at=progress.at, of=progress.of)
    return "\n".join(filter(None, [number, reply.question.section]))


def _lists(text: str) -> str:
    return "\n".join("• " + line[2:] if line.startswith("- ") else line for line in text.split("\n"))


def _faced(choice: Option) -> Option:
    face = FACES.get(choice.face or "")
    return choice.model_copy(update={"label": f"{face} {choice.label}"}) if face else choice


def _numbered(choices: list[Option]) -> list[Option]:
    return [Option(label=f"{at}. {c.label}", value=c.value) for at, c in enumerate(choices, 1)]


def _in_a_row(choice: Option) -> int:
    """How many buttons of this sort a phone has room for."""
    if choice.value.isdecimal() and choice.label == choice.value:
        return 6
    if choice.value.startswith(":change "):
        return 2
    return 1


def _rows(choices: list[Option], width: int) -> Iterable[list[Option]]:
    return (choices[at : at + width] for at in range(0, len(choices), width))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
