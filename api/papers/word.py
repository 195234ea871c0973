"""A paper for Word, where partners make it part of their own; in the letterhead of the unit if it has one."""

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Cm, Pt

from api.papers.blocks import (
    Block,
    Box,
    Bullets,
    Facts,
    Figure,
    Heading,
    Named,
    Paper,
    Paragraph,
    Quote,
    Table,
)
from api.papers.word_dress import BULLETS, NUMBERS, QUOTE, TABLE, aloud, dress, room
from api.papers.word_table import drawn

LIST_ITEM = "- "
AIR = Pt(10)  # between a table and what comes after it


def body(paper: Paper, at: datetime, letterhead: bytes | None = None) -> bytes:
    """The file. Headings are headings, pictures and tables have words that stand for them."""
    if letterhead is None:
        document = docx.Document()
        _page(document, paper)
        _mast(document, paper)
    else:
        from api.papers.letterhead import filled, says_status

        document = docx.Document(io.BytesIO(filled(letterhead, paper)))
        dress(document, paper.language, own=False)
        if not says_status(letterhead):
            document.add_paragraph().add_run(paper.status).bold = True
    _facts_of_the_file(document, paper, at)
    writer = _Writer(document)
    for block in paper.blocks:
        writer.write(block)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Document, paper: Paper) -> None:
    """What every page has where there is no letterhead: margins, letters, a foot."""
    dress(document, paper.language, own=True)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)
    page.footer.paragraphs[0].text = paper.foot


def _mast(document: Document, paper: Paper) -> None:
    document.add_paragraph(f"{paper.author}. {paper.band}")
    document.add_heading(paper.title, 1)
    document.add_paragraph(paper.subtitle)
    document.add_paragraph(paper.status)


def _facts_of_the_file(document: Document, paper: Paper, at: datetime) -> None:
    """What the file says of itself."""
    facts = document.core_properties
    facts.title, facts.subject = paper.title, paper.subtitle
    facts.author = facts.last_modified_by = paper.author
    facts.language, facts.comments = paper.language, ""
    facts.created = facts.modified = at


class _Writer:
    """Writes block after block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.room = room(document)

    def write(self, block: Block) -> None:
        """The next one."""
        match block:
            case Heading():
                self.document.add_heading(block.text, block.level)
            case Paragraph():
                self._lines(block.text)
            case Bullets():
                self._list(block.items, numbered=block.numbered)
            case Box():
                self._box(block)
            case Facts():
                for number, what in block.pairs:
                    self._fact(number, what)
            case Figure():
                self._picture(block)
            case Table():
                self._table(block)
            case Named():
                line = self.document.add_paragraph()
                line.add_run(f"{block.name}: ").bold = True
                line.add_run(block.words)
            case Quote():
                aloud(self.document.add_paragraph(block.words, style=QUOTE))
                self.document.add_paragraph(block.who).paragraph_format.left_indent = Cm(1)
            case _:
                self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _lines(self, words: str) -> None:
        """As they were typed: those that begin with a dash and a space are a list."""
        for line in filter(None, (line.strip() for line in words.split("\n"))):
            if line.startswith(LIST_ITEM):
                self.document.add_paragraph(line.removeprefix(LIST_ITEM), style=BULLETS)
            else:
                aloud(self.document.add_paragraph(line))

    def _list(self, items: tuple[str, ...], *, numbered: bool) -> None:
        # Word goes on counting from one list of a style to the next, so numbers are written out.
        for place, item in enumerate(items, 1):
            if numbered:
                self.document.add_paragraph(f"{place}. {item}", style=NUMBERS)
            else:
                self.document.add_paragraph(item, style=BULLETS)

    def _box(self, box: Box) -> None:
        self.document.add_heading(box.title, 2)
        if box.items:
            self._list(box.items, numbered=True)
        else:
            self.document.add_paragraph(box.otherwise)

    def _fact(self, number: str, what: str) -> None:
        line = self.document.add_paragraph()
        run = line.add_run(number)
        run.bold, run.font.size = True, Pt(14)
        line.add_run(f"  {what}")

    def _picture(self, figure: Figure) -> None:
        said = self.document.add_paragraph()
        said.add_run(figure.caption).bold = True
        said.paragraph_format.keep_with_next = True
        shape = self.document.add_picture(io.BytesIO(figure.png), width=self.room)
        shape._inline.docPr.set("descr", figure.alt)

    def _table(self, table: Table) -> None:
        caption = self.document.add_paragraph()
        caption.add_run(table.caption).bold = True
        caption.paragraph_format.keep_with_next = bool(table.rows)
        if table.note:
            caption.add_run().add_break()
            caption.add_run(table.note).italic = True
        if table.rows:
            self.document.element.body.insert_element_before(drawn(table, self.room, TABLE), "w:sectPr")
            self.document.add_paragraph().paragraph_format.space_after = AIR
