"""How a Word file looks: its letters, its language, and the styles that a letterhead may lack."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph

from api.letters import from_right, tongue

FONT = "Calibri"
NAVY = RGBColor(0x12, 0x35, 0x5B)
BULLETS, NUMBERS, QUOTE, TABLE = "List Bullet", "List Paragraph", "Quote", "Table Grid"
HEADINGS = ("Heading 1", "Heading 2", "Heading 3")
SIZES = {"Heading 1": Pt(20), "Heading 2": Pt(15), "Heading 3": Pt(12)}
INDENT = Cm(1)


def dress(document: Document, language: str, *, own: bool) -> None:
    """The language of all words, and every style of a paper. `own`: no letterhead has chosen letters."""
    styles = document.styles
    there = {style.name for style in styles}
    for name in (*HEADINGS, BULLETS, NUMBERS, QUOTE):
        if name not in there:
            _made(document, name)
    if TABLE not in there:
        styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    for name in ("Normal", *HEADINGS):
        style = styles[name]
        _speak(style.element.get_or_add_rPr(), language)
        if own:
            style.font.name = FONT
            _no_theme(style.element)
            if name != "Normal":
                style.font.color.rgb, style.font.size = NAVY, SIZES[name]
    if own:
        styles["Normal"].font.size = Pt(11)
    for default in styles.element.iter(qn("w:rPrDefault")):
        found = default.find(qn("w:rPr"))
        if found is not None:
            _speak(found, language)


def room(document: Document) -> Length:
    """How wide what stands on the last page may be."""
    page = document.sections[-1]
    whole, left, right = page.page_width or Cm(21), page.left_margin or Cm(2), page.right_margin or Cm(2)
    return Length(whole - left - right)


def aloud(paragraph: Paragraph) -> None:
    """Says of other letters than Latin which language they are, and begins them at their own side."""
    language = tongue(paragraph.text)
    if not language:
        return
    right = from_right(paragraph.text)
    if right:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        properties = run._r.get_or_add_rPr()
        properties.append(OxmlElement("w:rtl" if right else "w:cs"))
        _speak(properties, language, "w:bidi")


def _made(document: Document, name: str) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    if name in HEADINGS:
        style.font.bold, style.font.size = True, SIZES[name]
        # By this alone Word and screen readers know a heading.
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(HEADINGS.index(name)))
        style.element.get_or_add_pPr().append(level)
    else:
        style.paragraph_format.left_indent = INDENT
        style.font.italic = True if name == QUOTE else None


def _speak(properties: Any, language: str, which: str = "w:val") -> None:
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn(which), language)


def _no_theme(element: Any) -> None:
    """The theme's own letters for headings would win."""
    for font in element.rPr.findall(qn("w:rFonts")):
        for which in list(font.attrib):
            if which.endswith("Theme"):
                del font.attrib[which]
