"""A malformed survey is refused with the file, the row and the column, everything at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import xlsform
from surveys.errors import SurveyFault
from surveys.review import remarks

YES_NO = {"yn": ["yes", "no"]}
TEXT = {"type": "text", "name": "first"}
PRIMARY = Path(xlsform.__file__).parent / "definitions" / "your_voice_matters_primary.md"
GOOD = Path(__file__).with_name("every_kind.md").read_text(encoding="utf-8")


def faults(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(SurveyFault) as refused:
        xlsform.read(text, "tried.md")
    assert all(line.startswith("tried.md") for line in str(refused.value).splitlines())
    return [(fault.sheet, fault.row, fault.column) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"type": "rank yn", "name": "a"}, "type"),
        ({"type": "geopoint", "name": "a"}, "type"),
        ({"type": "image", "name": "a"}, "type"),
        ({"type": "begin repeat", "name": "a"}, "type"),
        ({"type": "begin group", "name": "a"}, "type"),
        ({"type": "select_one yn or_else", "name": "a"}, "type"),
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
        ({"type": "text", "name": "a", "relevant": "pulldata(${first}, 'x')"}, "relevant"),
        ({"type": "text", "name": "a", "relevant": "document('file:///etc/hostname')"}, "relevant"),
        ({"type": "calculate", "name": "a", "calculation": "${a} + 1"}, "calculation"),
        ({"type": "calculate", "name": "a", "calculation": "${later} + 1"}, "calculation"),
        ({"type": "text", "name": "a", "label::English (en)": "#REF!"}, "label::English (en)"),
        ({"type": "text", "name": "a", "label::English (en)": "=A1"}, "label::English (en)"),
        ({"type": "text", "name": "a", "label::English (en)": "x" * 4001}, "label::English (en)"),
        ({"type": "text", "name": "a", "label::English (en)": "bell \a"}, "label::English (en)"),
        ({"type": "text", "name": "a", "label::English (en)": "nul \0"}, "label::English (en)"),
        ({"type": "text", "name": "a", "label::English (en)": "left \u202e right"}, "label::English (en)"),
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
        ({"type": "text", "name": "a", "breakdown": "age"}, "breakdown"),
        ({"type": "select_multiple yn", "name": "a", "plan": "yes", "breakdown": "age"}, "breakdown"),
        ({"type": "select_one yn", "name": "a", "breakdown": "age"}, "breakdown"),
        ({"type": "select_one yn", "name": "a", "plan": "yes", "breakdown": "shoe size"}, "breakdown"),
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


def test_a_circle_of_conditions_is_named_where_it_reaches_down(written: Callable[..., str]) -> None:
    rows = [TEXT, {"type": "text", "name": "a", "relevant": "${b} = 'x'"}]
    rows.append({"type": "text", "name": "b", "relevant": "${a} = 'x'"})
    (found,) = faults(written(rows))
    assert found == ("survey", 3, "relevant")
    groups = [TEXT, {"type": "begin group", "name": "g", "label": "G", "relevant": "${b} = 'x'"}, *rows[2:]]
    groups[2] = {**groups[2], "relevant": ""}
    assert ("survey", 3, "relevant") in faults(written([*groups, {"type": "end group"}]))


def test_a_fault_cannot_play_tricks_on_whoever_reads_it(written: Callable[..., str]) -> None:
    row = {"type": "\x1b[2J\u202e", "name": "a"}
    with pytest.raises(SurveyFault) as refused:
        xlsform.read(written([TEXT, row]), "tried\x1b.md")
    told = str(refused.value)
    assert "<U+001B>[2J<U+202E>" in told
    assert all(sign.isprintable() or sign == "\n" for sign in told)


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
        ("utf16.csv", "survey,,\n,type,name\n".encode("utf-16")),
        ("utf16.md", "| survey |".encode("utf-16-le")),
        ("headings.csv", b"survey,,\n,type,name\n"),
        ("quote.csv", b'survey,,\n,type,"' + b"x" * 200_000 + b'"\n'),
        ("misspelt.md", b"| survye | | |\n| | type | name |\n| | text | a |"),
    ],
)
def test_a_file_that_is_no_survey_is_refused_by_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(SurveyFault, match=f"^{name}"):
        xlsform.load(tmp_path / name)


def test_a_file_of_five_megabytes_is_not_even_opened(tmp_path: Path) -> None:
    (tmp_path / "huge.csv").write_bytes(b"survey,,\n" + b",text,a\n" * 700_000)
    with pytest.raises(SurveyFault, match="^huge.csv: is larger than 1,000,000 bytes"):
        xlsform.load(tmp_path / "huge.csv")


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("survey,,\n,type,name\n,text,caf\xe9\n".encode("latin-1"))
    with pytest.raises(SurveyFault, match="line 3.*CSV UTF-8"):
        xlsform.load(tmp_path / "latin.csv")


CSV = """\ufeffsurvey,,,
,type,name,label::English (en)
,text,words,"How, then,
is it?"
,,,
,{type},again,=1+1
settings,,,,,,,
,form_id,version,form_title,default_language,audience,opening::English (en),closing::English (en)
,tried,1,Tried,English (en),parent,Hello.,Goodbye.
"""


def test_the_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tried.csv"
    path.write_bytes(CSV.format(type="text").replace("=1+1", "Again?").replace("\n", "\r\n").encode())
    assert xlsform.load(path).questions[0].label == {"en": "How, then,\nis it?"}
    path = tmp_path / "tried.md"
    path.write_bytes(
        GOOD.replace("\n| | select_one size", "\n|---|---|\n| | select_one size")
        .replace("\n", "\r\n")
        .encode()
    )
    assert len(xlsform.load(path).questions) == 7


def test_a_csv_is_read_and_its_bad_cells_are_named(tmp_path: Path) -> None:
    path = tmp_path / "tried.csv"
    path.write_text(CSV.format(type="text").replace("=1+1", "Again?"), encoding="utf-8")
    assert xlsform.load(path).questions[0].label == {"en": "How, then,\nis it?"}
    path.write_text(CSV.format(type="rank l") + "survey,,,\n", encoding="utf-8")
    with pytest.raises(SurveyFault) as refused:
        xlsform.load(path)
    assert [(fault.sheet, fault.row, fault.column) for fault in refused.value.faults] == [
        ("survey", 0, ""),
        ("survey", 4, "label::English (en)"),
        ("survey", 4, "type"),
    ]


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


PLACES = [place for place, sign in enumerate(GOOD) if sign == "|" and GOOD[place + 1] == " "]
ODD = CELL | st.sampled_from(
    ["1", "start=0 step=0", "or_other", "l", "${g}", "${twice} and (", ". or .", "size", "yes", "x::y (en)"]
    + ["begin_group", "end_group", "calculate", "range", "select_one size size", "99999999999", "//*", "a[1]"]
)


def test_what_is_changed_below_is_good_before() -> None:
    assert len(xlsform.read(GOOD, "tried.md").questions) == 7


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=4))
def test_any_change_of_a_good_survey_is_read_or_refused(changes: list[tuple[int, str]]) -> None:
    text = GOOD
    for place, cell in sorted(dict(changes).items(), reverse=True):
        end = min(text.find("|", place + 1) % len(text), text.find("\n", place + 1) % len(text))
        text = f"{text[:place]}| {cell} {text[end:]}"
    try:
        assert all(str(remark) for remark in remarks(xlsform.read(text, "tried.md")))
    except SurveyFault as refused:
        assert refused.faults


def test_an_age_band_that_nobody_knows_is_named_with_its_cell() -> None:
    primary = PRIMARY.read_text(encoding="utf-8")
    assert xlsform.read(primary, "tried.md").age_band == "primary"
    assert faults(primary.replace("| primary |", "| infants |", 1)) == [("settings", 2, "age_band")]
