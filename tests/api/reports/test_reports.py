"""A report to the partners: what it is made of, who may publish it, and what its papers say."""

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain
from uuid import UUID, uuid4

import docx
import pikepdf
import pypdfium2
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.db import transaction
from api.errors import Changed, NotFilled, SecondPerson, WrongState
from api.findings.published import Table
from api.meaning.tables import QuoteRow, QuoteState
from api.papers import blocks, printing
from api.papers.blocks import Paper
from api.reports import beginning, comments, service
from api.reports.front import changed_to_begin_with
from api.reports.gathering import Subject
from api.reports.material import Material
from api.reports.numbers import single
from api.reports.paper import paper
from api.reports.service import Written
from api.reports.shifts import shifts
from api.reports.tables import ReportKind, ReportRow, ReportState
from tests.api.reports.conftest import HOME, STREET, Close, everything, published, safe, table
from tests.people import KIM, ROBIN

TODAY = date(2026, 10, 5)
QUARTER, LAST = date(2026, 7, 1), date(2026, 9, 30)


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


def on_wave(session: Session, wave_id: UUID) -> ReportRow:
    return beginning.begin(session, ROBIN, beginning.on_wave(session, wave_id), TODAY)


def on_quarter(session: Session, kind: ReportKind = ReportKind.QUARTER) -> ReportRow:
    return beginning.begin(session, ROBIN, Subject(kind, QUARTER, LAST), TODAY)


def of(session: Session, row: ReportRow) -> Paper:
    session.flush()
    return paper(row, service.opened(session, row.id).material, "Example Partnership")


def words_of(made: Paper) -> str:
    return made.model_dump_json(exclude={"blocks": {"__all__": {"svg", "png"}}})


def tables(made: Paper) -> dict[str, blocks.Table]:
    return {block.caption: block for block in made.blocks if isinstance(block, blocks.Table)}


def write(session: Session, row: ReportRow, **said: str) -> None:
    words = {"title": row.title, "said": row.said, "changed": row.changed, "asked": row.asked} | said
    service.write(session, ROBIN, row.id, Written(**words), service.mark(row))


def test_a_report_on_a_wave_begins_with_what_its_charts_conclude(close: Close, session: Session) -> None:
    row = on_wave(session, close(published()))
    assert row.title == "Autumn 2026: years 7 to 13"
    assert row.said.startswith("- “Very safe” was the answer most often at home")
    made = of(session, row)
    assert made.subtitle == "What young people told us: Your Voice Matters"
    facts = next(block for block in made.blocks if isinstance(block, blocks.Facts))
    assert facts.pairs[:2] == (("about 170", "people were asked"), ("about 130", "people answered"))
    assert facts.pairs[2][0] == "31 August to 13 September 2026"
    figures = [block for block in made.blocks if isinstance(block, blocks.Figure)]
    assert len(figures) == 2
    assert all(figure.alt == figure.caption for figure in figures)
    shown = tables(made)["How safe do you feel …"]
    assert shown.rows[0] == ("at home", "54%", "23%", "8%", "0 to 7", "8%", "130")
    assert "at the club" in words_of(made)  # named among what could not be shown


def test_a_table_has_a_column_of_shares_where_there_is_one() -> None:
    many, few = (
        single(safe("home", "at home", counts)) for counts in ((71, 32, 11, 3, 11), (14, 9, 1, 1, 0))
    )
    assert many.head == ("Answer", "Number", "Share")
    assert few.head == ("Answer", "Number")
    assert few.rows[:2] == (("Very safe", "15"), ("Quite safe", "10"))


def test_no_true_count_stands_in_it(close: Close, session: Session) -> None:
    made = of(session, on_wave(session, close(published())))
    cells = chain.from_iterable(chain.from_iterable(one.rows) for one in tables(made).values())
    told = {cell.strip("%") for cell in cells}
    canaries = {str(count) for count in (*HOME, *STREET, sum(HOME), 81, 43) if count % 5}
    assert {"70", "45", "130"} & told
    assert told & (canaries - {"3"}) == set()


def test_groups_that_are_too_small_say_so(close: Close, session: Session) -> None:
    made = of(session, on_wave(session, close(published())))
    by_year = tables(made)["How safe do you feel at home? By “school year”"]
    assert by_year.rows[-1] == ("Year 10", "–", "–", "–", "–", "–", "not shown")
    assert "What could not be shown" in words_of(made)


def test_what_the_attack_found_is_one_plain_sentence(close: Close, session: Session) -> None:
    assert "tried to work out 24 hidden numbers" in words_of(
        of(session, on_wave(session, close(published())))
    )


