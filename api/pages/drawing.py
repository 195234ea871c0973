"""Plain words as HTML: paragraphs, lists where lines open with a dash, numbers that can be tapped."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

ITEM = "- "
LONGEST_NAME = 80
# Numbers to ring, and short ones to text. 101 and 111 only where the words say that they are rung: after a
# colon, which languages that are written from right to left follow with a mark.
TO_CALL = re.compile(
    r"(?<![\w/])(?:(?P<sms>(?:(?<=text )|(?<=SMS ))\d{5})"
    r"|(?P<tel>0\d{2,4}(?: \d{3,4}){1,2}|999|(?:(?<=: )|(?<=: \u2066)|(?<=call ))1[01]1))(?!\w)"
)


def words(text: str) -> Markup:
    """Paragraphs and lists of a reply's text, everything else escaped."""
    return Markup("\n").join(_blocks(text))


def opening(text: str) -> str:
    """The first paragraph, used as a heading."""
    return text.strip().partition("\n\n")[0].replace("\n", " ")


def rest(text: str) -> str:
    """What comes after the first paragraph."""
    return text.strip().partition("\n\n")[2].strip()


def ending(text: str) -> str:
    """The last paragraph."""
    return text.strip().rpartition("\n\n")[2]


def day(value: date) -> str:
    """A date as people say it: 4 March 2026."""
    return f"{value.day} {value:%B %Y}"


def is_to_call(url: str) -> bool:
    """Whether a link rings or writes a text message."""
    return url.startswith(("tel:", "sms:"))


def _blocks(text: str) -> Iterator[Markup]:
    # Every line is a paragraph, so that none runs on from another; only blank lines part two lists.
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        for is_list, group in groupby(zip(lines, [*lines, ""][1:], strict=True), key=_is_item):
            if is_list:
                items = Markup("").join(
                    Markup("<li>{}</li>").format(_line(line.removeprefix(ITEM))) for line, _ in group
                )
                yield Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
            else:
                yield from (_paragraph(line, below) for line, below in group)


def _is_item(pair: tuple[str, str]) -> bool:
    """Whether the first of a line and the one below it is an item of a list."""
    return pair[0].startswith(ITEM)


def _paragraph(line: str, below: str) -> Markup:
    """What stands right above a list is its name, when it is short enough for one."""
    is_name = below.startswith(ITEM) and len(line) <= LONGEST_NAME
    kind = "govuk-body heard-names" if is_name else "govuk-body"
    return Markup('<p class="{}">{}</p>').format(kind, _line(line))


def _line(line: str) -> Markup:
    drawn, done = Markup(), 0
    for found in TO_CALL.finditer(line):
        number, kind = found[0], "sms" if found["sms"] else "tel"
        address = f"{kind}:{number.replace(' ', '')}"
        # Between words from right to left the groups of a number would change places.
        link = Markup('<a class="govuk-link" href="{}" dir="ltr">{}</a>').format(address, number)
        drawn += escape(line[done : found.start()]) + link
        done = found.end()
    return drawn + escape(line[done:])
