"""Papers have the letters of every language that Heard speaks, and lose none without a word."""

import io
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from api import letters, press
from api.actions import sheet
from api.findings import chart
from api.findings.published import Cell, Table
from api.findings.reading import Bar, Chart
from api.languages import NAMES
from api.papers import blocks, printing

PANJABI = "ਮੈਂ ਸਕੂਲ ਵਿੱਚ ਸੁਰੱਖਿਅਤ ਹਾਂ।"
URDU = "میں اسکول میں محفوظ ہوں، راستے میں نہیں۔"
ARABIC = "أشعر بالأمان في المدرسة"
FACES = "😀 😢 🪔 🫠 ❤️ 👨‍👩‍👧 👍🏽"
FONT_OF = {
    PANJABI: "NotoSansGurmukhi",
    URDU: "NotoNastaliqUrdu",
    ARABIC: "NotoNaskhArabic",
    FACES: "NotoEmoji",
}

TEXT = 1  # what pdfium calls an object that is text
FOOT, LINE, RIGHT_HALF = 60, 20, 500
"""Points from below, of a line, and from the left."""


def a_paper(*own: blocks.Block) -> blocks.Paper:
    return blocks.Paper(
        title="A",
        subtitle="B",
        band="C",
        author="D",
        status="E",
        day=date(2026, 10, 5),
        foot="F",
        blocks=own,
    )


def fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [font.BaseFont for page in opened.pages for font in page.Resources.Font.values()]
        return {str(name).partition("+")[2].partition("-")[0] for name in found}


def languages(pdf: bytes) -> set[str]:
    """Every language that the PDF says of itself, or of a piece of its text."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        of_parts = {str(one.Lang) for one in _dictionaries(opened) if "/Lang" in one}
        words = b"".join(page.Contents.read_bytes() for page in opened.pages)
    return of_parts | {found.decode() for found in re.findall(rb"/Lang\s?\(([^)]*)\)", words)}


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    return (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary))


def text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("words", FONT_OF)
def test_a_quote_is_set_in_letters_of_its_own(words: str) -> None:
    said = blocks.Quote(words=words, who="A parent", otherwise="Read it on the page")
    pdf = printing.printed("pdf", a_paper(said))
    assert FONT_OF[words] in fonts(pdf)
    assert "\ufffd" not in text(pdf)
    assert "Read it on the page" not in text(pdf)


@pytest.mark.parametrize(("words", "language"), [(PANJABI, "pa"), (URDU, "ur"), (ARABIC, "und")])
def test_whoever_reads_aloud_is_told_the_language(words: str, language: str) -> None:
    made = a_paper(blocks.Paragraph(text=f"He said {words} yesterday"))
    assert languages(printing.printed("pdf", made)) == {"en-GB", language}
    alone = a_paper(blocks.Quote(words=words, who="A parent"))
    assert language in languages(printing.printed("pdf", alone))


@pytest.mark.parametrize(("words", "right"), [(URDU, True), (PANJABI, False), ("More lights", False)])
def test_what_is_written_from_the_right_begins_there(words: str, right: bool) -> None:
    with pypdfium2.PdfDocument(printing.printed("pdf", a_paper(blocks.Paragraph(text=words)))) as pdf:
        boxes = [one.get_bounds() for one in pdf[0].get_objects() if one.type == TEXT]
    body = [box for box in boxes if box[1] > FOOT]
    last = min(bottom for _, bottom, _, _ in body)
    assert (max(end for _, bottom, end, _ in body if bottom < last + LINE) > RIGHT_HALF) is right


def test_word_is_told_the_language_and_the_side() -> None:
    made = a_paper(*(blocks.Quote(words=words, who="x") for words in (PANJABI, URDU, "More lights")))
    document = docx.Document(io.BytesIO(printing.printed("docx", made)))
    found = {line.text: line for line in document.paragraphs}
    sides = [bool(found[words]._p.findall(f".//{qn('w:bidi')}")) for words in (PANJABI, URDU, "More lights")]
    assert sides == [False, True, False]
    spoken = [
        [one.get(qn("w:bidi")) for one in found[words]._p.iter(qn("w:lang"))] for words in (PANJABI, URDU)
    ]
    assert spoken == [["pa"], ["ur"]]


@pytest.mark.parametrize("language", NAMES)
def test_the_sheet_to_hang_up_is_one_page_in_every_language(language: str) -> None:
    long = {"pa": PANJABI, "ur": URDU}.get(language, "The way to the bus is dark.") + "\n"
    entry = {"said": long * 3, "did": long * 3, "speaker": "The partnership", "outcome": "done"}
    facts = sheet.Sheet(language, "Example Partnership", "https://heard.example/we-did", [entry, entry])
    pdf = press.typeset(sheet.TEMPLATE, sheet._facts(asdict(facts)))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert (len(opened.pages), str(opened.Root.Lang)) == (1, language)
    assert language in sheet.languages()
    assert "\ufffd" not in text(pdf)


def test_a_lost_letter_leaves_a_sign() -> None:
    pdf = printing.printed(
        "pdf", a_paper(blocks.Heading(text="Lights 日本"), blocks.Paragraph(text="a\u2066b"))
    )
    assert "Lights \ufffd\ufffd" in text(pdf)
    assert "ab" in text(pdf)


@given(st.text())
def test_what_is_printable_has_a_shape_or_the_sign(words: str) -> None:
    shown = letters.printable(words)
    assert letters.printable(shown) == shown
    assert letters.loses(words) <= (letters.UNKNOWN in shown)


@pytest.mark.parametrize("words", [PANJABI, URDU])
def test_a_chart_has_them_too(words: str, recwarn: pytest.WarningsRecorder) -> None:
    cells = tuple(
        Cell(value=value, label=label, shown=share, percent=share, most=False)
        for value, label, share in (("a", words, 60), ("b", "안전 🪔", 40))
    )
    table = Table(key="one", label="One", several=False, after=None, base=100, cells=cells)
    svg, png = chart.pictures(Chart(stem="", bars=(Bar(words, table),), percent=True, conclusion=""))
    assert b"<!-- \xef\xbf\xbd\xef\xbf\xbd" in svg
    assert png.startswith(b"\x89PNG")
    assert [str(one.message) for one in recwarn if "Glyph" in str(one.message)] == []
