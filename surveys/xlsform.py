"""Reads a survey from an XLSForm (Markdown, CSV, Excel), or says everything that is wrong with the file."""

import re
from functools import lru_cache
from pathlib import Path
from typing import get_args

from surveys import files, lists, xpath
from surveys.columns import QUESTION_COLUMNS
from surveys.errors import Faults
from surveys.fields import Fields
from surveys.lists import CHOICE_COLUMNS
from surveys.model import AgeBand, Audience, Survey
from surveys.rows import Reader
from surveys.sheets import Row, Workbook

# An XForm has one title, so XLSForm knows no translation of it.
_PLAIN = ("form_id", "version", "form_title", "default_language", "audience")
_TRANSLATED = ("opening", "closing")
_OPTIONAL = ("reading_age", "drafts", "review", "age_band")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,32}")
_AGES = range(5, 26)


def load(path: Path | str) -> Survey:
    path = Path(path)
    faults = Faults(path.name)
    if path.suffix and not path.is_file():
        faults.refuse("there is no such file")
    size = path.stat().st_size if path.is_file() else 0
    suffix = files.check_name(path.name, size, faults)
    return _survey(path.read_bytes(), suffix, faults)


def from_bytes(data: bytes, name: str) -> Survey:
    """A file that was sent, by the name that it had there."""
    faults = Faults(re.split(r"[/\\]", name)[-1])
    return _survey(data, files.check_name(name, len(data), faults), faults)


@lru_cache(maxsize=128)
def read(text: str, name: str) -> Survey:
    """A stored `Survey.source`. Kept in memory: a source never changes, and every turn needs its survey."""
    return _survey(text.encode(), ".md", Faults(name))


def _survey(data: bytes, suffix: str, faults: Faults) -> Survey:
    book = Workbook(data, suffix, faults)
    settings = _settings(book, faults)
    values = {name: str(settings.cells.get(name, "")) for name in _PLAIN}
    language = values["default_language"]
    fields = Fields(faults, language)
    rows = book.rows("survey", QUESTION_COLUMNS, language)
    filters = (str(row.cells.get("choice_filter", "")) for row in rows)
    used = CHOICE_COLUMNS.union(*map(xpath.columns, filters))
    choices = book.rows("choices", used, language)
    fields.learn([*choices, *rows, settings])
    reader = Reader(fields, lists.read(fields, choices))
    reader.read(rows)
    title, opening, closing = (fields.texts(settings, name) for name in ("form_title", *_TRANSLATED))
    reading_age, drafts = _reading_age(fields, settings), _drafts(fields, settings)
    review = fields.flag(settings, "review", default=True)
    age_band = _age_band(fields, settings, values["audience"])
    book.check_as_xform()
    faults.check()
    return Survey(
        key=values["form_id"],
        version=values["version"],
        audience=next(known for known in get_args(Audience) if known == values["audience"]),
        title=title,
        opening=opening,
        closing=closing,
        languages=tuple(fields.languages),
        default_language=fields.default,
        questions=tuple(reader.questions),
        calculations=tuple(reader.calculations),
        reading_age=reading_age,
        drafts=drafts,
        review=review,
        age_band=age_band,
        source=book.source,
    )


def _settings(book: Workbook, faults: Faults) -> Row:
    rows = book.rows("settings", {*_PLAIN, *_TRANSLATED, *_OPTIONAL})
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
    _check_names(row, faults)
    return row


def _reading_age(fields: Fields, settings: Row) -> int | None:
    written = fields.cell(settings, "reading_age")
    if not written:
        return None
    if not re.fullmatch("[0-9]{1,2}", written) or int(written) not in _AGES:
        known = f"from {_AGES[0]} to {_AGES[-1]}"
        fields.blame(settings, "reading_age", f"“{written}” is no age in whole years, {known}")
        return None
    return int(written)


def _age_band(fields: Fields, settings: Row, audience: str) -> AgeBand | None:
    """How young they are whose help card must be the shortest."""
    written = fields.cell(settings, "age_band")
    known = next((one for one in get_args(AgeBand) if one == written), None)
    if written and known is None:
        fields.blame(settings, "age_band", f"“{written}” is none of {', '.join(get_args(AgeBand))}")
    elif known and audience != "young_person":
        fields.blame(settings, "age_band", "is for the audience young_person only")
    return known


def _drafts(fields: Fields, settings: Row) -> frozenset[str]:
    """Asked for last: the headings above have named the languages by now."""
    codes = frozenset(fields.cell(settings, "drafts").split())
    if unknown := codes - set(fields.languages):
        fields.blame(settings, "drafts", f"no language of this survey: {', '.join(sorted(unknown))}")
    return codes


def _check_names(row: Row, faults: Faults) -> None:
    """What stands in addresses and in our own lists."""
    key, version, audience = (row.cells.get(name) for name in ("form_id", "version", "audience"))
    if isinstance(key, str) and not _KEY.fullmatch(key):
        faults.add("settings", row.number, "form_id", f"“{key}”: small letters, digits and _ only")
    if isinstance(version, str) and not _VERSION.fullmatch(version):
        text = f"“{version}”: letters, digits, . _ and - only, 32 at most"
        faults.add("settings", row.number, "version", text)
    if isinstance(audience, str) and audience not in get_args(Audience):
        known = ", ".join(get_args(Audience))
        faults.add("settings", row.number, "audience", f"“{audience}” is none of {known}")
