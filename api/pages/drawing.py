"""Plain words as HTML: paragraphs, and lists where lines open with a dash."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

ITEM = "- "


def words(text: str) -> Markup:
    """Paragraphs and lists of a reply's text, everything else escaped."""
    return Markup("\n").join(_blocks(text))


def opening(text: str) -> str:
    """The first paragraph, used as a heading."""
    return text.strip().partition("\n\n")[0].replace("\n", " ")


def rest(text: str) -> str:
    """What comes after the first paragraph."""
    return text.strip().partition("\n\n")[2].strip()


def day(value: date) -> str:
    """A date as people say it: 4 March 2026."""
    return f"{value.day} {value:%B %Y}"


def is_to_call(url: str) -> bool:
    """Whether a link rings or writes a text message."""
    return url.startswith(("tel:", "sms:"))


def _blocks(text: str) -> Iterator[Markup]:
    for paragraph in text.strip().split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for is_list, group in groupby(lines, key=lambda line: line.startswith(ITEM)):
            if is_list:
                items = Markup("").join(
                    Markup("<li>{}</li>").format(line.removeprefix(ITEM)) for line in group
                )
                yield Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
            else:
                inner = Markup("<br>").join(escape(line) for line in group)
                yield Markup('<p class="govuk-body">{}</p>').format(inner)
