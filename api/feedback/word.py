"""The highlight report for Word, where partners put it into papers of their own."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

LANGUAGE = "en-GB"
FONT = "Calibri"
NAVY = RGBColor(0x12, 0x35, 0x5B)
GRID = "Table Grid"
WIDTHS = (Cm(10.5), Cm(3), Cm(3))
Facts = Mapping[str, Any]


def body(paper: Facts, at: datetime) -> bytes:
    """The file. Headings are headings, tables have rows of headings and words that stand for them."""
    document = docx.Document()
    _dress(document, paper, at)
    say = paper["words"]
    document.add_paragraph(f"{paper['author']}. {paper['band']}")
    document.add_heading(paper["title"], 1)
    document.add_paragraph(paper["subtitle"])
    document.add_paragraph(paper["status"])
    if paper["opening"]:
        document.add_heading(say["opening"], 2)
        _write(document, paper["opening"])
    document.add_heading(say["raised"], 2)
    _issues(document, say, paper["raised"])
    if paper["earlier"]:
        document.add_heading(say["earlier"], 2)
        _issues(document, say, paper["earlier"])
    document.add_heading(say["numbers"], 2)
    document.add_paragraph(paper["counted"])
    for numbers in paper["numbers"]:
        _numbers(document, say, numbers)
    document.add_heading(say["protected"], 2)
    for rule in paper["rules"]:
        document.add_paragraph(rule, style="List Bullet")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _dress(document: Document, paper: Facts, at: datetime) -> None:
    """What every page has: language, letters, margins, a foot; and what the file says of itself."""
    facts = document.core_properties
    facts.title, facts.subject = paper["title"], paper["subtitle"]
    facts.author = facts.last_modified_by = paper["author"]
    facts.language, facts.comments = LANGUAGE, ""
    facts.created = facts.modified = at
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = FONT
        _language(style.element.get_or_add_rPr())
        if name != "Normal":
            style.font.color.rgb = NAVY
            # The theme's own letters for headings would win.
            for font in style.element.rPr.findall(qn("w:rFonts")):
                for which in list(font.attrib):
                    if which.endswith("Theme"):
                        del font.attrib[which]
    for default in document.styles.element.iter(qn("w:rPrDefault")):
        _language(default.find(qn("w:rPr")))
    document.styles["Normal"].font.size = Pt(11)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.footer.paragraphs[0].text = paper["foot"]


def _language(properties: Any) -> None:
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), LANGUAGE)


def _issues(document: Document, say: Facts, issues: Sequence[Facts]) -> None:
    if not issues:
        document.add_paragraph(say["raised_none"])
    for place, one in enumerate(issues, 1):
        first, _, rest = one["words"].partition("\n")
        document.add_heading(say["number"].format(number=place) + first, 3)
        if rest.strip():
            _write(document, rest)
        if one["since"]:
            document.add_paragraph(one["since"])
        _named(document, say["asked"], one["asked"])
        if one["since"]:
            _named(document, say["became"], one["news"])


def _named(document: Document, name: str, words: str) -> None:
    line = document.add_paragraph()
    line.add_run(f"{name}: ").bold = True
    line.add_run(words)


def _write(document: Document, words: str) -> None:
    """Lines as they were typed: those that begin with a dash and a space are a list."""
    for line in filter(None, (line.strip() for line in words.split("\n"))):
        if line.startswith("- "):
            document.add_paragraph(line.removeprefix("- "), style="List Bullet")
        else:
            document.add_paragraph(line)


def _numbers(document: Document, say: Facts, numbers: Facts) -> None:
    document.add_heading(numbers["title"], 3)
    document.add_paragraph(numbers["note"])
    if not numbers["lines"]:
        return
    table = document.add_table(rows=1, cols=len(WIDTHS), style=GRID)
    for cell, name in zip(table.rows[0].cells, (say["what"], say["number_of"], say["share"]), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for line in numbers["lines"]:
        for cell, said in zip(
            table.add_row().cells, (line["label"], line["number"], line["share"]), strict=True
        ):
            cell.text = said
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = width
    _read_out(table, numbers)


def _read_out(table: Table, numbers: Facts) -> None:
    """What a screen reader says of it; its first row is one of headings, on each page again."""
    heads = OxmlElement("w:tblHeader")
    heads.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(heads)
    for tag, words in (("w:tblCaption", numbers["title"]), ("w:tblDescription", numbers["alt"])):
        said = OxmlElement(tag)
        said.set(qn("w:val"), words)
        table._tbl.tblPr.append(said)
