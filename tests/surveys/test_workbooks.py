"""What an Excel file may bring along: each is refused with the cell or the part named, and in good time."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]

from surveys import xlsform
from surveys.errors import Fault, SurveyFault
from surveys.model import Survey

Edit = Callable[[Workbook], object]
TABLES: dict[str, list[list[object]]] = {
    "survey": [
        ["type", "name", "label::English (en)", "hint::English (en)"],
        ["select_one yn", "going", "Is it going well?", None],
        ["text", "words", "How is it going?", "Please do not name anyone."],
    ],
    "choices": [["list_name", "name", "label::English (en)"], ["yn", 1.0, "Yes"], ["yn", 2, 2.5]],
    "settings": [
        ["form_id", "version", "form_title", "default_language", "audience"],
        ["tried", 3, "Tried", "English (en)", "parent"],
    ],
}
TABLES["settings"][0] += ["opening::English (en)", "closing::English (en)"]
TABLES["settings"][1] += ["Hello.", "Goodbye."]


def workbook(edit: Edit | None = None) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in TABLES.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if edit:
        edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(place: str, value: object, shown: str | None = None) -> Edit:
    """`place` as in "survey B3"."""
    sheet, cell = place.split()

    def edit(book: Workbook) -> None:
        book[sheet][cell] = value
        if shown:
            book[sheet][cell].number_format = shown

    return edit


def with_part(name: str, data: bytes = b"x", package: bytes | None = None) -> bytes:
    stream = io.BytesIO(package or workbook())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as written:
        written.writestr(name, data)
    return stream.getvalue()


def changed(name: str, change: Callable[[bytes], bytes], package: bytes | None = None) -> bytes:
    """The workbook with one part rewritten."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package or workbook())) as read,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in read.namelist():
            data = read.read(part)
            written.writestr(part, change(data) if part == name else data)
    return stream.getvalue()


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("saved")

    def save(data: bytes, name: str = "tried.xlsx") -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return save


@pytest.fixture(scope="session")
def refused(saved: Callable[..., Path]) -> Callable[..., tuple[Fault, ...]]:
    def refuse(data: bytes, name: str = "tried.xlsx") -> tuple[Fault, ...]:
        with pytest.raises(SurveyFault) as fault:
            xlsform.load(saved(data, name))
        return fault.value.faults

    return refuse


def test_a_workbook_is_read_as_excel_shows_it(saved: Callable[..., Path]) -> None:
    survey = xlsform.load(saved(workbook(lambda book: book.create_sheet("Notes").append(["=1+1"]))))
    assert survey.version == "3"
    assert [(choice.name, choice.label["en"]) for choice in survey.questions[0].choices] == [
        ("1", "Yes"),
        ("2", "2.5"),
    ]
    assert xlsform.read(survey.source, "tried.md").questions == survey.questions


def test_words_are_found_where_excel_itself_keeps_them(saved: Callable[..., Path]) -> None:
    """Excel writes every word once, in a part of its own; openpyxl writes them into the cells."""
    words = "Is it going well?"
    cell = f'<c r="C2" t="inlineStr"><is><t>{words}</t></is></c>'.encode()
    data = changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(cell, b'<c r="C2" t="s"><v>0</v></c>'))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    data = changed("[Content_Types].xml", lambda xml: xml.replace(b"</Types>", listed), data)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}"><si><r><t>Is it </t></r><r><t>going well?</t></r></si></sst>'
    data = with_part("xl/sharedStrings.xml", strings.encode(), data)
    assert cell not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert xlsform.load(saved(data)).questions[0].label == {"en": words}


@pytest.mark.parametrize(
    ("edit", "where", "told"),
    [
        (put("survey C3", "=A1&B1"), ("survey", 3, "label::English (en)"), "the cell C3 is a formula"),
        (put("choices C2", '=HYPERLINK("http://x")'), ("choices", 2, "label::English (en)"), "the cell C2"),
        (
            put("survey C3", "#REF!"),
            ("survey", 3, "label::English (en)"),
            "the cell C3 holds Excel's error #REF!",
        ),
        (put("choices B3", date(2026, 2, 1)), ("choices", 3, "name"), "the cell B3 holds a date"),
        (
            put("choices C3", 0.5, "0%"),
            ("choices", 3, "label::English (en)"),
            "the cell C3 holds the number 0.5",
        ),
        (put("settings B2", 1.1, "0.00"), ("settings", 2, "version"), "shown as “0.00”"),
        (put("survey C3", "x" * 4001), ("survey", 3, "label::English (en)"), "holds 4,001 characters"),
        (put("survey C3", "safe \u202eton"), ("survey", 3, "label::English (en)"), "U+202E"),
        (put("survey C3", "safe \u2067ton"), ("survey", 3, "label::English (en)"), "U+2067"),
        (
            put("survey G3", "note to self"),
            ("survey", 3, ""),
            "the cell G3 stands in a column without a heading",
        ),
        (lambda book: book["survey"].merge_cells("B3:C3"), ("survey", 3, ""), "the cells B3:C3 are merged"),
        (
            lambda book: setattr(book["survey"].row_dimensions[3], "hidden", True),
            ("survey", 3, ""),
            "this row is hidden",
        ),
        (
            lambda book: setattr(book["choices"], "sheet_state", "hidden"),
            ("choices", 0, ""),
            "this sheet is hidden",
        ),
        (
            lambda book: setattr(book["choices"], "sheet_state", "veryHidden"),
            ("choices", 0, ""),
            "this sheet is hidden",
        ),
        (put("survey A1048576", "text"), ("", 0, ""), "more than 2,000 rows"),
        (put("survey XFD3", "far out"), ("", 0, ""), "256 columns"),
        (lambda book: book["survey"].insert_rows(1), ("", 0, ""), "empty first row in the sheet “survey”"),
        (lambda book: book["survey"].delete_rows(2, 2), ("survey", 0, ""), "asks nothing"),
        (lambda book: book["settings"].delete_rows(2), ("", 0, ""), "no row of settings"),
        (lambda book: book.remove(book["survey"]), ("", 0, ""), "no sheet “survey”"),
    ],
)
def test_a_bad_cell_is_named(
    refused: Callable[..., tuple[Fault, ...]], edit: Edit, where: tuple[str, int, str], told: str
) -> None:
    faults = refused(workbook(edit))
    assert [
        fault for fault in faults if (fault.sheet, fault.row, fault.column) == where and told in fault.text
    ], faults


