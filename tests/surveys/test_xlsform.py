"""XLSForms are read into the model, whatever file they come in."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from surveys import xlsform
from surveys.errors import SurveyFault
from surveys.model import Choice, Survey, say

SHEETS: dict[str, list[list[str]]] = {
    "survey": [
        ["Type", "name", "label::English (en)", "label::Polski (pl)", "required", "plan", "signposts"],
        ["note", "hello", "Hello\nyou"],
        ["select_one yn", "ok", "All “right” | well?", "W porządku?", "yes", "TRUE", "no"],
        ["select_multiple yn", "more", "More?"],
        ["integer", "age", "Age?"],
        ["text", "words", "Words?"],
    ],
    "choices": [
        ["list name", "name", "label::English (en)", "label::Polski (pl)"],
        ["yn", "yes", "Yes", "Tak"],
        ["yn", "no", "No"],
    ],
    "settings": [
        ["form_id", "version", "form_title", "default_language", "audience", "opening::English (en)"],
        ["tried", "2026-1", "Tried", "English (en)", "parent", "First line.\n\n- one\n- two"],
    ],
}
FURTHER: dict[str, list[list[str]]] = {
    "survey": [
        ["relevance", "constraint", "constraint_message", "theme", "tone", "sensitive", "hint"],
        [],
        ["", "", "", "home", "no", "yes", "Think"],
        ["${ok} = 'no'", "count-selected(.) < 2", "One only"],
        ["", ". >= 10 and . < 20"],
        ["", "", "", "", "yes"],
    ],
    "choices": [[], [], []],
    "settings": [["opening::Polski (pl)", "closing"], ["Witaj", "Bye"]],
}


def rows(sheet: str) -> list[list[str]]:
    width = len(SHEETS[sheet][0])
    pairs = zip(SHEETS[sheet], FURTHER[sheet], strict=True)
    return [[*left, *[""] * (width - len(left)), *right] for left, right in pairs]


def markdown(rule: str) -> str:
    """With the line under the headings that Markdown's own tables have."""
    lines = ["# Any words may stand round the tables.", ""]
    for sheet in SHEETS:
        headings, *others = [
            "|".join(["", "", *(cell.replace("|", r"\|").replace("\n", "<br>") for cell in row), ""])
            for row in rows(sheet)
        ]
        lines += [f"| {sheet} |", headings, "|".join(["", *[rule] * headings.count("|"), ""]), *others]
    return "\n".join(lines)


def expected() -> Survey:
    return xlsform.read(markdown("---"), "tried.md")


def test_every_column_reaches_the_model() -> None:
    survey = expected()
    hello, ok, more, age, words = survey.questions
    assert (survey.key, survey.version, survey.audience) == ("tried", "2026-1", "parent")
    assert (survey.languages, survey.default_language) == (("en", "pl"), "en")
    assert survey.title == {"en": "Tried"}
    assert survey.opening == {"en": "First line.\n\n- one\n- two", "pl": "Witaj"}
    assert survey.closing == {"en": "Bye"}
    assert (hello.kind, hello.label) == ("note", {"en": "Hello\nyou"})
    assert (ok.kind, ok.required, ok.theme, ok.plan, ok.sensitive) == ("select_one", True, "home", True, True)
    assert ok.label == {"en": 'All "right" | well?', "pl": "W porządku?"}
    assert ok.hint == {"en": "Think"}
    assert ok.choices == (Choice("yes", {"en": "Yes", "pl": "Tak"}), Choice("no", {"en": "No"}))
    assert ok.signposts == frozenset({"no"})
    assert (more.relevant, more.constraint) == ("${ok} = 'no'", "count-selected(.) < 2")
    assert more.constraint_message == {"en": "One only"}
    assert (age.kind, age.plan, words.kind, words.tone) == ("integer", False, "text", True)
    assert survey.numbers == (0, 1, 2, 3, 4)


def test_a_missing_translation_falls_back() -> None:
    assert say(expected().closing, "pl", "en") == "Bye"
    assert say(expected().opening, "pl", "en") == "Witaj"


def test_markdown_that_an_editor_has_tidied_says_the_same() -> None:
    assert_same(xlsform.read(markdown(" :--- "), "tried.md"))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_says_the_same(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "tried.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(mark)
        for sheet in SHEETS:
            csv.writer(file).writerows([[sheet], *([None, *row] for row in rows(sheet))])
    assert_same(xlsform.load(path))


def test_excel_says_the_same(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "my own notes"
    for sheet in SHEETS:
        added = book.create_sheet(sheet)
        for row in rows(sheet):
            added.append(row)
    book.save(tmp_path / "tried.xlsx")
    assert_same(xlsform.load(tmp_path / "tried.xlsx"))


def test_an_excel_fault_names_the_row_that_excel_shows(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "survey"
    for row in (["type", "name", "label"], ["text", "a", "A"], [], ["range", "b", "B"]):
        book.worksheets[0].append(row)
    settings = book.create_sheet("settings")
    for row in rows("settings"):
        settings.append(row)
    book.save(tmp_path / "tried.xlsx")
    with pytest.raises(SurveyFault, match="tried.xlsx, survey row 4, column type: “range”"):
        xlsform.load(tmp_path / "tried.xlsx")


def assert_same(survey: Survey) -> None:
    assert survey.questions == expected().questions
    assert (survey.opening, survey.closing) == (expected().opening, expected().closing)
    assert xlsform.read(survey.source, "stored") == survey


def test_a_stored_source_is_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "tried.md"
    path.write_text(markdown("---"), encoding="utf-8")
    assert xlsform.load(path).source == markdown("---")


def test_what_pyxform_refuses_is_refused(written: Callable[..., str]) -> None:
    """A name that XForms keep for themselves passes our own checks."""
    with pytest.raises(SurveyFault, match="meta"):
        xlsform.read(written([{"type": "text", "name": "meta"}]), "tried.md")
