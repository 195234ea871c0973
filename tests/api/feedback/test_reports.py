"""The highlight report: frozen and protected numbers, the unit's own words, a second person, its papers."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

import docx
import pikepdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.broadcasts.tables import BroadcastKind, BroadcastRow
from api.console.fields import paragraphs
from api.conversation.service import Address
from api.db import transaction
from api.errors import Changed, NotFilled, SecondPerson, WrongState
from api.feedback import beginning, printing, reports, triage
from api.feedback.paper import Paper, paper
from api.feedback.report_tables import EntryRow, ReportRow, ReportState
from api.feedback.reports import Written
from api.feedback.tables import IssueRow, IssueState
from tests.api.feedback.conftest import Practitioner
from tests.people import KIM, ROBIN

FIRST, LAST, TODAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 5)
THEMES = {"gaps": 13, "referrals": 9, "neglect": 3, None: 6}
LENSES = ("independent", "provider", "citizen", "professional")
SAID = Written("Families wait\nA month for a first visit.", "To look at it.", "", True)


def keep(engine: Engine, *rows: IssueRow) -> list[UUID]:
    with transaction(engine) as session:
        session.add_all(rows)
        return [row.id for row in rows]


def an_issue(theme: str | None = "gaps", came: date = FIRST, **more: object) -> IssueRow:
    facts: dict[str, Any] = {
        "kind": "issue",
        "seen": "Canary words",
        "receipt": uuid4().bytes,
        "theme": theme,
        "came": came,
    }
    return IssueRow(**(facts | more))


def many(themes: list[str | None], *days: date) -> list[IssueRow]:
    """One for each theme, of all kinds, priorities and lenses in turn."""
    ways = zip(cycle(["issue", "issue", "practice"]), cycle(["high", "medium", "low"]), cycle(LENSES))
    return [
        an_issue(theme, day, kind=kind, priority=priority, lens=lens)
        for theme, day, (kind, priority, lens) in zip(themes, cycle(days or (FIRST,)), ways, strict=False)
    ]


@pytest.fixture
def quarter(stocked: Engine) -> None:
    """So many issues as numbers need, in the months of the report."""
    keep(stocked, *many([theme for theme, number in THEMES.items() for _ in range(number)]))


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


def begun(session: Session, first: date = FIRST, last: date = LAST) -> ReportRow:
    return beginning.begin(session, ROBIN, first, last, TODAY)


def worded(session: Session, row: ReportRow, said: Written = SAID, opening: str = "") -> None:
    """Every entry in words, and put before the second person."""
    entries = reports.opened(session, row.id).entries
    read = reports.mark(row, entries)
    reports.write(session, ROBIN, row.id, opening, {one.id: said for one in entries}, read)
    reports.ask(session, ROBIN, row.id)


def published(session: Session, row: ReportRow, today: date = TODAY) -> int:
    read = reports.mark(row, reports.opened(session, row.id).entries)
    return reports.publish(session, KIM, row.id, read, today)


def of(session: Session, row: ReportRow) -> Paper:
    return paper(row, reports.opened(session, row.id).entries, "Example Partnership")


@pytest.mark.usefixtures("quarter")
def test_numbers_are_protected_and_frozen(session: Session) -> None:
    row = begun(session)
    tables = {table.title: table for table in of(session, row).numbers}
    told = {line.label: line.number for line in tables["By theme"].lines}
    assert told["Gaps in services and waiting"] == "15"
    assert told["Referrals and what follows them"] == "10"
    assert told["Neglect"] == told["Training and guidance"] == "0 to 7"
    assert tables["By theme"].note == "Of about 30"
    before = row.counts
    session.add(an_issue())
    session.flush()
    worded(session, row)
    published(session, row)
    assert row.counts == before
    kept = json.dumps(row.counts)
    assert not any(f": {number}," in kept for number in THEMES.values())


def test_below_twenty_no_number_is_told(stocked: Engine, session: Session) -> None:
    keep(stocked, *(an_issue() for _ in range(19)))
    made = of(session, begun(session))
    assert made.numbers == ()
    assert "Too few came in" in made.counted
    assert "19" not in json.dumps(asdict(made))


def test_what_came_before_and_after_is_not_in_it(stocked: Engine, session: Session) -> None:
    keep(stocked, *many(["gaps", "neglect"] * 15, FIRST, LAST))
    outside = (FIRST - timedelta(days=1), LAST + timedelta(days=1))
    keep(stocked, *(an_issue(came=day) for day in outside for _ in range(20)))
    assert {table.note for table in of(session, begun(session)).numbers} == {"Of about 30"}


def test_numbers_of_another_report_on_the_same_days_count_as_published(
    stocked: Engine, session: Session
) -> None:
    # Of 27 in the quarter 13 and 13 are shown as 15 and 15. The month lies in it: 26 of 27 were in August.
    keep(stocked, *(an_issue(theme, date(2026, 8, 3)) for theme in ("gaps", "neglect") for _ in range(13)))
    keep(stocked, an_issue("training", date(2026, 8, 4)))
    alone = of(session, begun(session, date(2026, 8, 1), date(2026, 8, 31)))
    shown = {table.title for table in alone.numbers if table.lines}
    later = of(session, begun(session))
    assert {table.title for table in later.numbers if table.lines} <= shown


def test_what_was_put_down_stands_in_it_without_a_word_of_whoever_sent_it(
    stocked: Engine, session: Session
) -> None:
    [inside, _, _] = keep(
        stocked,
        an_issue(state=IssueState.ESCALATED, escalated=LAST),
        an_issue(state=IssueState.ESCALATED, escalated=LAST + timedelta(days=1)),
        an_issue(state=IssueState.MERGED, escalated=LAST),
    )
    row = begun(session)
    [entry] = reports.opened(session, row.id).entries
    assert (entry.issue_id, entry.words, entry.asked) == (inside, "", "")
    assert "Canary" not in json.dumps(asdict(of(session, row)))
    with pytest.raises(NotFilled, match="no words for the partners"):
        reports.ask(session, ROBIN, row.id)


def test_another_issue_can_be_taken_in_and_one_left_out(stocked: Engine, session: Session) -> None:
    [one, other] = keep(
        stocked,
        an_issue(state=IssueState.ESCALATED, escalated=LAST),
        an_issue(state=IssueState.ESCALATED, escalated=TODAY),
    )
    row = begun(session)
    report = reports.opened(session, row.id)
    assert [issue.id for issue in report.others] == [other]
    reports.add(session, ROBIN, row.id, other)
    reports.leave_out(session, ROBIN, row.id, report.entries[0].id)
    session.flush()
    report = reports.opened(session, row.id)
    assert ([entry.issue_id for entry in report.entries], [issue.id for issue in report.others]) == (
        [other],
        [one],
    )
    with pytest.raises(NotFilled):
        reports.add(session, ROBIN, row.id, uuid4())


def test_nobody_publishes_what_they_wrote_and_a_second_person_reads_what_stands(session: Session) -> None:
    row = begun(session)
    worded(session, row, opening="First words")
    read = reports.mark(row, [])
    with pytest.raises(SecondPerson):
        reports.publish(session, ROBIN, row.id, read, TODAY)
    with pytest.raises(Changed):
        reports.publish(session, KIM, row.id, "another mark", TODAY)
    reports.refuse(session, KIM, row.id, "The summary is too long")
    assert (row.state, row.answer) == ("draft", "The summary is too long")
    reports.write(session, ROBIN, row.id, "Fewer words", {}, read)
    reports.ask(session, ROBIN, row.id)
    published(session, row)
    assert (row.state, row.approver, row.published) == ("published", str(KIM), TODAY)
    for late in (reports.take_back, reports.discard, reports.ask):
        with pytest.raises(WrongState):
            late(session, ROBIN, row.id)


def test_of_two_who_write_at_once_the_second_is_told(session: Session) -> None:
    row = begun(session)
    read = reports.mark(row, [])
    reports.write(session, ROBIN, row.id, "First", {}, read)
    with pytest.raises(Changed):
        reports.write(session, KIM, row.id, "Second", {}, read)
    with pytest.raises(NotFilled, match="has 3,001"):
        reports.write(session, ROBIN, row.id, "x" * 3001, {}, reports.mark(row, []))


def test_what_somebody_else_has_written_meanwhile_is_not_overwritten(stocked: Engine) -> None:
    keep(stocked, an_issue(state=IssueState.ESCALATED, escalated=FIRST))
    with transaction(stocked) as session:
        report_id = begun(session).id
    with transaction(stocked) as late:
        before = reports.opened(late, report_id)
        read, [entry] = reports.mark(before.row, before.entries), before.entries
        with transaction(stocked) as session:
            reports.write(session, KIM, report_id, "", {entry.id: SAID}, read)
        with pytest.raises(Changed):
            reports.write(late, ROBIN, report_id, "", {entry.id: SAID}, read)


def test_a_period_has_one_report_and_has_to_be_over(session: Session) -> None:
    begun(session)
    for first, last in ((FIRST, LAST), (LAST, FIRST), (FIRST, TODAY)):
        with pytest.raises(NotFilled):
            begun(session, first, last)


def test_a_new_version_keeps_the_numbers_and_the_old_one_stays(session: Session) -> None:
    old = begun(session)
    worded(session, old, opening="First words")
    published(session, old)
    new = beginning.again(session, ROBIN, old.id)
    assert (new.version, new.opening, new.counts) == (2, "First words", old.counts)
    assert set(old.writers) <= set(new.writers)  # its words are still theirs
    with pytest.raises(WrongState):
        beginning.again(session, ROBIN, old.id)
    worded(session, new, opening="Better words")
    published(session, new)
    newer = reports.opened(session, old.id).newer
    assert newer is not None
    assert (newer.id, old.opening) == (new.id, "First words")
    assert "It replaces version 1" in of(session, new).status


def test_what_was_asked_goes_on_in_the_next_report_until_somebody_ends_it(
    stocked: Engine, session: Session
) -> None:
    keep(stocked, an_issue(state=IssueState.ESCALATED, escalated=FIRST))
    first = begun(session, FIRST, date(2026, 7, 31))
    worded(session, first)
    published(session, first)
    second = begun(session, date(2026, 8, 1), date(2026, 8, 31))
    [entry] = reports.opened(session, second.id).entries
    assert (entry.words, entry.asked, entry.since) == (SAID.words, SAID.asked, first.last)
    worded(session, second, Written(SAID.words, SAID.asked, "More visits since August.", False))
    [earlier] = of(session, second).earlier
    assert (earlier.news, earlier.since) == (
        "More visits since August.",
        "First in the report to 31 July 2026",
    )
    published(session, second)
    third = begun(session, date(2026, 9, 1), LAST)
    assert reports.opened(session, third.id).entries == []


def test_a_member_is_told_once_that_it_has_gone_to_the_partners(
    stocked: Engine, someone: Callable[..., Practitioner], join: Callable[[str], Address]
) -> None:
    for address in (join("1"), join("2"), None):
        someone(address).raises("Words of " + (address.value if address else "nobody"))
    with transaction(stocked) as session:
        main, other, third = session.exec(select(IssueRow.id).order_by(col(IssueRow.seen))).all()
        for one in (main, other, third):
            triage.tag(session, ROBIN, one, theme="gaps", lens="", priority="high")
        triage.merge(session, ROBIN, other, main)
        for one in (main, third):
            triage.escalate(session, ROBIN, one, TODAY)
    with transaction(stocked) as session:
        row = begun(session)
        for one in (main, third):
            reports.add(session, ROBIN, row.id, one)
        session.flush()
        worded(session, row)
        assert published(session, row) == 2
        new = beginning.again(session, ROBIN, row.id)
        session.flush()
        reports.ask(session, ROBIN, new.id)
        assert published(session, new) == 0
    with Session(stocked) as session:
        letters = session.exec(select(BroadcastRow).where(BroadcastRow.kind == BroadcastKind.ANSWER)).all()
    assert len(letters) == 2
    for letter in letters:
        assert "has gone to the partners" in letter.title
        assert "July to September 2026" in letter.text
        assert "Families wait" not in letter.text
        assert letter.written.date() == TODAY != clock.today()


@pytest.fixture
def made(session: Session, quarter: None) -> Paper:
    row = begun(session)
    new = EntryRow(
        report_id=row.id, place=0, words="Waiting & <b>letters</b>\n- in the north", asked="To look"
    )
    earlier = EntryRow(report_id=row.id, place=1, since=FIRST, words="No number", became="There is one now")
    return paper(row, [new, earlier], "Example Partnership")


def test_the_pdf_is_tagged_and_says_what_the_page_says(made: Paper) -> None:
    body = printing.printed("pdf", made)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert "<pdfuaid:part>1</pdfuaid:part>" in bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert str(pdf.docinfo.Title) == made.title
    with pypdfium2.PdfDocument(body) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    words = " ".join(text.split())
    for said in (
        "Waiting & <b>letters</b>",
        "in the north",
        "To look",
        "There is one now",
        "0 to 7",
        made.title,
    ):
        assert said in words
    assert body == printing.printed("pdf", made)


def test_the_file_for_word_has_headings_table_heads_a_language_and_words_for_tables(made: Paper) -> None:
    document = docx.Document(io.BytesIO(printing.printed("docx", made)))
    said = [(str(one.style and one.style.name), one.text) for one in document.paragraphs]
    heads = [(style, words) for style, words in said if style.startswith("Heading")]
    assert heads[0] == ("Heading 1", "Highlight report, July to September 2026")
    assert ("Heading 3", "1. Waiting & <b>letters</b>") in heads
    assert [level for level, _ in heads].count("Heading 1") == 1
    assert ("List Bullet", "in the north") in said
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == made.title
    spoken = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert "en-GB" in spoken
    shown = [table for table in made.numbers if table.lines]
    assert len(document.tables) == len(shown) > 0
    for table, numbers in zip(document.tables, shown, strict=True):
        assert list(table.rows[0]._tr.iter(qn("w:tblHeader")))
        assert [one.get(qn("w:val")) for one in table._tbl.iter(qn("w:tblDescription"))] == [numbers.alt]
        told = [tuple(cell.text for cell in row.cells) for row in table.rows[1:]]
        assert told == [(line.label, line.number, line.share) for line in numbers.lines]


def test_signs_that_no_file_can_hold_are_not_kept(made: Paper) -> None:
    typed = paragraphs("Before\ufffe\uffff\x0b after")
    for one in (replace(made, opening=typed), replace(made, opening=f"#set page() <b> $x$ \\ {typed}")):
        for kind in ("pdf", "docx"):
            assert printing.printed(kind, one)
    assert typed == "Before after"


def test_a_draft_says_on_its_papers_that_it_is_one(made: Paper) -> None:
    assert made.status == "Draft: nobody has approved it yet"


def test_a_report_that_waits_for_another_is_named_to_them_alone(session: Session) -> None:
    row = begun(session)
    worded(session, row)
    assert row.state == ReportState.WAITING
    session.flush()
    assert (reports.to_publish(session, ROBIN, 3).count, reports.to_publish(session, KIM, 3).count) == (0, 1)
    reports.refuse(session, KIM, row.id, "Say it shorter")
    assert [reports.sent_back(session, who, 3).rows for who in (ROBIN, KIM)] == [[row], []]
    reports.ask(session, ROBIN, row.id)
    assert reports.sent_back(session, ROBIN, 3).count == 0