def test_a_wave_of_few_shows_no_number(close: Close, session: Session) -> None:
    small = published(
        answered=None, asked=None, tables=(safe("home", "at home", (9, 4, 3, 1, 0)),), crossings=()
    )
    made = of(session, on_wave(session, close(small)))
    assert "Fewer than 20 people answered" in words_of(made)
    assert not [block for block in made.blocks if isinstance(block, blocks.Figure | blocks.Table)]


def test_without_numbers_there_is_no_report(close: Close, session: Session) -> None:
    with pytest.raises(NotFilled, match="Nothing is published of it"):
        on_wave(session, close())
    with pytest.raises(NotFilled, match="Nothing is published of it"):
        on_quarter(session)


def test_a_wave_that_is_open_has_no_report(open_wave: Callable[..., object], session: Session) -> None:
    wave = open_wave()
    with pytest.raises(NotFilled, match="has closed"):
        beginning.on_wave(session, wave.id)  # type: ignore[attr-defined]


def test_a_quarter_takes_in_what_closed_in_it_and_practitioners_apart(close: Close, session: Session) -> None:
    close(published())
    close(published(title="Before"), day=QUARTER - timedelta(days=1))
    close(published(title="Policy in practice", audience="practitioner"), survey="stag_practitioners")
    row = on_quarter(session)
    assert row.title == "What people told us, July to September 2026"
    material = service.opened(session, row.id).material
    assert [part.published.title for part in material.parts] == ["Autumn 2026: years 7 to 13"]
    assert [part.published.title for part in material.practitioners] == ["Policy in practice"]
    assert "What practitioners say" in words_of(of(session, row))
    names = {block.name for block in of(session, row).blocks if isinstance(block, blocks.Figure)}
    assert names == set(service.figures(session, row.id))


def test_its_numbers_stay_until_somebody_takes_in_newer_ones(close: Close, session: Session) -> None:
    close(published())
    row = on_quarter(session)
    write(session, row, said="Our own words")
    before = words_of(of(session, row))
    close(published(title="A second wave"))
    assert words_of(of(session, row)) == before
    beginning.refresh(session, ROBIN, row.id, TODAY)
    after = words_of(of(session, row))
    assert ("A second wave" in after, "Our own words" in after) == (True, True)


def test_there_is_one_report_on_each_thing_and_new_versions_of_it(close: Close, session: Session) -> None:
    close(published())
    row = on_quarter(session)
    with pytest.raises(NotFilled, match="report on this already"):
        on_quarter(session)
    with pytest.raises(WrongState):
        beginning.again(session, ROBIN, row.id)
    service.ask(session, ROBIN, row.id)
    service.publish(session, KIM, row.id, service.mark(row), TODAY)
    newer = beginning.again(session, KIM, row.id)
    assert (newer.version, newer.said, newer.material) == (2, row.said, row.material)
    # Its words are still Robin's.
    service.ask(session, KIM, newer.id)
    with pytest.raises(SecondPerson):
        service.publish(session, ROBIN, newer.id, service.mark(newer), TODAY)
    assert set(service.figures(session, newer.id)) == set(service.figures(session, row.id))
    assert service.opened(session, row.id).newer is not None
    with pytest.raises(WrongState):
        beginning.again(session, ROBIN, row.id)


def test_nobody_publishes_what_they_wrote_and_a_second_person_reads_what_stands(
    close: Close, session: Session
) -> None:
    row = on_wave(session, close(published()))
    service.ask(session, ROBIN, row.id)
    with pytest.raises(SecondPerson):
        service.publish(session, ROBIN, row.id, service.mark(row), TODAY)
    with pytest.raises(Changed):
        service.publish(session, KIM, row.id, "another mark", TODAY)
    with pytest.raises(NotFilled):
        service.refuse(session, KIM, row.id, "")
    service.refuse(session, KIM, row.id, "Shorter, please")
    assert (row.state, row.answer) == (ReportState.DRAFT, "Shorter, please")
    assert service.sent_back(session, ROBIN, 3).count == 1
    write(session, row, said="Shorter")
    service.ask(session, ROBIN, row.id)
    assert (service.to_publish(session, ROBIN, 3).count, service.to_publish(session, KIM, 3).count) == (0, 1)
    service.publish(session, KIM, row.id, service.mark(row), TODAY)
    with pytest.raises(WrongState):
        write(session, row, said="Too late")


def test_comments_are_settled_before_it_goes_on(close: Close, session: Session) -> None:
    row = on_wave(session, close(published()))
    comments.say(session, KIM, row.id, "Is that so?", TODAY)
    session.flush()
    with pytest.raises(NotFilled, match="One comment is not settled"):
        service.ask(session, ROBIN, row.id)
    [said] = service.opened(session, row.id).comments
    comments.settle(session, ROBIN, row.id, said.id)
    service.ask(session, ROBIN, row.id)
    comments.say(session, KIM, row.id, "One more thing", TODAY)
    with pytest.raises(NotFilled, match="not settled"):
        service.publish(session, KIM, row.id, service.mark(row), TODAY)
    assert "Is that so?" not in words_of(of(session, row))


