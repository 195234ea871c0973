"""A broadcast as a mail: plain text and simple HTML; nothing in it tells that it has been opened."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from api.broadcasts.contracts import Message

FOLDER = Path(__file__).parent
ENGLISH = "en"
RIGHT_TO_LEFT = frozenset({"ur"})
LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])")


@dataclass(frozen=True)
class _Piece:
    """Words, or an address that leads somewhere."""

    words: str
    link: bool


def write(message: Message, sender: Address, to: str) -> EmailMessage:
    """The mail; each try of one copy has the same Message-ID, so that a mailbox can know it again."""
    mail, title, to_page = EmailMessage(policy=policy.SMTP), one_line(message.title), _to_page(message)
    mail["From"], mail["To"], mail["Subject"] = sender, to, title
    mail["Date"] = localtime()
    mail["Message-ID"] = f"<{_mark(message, to)}@{sender.domain}>"
    # RFC 3834: nobody's absence note shall answer it.
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    if message.leave:  # RFC 8058
        mail["List-Unsubscribe"] = f"<{message.leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(plain(message))
    page = (
        _environment()
        .get_template("letter.html")
        .render(
            message=message,
            title=title,
            paragraphs=[_lines(paragraph) for paragraph in re.split(r"\n\s*\n", message.text.strip())],
            words=_words(message.language),
            to_page=to_page,
            rtl=message.language in RIGHT_TO_LEFT,
        )
    )
    mail.add_alternative(page, subtype="html")
    return mail


def plain(message: Message) -> str:
    """Its words, with the ways to its page and out of the group; GOV.UK Notify is given them as well."""
    parts = [message.text]
    if message.page:
        parts.append(f"{_to_page(message)}:\n{message.page}")
    if message.leave:
        parts.append(f"{_words(message.language)['leave']}\n{message.leave}")
    return "\n\n".join(parts)


def one_line(title: str) -> str:
    """Without what would end a header, or turn its letters around."""
    kept = (" " if sign.isspace() else sign for sign in title if sign.isspace() or _visible(sign))
    return " ".join("".join(kept).split())


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs") or sign in "\u200c\u200d"


def _mark(message: Message, to: str) -> str:
    own = "\0".join((to, message.page or "", message.title, message.text, str(message.again)))
    return hashlib.sha256(own.encode()).hexdigest()[:40]


def _to_page(message: Message) -> str:
    return message.button.label if message.button else _words(message.language)["page"]


def _lines(paragraph: str) -> list[list[_Piece]]:
    return [list(_pieces(line)) for line in paragraph.split("\n")]


def _pieces(line: str) -> Iterator[_Piece]:
    for at, words in enumerate(LINK.split(line)):
        yield _Piece(words, at % 2 == 1)


def _words(language: str) -> Mapping[str, str]:
    return _books().get(language) or _books()[ENGLISH]


@cache
def _books() -> Mapping[str, Mapping[str, str]]:
    return dict(YAML(typ="safe").load(FOLDER / "words.yml"))


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(FOLDER)
    return Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
