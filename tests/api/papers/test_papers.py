"""A paper in its three forms, and the letterhead that the one for Word can begin with."""

import io
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.console import TEMPLATES
from api.pages.environment import create_pages
from api.papers import blocks, letterhead, pdf, printing, word
from api.papers.blocks import Paper

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200817"
    "7cd72b60000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
EVERY = (
    blocks.Facts(pairs=(("about 130", "people answered"), ("2", "waves"))),
    blocks.Heading(text="What they said"),
    blocks.Bullets(items=("First message", "Second message")),
    blocks.Paragraph(text="Plain words\n- a point & <more>"),
    blocks.Box(title="What we ask", items=("Decide this", "Decide that")),
    blocks.PageBreak(),
    blocks.Heading(text="Answers", level=3),
    blocks.Figure(name="one", caption="Most feel safe", alt="Most feel safe, in words", svg=SVG, png=PIXEL),
    blocks.Table(
        caption="How safe",
        note="Of about 130",
        head=("Answer", "Number"),
        rows=(("Safe", "100"), ("Not", "30")),
    ),
    blocks.Table(caption="Empty one", note="Nothing to show", head=("Answer", "Number"), rows=()),
    blocks.Quote(words="More lights", who="A young person"),
    blocks.Paragraph(text="A quiet word", quiet=True),
)


def a_paper(*own: blocks.Block, **more: Any) -> Paper:
    facts: dict[str, Any] = {
        "title": "What people told us",
        "subtitle": "A subtitle",
        "band": "For the partners",
        "author": "Example Partnership",
        "status": "Version 1, 5 October 2026",
        "day": date(2026, 10, 5),
        "foot": "The foot",
        "blocks": own or EVERY,
    }
    return Paper(**(facts | more))


