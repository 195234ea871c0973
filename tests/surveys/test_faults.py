"""A malformed survey is refused with the file, the row and the column, everything at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import xlsform
from surveys.errors import SurveyFault

YES_NO = {"yn": ["yes", "no"]}
TEXT = {"type": "text", "name": "first"}


def faults(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(SurveyFault) as refused:
        xlsform.read(text, "tried.md")
    assert all(line.startswith("tried.md") for line in str(refused.value).splitlines())
    return [(fault.sheet, fault.row, fault.column) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"type": "range", "name": "a"}, "type"),
        ({"type": "begin group", "name": "a"}, "type"),
        ({"type": "select_one yn or_other", "name": "a"}, "type"),
        ({"type": "select_one nowhere", "name": "a"}, "type"),
        ({"type": "", "name": "a"}, "type"),
        ({"type": "text", "name": ""}, "name"),
        ({"type": "text", "name": "2 words"}, "name"),
        ({"type": "text", "name": "first"}, "name"),
        ({"type": "text", "name": "a", "label::English (en)": ""}, "label"),
        ({"type": "text", "name": "a", "relevant": "${later} = 'x'"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "${a} = 'x'"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "first = 'x'"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "${first} = "}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "regex(${first}, 'x')"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "selected(${first})"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "-" * 900 + "1"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "1 or " * 300 + "1"}, "relevant"),
        ({"type": "text", "name": "a", "constraint": "${later} > 1"}, "constraint"),
        ({"type": "text", "name": "a", "constraint": ". > $x"}, "constraint"),
        ({"type": "note", "name": "a", "constraint": ". = 1"}, "constraint"),
        ({"type": "text", "name": "a", "required": "${first} = 'x'"}, "required"),
        ({"type": "note", "name": "a", "required": "yes"}, "required"),
        ({"type": "select_one yn", "name": "a", "tone": "yes"}, "tone"),
        ({"type": "text", "name": "a", "plan": "yes"}, "plan"),
        ({"type": "text", "name": "a", "sensitive": "very"}, "sensitive"),
        ({"type": "select_one yn", "name": "a", "signposts": "yes maybe"}, "signposts"),
        ({"type": "text", "name": "a", "theme::English (en)": "home"}, "theme"),
        ({"type": "text", "name": "a", "appearance": "likert"}, "appearance"),
        ({"type": "text", "name": "a", "calculation": "1 + 1"}, "calculation"),
        ({"type": "text", "name": "a", "image::English (en)": "a.png"}, "image"),
        ({"type": "text", "name": "a", "comments": "why"}, "comments"),
    ],
)
def test_a_bad_cell_is_named(written: Callable[..., str], row: dict[str, str], column: str) -> None:
    later = {"type": "text", "name": "later"}
    assert ("survey", 3, column) in faults(written([TEXT, row, later], YES_NO))


def test_the_first_question_is_for_everybody(written: Callable[..., str]) -> None:
    assert faults(written([{**TEXT, "relevant": "1 = 2"}])) == [("survey", 2, "relevant")]


def test_everything_wrong_is_said_at_once(written: Callable[..., str]) -> None:
    rows = [TEXT, {"type": "rank l", "name": "b"}, {"type": "text", "name": "c", "tone": "perhaps"}]
    text = written(rows, {"l": ["x", "x", ":skip", "two words"]}, audience="kids", version="")
    assert faults(text) == [
        ("choices", 3, "name"),
        ("choices", 4, "name"),
        ("choices", 5, "name"),
        ("settings", 2, "version"),
        ("settings", 2, "audience"),
        ("survey", 3, "type"),
        ("survey", 4, "tone"),
    ]


def test_a_language_without_a_code(written: Callable[..., str]) -> None:
    assert faults(written([{**TEXT, "label::Polski": "?"}])) == [("survey", 1, "label")]


def test_a_heading_that_stands_twice(written: Callable[..., str]) -> None:
    text = written([{**TEXT, "theme": "home"}]).replace("| theme |", "| name |")
    assert ("survey", 1, "name") in faults(text)


def test_a_sheet_that_stands_twice(written: Callable[..., str]) -> None:
    assert ("survey", 0, "") in faults(written([TEXT]) + "\n" + written([TEXT]))


def test_a_bare_line_in_a_cell_shifts_nothing_silently(written: Callable[..., str]) -> None:
    assert ("survey", 2, "") in faults(written([{**TEXT, "label::English (en)": "this | that"}]))


def test_a_survey_of_notes_asks_nothing(written: Callable[..., str]) -> None:
    assert faults(written([{"type": "note", "name": "only"}])) == [("survey", 0, "")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("missing.md", None),
        ("survey.docx", b""),
        ("empty.md", b""),
        ("prose.md", b"Just words."),
        ("latin.md", "| survey | |\n| | caf\xe9 |".encode("latin-1")),
        ("large.md", b"| survey |\n" * 200_000),
        ("words.csv", b"a,b\nc,d\n"),
        ("not.xlsx", b"PK not a zip"),
        ("misspelt.md", b"| survye | | |\n| | type | name |\n| | text | a |"),
    ],
)
def test_a_file_that_is_no_survey_is_refused_by_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(SurveyFault, match=f"^{name}"):
        xlsform.load(tmp_path / name)


CELL = st.sampled_from(
    ["", "type", "name", "label", "text", "note", "select_one l", "a", "${a}", "${", "l", "[row : 2]"]
) | st.text(max_size=6)
LINE = st.lists(CELL, max_size=5).map(lambda cells: "| | " + " | ".join(cells) + " |")
SHEET = st.sampled_from(["| survey |", "| choices |", "| settings |", "| osm |", "", "# words"])


@settings(deadline=None)
@given(st.lists(SHEET | LINE, max_size=12).map("\n".join) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        xlsform.read(text, "tried.md")
    except SurveyFault as refused:
        assert refused.faults


@settings(deadline=None)
@given(st.sampled_from([".csv", ".xlsx", ".md"]), st.binary(max_size=200) | st.text(alphabet=',\n"survey a'))
def test_any_file_is_refused_not_crashed_on(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes | str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"any{suffix}"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(SurveyFault):
        xlsform.load(path)
