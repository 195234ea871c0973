"""Rows of the survey sheet -> questions and calculations; every fault is noted and reading goes on."""

import re
from typing import get_args

from surveys import columns
from surveys.columns import FLAGS, SELECTS
from surveys.fields import Fields
from surveys.groups import Groups
from surveys.lists import Lists, what_other
from surveys.model import Calculation, Choice, Kind, Question
from surveys.sheets import Row

_OTHERS = {
    "begin group": "begin_group",
    "begin_group": "begin_group",
    "end group": "end_group",
    "end_group": "end_group",
    "calculate": "calculate",
}
_KNOWN = (
    "select_one LIST and select_multiple LIST, both also with or_other, integer, range, text, note,"
    " acknowledge, calculate, begin_group, end_group"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class Reader:
    """Reads from top to bottom, and knows what stands above: expressions may speak of that only."""

    def __init__(self, fields: Fields, lists: Lists) -> None:
        self._fields = fields
        self._lists = lists
        self._groups = Groups(fields)
        self._above: set[str] = set()
        self._names: set[str] = set()
        self._for_everybody = True
        self.questions: list[Question] = []
        self.calculations: list[Calculation] = []

    def read(self, rows: list[Row]) -> None:
        for row in rows:
            self._row(row)
        self._groups.finish()
        if all(question.kind == "note" for question in self.questions):
            self._fields.fault("survey", "asks nothing that can be answered")

    def _row(self, row: Row) -> None:
        kind, named = self._kind(row)
        if kind == "end_group":
            columns.check(self._fields, row, kind)
            self._groups.end(row)
            return
        key = self._fields.cell(row, "name")
        is_named = self._is_name(row, key)
        if kind is not None:
            columns.check(self._fields, row, kind)
            columns.expression(self._fields, row, "relevant", self._above)
        if kind == "begin_group":
            self._groups.begin(row)
        elif kind is None or not is_named:
            # Only this row is wrong, not the expressions that speak of it.
            self._above.add(key)
        elif kind == "calculate":
            self._calculate(row, key)
        else:
            self._ask(row, next(one for one in get_args(Kind) if one == kind), named)

    def _kind(self, row: Row) -> tuple[str | None, list[str]]:
        """The kind of row and, for a select, its list of choices, perhaps with "or_other"."""
        words = self._fields.cell(row, "type").split()
        if " ".join(words) in _OTHERS:
            return _OTHERS[" ".join(words)], []
        kind, *named = words or [""]
        fits = len(named) == 1 or named[1:] == ["or_other"] if kind in SELECTS else not named
        if kind in get_args(Kind) and fits:
            return kind, named
        self._fields.blame(row, "type", f"“{' '.join(words)}” is not supported; known are {_KNOWN}")
        return None, []

    def _is_name(self, row: Row, key: str) -> bool:
        if not _NAME.fullmatch(key):
            self._fields.blame(row, "name", f"“{key}”: a letter, then letters, digits and _ only")
        elif key in self._names:
            self._fields.blame(row, "name", f"“{key}” stands twice")
        else:
            self._names.add(key)
            return True
        return False

    def _calculate(self, row: Row, key: str) -> None:
        written = columns.expression(self._fields, row, "calculation", self._above)
        if written is None:
            self._fields.blame(row, "calculation", "is missing")
        relevant = self._groups.relevant(self._fields.cell(row, "relevant"))
        self.calculations.append(Calculation(key, written or "''", relevant))
        self._above.add(key)

    def _ask(self, row: Row, kind: Kind, named: list[str]) -> None:
        self._check_first(row, kind)
        choices = columns.choices(self._fields, row, self._lists, named)
        question = self._question(row, kind, choices)
        self.questions.append(question)
        self._above.add(question.key)
        columns.expression(self._fields, row, "constraint", self._above)
        if named[1:]:
            follow_up = what_other(self._fields, question)
            if self._is_name(row, follow_up.key):
                # It stands in no row, so XLSForm lets no expression speak of it.
                self.questions.append(follow_up)

    def _check_first(self, row: Row, kind: Kind) -> None:
        """So that everybody is asked something, and there is always a question to go back to."""
        if not self._for_everybody:
            return
        narrowing = [(row, "relevant"), (row, "choice_filter")]
        for one, column in [*narrowing, *((group, "relevant") for group in self._groups.conditional)]:
            if one.cells.get(column):
                self._fields.blame(one, column, "the first question is for everybody")
        self._for_everybody = kind == "note"

    def _question(self, row: Row, kind: Kind, choices: tuple[Choice, ...]) -> Question:
        fields = self._fields
        known = {"name"}.union(*(choice.attributes for choice in choices))
        return Question(
            key=fields.cell(row, "name"),
            kind=kind,
            label=fields.label(row),
            hint=fields.texts(row, "hint"),
            choices=choices,
            relevant=self._groups.relevant(fields.cell(row, "relevant")),
            constraint=fields.cell(row, "constraint") or None,
            constraint_message=fields.texts(row, "constraint_message"),
            theme=fields.cell(row, "theme") or None,
            breakdown=columns.breakdown(fields, row),
            signposts=columns.signposts(fields, row, choices),
            appearance=columns.appearance(fields, row, choices),
            section=self._groups.section,
            choice_filter=columns.expression(fields, row, "choice_filter", self._above, known),
            scale=columns.scale(fields, row) if kind == "range" else None,
            row=row.number,
            **{column: columns.flag(fields, row, column, kind) for column in FLAGS},
        )
