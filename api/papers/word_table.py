"""A table for Word, written as its XML: python-docx looks at the whole table for each cell of it."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length

from api.papers.blocks import Table

FIRST = 2.4  # of the width, where others are 1
FIRST_OF_MANY = 1.6
MANY = 3
GREY = "C5CCD4"
SMALL = "18"  # half points
FEW_COLUMNS = 5


def drawn(table: Table, room: Length, style: str) -> Any:
    """The table with its heading row, repeated on each page, and words for screen readers."""
    widths = _widths(table, room)
    tbl = OxmlElement("w:tbl")
    tbl.append(_properties(table, style))
    grid = _under(tbl, "w:tblGrid")
    for width in widths:
        _under(grid, "w:gridCol", w=str(width.twips))
    _row(tbl, table, table.head, widths, is_head=True)
    for row in table.rows:
        _row(tbl, table, row, widths, is_head=False)
    return tbl


def _widths(table: Table, room: Length) -> list[Length]:
    if table.widths:
        return [Length(int(room * width / sum(table.widths))) for width in table.widths]
    others = len(table.head) - 1
    first = 1.0 if not table.numbers else FIRST_OF_MANY if others > MANY else FIRST
    one = room / (others + first)
    return [Length(int(one * first)), *[Length(int(one))] * others]


def _properties(table: Table, style: str) -> Any:
    properties = OxmlElement("w:tblPr")
    _under(properties, "w:tblStyle", val=style.replace(" ", ""))
    _under(properties, "w:tblW", type="auto", w="0")
    borders = _under(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _under(borders, f"w:{side}", val="single", sz="4", space="0", color=GREY)
    # Its first row and first column name the others.
    _under(properties, "w:tblLook", val="04A0", firstRow="1", firstColumn="1", noVBand="1")
    _under(properties, "w:tblCaption", val=table.caption)
    _under(properties, "w:tblDescription", val=table.alt or table.note or table.caption)
    return properties


def _row(tbl: Any, table: Table, cells: Sequence[str], widths: Sequence[Length], *, is_head: bool) -> None:
    row = _under(tbl, "w:tr")
    properties = _under(row, "w:trPr")
    _under(properties, "w:cantSplit")
    if is_head:
        _under(properties, "w:tblHeader", val="true")
    for place, (words, width) in enumerate(zip(cells, widths, strict=True)):
        cell = _under(row, "w:tc")
        _under(_under(cell, "w:tcPr"), "w:tcW", type="dxa", w=str(width.twips))
        line = _under(cell, "w:p")
        shape = _under(line, "w:pPr")
        if is_head:
            _under(shape, "w:keepNext")
        _under(shape, "w:spacing", before="20", after="20")
        if place and table.numbers:
            _under(shape, "w:jc", val="right")
        run = _under(line, "w:r")
        if is_head or len(cells) > FEW_COLUMNS:
            letters = _under(run, "w:rPr")
            if is_head:
                _under(letters, "w:b")
            if len(cells) > FEW_COLUMNS:
                _under(letters, "w:sz", val=SMALL)
        text = _under(run, "w:t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _under(parent: Any, tag: str, **attributes: str) -> Any:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child
