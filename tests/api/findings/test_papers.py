"""The papers that leave: a spreadsheet and one accessible page, with no true count in them."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pikepdf
import pypdfium2
import pytest

from api.findings import chart, papers, workshop
from api.findings.errors import WorkshopFailed
from api.findings.protection import Counted, people, protect, signposts
from api.findings.published import Published, Table
from api.findings.reading import chart as read_chart

SAFE = ("Very safe", "Safe", "In between", "Not safe at all", "I'd rather not say")
PLACES = ("at home", "at school or college", "online", "when you travel", "outside, near where you live")
TRUE = (
    (137, 61, 27, 4, 2),
    (103, 74, 38, 13, 3),
    (42, 88, 61, 37, 3),
    (58, 79, 61, 31, 2),
    (66, 92, 48, 23, 2),
)
PEOPLE = 231
CARDS = {"support": 6, "asked": 143}
# Larger than any percentage and in no date, so that none can be met by chance.
CANARIES = (137, 103, 142, PEOPLE, 143, 262)


def table(key: str, label: str, answers: Sequence[str], counts: Sequence[int]) -> Table:
    named = dict(zip(answers, counts, strict=True))
    return protect(Counted(key, label, [(a, a) for a in answers], False, None, sum(counts), named))


def published(*more: Table, true: Sequence[Sequence[int]] = TRUE) -> Published:
    tables = [
        table(f"safe{place}", f"How safe do you feel {name}?", SAFE, counts)
        for place, (name, counts) in enumerate(zip(PLACES, true, strict=True))
    ]
    adult = table("adult", "Is there an adult you trust?", ("Yes", "Not sure", "No"), (142, 62, 27))
    return Published(
        id=UUID(int=0),
        number=1,
        taken=date(2026, 11, 22),
        final=True,
        title="Your Voice Matters at Hill School & “Friends” #1",
        audience="young_person",
        survey="Your Voice Matters",
        version="1",
        first_week=date(2026, 11, 2),
        last_week=date(2026, 11, 16),
        asked=260,
        answered=people(PEOPLE, tables, None),
        tables=(*tables, adult, *more),
        signposts=cards(),
    )


def cards() -> Table:
    kinds = [("support", "Because words sounded like harm"), ("asked", "Because somebody asked for help")]
    counted = Counted(":signposts", "Where to get help was shown", kinds, True, None, 262, CARDS)
    return signposts(counted, None)


@pytest.fixture(scope="module")
def made() -> papers.Papers:
    return papers.make(published())


@pytest.fixture(scope="module")
def text(made: papers.Papers) -> str:
    with pypdfium2.PdfDocument(made.pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def elements(node: Any) -> Iterator[Any]:
    """Every element of a PDF's structure tree."""
    for child in node.K if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def test_no_true_count_is_in_anything_that_leaves(made: papers.Papers, text: str) -> None:
    snapshot = published()
    drawn = read_chart(snapshot)
    assert drawn is not None
    # The drawing writes each of its texts as a comment beside the outlines of the letters.
    drawing = " ".join(re.findall(r"<!--(.*?)-->", chart.svg(drawn).decode()))
    assert "59%" in drawing
    everything = " ".join([made.csv.decode(), text, drawing, drawn.conclusion, snapshot.model_dump_json()])
    assert [number for number in CANARIES if re.search(rf"(?<!\d){number}(?!\d)", everything)] == []


def test_the_same_published_numbers_make_the_same_papers_whatever_the_truth_was(made: papers.Papers) -> None:
    other = (
        (136, 60, 26, 1, 7),
        (104, 73, 39, 14, 1),
        (41, 89, 62, 36, 3),
        (59, 78, 62, 32, 0),
        (64, 91, 49, 24, 3),
    )
    assert papers.make(published(true=other)) == made


def test_the_spreadsheet_has_a_row_for_each_answer(made: papers.Papers) -> None:
    assert made.csv.startswith("\ufeff".encode())
    heading, *body = rows(made.csv)
    assert heading[:5] == ["Question", "Answer", "People", "Percentage", "People who answered the question"]
    body = [row[:5] for row in body]
    assert ["How safe do you feel at home?", "Very safe", "135", "59", "230"] in body
    assert ["How safe do you feel at home?", "Not safe at all", "0 to 7", "", "230"] in body
    assert ["People who answered (steps of ten)", "", "230", "", ""] in body


