"""The words of this room, by their place in the file."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("words.yml")


@cache
def words() -> Mapping[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def letter(name: Literal["answer", "became"], came: date, answer: str) -> tuple[str, str]:
    """The title and the text of a letter to whoever sent something on a day."""
    form = words()["letters"][name]
    return form["title"].format(day=said(came)), form["text"].format(words=answer)


def reported(came: date, period: str) -> tuple[str, str]:
    """The title and the text of a letter to whoever sent something that stands in a report."""
    form = words()["letters"]["reported"]
    return form["title"].format(day=said(came)), form["text"].format(period=period)


def said(day: date) -> str:
    """A day as people say it: 4 March 2026."""
    return f"{day.day} {day:%B %Y}"


def months(first: date, last: date) -> str:
    """A period of whole months as people say it: March 2026, July to September 2026."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"
