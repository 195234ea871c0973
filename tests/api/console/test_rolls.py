"""Members out to a file, and people to invite in from one."""

import csv
import html
import io
import re
from datetime import date
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.db import transaction
from api.members import addresses
from api.members import service as members
from api.members.addresses import Address
from api.members.tables import InvitationRow, MemberRow
from api.waves.keys import KeyRing
from tests.api.console.conftest import Browser

IMPORT = "/console/members/import"
CELL = re.compile(r'<td class="govuk-table__cell[^"]*">(.*?)</td>', re.DOTALL)
GOOD = "Name,Agency,Job\r\nSam Sample,Example School,Head\r\n\r\nZoë Żak,A & B Trust,\r\n"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def faults(page: str) -> list[tuple[str, str]]:
    """Row and sentence of everything that is wrong."""
    cells = [html.unescape(cell) for cell in CELL.findall(page)]
    return list(zip(cells[::2], cells[1::2], strict=True))


def carried(page: str) -> str:
    found = re.search(r'name="guests" value="([^"]*)"', page)
    assert found
    return html.unescape(found.group(1))


def invited(engine: Engine) -> list[tuple[str | None, str]]:
    with Session(engine) as session:
        asked = select(InvitationRow.name, InvitationRow.agency).order_by(col(InvitationRow.name))
        return list(session.exec(asked).all())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_file_is_shown_first_and_makes_invitations_by_a_yes(
    unit: Browser, stocked: Engine, keys: KeyRing, kind: str
) -> None:
    data = GOOD.encode("utf-8-sig")
    if kind == "xlsx":
        data = workbook(*csv.reader(io.StringIO(GOOD)))
    page = await unit.upload(IMPORT, f"people.{kind}", data)
    assert page.status_code == 200
    assert "2 people would be invited" in page.text
    assert invited(stocked) == []
    answer = await unit.post(f"{IMPORT}/invitations", guests=carried(page.text))
    assert answer.headers["content-type"] == "application/pdf"
    assert invited(stocked) == [("Sam Sample", "Example School"), ("Zoë Żak", "A & B Trust")]
    with pypdfium2.PdfDocument(answer.content) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "Sam Sample" in text
    assert "Zoë Żak" in text
    [code, _] = re.findall(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b", text)
    with transaction(stocked) as session:
        assert members.everyone(session) == []
        joined = members.join(session, keys, code, Address("web", "1"), clock.today())
        assert joined is members.Joining.JOINED
    with Session(stocked) as session:
        assert session.exec(select(AuditRow.what)).all() == ["members_invited"]
    # The same file again invites nobody twice.
    page = await unit.upload(IMPORT, f"people.{kind}", data)
    assert faults(page.text) == [(row, "This person is a member, or invited already.") for row in ("2", "4")]
    again = await unit.post(f"{IMPORT}/invitations", guests='[["Sam Sample", "Example School"]]')
    assert again.status_code == 422
    assert len(invited(stocked)) == 2


async def test_every_bad_row_is_listed_at_once(unit: Browser, stocked: Engine) -> None:
    rows = [
        "agency;NAME",
        ";Sam Sample",
        "Example School;",
        "Example School;Kim Keeps",
        "example school;KIM  KEEPS",
        f"Example School;{'x' * 101}",
        'Example School;"=HYPERLINK(""http://x"")"',
        "@Example;Ada Madeup",
        "Example School;12345",
    ]
    page = await unit.upload(IMPORT, "people.csv", "\n".join(rows).encode())
    assert page.status_code == 422
    assert "Nobody was invited" in page.text
    assert faults(page.text) == [
        ("2", "There is no agency."),
        ("3", "There is no name."),
        ("5", "This is the same person as in row 4."),
        ("6", "The name is longer than 100 letters."),
        ("7", 'The name looks like a formula, since it begins with "=".'),
        ("8", 'The agency looks like a formula, since it begins with "@".'),
        ("9", "The name has no letters."),
    ]
    assert invited(stocked) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("people.csv", b"", "name the columns"),
        ("people.csv", b"First,Second\na,b", "name the columns"),
        ("people.csv", b"Name,Agency\n,\n", "Nobody stands in this file"),
        ("people.csv", "Name,Agency\nZoë,Example".encode("cp1252"), "CSV UTF-8"),
        ("people.csv", b'Name,Agency\n"Sam,Example', "cannot be read as CSV"),
        ("people.xlsx", b"Name,Agency\nSam,Example", "is no Excel workbook"),
        ("people.xlsx", workbook(("Name", "Agency"), ("Sam", "=1+1")), "looks like a formula"),
        ("people.xlsx", workbook(("Name", "Agency"), ("Sam", date(2026, 1, 1))), "holds a date"),
        ("people.csv", b"Name,Agency\n" + b"".join(b"Sam %d,E\n" % at for at in range(301)), "at most 300"),
    ],
)
async def test_what_cannot_be_read_is_said_in_a_sentence(
    unit: Browser, stocked: Engine, name: str, data: bytes, said: str
) -> None:
    page = await unit.upload(IMPORT, name, data)
    assert page.status_code == 422
    assert said in html.unescape(page.text)
    assert invited(stocked) == []


async def test_a_file_from_another_page_is_not_read(unit: Browser) -> None:
    await unit.token()
    answer = await unit.http.post(IMPORT, files={"file": ("people.csv", GOOD.encode())})
    assert answer.status_code == 403
    assert "would be invited" not in answer.text


async def test_a_file_has_to_be_chosen(unit: Browser) -> None:
    assert "Choose a file" in (await unit.upload(IMPORT, "", b"")).text
    assert "Which file?" in (await unit.get(IMPORT)).text


@pytest.mark.parametrize("made_up", ["", "{}", "[[]]", "[1]", "null", "[" * 50_000, '[["=1+1", "E"]]'])
async def test_a_confirmation_that_was_made_up_invites_nobody(
    unit: Browser, stocked: Engine, made_up: str
) -> None:
    assert (await unit.post(f"{IMPORT}/invitations", guests=made_up)).status_code == 422
    assert invited(stocked) == []


async def test_the_list_is_taken_along_without_an_address(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    with transaction(stocked) as session:
        for name, kind, role in (("=Ada Madeup", "telegram", "=Lead"), ("Bo Madeup", "web", "Trainer")):
            member = MemberRow(name=name, agency="Example School", joined=date(2026, 11, 3), role=role)
            session.add(member)
            session.flush()
            session.add(addresses.row(keys, member.id, Address(kind, f"7301944820 {kind}")))
    expected = [
        ["Name", "Agency", "Role", "Joined", "Language", "Reached by"],
        ["'=Ada Madeup", "Example School", "'=Lead", "2026-11-03", "English", "Telegram"],
        ["Bo Madeup", "Example School", "Trainer", "2026-11-03", "English", "Web chat"],
    ]
    file = (await unit.get("/console/members/export/csv")).content
    assert list(csv.reader(io.StringIO(file.decode("utf-8-sig")))) == expected
    file = (await unit.get("/console/members/export/xlsx")).content
    sheet = load_workbook(io.BytesIO(file)).active
    assert [[cell.value for cell in row] for row in sheet.rows] == expected
    assert {cell.data_type for row in sheet.rows for cell in row} == {"s"}
    with ZipFile(io.BytesIO(file)) as package:
        assert not any(b"7301944820" in package.read(part) for part in package.namelist())
    assert (await unit.get("/console/members/export/pdf")).status_code == 404
    with Session(stocked) as session:
        assert session.exec(select(AuditRow.what)).all() == ["members_exported"] * 2
