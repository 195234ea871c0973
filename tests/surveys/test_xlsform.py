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
    for row in (["type", "name", "label"], ["text", "a", "A"], [], ["rank", "b", "B"]):
        book.worksheets[0].append(row)
    settings = book.create_sheet("settings")
    for row in rows("settings"):
        settings.append(row)
    book.save(tmp_path / "tried.xlsx")
    with pytest.raises(SurveyFault, match="tried.xlsx, survey row 4, column type: “rank”"):
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


FIRST = {"type": "select_one yn", "name": "first"}
GROUP = {"type": "begin_group", "name": "g"}
END = {"type": "end_group"}
LISTS = {"yn": [{"name": "yes", "side": "a"}, {"name": "no", "face": "sad"}]}
FILTERED = {"type": "select_one yn", "name": "f", "choice_filter": "side = ${first}"}


def rows_of(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(SurveyFault) as refused:
        xlsform.read(text, "tried.md")
    return [(fault.sheet, fault.row, fault.column) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"type": "begin repeat", "name": "a"}, "type"),
        ({"type": "geopoint", "name": "a"}, "type"),
        ({"type": "image", "name": "a"}, "type"),
        ({"type": "select_one_from_file x.csv", "name": "a"}, "type"),
        ({"type": "integer or_other", "name": "a"}, "type"),
        ({"type": "range", "name": "a", "parameters": "start=1 end=5 step=0.5"}, "parameters"),
        ({"type": "range", "name": "a", "parameters": "start=5 end=1"}, "parameters"),
        ({"type": "range", "name": "a", "parameters": "start=1 end=10 step=4"}, "parameters"),
        ({"type": "range", "name": "a", "parameters": "end=5000"}, "parameters"),
        ({"type": "range", "name": "a", "parameters": "start=1 end=5 tick=1"}, "parameters"),
        ({"type": "range", "name": "a", "parameters": "one to five"}, "parameters"),
        ({"type": "integer", "name": "a", "parameters": "start=1"}, "parameters"),
        ({"type": "select_one yn", "name": "a", "appearance": "minimal"}, "appearance"),
        ({"type": "range", "name": "a", "appearance": "likert"}, "appearance"),
        ({"type": "calculate", "name": "a"}, "calculation"),
        ({"type": "calculate", "name": "a", "calculation": "${later} + 1"}, "calculation"),
        ({"type": "calculate", "name": "a", "calculation": "${a} + 1"}, "calculation"),
        ({"type": "calculate", "name": "a", "calculation": "today()"}, "calculation"),
        ({"type": "calculate", "name": "a", "calculation": "1", "hint": "x"}, "hint"),
        ({**FILTERED, "choice_filter": "size = ${first}"}, "choice_filter"),
        ({**FILTERED, "choice_filter": "side = ${f}"}, "choice_filter"),
        ({**FILTERED, "type": "text"}, "choice_filter"),
        ({**FILTERED, "type": "select_one yn or_other"}, "choice_filter"),
        ({"type": "text", "name": "a", "relevant": "once(1)"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": ". = 1"}, "relevant"),
        ({"type": "text", "name": "a", "constraint": "regex(., '(')"}, "constraint"),
        ({"type": "end_group"}, "type"),
        ({"type": "begin_group", "name": "first"}, "name"),
    ],
)
def test_a_cell_that_the_engine_has_no_use_for_is_named(
    written: Callable[..., str], row: dict[str, str], column: str
) -> None:
    later = {"type": "text", "name": "later"}
    # A group that nothing closes is a fault of its own.
    closing = [END] if row["type"] == "begin_group" else []
    lists = LISTS if "choice_filter" in row else {"yn": ["yes", "no"]}
    assert ("survey", 3, column) in rows_of(written([FIRST, row, later, *closing], lists))


def test_a_group_is_closed(written: Callable[..., str]) -> None:
    text = written([FIRST, GROUP, {"type": "text", "name": "a"}], {"yn": ["yes", "no"]})
    assert rows_of(text) == [("survey", 3, "type")]