def test_the_first_page_holds_five_messages_and_numbered_decisions(close: Close, session: Session) -> None:
    row = on_wave(session, close(published()))
    with pytest.raises(NotFilled, match="Keep it to 5 messages"):
        write(session, row, said="\n".join("- one" for _ in range(6)))
    with pytest.raises(NotFilled, match="Give it a title"):
        write(session, row, title="")
    with pytest.raises(NotFilled, match="it has 2,001"):
        write(session, row, asked="x" * 2001)
    write(session, row, asked="- Pay for lights\n\n- Ask again in spring")
    box = next(block for block in of(session, row).blocks if isinstance(block, blocks.Box))
    assert box.items == ("Pay for lights", "Ask again in spring")


def test_the_second_report_says_since_when_it_compares(close: Close, session: Session) -> None:
    first = on_wave(session, close(published(), day=date(2026, 7, 20)))
    assert "There is no report of this kind on what came before" in first.changed
    service.ask(session, ROBIN, first.id)
    service.publish(session, KIM, first.id, service.mark(first), TODAY)
    second = on_wave(session, close(published()))
    assert "What changed since the report to 20 July 2026 cannot be told" in second.changed


def test_a_report_on_a_wave_is_compared_with_one_on_the_same_place(close: Close, session: Session) -> None:
    school = uuid4()

    def on(day: date, **more: UUID) -> ReportRow:
        row = on_wave(session, close(published(), day=day, more=more))
        service.ask(session, ROBIN, row.id)
        service.publish(session, KIM, row.id, service.mark(row), TODAY)
        return row

    on(date(2026, 7, 6), place=school)
    on(date(2026, 7, 20))
    again = on(date(2026, 9, 14), place=school)
    assert service.opened(session, again.id).material.since == date(2026, 7, 6)


def test_the_report_before_is_found_however_many_others_came_between(close: Close, session: Session) -> None:
    first = on_wave(session, close(published(), day=date(2026, 7, 20)))
    service.ask(session, ROBIN, first.id)
    service.publish(session, KIM, first.id, service.mark(first), TODAY)
    for number in range(30):
        other = row_of(ReportKind.WAVE)
        other.about, other.state = f"wave:{uuid4()}", ReportState.PUBLISHED
        other.last = date(2026, 8, 1) + timedelta(days=number)
        session.add(other)
    session.flush()
    again = on_wave(session, close(published()))
    assert service.opened(session, again.id).material.since == date(2026, 7, 20)


def test_a_year_is_not_compared_with_months_of_its_own(close: Close, session: Session) -> None:
    close(published(), day=date(2026, 4, 20))

    def year(first: date, last: date) -> ReportRow:
        row = beginning.begin(session, ROBIN, Subject(ReportKind.YEAR, first, last), TODAY)
        service.ask(session, ROBIN, row.id)
        service.publish(session, KIM, row.id, service.mark(row), TODAY)
        return row

    year(date(2025, 7, 1), date(2026, 6, 30))
    overlapping = year(date(2025, 10, 1), LAST)
    assert "There is no report of this kind on what came before" in overlapping.changed
    close(published(), day=date(2026, 8, 20))
    after = year(date(2026, 7, 1), date(2027, 6, 30))
    assert "since the report to 30 June 2026" in after.changed


def test_the_year_draws_no_chart_of_a_single_wave(close: Close, session: Session) -> None:
    close(published())
    row = beginning.begin(session, ROBIN, Subject(ReportKind.YEAR, date(2025, 10, 1), LAST), TODAY)
    made = of(session, row)
    assert row.title == "Annual overview, October 2025 to September 2026"
    assert not [block for block in made.blocks if isinstance(block, blocks.Figure)]
    assert "“Very safe” was the answer most often at home" in words_of(made)


def test_the_scrutineer_sees_how_far_the_asking_reached(close: Close, session: Session) -> None:
    close(published(), more={"languages": ["en", "pl"]})
    close(published(asked=None, answered=60), survey="parents_and_carers")
    made = of(session, on_quarter(session, ReportKind.SCRUTINY))
    assert made.band == "For the independent scrutineer"
    reach = tables(made)["By who was asked"]
    assert reach.rows == (("Young people", "2", "not recorded", "about 190"),)
    assert ("Polish", "1") in tables(made)["Offered in"].rows
    [asked] = tables(made)["Waves of which it is known how many were asked"].rows
    assert asked[1:] == ("about 170", "about 130", "about 76%")
    assert "by area is not recorded" in words_of(made)


