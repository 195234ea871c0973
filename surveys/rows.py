"""Rows of the survey and choices sheets -> questions; every fault is noted and reading goes on."""

import re
from typing import get_args

from surveys.errors import Faults
from surveys.model import Choice, Kind, Question, Texts
from surveys.sheets import YES_NO, Row
from surveys.xpath import Document, references

QUESTION_COLUMNS = {
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    # ours
    *("theme", "tone", "plan", "sensitive", "signposts"),
}
CHOICE_COLUMNS = {"list_name", "list name", "name", "label"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CHOICE_NAME = re.compile(r"[^\s:/]\S*")
_LANGUAGE = re.compile(r".*\S \(([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
_SELECTS = ("select_one", "select_multiple")
_ANSWERABLE = (*_SELECTS, "integer", "text")
_ONE_FOR_ALL = "is the same in every language: no “::” in the heading"

Lists = dict[str, tuple[Choice, ...]]


class Reader:
    """One file's questions; `languages` fills with the codes that its headings name."""

    def __init__(self, faults: Faults, default_heading: str) -> None:
        self._faults = faults
        self._bad_headings: set[str] = set()
        self.languages: list[str] = []
        self.default = ""
        if default_heading:
            self.default = self._code("settings", 2, "default_language", default_heading)

    def choices(self, rows: list[Row]) -> Lists:
        lists: dict[str, list[Choice]] = {}
        for row in rows:
            listed, name = self._cell(row, "list_name"), self._cell(row, "name")
            if not listed:
                self._blame(row, "list_name", "is missing")
                continue
            known = lists.setdefault(listed, [])
            if not _CHOICE_NAME.fullmatch(name):
                self._blame(row, "name", f"“{name}”: one word that does not start with : or /")
            elif name in {choice.name for choice in known}:
                self._blame(row, "name", f"“{name}” stands twice in the list “{listed}”")
            known.append(Choice(name, self._label(row)))
        return {listed: tuple(known) for listed, known in lists.items()}

    def questions(self, rows: list[Row], lists: Lists) -> tuple[Question, ...]:
        found: dict[str, tuple[Row, Question]] = {}
        for row in rows:
            question = self._question(row, lists)
            if question is None:
                continue
            if question.key in found:
                self._blame(row, "name", f"“{question.key}” stands twice")
            found.setdefault(question.key, (row, question))
        self._check_expressions(list(found.values()))
        if all(question.kind == "note" for _, question in found.values()):
            self._faults.add("survey", 0, "", "asks nothing that can be answered")
        return tuple(question for _, question in found.values())

    def texts(self, row: Row, column: str) -> Texts:
        cell = row.cells.get(column) or {}
        if not isinstance(cell, dict):
            return {self.default: _with_line_ends(cell)}
        codes = {heading: self._code(row.sheet, 1, column, heading) for heading in cell}
        return {codes[heading]: _with_line_ends(words) for heading, words in cell.items()}

    def _question(self, row: Row, lists: Lists) -> Question | None:
        kind, listed = self._kind(row)
        key = self._cell(row, "name")
        if not _NAME.fullmatch(key):
            self._blame(row, "name", f"“{key}”: a letter, then letters, digits and _ only")
            return None
        if kind is None:
            return None
        choices = lists.get(listed, ())
        if kind in _SELECTS and not choices:
            self._blame(row, "type", f"the choices sheet has no list “{listed}”")
        return Question(
            key=key,
            kind=kind,
            label=self._label(row),
            hint=self.texts(row, "hint"),
            required=self._flag(row, "required", kind, _ANSWERABLE),
            choices=choices,
            relevant=self._cell(row, "relevant") or None,
            constraint=self._cell(row, "constraint") or None,
            constraint_message=self.texts(row, "constraint_message"),
            theme=self._cell(row, "theme") or None,
            tone=self._flag(row, "tone", kind, ("text",)),
            plan=self._flag(row, "plan", kind, (*_SELECTS, "integer")),
            sensitive=self._flag(row, "sensitive", kind, get_args(Kind)),
            signposts=self._signposts(row, choices),
        )

    def _kind(self, row: Row) -> tuple[Kind | None, str]:
        """The kind and, for a select, its list of choices."""
        words = self._cell(row, "type").split()
        for kind in get_args(Kind):
            if words[:1] == [kind] and len(words) == (2 if kind in _SELECTS else 1):
                return kind, words[-1]
        known = "select_one LIST, select_multiple LIST, integer, text, note"
        self._blame(row, "type", f"“{' '.join(words)}” is not supported; known are {known}")
        return None, ""

    def _signposts(self, row: Row, choices: tuple[Choice, ...]) -> frozenset[str]:
        names = frozenset(self._cell(row, "signposts").split())
        if unknown := names - {choice.name for choice in choices}:
            self._blame(row, "signposts", f"no choice of this question: {', '.join(sorted(unknown))}")
        return names

    def _check_expressions(self, questions: list[tuple[Row, Question]]) -> None:
        keys = [question.key for _, question in questions]
        document = Document(keys, {})
        for place, (row, question) in enumerate(questions):
            if question.relevant:
                if place == 0:
                    self._blame(row, "relevant", "the first row is for everybody")
                self._check_expression(row, "relevant", question.relevant, keys, place, document)
            if question.constraint and question.kind == "note":
                self._blame(row, "constraint", "a note has no answer to constrain")
            elif question.constraint:
                self._check_expression(row, "constraint", question.constraint, keys, place + 1, document)

    def _check_expression(
        self, row: Row, column: str, expression: str, keys: list[str], usable: int, document: Document
    ) -> None:
        """It may speak of the first `usable` questions only: so no chain of them can bite its own tail."""
        unusable = references(expression) - set(keys[:usable])
        for name in sorted(unusable):
            self._blame(row, column, f"${{{name}}} is no question that is asked before")
        if not unusable and (fault := document.fault(expression, self._cell(row, "name"))):
            self._blame(row, column, fault)

    def _label(self, row: Row) -> Texts:
        label = self.texts(row, "label")
        if self.default and not label.get(self.default):
            self._blame(row, "label", f"has no words in the default language ({self.default})")
        return label

    def _flag(self, row: Row, column: str, kind: Kind, kinds: tuple[str, ...]) -> bool:
        cell = self._cell(row, column)
        flag = YES_NO.get(cell, False)
        if cell and cell not in YES_NO:
            self._blame(row, column, f"“{cell}” is neither yes nor no")
        elif flag and kind not in kinds:
            self._blame(row, column, f"is for {', '.join(kinds)} only")
        return flag

    def _cell(self, row: Row, column: str) -> str:
        cell = row.cells.get(column, "")
        if isinstance(cell, dict):
            self._blame(row, column, _ONE_FOR_ALL)
            return ""
        return str(cell).strip()

    def _code(self, sheet: str, row: int, column: str, heading: str) -> str:
        named = _LANGUAGE.fullmatch(heading)
        if named is None and heading not in self._bad_headings:
            self._bad_headings.add(heading)
            self._faults.add(
                sheet, row, column, f"language “{heading}”: write its name and code, as in “English (en)”"
            )
        code = named.group(1) if named else heading
        if code not in self.languages:
            self.languages.append(code)
        return code

    def _blame(self, row: Row, column: str, text: str) -> None:
        self._faults.add(row.sheet, row.number, column, text)


def _with_line_ends(words: object) -> str:
    """A cell of a Markdown table has no line ends of its own: `<br>` is one."""
    return re.sub(r" *<br ?/?> *", "\n", str(words)).strip()
