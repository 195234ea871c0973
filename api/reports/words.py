"""The words of reports, by their place in the file, and days as people say them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("words.yml")


@cache
def words() -> Mapping[str, Any]:
    """The whole file, read once."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def said(day: date) -> str:
    """A day as people say it: 4 March 2026."""
    return f"{day.day} {day:%B %Y}"


def span(first: date, last: date) -> str:
    """From one day to another, without what the last one says again."""
    if first == last:
        return said(last)
    if first.year != last.year:
        return f"{said(first)} to {said(last)}"
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{begins} to {said(last)}"


def months(first: date, last: date) -> str:
    """Whole months as people say them: July to September 2026."""
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"
