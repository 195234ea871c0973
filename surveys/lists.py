"""Rows of the choices sheet -> lists of choices."""

import re
from typing import get_args

from surveys.fields import Fields
from surveys.model import Choice, Face, Question, Texts
from surveys.sheets import Row
from surveys.words import OTHER_CHOICE, OTHER_HINT, OTHER_QUESTION

CHOICE_COLUMNS = {"list_name", "list name", "name", "label", "face"}
OTHER = "other"
_CHOICE_NAME = re.compile(r"[^\s:/]\S*")

Lists = dict[str, tuple[Choice, ...]]


def read(fields: Fields, rows: list[Row]) -> Lists:
    lists: dict[str, dict[str, Choice]] = {}
    for row in rows:
        listed, name = fields.cell(row, "list_name"), fields.cell(row, "name")
        if not listed:
            fields.blame(row, "list_name", "is missing")
            continue
        known = lists.setdefault(listed, {})
        if not _CHOICE_NAME.fullmatch(name):
            fields.blame(row, "name", f"“{name}”: one word that does not start with : or /")
        elif name in known:
            fields.blame(row, "name", f"“{name}” stands twice in the list “{listed}”")
        known.setdefault(name, _choice(fields, row, name))
    return {listed: tuple(known.values()) for listed, known in lists.items()}


def with_other(fields: Fields, choices: tuple[Choice, ...], row: int) -> tuple[Choice, ...]:
    """As `or_other` wants it: one choice more, unless the list has it."""
    if any(choice.name == OTHER for choice in choices):
        return choices
    return *choices, Choice(OTHER, _ours(fields, OTHER_CHOICE), row=row)


def what_other(fields: Fields, question: Question) -> Question:
    """The question that follows on “other”, as pyxform makes it of `or_other`."""
    return Question(
        key=f"{question.key}_{OTHER}",
        kind="text",
        label=_ours(fields, OTHER_QUESTION),
        hint=_ours(fields, OTHER_HINT),
        relevant=f"selected(${{{question.key}}}, '{OTHER}')",
        theme=question.theme,
        sensitive=question.sensitive,
        section=question.section,
        row=question.row,
    )


def _choice(fields: Fields, row: Row, name: str) -> Choice:
    face = fields.cell(row, "face")
    known = next((one for one in get_args(Face) if one == face), None)
    if face and known is None:
        fields.blame(row, "face", f"“{face}” is none of {', '.join(get_args(Face))}")
    others = {column: fields.cell(row, column) for column in row.cells.keys() - CHOICE_COLUMNS}
    return Choice(name, fields.label(row), known, others, row.number)


def _ours(fields: Fields, words: Texts) -> Texts:
    """In the languages of the survey; where its default is none of ours, English stands in for it."""
    found = {code: words.get(code) or words.get(code.split("-")[0]) for code in fields.languages}
    return {fields.default: words["en"], **{code: said for code, said in found.items() if said}}
