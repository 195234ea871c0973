"""Files for analysts say the same as the page, number for number, and hold nothing else."""

import csv
import io
import json
import random
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from api.findings import exchange, spreadsheet, workbook
from api.findings.audit import audit
from api.findings.case import Case
from api.findings.published import Published
from tests.api.findings.made_up import answers, published

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def one() -> Published:
    return audit(Case(waves=((published(answers(140, random.Random(7))),),)))


def sheet(book: openpyxl.Workbook, name: str) -> list[tuple[object, ...]]:
    return list(book[name].iter_rows(values_only=True))


def test_a_workbook_has_a_table_on_each_sheet_whose_headings_stay_in_sight(one: Published) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.body(one)))
    assert book.sheetnames == ["Numbers", "Groups", "Data dictionary", "Protection"]
    for page in book.worksheets:
        assert page.freeze_panes == "A2"
        assert len(page.tables) == 1
    rows = sheet(book, "Groups")
    assert rows[0] == (
        "Question",
        "Answer",
        "People",
        "Percentage",
        "People who answered the question",
        "Told apart by",
        "Group",
    )
    assert {row[6] for row in rows[1:]} == {"Female", "Male", "Other", "North", "South"}
    told = {row[0]: row[1] for row in sheet(book, "Protection")[1:]}
    assert told["Fewest people for a table"] == 20
    assert ("sex", "Sex?", "one answer", "sex", "male", "Male") in sheet(book, "Data dictionary")


def test_workbook_spreadsheet_and_json_have_the_same_numbers(one: Published) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.body(one)))
    in_book = [
        row + (None,) * (7 - len(row)) for name in ("Numbers", "Groups") for row in sheet(book, name)[1:]
    ]
    _, *in_csv = csv.reader(io.StringIO(spreadsheet.body(one).decode("utf-8-sig"), newline=""))
    assert [["" if cell is None else str(cell) for cell in row] for row in in_book] == in_csv
    told = json.loads(exchange.body(one))
    of_groups = [
        (answer["people"], answer["percent"], group["numbers"]["base"])
        for crossing in told["groups"]
        for group in crossing["groups"]
        for answer in group["numbers"]["answers"]
    ]
    shown = [row for row in sheet(book, "Groups")[1:] if row[4] is not None]
    assert [(row[2] if isinstance(row[2], int) else None, row[3], row[4]) for row in shown] == of_groups
    assert told["audit"]["rules"] == "1/20/30"
    assert {"question", "label", "answers", "characteristic", "value", "answer"} == set(told["dictionary"][0])


def test_the_same_numbers_make_the_same_files(one: Published) -> None:
    for make in (workbook.body, spreadsheet.body, exchange.body):
        assert make(one) == make(one)


def test_what_looks_like_a_formula_or_a_link_stays_words_in_a_workbook(one: Published) -> None:
    evil = ('=HYPERLINK("http://example.org")', "+1", "@SUM(A1)", "https://example.org", "12")
    table = one.tables[0]
    cells = tuple(table.cells[0].model_copy(update={"label": label, "value": label}) for label in evil)
    body = workbook.body(one.model_copy(update={"tables": (table.model_copy(update={"cells": cells}),)}))
    book = openpyxl.load_workbook(io.BytesIO(body))
    answers_there = {cell.value: cell for cell in book["Numbers"]["B"]}
    assert all(answers_there[label].data_type == "s" for label in evil)
    assert not any(cell.hyperlink for page in book.worksheets for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_small_wave_comes_out_as_it_always_did(one: Published, kind: str) -> None:
    """Whoever changes a rule sees here what it changes; the files were read by a person."""
    body = {"csv": spreadsheet.body, "json": exchange.body}[kind](one)
    assert body == (GOLDEN / f"small.{kind}").read_bytes()