def row_of(kind: ReportKind) -> ReportRow:
    """A report that is in no database."""
    return ReportRow(
        kind=kind,
        about="",
        title="Made up",
        first=QUARTER,
        last=LAST,
        counted=TODAY,
        author="",
        waves=[],
        snapshots=[],
        material={},
    )


def test_every_voice_is_heard_in_it() -> None:
    said = words_of(paper(row_of(ReportKind.QUARTER), everything(), "Example Partnership"))
    for voice in (
        "More lights would help.",
        "A young person: lights",
        "right within about 15 points",
        "people have not yet checked enough of them: “Why do you say so?”",
        "a check by people found the program wrong too often: “Who helped you?”",
        "Lights and streets",
        "Policy in practice",
        "Families wait. Asked: To look at it.",
        "Light the path behind the shops (City council, Head of streets), due on 31 August 2026",
        "Train first responders: Nine of ten know whom to tell",
        "0.74",
        "Languages offered: English, Polish",
    ):
        assert voice in said


def test_what_has_moved_is_offered_to_begin_with() -> None:
    offered = changed_to_begin_with(everything())
    assert offered.splitlines() == [
        "- Comments are negative less often.",
        "- Done: Train first responders (City council).",
        "- Past its day, 31 August 2026: Light the path behind the shops (City council).",
    ]


@pytest.mark.parametrize(("negative", "told"), [(31, False), (45, False), (95, False), (300, True)])
def test_a_tone_has_changed_only_beyond_both_bands(negative: int, told: bool) -> None:
    before = everything()
    [reading] = before.parts[0].meaning.tone
    answers = ("Positive", "Mixed or unclear", "Negative", "Not scored")
    counted = table("own", "", answers, (41, 22, negative, 17))

    def with_tone(base: Table) -> Material:
        cells = [
            cell.model_copy(update={"value": tone})
            for cell, tone in zip(base.cells, ("positive", "mixed", "negative", "none"), strict=True)
        ]
        named = base.model_copy(update={"cells": tuple(cells)})
        one = reading.model_copy(update={"table": named, "within": 10})
        part = before.parts[0]
        meaning = part.meaning.model_copy(update={"tone": (one,)})
        return before.model_copy(update={"parts": (part.model_copy(update={"meaning": meaning}),)})

    found = list(shifts(with_tone(reading.table), with_tone(counted)))
    assert bool(found) is told
    assert all("sound negative than before" in one and one.startswith("More") for one in found)


def test_a_quote_that_is_withdrawn_goes_out_of_it(close: Close, session: Session) -> None:
    wave_id = close(published())
    quote = QuoteRow(
        wave_id=wave_id, question="own", theme="", words="Canary words", state="approved", author=str(ROBIN)
    )
    session.add(quote)
    session.flush()
    row = on_wave(session, wave_id)
    assert "Canary words" in words_of(of(session, row))
    quote.state = QuoteState.WITHDRAWN
    assert "Canary words" not in words_of(of(session, row))


@pytest.fixture
def printed(close: Close, session: Session) -> Callable[[printing.Kind], bytes]:
    """The files of a report on a wave."""
    row = on_wave(session, close(published()))
    write(session, row, asked="- Pay for lights")
    session.flush()
    material = service.opened(session, row.id).material
    whole = paper(row, material, "Example Partnership", service.figures(session, row.id))
    return lambda kind: printing.printed(kind, whole)


def test_everybody_can_read_the_pdf(printed: Callable[[printing.Kind], bytes]) -> None:
    body = printed("pdf")
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        nodes = list(_nodes(pdf.Root.StructTreeRoot))
        figures = [node for node in nodes if node.get("/S") == "/Figure"]
        assert len(figures) == 2
        assert all("answer" in str(figure.Alt) for figure in figures)
        heads = [node for node in nodes if node.get("/S") == "/TH"]
        assert heads and all("/Scope" in str(node.get("/A")) for node in heads)
    pages = pypdfium2.PdfDocument(body)
    front = pages[0].get_textpage().get_text_range()
    assert ("Pay for lights" in front, "What they answered" in front) == (True, False)
    assert "How these numbers were protected" in "".join(
        page.get_textpage().get_text_range() for page in pages
    )


def test_word_opens_it_with_headings_tables_and_words_for_pictures(
    printed: Callable[[printing.Kind], bytes],
) -> None:
    document = docx.Document(io.BytesIO(printed("docx")))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Heading 1", "Heading 2", "Heading 3"} <= styles
    assert len(document.inline_shapes) == 2
    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert all("answer" in words for words in said)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"at home", "54%", "0 to 7"} <= cells
    assert document.core_properties.language == "en-GB"


def _nodes(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(node, pikepdf.Dictionary):
        yield node
        yield from _nodes(node.get("/K", pikepdf.Array()))
    elif isinstance(node, pikepdf.Array):
        for one in node:
            yield from _nodes(one)