def test_all_three_forms_say_the_same() -> None:
    made = a_paper()
    drawn = create_pages([TEMPLATES], partnership="Example Partnership").env
    page = drawn.get_template("console/paper.html").render(paper=made, pictures="/pictures")
    pdf = pypdfium2.PdfDocument(printing.printed("pdf", made))
    pages = [page.get_textpage().get_text_range() for page in pdf]
    document = docx.Document(io.BytesIO(printing.printed("docx", made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    file = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for said in (
        "What they said",
        "Second message",
        "Decide that",
        "How safe",
        "100",
        "More lights",
        "Nothing to show",
        "A quiet word",
        "people answered",
    ):
        assert (said in page, said in "".join(pages), said in file) == (True, True, True), said
    assert "a point &amp; &lt;more&gt;" in page
    assert ("Decide that" in pages[0], "How safe" in pages[0]) == (True, False)


def test_nobody_needs_to_see_it_as_a_pdf() -> None:
    with pikepdf.open(io.BytesIO(printing.printed("pdf", a_paper()))) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"])) == ("en-GB", "What people told us")
        assert "Most feel safe, in words" in str([one.get("/Alt") for one in _dictionaries(pdf)])


def _dictionaries(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]


def test_nobody_needs_to_see_it_in_word() -> None:
    document = docx.Document(io.BytesIO(printing.printed("docx", a_paper())))
    [picture] = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "Most feel safe, in words"
    [table] = document.tables
    xml = table._tbl.xml
    assert ('w:tblHeader w:val="true"' in xml, 'w:tblCaption w:val="How safe"' in xml) == (True, True)
    levels = [
        int(style.name[-1])
        for paragraph in document.paragraphs
        if (style := paragraph.style) and style.name and style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert 'w:lang w:val="en-GB"' in document.styles["Normal"].element.xml


def test_the_same_paper_gives_the_same_pdf() -> None:
    assert printing.printed("pdf", a_paper()) == printing.printed("pdf", a_paper())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_no_words_stop_a_paper(words: str) -> None:
    made = a_paper(
        blocks.Heading(text=words),
        blocks.Paragraph(text=f"{words}\n- {words}"),
        blocks.Bullets(items=(words,)),
        blocks.Table(caption=words, head=("a", words), rows=((words, words),)),
        blocks.Quote(words=words, who=words),
    )
    at = datetime(2026, 10, 5, tzinfo=UTC)
    assert pdf.body(made, at).startswith(b"%PDF")
    assert word.body(made, at).startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "printed"),
    [("안전해요", False), ("Lights 日本", False), ("Więcej światła", True), ("More lights 🪔", True)],
)
def test_a_quote_whose_letters_cannot_be_printed_says_where_it_stands(words: str, printed: bool) -> None:
    quote = blocks.Quote(words=words, who="A parent", otherwise="Read it on the page")
    pdf = pypdfium2.PdfDocument(printing.printed("pdf", a_paper(quote)))
    said = pdf[0].get_textpage().get_text_range()
    assert ("Read it on the page" in said, "A parent" in said) == (not printed, True)
    assert (words.split()[0] in said) is printed
    file = docx.Document(io.BytesIO(word.body(a_paper(quote), datetime(2026, 10, 5, tzinfo=UTC))))
    assert words in [paragraph.text for paragraph in file.paragraphs]


@pytest.mark.parametrize(("rows", "pages"), [(10, 1), (55, 1), (200, 4)])
def test_what_is_to_be_one_page_is_set_smaller_until_it_cannot_be_read(rows: int, pages: int) -> None:
    table = blocks.Table(caption="A", head=("b", "c"), rows=tuple((f"Row {row}", "1") for row in range(rows)))
    at = datetime(2026, 10, 5, tzinfo=UTC)
    made = [
        pypdfium2.PdfDocument(pdf.body(a_paper(table, one_page=one_page), at)) for one_page in (True, False)
    ]
    assert (len(made[0]), len(made[1]) > 1) == (pages, rows > 10)
    assert f"Row {rows - 1}" in made[0][pages - 1].get_textpage().get_text_range()


def test_columns_are_as_wide_as_the_paper_says() -> None:
    table = blocks.Table(caption="A", head=("b", "Wide"), rows=(("1", "2"),), numbers=False, widths=(1, 3))
    [drawn] = docx.Document(io.BytesIO(printing.printed("docx", a_paper(table)))).tables
    first, second = (int(column.get(qn("w:w"))) for column in drawn._tbl.iter(qn("w:gridCol")))
    assert second == pytest.approx(3 * first, rel=0.01)
    with pypdfium2.PdfDocument(printing.printed("pdf", a_paper(table))) as paper:
        words = paper[0].get_textpage()
        place = words.search("Wide").get_next()
        left, _, _, _ = words.get_charbox(place[0])
    margin, room = 56.7, 481.9  # points
    assert left == pytest.approx(margin + room / 4, abs=8)


def a_letterhead(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(file: bytes, part: str, data: bytes) -> bytes:
    """A Word file with one part more, or another one in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != part:
                new.writestr(one, old.read(one))
        new.writestr(part, data)
    return out.getvalue()


def test_the_example_is_a_letterhead() -> None:
    made = printing.example({"head": "Put your own head here"})
    assert printing.wrong_with(made) == ""
    file = printing.printed("docx", a_paper(author="A & B <Partnership>"), made)
    document = docx.Document(io.BytesIO(file))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "A & B <Partnership>. For the partners"
    assert "Version 1, 5 October 2026, 5 October 2026" in words
    assert words.index("What people told us") < words.index("What they said")
    assert document.sections[0].header.paragraphs[0].text == "Put your own head here"
    assert document.sections[0].footer.paragraphs[0].text == "The foot"


def test_a_letterhead_without_our_styles_holds_a_whole_paper() -> None:
    document = docx.Document(io.BytesIO(a_letterhead("{{ title }}")))
    for name in ("Heading 2", "Heading 3", "List Bullet", "List Paragraph", "Quote", "Table Grid"):
        document.styles[name].delete()
    out = io.BytesIO()
    document.save(out)
    made = docx.Document(io.BytesIO(printing.printed("docx", a_paper(), out.getvalue())))
    heading = next(paragraph for paragraph in made.paragraphs if paragraph.text == "What they said")
    assert heading.style is not None and heading.style.name == "Heading 2"
    assert "w:outlineLvl" in heading.style.element.xml


@pytest.mark.parametrize(
    ("lines", "times"), [(("{{ title }}",), 1), (("{{ title }}", "{{ status }}"), 1), (("{{ day }}",), 1)]
)
def test_a_letterhead_cannot_hide_that_it_is_a_draft(lines: tuple[str, ...], times: int) -> None:
    file = word.body(a_paper(status="Draft"), datetime(2026, 10, 5, tzinfo=UTC), a_letterhead(*lines))
    words = [paragraph.text for paragraph in docx.Document(io.BytesIO(file)).paragraphs]
    assert words.count("Draft") == times
    assert words.index("Draft") < words.index("What they said")


def outside(target: str, kind: str = "attachedTemplate", mode: str = 'TargetMode="External"') -> bytes:
    """What leads out of a Word file."""
    of_office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{of_office}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


ELSEWHERE = "https://elsewhere.example"


def leading(*relations: Any) -> bytes:
    return changed(a_letterhead("{{ title }}"), "word/_rels/settings.xml.rels", outside(*relations))


def with_field(*pieces: str) -> bytes:
    """A letterhead with a field whose instruction Word may have broken up."""
    document = docx.Document(io.BytesIO(a_letterhead("{{ title }}")))
    line = document.add_paragraph()
    for kind, text in (("begin", ""), *(("", piece) for piece in pieces), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        line.add_run()._r.append(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_simple_field(instruction: str) -> bytes:
    document = docx.Document(io.BytesIO(a_letterhead("{{ title }}")))
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), instruction)
    document.add_paragraph()._p.append(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        leading(f"{ELSEWHERE}/a", "hyperlink"),
        with_field(" PAGE "),
        with_field(f' HYPERLINK "{ELSEWHERE}/link" '),
        with_simple_field(" NUMPAGES "),
    ],
)
def test_what_fetches_nothing_may_stand_in_a_letterhead(file: bytes) -> None:
    letterhead.check(file)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "no_word"),
        (b"%PDF-1.7 a PDF", "no_word"),
        (a_letterhead("No mark at all"), "no_mark"),
        (a_letterhead("{{ title }} {{ salary }}"), "strange_mark"),
        (a_letterhead("{{ title.__class__.__mro__ }}"), "strange_mark"),
        (a_letterhead("{% for one in range(9) %}{{ title }}{% endfor %}"), "strange_mark"),
        (a_letterhead("{{ title }}", "{{ day "), "unreadable"),
        (changed(a_letterhead("{{ title }}"), "word/vbaProject.bin", b"program"), "harm"),
        (leading(f"{ELSEWHERE}/t.dotm"), "harm"),
        (leading(f"{ELSEWHERE}/hyperlink.dotm"), "harm"),
        (leading(f"{ELSEWHERE}/hyperlink"), "harm"),
        (leading(f"{ELSEWHERE}/a?>x"), "harm"),
        (leading(f"{ELSEWHERE}/a", "attachedTemplate", 'TargetMode="&#69;xternal"'), "harm"),
        (changed(leading(f"{ELSEWHERE}/a", "hyperlink"), "word/_rels/x.rels", b"<Relationships"), "no_word"),
        (with_field(f' INCLUDEPICTURE "{ELSEWHERE}/a.png" '), "harm"),
        (with_field(" INCL", f'UDETEXT "{ELSEWHERE}/a.docx" '), "harm"),
        (with_field(" DDEAUTO c:\\\\x "), "harm"),
        (with_field(' link Excel.Sheet.8 "a" '), "harm"),
        (with_simple_field(f' INCLUDEPICTURE "{ELSEWHERE}/a.png" '), "harm"),
        (changed(a_letterhead("{{ title }}"), "word/media/large.xml", b" " * 31_000_000), "too_large"),
    ],
)
def test_what_is_no_letterhead_is_refused(file: bytes, why: str) -> None:
    with pytest.raises(letterhead.NotALetterhead, match=f"^{why}$"):
        letterhead.check(file)