def test_all_bad_cells_are_named_at_once(refused: Callable[..., tuple[Fault, ...]]) -> None:
    def edit(book: Workbook) -> None:
        for place in ("survey C2", "survey C3", "choices C2"):
            put(place, "=1+1")(book)

    named = re.findall(r"the cell (\w+) is a formula", "\n".join(map(str, refused(workbook(edit)))))
    assert named == ["C2", "C2", "C3"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (with_part("xl/vbaProject.bin"), "tried.xlsx", "macros"),
        (workbook(), "tried.xlsm", "macros"),
        (workbook(), "tried.xls", "old Excel"),
        (workbook(), "tried.ods", "OpenDocument"),
        (workbook(), "tried.csv", "name .xlsx"),
        (workbook(), "tried.md", "name .xlsx"),
        (with_part("xl/externalLinks/externalLink1.xml"), "tried.xlsx", "break the links"),
        (with_part("xl/connections.xml"), "tried.xlsx", "break the links"),
        (with_part("xl/embeddings/oleObject1.bin"), "tried.xlsx", "other files inside"),
        (
            with_part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            "tried.xlsx",
            "OpenDocument",
        ),
        (with_part("xl/media/image1.png", bytes(11_000_000)), "tried.xlsx", "when unpacked"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "tried.xlsx", "password"),
        (OLE + bytes(600), "tried.xlsx", "old Excel"),
        (b"<html><table><tr><td>survey</td></tr></table></html>", "tried.xlsx", "no Excel workbook"),
        (workbook()[:3000], "tried.xlsx", "cannot be read as an Excel workbook"),
        (bytes(5_000_000), "tried.xlsx", "larger than 1,000,000 bytes"),
        (b"", "tried.xlsx", "is empty"),
        (b"PK\x05\x06" + bytes(18), "tried.xlsx", "no Excel workbook"),
    ],
)
def test_a_bad_file_is_refused_by_what_it_is(
    refused: Callable[..., tuple[Fault, ...]], data: bytes, name: str, told: str
) -> None:
    (fault,) = refused(data, name)
    assert str(fault).startswith(f"{name}: ")
    assert told in fault.text


LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10 if number else "ha"}">' for number in range(10)
).encode()


@pytest.mark.parametrize(
    "data",
    [
        changed(
            "xl/worksheets/sheet1.xml",
            lambda xml: b"<!DOCTYPE worksheet [" + LAUGHS + b"]>" + xml.replace(b"going well?", b"&l9;"),
        ),
        changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="3"', b'<row r="99999999999"')),
        changed("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="B3"', b'r="ZZZ99999999"')),
    ],
)
def test_a_small_file_cannot_ask_for_hours_of_work(
    refused: Callable[..., tuple[Fault, ...]], data: bytes
) -> None:
    begun = time.process_time()
    refused(data)
    assert time.process_time() - begun < 5


def test_a_sheet_that_lies_about_its_size_is_read_by_its_cells(saved: Callable[..., Path]) -> None:
    lying = changed(
        "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'ref="A1:\w+"', b'ref="A1:XFD1048576"', xml)
    )
    assert len(xlsform.load(saved(lying)).questions) == 2


def read(path: Path) -> Survey | None:
    try:
        return xlsform.load(path)
    except SurveyFault as fault:
        assert all(one.text for one in fault.faults)
        return None


VALUES = st.sampled_from(
    [
        "type",
        "name",
        "label",
        "text",
        "select_one l",
        "a",
        "${a}",
        "l",
        "#N/A",
        "=",
        True,
        1.0,
        date(2026, 1, 1),
    ]
) | (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
    | st.none()
    | st.floats()
    | st.integers()
)
ROWS = st.lists(st.lists(VALUES, max_size=5), max_size=5)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["survey", "choices", "settings", "Notes", "osm"]), ROWS, min_size=1))
def test_any_table_is_read_or_refused(
    saved: Callable[..., Path], tables: dict[str, list[list[object]]]
) -> None:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value
    stream = io.BytesIO()
    book.save(stream)
    read(saved(stream.getvalue()))


PARTS = zipfile.ZipFile(io.BytesIO(workbook())).namelist()
WHOLE = workbook()


@settings(deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(saved: Callable[..., Path], data: st.DataObject) -> None:
    noise = data.draw(st.binary(max_size=8))
    if data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(WHOLE)))
        damaged = WHOLE[:start] + noise + WHOLE[start + data.draw(st.integers(0, 400)) :]
    else:
        start, length = data.draw(st.integers(0, 3000)), data.draw(st.integers(0, 40))
        part = data.draw(st.sampled_from(PARTS))
        damaged = changed(part, lambda xml: xml[:start] + noise + xml[start + length :])
    read(saved(damaged))
