"""Small XLSForms for the tests of surveys/."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from surveys import xlsform
from surveys.model import Survey

SETTINGS = {
    "form_id": "tried",
    "version": "1",
    "form_title": "Tried",
    "default_language": "English (en)",
    "audience": "young_person",
    "opening::English (en)": "Hello.",
    "closing::English (en)": "Goodbye.",
}
Cells = Mapping[str, str]


def _table(sheet: str, rows: Sequence[Cells]) -> list[str]:
    headings = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"| {sheet} |{' |' * len(headings)}", f"| | {' | '.join(headings)} |"]
    return lines + [f"| | {' | '.join(row.get(heading, '') for heading in headings)} |" for row in rows]


def _written(rows: Sequence[Cells], lists: Mapping[str, Sequence[str]] | None = None, **settings: str) -> str:
    """Markdown of a survey; a choice "very_safe" is labelled "Very safe", or as its list says after a "="."""
    questions = [{"label::English (en)": f"{row.get('name', '')}?", **row} for row in rows]
    choices = [
        {
            "list_name": listed,
            "name": choice.partition("=")[0],
            "label::English (en)": choice.partition("=")[2] or choice.replace("_", " ").capitalize(),
        }
        for listed, names in (lists or {}).items()
        for choice in names
    ]
    tables = {"survey": questions, "choices": choices, "settings": [{**SETTINGS, **settings}]}
    return "\n".join(line for sheet, cells in tables.items() if cells for line in _table(sheet, cells))


@pytest.fixture(scope="session")
def written() -> Callable[..., str]:
    return _written


@pytest.fixture(scope="session")
def survey() -> Callable[..., Survey]:
    def read(*rows: Cells, **lists: Sequence[str]) -> Survey:
        return xlsform.read(_written(rows, lists), "tried.md")

    return read