def test_a_spreadsheet_runs_nothing_that_somebody_wrote() -> None:
    evil = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", " =1", "＝1")
    body = papers.make(published(table("evil", '=HYPERLINK("http://x")', evil, (20,) * 7))).csv
    cells = [cell for row in rows(body) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


def test_the_summary_is_one_page_and_says_what_it_must(text: str) -> None:
    said = " ".join(text.split())
    for words in (
        "Your Voice Matters at Hill School & “Friends” #1",
        "about 260",
        "about 230",
        "2 to 22 November 2026",
        "Very safe” was the answer most often at home (59%) and least often online (17%).",
        "How these numbers were protected",
        "22 November 2026",
        "version 1",
    ):
        assert words in said


def test_the_summary_is_tagged_and_read_aloud_well(made: papers.Papers) -> None:
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == "Your Voice Matters at Hill School & “Friends” #1"
        assert metadata["pdfuaid:part"] == "1"
        tree = list(elements(pdf.Root.StructTreeRoot))
        kinds = [str(element.S) for element in tree]
        [figure] = [element for element in tree if element.S == "/Figure"]
        assert str(figure.Alt).startswith("“Very safe” was the answer most often at home (59%)")
        assert kinds.count("/H1") == 1
        assert "/H2" in kinds
        scopes = [str(element.A[0].Scope) for element in tree if element.S == "/TH"]
        assert (scopes.count("/Column"), scopes.count("/Row")) == (3, len(published().tables))
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert fonts
        assert all("SourceSansPro" in font for font in fonts)


def test_faces_and_letters_without_a_shape_do_not_stop_the_printing() -> None:
    faces = table("faces", "Cum te simți? 안녕", ("😀", "😐", "🫠"), (88, 81, 62))
    with pypdfium2.PdfDocument(papers.make(published(faces)).pdf) as document:
        said = document[0].get_textpage().get_text_range()
    assert "😀39%" in said.replace(" ", "")
    assert "Cum te simți? \ufffd\ufffd" in said


def test_twenty_questions_still_fit_on_a_page() -> None:
    more = [table(f"m{i}", f"Does the {i}th thing help you?", ("Yes", "No"), (88, 131)) for i in range(14)]
    with pikepdf.open(io.BytesIO(papers.make(published(*more)).pdf)) as pdf:
        assert len(pdf.pages) == 1


def test_a_wave_with_few_answers_has_a_page_without_numbers() -> None:
    few = published(true=((7, 4, 3, 2, 1),) * 5).model_copy(
        update={"answered": None, "asked": None, "signposts": None}
    )
    few = few.model_copy(update={"tables": few.tables[:5]})
    made = papers.make(few)
    with pypdfium2.PdfDocument(made.pdf) as document:
        said = document[0].get_textpage().get_text_range()
    assert "Too few people answered to show a chart." in said
    assert "not shown: too few answers" in said
    assert "too few to tell" in said
    assert [row[2] for row in rows(made.csv)[1:]] == ["too few to tell", *["not shown: too few answers"] * 5]


def test_small_tables_are_drawn_in_people_not_percent() -> None:
    drawn = read_chart(published(true=((14, 9, 3, 0, 1),) * 5))
    assert drawn is not None
    assert not drawn.percent
    assert drawn.conclusion == (
        "The same share of people chose “Very safe” for every question here (15 of about 25)."
    )


def test_a_failing_job_says_so_and_repeats_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WorkshopFailed, match="could not be made"):
        workshop.run("papers", b'{"title": "canary words"}')
    assert "findings job papers failed" in caplog.text
    assert "canary" not in caplog.text


def test_the_papers_say_how_often_help_was_shown_and_what_that_is_not(made: papers.Papers, text: str) -> None:
    by_answer = {row[1]: row for row in rows(made.csv) if row[0].startswith("Where to get help was shown")}
    assert by_answer["Because somebody asked for help"][2:] == ["145", "56", "260", "", ""]
    assert by_answer["Because words sounded like harm"][2] == "0 to 7"
    assert "Where to get help was shown" in text
    assert "not how many children are harmed" in " ".join(text.split())
    assert any("not how many children are harmed" in row[0] for row in rows(made.csv))
