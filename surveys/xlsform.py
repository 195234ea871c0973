"""Reads a survey from an XLSForm (Markdown, CSV, Excel), or says everything that is wrong with the file."""

import re
from functools import lru_cache
from pathlib import Path
from typing import get_args

from surveys.errors import Faults
from surveys.model import Audience, Survey
from surveys.rows import CHOICE_COLUMNS, QUESTION_COLUMNS, Reader
from surveys.sheets import Row, Workbook

# An XForm has one title, so XLSForm knows no translation of it.
_PLAIN = ("form_id", "version", "form_title", "default_language", "audience")
_TRANSLATED = ("opening", "closing")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LARGEST = 1_000_000
_SUFFIXES = (".md", ".csv", ".xlsx")


def load(path: Path | str) -> Survey:
    path = Path(path)
    faults = Faults(path.name)
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        faults.refuse(f"a survey is a file in one of {', '.join(_SUFFIXES)}")
    if not path.is_file():
        faults.refuse("there is no such file")
    if path.stat().st_size > _LARGEST:
        faults.refuse(f"is larger than {_LARGEST:,} bytes")
    return _survey(path.read_bytes(), suffix, faults)


@lru_cache(maxsize=128)
def read(text: str, name: str) -> Survey:
    """A stored `Survey.source`. Kept in memory: a source never changes, and every turn needs its survey."""
    return _survey(text.encode(), ".md", Faults(name))


def _survey(data: bytes, suffix: str, faults: Faults) -> Survey:
    book = Workbook(data, suffix, faults)
    settings = _settings(book, faults)
    values = {name: str(settings.cells.get(name, "")) for name in _PLAIN}
    reader = Reader(faults, values["default_language"])
    lists = reader.choices(book.rows("choices", CHOICE_COLUMNS, values["default_language"]))
    rows = book.rows("survey", QUESTION_COLUMNS, values["default_language"])
    questions = reader.questions(rows, lists)
    title, opening, closing = (reader.texts(settings, name) for name in ("form_title", *_TRANSLATED))
    book.check_as_xform()
    faults.check()
    return Survey(
        key=values["form_id"],
        version=values["version"],
        audience=next(known for known in get_args(Audience) if known == values["audience"]),
        title=title,
        opening=opening,
        closing=closing,
        languages=tuple(reader.languages),
        default_language=reader.default,
        questions=questions,
        source=book.source,
    )


def _settings(book: Workbook, faults: Faults) -> Row:
    rows = book.rows("settings", {*_PLAIN, *_TRANSLATED})
    if not rows:
        faults.refuse("has no row of settings; form_id, version and the others stand there")
    row = rows[0]
    if len(rows) > 1:
        faults.add("settings", rows[1].number, "", "there is one row of settings")
    for name in (*_PLAIN, *_TRANSLATED):
        if not row.cells.get(name):
            faults.add("settings", row.number, name, "is missing")
        elif name in _PLAIN and not isinstance(row.cells[name], str):
            faults.add("settings", row.number, name, "is the same in every language: no “::” in the heading")
    key, audience = row.cells.get("form_id"), row.cells.get("audience")
    if isinstance(key, str) and not _KEY.fullmatch(key):
        faults.add("settings", row.number, "form_id", f"“{key}”: small letters, digits and _ only")
    if isinstance(audience, str) and audience not in get_args(Audience):
        known = ", ".join(get_args(Audience))
        faults.add("settings", row.number, "audience", f"“{audience}” is none of {known}")
    return row