def test_the_first_question_is_for_everybody_also_in_a_group(written: Callable[..., str]) -> None:
    group, note = {**GROUP, "relevant": "1 = 1"}, {"type": "note", "name": "n"}
    text = written([note, group, FIRST, END], {"yn": ["yes", "no"]})
    assert rows_of(text) == [("survey", 3, "relevant")]
    assert rows_of(written([{**note, "relevant": "1 = 1"}, FIRST], {"yn": ["yes"]})) == [
        ("survey", 2, "relevant")
    ]
    narrowed = {**FIRST, "choice_filter": "side = 'a'"}
    assert rows_of(written([note, narrowed], LISTS)) == [("survey", 3, "choice_filter")]


def test_faces_and_filters_come_from_columns_of_the_choices_sheet(written: Callable[..., str]) -> None:
    rows = [{**FIRST, "appearance": "faces"}, FILTERED]
    first, other = xlsform.read(written(rows, LISTS), "tried.md").questions
    assert (first.appearance, [choice.face for choice in first.choices]) == ("faces", [None, "sad"])
    assert [choice.attributes for choice in other.choices] == [{"side": "a"}, {}]
    assert (first.row, other.row, [choice.row for choice in other.choices]) == (2, 3, [2, 3])


def test_a_face_that_nobody_can_draw_and_a_column_without_use_are_refused(
    written: Callable[..., str],
) -> None:
    lists = {"yn": [{"name": "yes", "face": "grinning"}, {"name": "no", "colour": "red"}]}
    faults = rows_of(written([{**FIRST, "appearance": "faces"}], lists))
    assert faults == [("choices", 2, "face"), ("choices", 3, "colour"), ("survey", 2, "appearance")]


def test_other_is_named_in_the_languages_of_the_survey(written: Callable[..., str]) -> None:
    row = {
        "type": "select_one yn or_other",
        "name": "a",
        "label::Polski (pl)": "A?",
        "label::Cymraeg (cy)": "A?",
    }
    chosen, follow_up = xlsform.read(written([row], {"yn": ["yes"]}), "tried.md").questions
    assert chosen.names == ("yes", "other")
    assert chosen.choices[-1].label == {"en": "Other", "pl": "Inne"}
    assert (follow_up.key, follow_up.kind, follow_up.required) == ("a_other", "text", False)
    assert set(follow_up.label) == set(follow_up.hint) == {"en", "pl"}


def test_other_that_the_author_has_worded_stays(written: Callable[..., str]) -> None:
    row = {"type": "select_multiple yn or_other", "name": "a"}
    chosen, _ = xlsform.read(written([row], {"yn": ["other=None of these", "no"]}), "tried.md").questions
    assert (chosen.names, chosen.choices[0].label) == (("other", "no"), {"en": "None of these"})


def test_a_survey_in_a_language_that_has_no_words_of_ours(written: Callable[..., str]) -> None:
    text = written([{"type": "select_one yn or_other", "name": "a"}], {"yn": ["yes"]})
    welsh = xlsform.read(text.replace("English (en)", "Cymraeg (cy)"), "tried.md")
    assert welsh.questions[0].choices[-1].label == {"cy": "Other"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, (None, frozenset(), True)),
        ({"reading_age": "9", "drafts": "en", "review": "no"}, (9, frozenset({"en"}), False)),
    ],
)
def test_what_the_settings_say(
    written: Callable[..., str], settings: dict[str, str], said: tuple[int | None, frozenset[str], bool]
) -> None:
    survey = xlsform.read(written([FIRST], {"yn": ["yes"]}, **settings), "tried.md")
    assert (survey.reading_age, survey.drafts, survey.review) == said


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("reading_age", "nine"),
        ("reading_age", "99"),
        ("drafts", "pl"),
        ("review", "perhaps"),
        ("colour", "red"),
        ("version", "1/2"),
        ("version", "x" * 33),
    ],
)
def test_a_setting_that_cannot_be_is_named(written: Callable[..., str], column: str, cell: str) -> None:
    assert rows_of(written([FIRST], {"yn": ["yes"]}, **{column: cell})) == [("settings", 2, column)]


def test_an_uploaded_file_is_read_by_its_name(tmp_path: Path) -> None:
    data = markdown("---").encode()
    assert_same(xlsform.from_bytes(data, "Tried.MD"))
    for name, sent in (("tried.exe", data), ("../tried.md", b""), ("tried.md", data + b" " * 1_000_000)):
        with pytest.raises(SurveyFault, match=r"^tried\."):
            xlsform.from_bytes(sent, name)
