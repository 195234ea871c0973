"""Reads back everything that comes out of a publication: page, files, paper, and the words of the chart."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from uuid import UUID

import openpyxl  # type: ignore[import-untyped]
import pypdfium2

from api.console import TEMPLATES
from api.findings import equality, exchange, pdf, spreadsheet, workbook
from api.findings.chart import svg
from api.findings.papers import KINDS
from api.findings.published import Cell, Published, Table
from api.findings.reading import chart
from api.findings.words import words
from api.pages.environment import create_pages

Numbers = dict[tuple[str, str, str], str]
"""Question, group and answer, as words -> what is said of how many people."""
WHOLE = re.compile(r"(?<![\w.])\d+(?![\w%.]|\s*%)")
SPOKEN = ("title", "alt", "value", "content", "summary", "label", "placeholder")
RULES = (5, 20, 30, 35)
"""Numbers that pages and papers say of how all others were protected."""
SHARE = re.compile(r"(\d+)\s*%")
BAR = re.compile(r'<rect width="(\d+%)"')
SYMBOL = re.compile(r"(?:0|none) (?:to|and) 7|0–7")


def published(one: Published) -> Numbers:
    """What stands in the publication itself."""
    found = {}
    for table, group in _tables(one):
        for cell in table.cells:
            found[_label(one, table), group, cell.label] = _said(cell)
    return found


def by_file(one: Published) -> Iterator[tuple[str, Numbers]]:
    """What each file for analysts says, by its kind."""
    _, *in_csv = csv.reader(io.StringIO(spreadsheet.body(one).decode("utf-8-sig"), newline=""))
    yield "csv", {(row[0], row[6], row[1]): row[2] for row in in_csv if row[1]}
    book = openpyxl.load_workbook(io.BytesIO(workbook.body(one)))
    in_book = [
        [str(cell or "") for cell in row] for row in book["Numbers"].iter_rows(min_row=2, values_only=True)
    ]
    groups = [
        [str(cell or "") for cell in row] for row in book["Groups"].iter_rows(min_row=2, values_only=True)
    ]
    found = {(row[0], "", row[1]): row[2] for row in in_book if row[1]}
    yield "xlsx", found | {(row[0], row[6], row[1]): row[2] for row in groups if row[1]}
    told = json.loads(exchange.body(one))
    found = {(q["label"], "", a["label"]): _json(a) for q in told["questions"] for a in q["answers"]}
    for crossing in told["groups"]:
        for group in crossing["groups"]:
            for answer in group["numbers"]["answers"]:
                found[crossing["label"], group["label"], answer["label"]] = _json(answer)
    yield "json", found
    page = _Page()
    page.feed(html(one))
    yield "page", page.numbers


def html(one: Published) -> str:
    """The numbers as the console draws them."""
    env = create_pages([TEMPLATES], partnership="Made up").env
    env.globals["equality"] = equality
    return env.get_template("console/findings_numbers.html").render(
        findings=one,
        papers=True,
        wave=SimpleNamespace(id=UUID(int=0)),
        here="/console/findings/made-up",
        kinds=KINDS,
        about_signposts=words()["signposts"],
    )


def leaks(one: Published, told: Published | None = None) -> dict[str, set[int]]:
    """Numbers in what people read that are none of the published ones (`told`), by where they stand."""
    drawn, told = chart(one), told or one
    with pypdfium2.PdfDocument(pdf.body(one)) as document:
        lines = " ".join(page.get_textpage().get_text_range() for page in document)
    texts = {
        "page": text(html(one)),
        "bars": " ".join(BAR.findall(html(one))),
        "pdf": " ".join(lines.split()),  # where a line ends, "0 to 7" may be cut in two
        "chart": drawn.conclusion + text(svg(drawn).decode()) if drawn else "",
        "csv": spreadsheet.body(one).decode("utf-8-sig").replace('"', " "),
    }
    # A day, the number of the snapshot and of the version; how numbers are rounded, and from where shown.
    known = {told.taken.day, told.taken.year, told.number, 1, *RULES}
    known |= {number for number in (told.asked, told.answered) if number is not None}
    tables = [table for table, _ in _tables(told)]
    known |= {table.base for table in tables if table.base is not None}
    known |= {cell.shown for table in tables for cell in table.cells if cell.shown is not None}
    percents = {cell.percent for table in tables for cell in table.cells if cell.percent is not None}
    found = {}
    for where, said in texts.items():
        shown = {int(number) for number in WHOLE.findall(SYMBOL.sub(" ", said))}
        # In the CSV percentages have a column of their own, without a sign.
        found[where] = shown - known - (percents if where == "csv" else set())
        if where in ("pdf", "chart", "bars"):  # the page also says shares of groups that stand in no table
            # The paper says that rows need not add up to 100%.
            found[where] |= {int(number) for number in SHARE.findall(said)} - percents - {100}
    return found


def text(markup: str) -> str:
    """All that a page or picture says: between tags, in attributes, and beside letters that are drawn."""
    reader = _Text()
    reader.feed(markup)
    return " ".join(reader.said)


def _tables(one: Published) -> Iterator[tuple[Table, str]]:
    yield from ((table, "") for table in one.tables)
    for crossing in one.crossings:
        yield from ((group.table, group.label) for group in crossing.groups)


def _label(one: Published, table: Table) -> str:
    return next((of.label for of in one.crossings if table.key.startswith(f"{of.key}/{of.by}/")), table.label)


def _said(cell: Cell) -> str:
    return "most" if cell.most else "symbol" if cell.shown is None else str(cell.shown)


def _json(answer: dict[str, object]) -> str:
    return "most" if answer["most"] else "symbol" if answer["people"] is None else str(answer["people"])


def plain(numbers: Numbers) -> Numbers:
    """With one word for the symbol and one for nearly all, whatever a file calls them."""
    same = {words()["symbol"]: "symbol", words()["most"]: "most"}
    return {place: same.get(said, said) for place, said in numbers.items()}


class _Text(HTMLParser):
    """Words, comments (a chart says in them what its outlines spell) and attributes that could hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = (value for name, value in attrs if name in SPOKEN or name.startswith(("aria-", "data-")))
        self.said += [value for value in words if value]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.said.append(data)


class _Page(HTMLParser):
    """Tables of a page: of everybody an answer a row, of groups an answer a column."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: Numbers = {}
        self._caption, self._rows, self._cell = "", list[list[str]](), ""
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td", "caption"):
            self._inside, self._cell = tag, ""
        elif tag == "br":
            self._cell += "\n"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = " ".join(self._cell.split())
        elif tag in ("th", "td"):
            # Under a number stands its percentage.
            self._rows[-1].append(" ".join(self._cell.partition("\n")[0].split()))
        elif tag == "table":
            self._read()
        if tag == self._inside:
            self._inside = None

    def _read(self) -> None:
        heading, *rows = self._rows
        if heading[0] == "Group":
            for name, *said in rows:
                for answer, number in zip(heading[1:-1], said[:-1], strict=False):
                    self.numbers[self._caption, name, answer] = number
        else:
            self.numbers |= {(self._caption, "", row[0]): row[1] for row in rows[:-1]}
