"""A reply as Telegram shows it: plain text and buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from api.conversation.contracts import Option, Reply, Source
from bot.telegram.taps import pack
from bot.telegram.words import WORDS

# Telegram counts UTF-16 units.
LONGEST_MESSAGE = 4096
# A phone cuts longer buttons off, so their labels are also written out in full.
LONGEST_LABEL = 38


@dataclass(frozen=True)
class Bubble:
    """One message to send."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def draw(reply: Reply) -> list[Bubble]:
    """The reply as one message, or several when it is long; the buttons stand under the last."""
    numbered = any(len(choice.label) > LONGEST_LABEL for choice in reply.choices)
    choices = _numbered(reply.choices) if numbered else reply.choices
    paragraphs = [_progress(reply), _lists(reply.text)]
    paragraphs.append("\n".join(choice.label for choice in choices) if numbered else "")
    paragraphs.append("\n".join(f"{link.label}: {link.url}" for link in reply.links))
    paragraphs.append("\n".join(source_line(source) for source in reply.sources))
    pieces = list(split("\n\n".join(filter(None, paragraphs))))
    question = reply.question.key if reply.question else None
    return [*map(Bubble, pieces[:-1]), Bubble(pieces[-1], keyboard(choices, question))]


def keyboard(choices: list[Option], question: str | None = None) -> InlineKeyboardMarkup | None:
    """One button a row: labels are sentences, and thumbs are wide."""
    if not choices:
        return None
    rows = [[InlineKeyboardButton(text=c.label, callback_data=pack(c.value, question))] for c in choices]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def source_line(source: Source) -> str:
    """Where an answer comes from and how fresh it is; what nobody confirmed says so."""
    reviewed = WORDS.reviewed.format(date=_day(source.reviewed)) if source.reviewed else WORDS.unconfirmed
    due = WORDS.review_by.format(date=_day(source.review_by)) if source.review_by else WORDS.no_review
    return WORDS.source.format(
        title=source.title, section=source.section, version=source.version, reviewed=reviewed, review_by=due
    )


def split(text: str, limit: int = LONGEST_MESSAGE) -> Iterator[str]:
    """Pieces that Telegram takes, cut where a paragraph ends, else a line, else a word."""
    while _units(text) > limit:
        head = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := head.rfind(mark)) > 0), len(head))
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _progress(reply: Reply) -> str:
    if not reply.question:
        return ""
    progress = reply.question.progress
    return WORDS.progress.format(at=progress.at, of=progress.of)


def _lists(text: str) -> str:
    return "\n".join("• " + line[2:] if line.startswith("- ") else line for line in text.split("\n"))


def _numbered(choices: list[Option]) -> list[Option]:
    return [Option(label=f"{at}. {c.label}", value=c.value) for at, c in enumerate(choices, 1)]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
