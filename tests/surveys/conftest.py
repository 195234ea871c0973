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
Lists = Mapping[str, Sequence[str | Cells]]


def _table(sheet: str, rows: Sequence[Cells]) -> list[str]:
    headings = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"| {sheet} |{' |' * len(headings)}", f"| | {' | '.join(headings)} |"]
    return lines + [f"| | {' | '.join(row.get(heading, '') for heading in headings)} |" for row in rows]


def _question(row: Cells) -> Cells:
    unlabelled = row.get("type", "").replace(" ", "_") in {"begin_group", "end_group", "calculate"}
    return row if unlabelled else {"label::English (en)": f"{row.get('name', '')}?", **row}


def _choice(listed: str, choice: str | Cells) -> Cells:
    if not isinstance(choice, str):
        label = choice["name"].replace("_", " ").capitalize()
        return {"list_name": listed, "label::English (en)": label, **choice}
    name, _, label = choice.partition("=")
    label = label or name.replace("_", " ").capitalize()
    return {"list_name": listed, "name": name, "label::English (en)": label}


def _written(rows: Sequence[Cells], lists: Lists | None = None, **settings: str) -> str:
    """Markdown of a survey; a choice "very_safe" is labelled "Very safe", or as its list says after a "="."""
    questions = [_question(row) for row in rows]
    choices = [_choice(listed, choice) for listed, named in (lists or {}).items() for choice in named]
    own = {**SETTINGS, **settings}
    tables: dict[str, Sequence[Cells]] = {"survey": questions, "choices": choices, "settings": [own]}
    return "\n".join(line for sheet, cells in tables.items() if cells for line in _table(sheet, cells))


@pytest.fixture(scope="session")
def written() -> Callable[..., str]:
    return _written


@pytest.fixture(scope="session")
def survey() -> Callable[..., Survey]:
    def read(*rows: Cells, **lists: Sequence[str | Cells]) -> Survey:
        return xlsform.read(_written(rows, lists), "tried.md")

    return read
