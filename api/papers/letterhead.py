"""The unit's letterhead: a Word file whose marks are filled, and after which the paper goes on."""

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import ParseError

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from api.papers import inside
from api.papers.blocks import Paper

MARKS = ("title", "subtitle", "author", "band", "status", "day", "foot")
LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 500
_PROGRAM = re.compile(rb"\{[%#]")
_MARK = re.compile(rb"\{\{(.*?)\}\}", re.DOTALL)


class NotALetterhead(Exception):
    """Its words are the name of what is wrong, a key of words.yml."""


def filled(letterhead: bytes, paper: Paper) -> bytes:
    """The file with its marks filled. Raises NotALetterhead."""
    template = _template(letterhead)
    try:
        template.render(_facts(paper), jinja_env=_environment())
        out = io.BytesIO()
        template.save(out)
    except (TemplateError, ValueError, KeyError, ParseError) as fault:
        raise NotALetterhead("unreadable") from fault
    return out.getvalue()


def says_status(letterhead: bytes) -> bool:
    """Whether it has a place for what tells a draft from a version. Raises NotALetterhead."""
    return "status" in _template(letterhead).get_undeclared_template_variables(_environment())


def check(letterhead: bytes) -> None:
    """Raises NotALetterhead for a file that cannot be filled, has no mark, or could do harm."""
    _look_into(letterhead)
    try:
        _template(letterhead).get_undeclared_template_variables(_environment())
    except (TemplateError, ValueError, KeyError) as fault:
        raise NotALetterhead("unreadable") from fault


def example(words: dict[str, str]) -> bytes:
    """A letterhead to begin with: every mark that there is, in its place. `words` says what to do with it."""
    document: Document = docx.Document()
    head = document.sections[0]
    head.header.paragraphs[0].text = words["head"]
    head.footer.paragraphs[0].text = "{{ foot }}"
    document.add_paragraph("{{ author }}. {{ band }}")
    document.add_heading("{{ title }}", 1)
    document.add_paragraph("{{ subtitle }}")
    document.add_paragraph("{{ status }}, {{ day }}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _facts(paper: Paper) -> dict[str, str]:
    said = {name: getattr(paper, name) for name in MARKS if name != "day"}
    return said | {"day": f"{paper.day.day} {paper.day:%B %Y}"}


def _environment() -> SandboxedEnvironment:
    # The file comes from a person: what stands between its marks is no program.
    return SandboxedEnvironment(autoescape=True)


def _template(letterhead: bytes) -> Any:
    try:
        template = DocxTemplate(io.BytesIO(letterhead))
        template.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise NotALetterhead("no_word") from fault
    return template


def _look_into(letterhead: bytes) -> None:
    """What a look at the packed parts tells. Raises NotALetterhead."""
    if len(letterhead) > LARGEST:
        raise NotALetterhead("too_large")
    marked = False
    try:
        with zipfile.ZipFile(io.BytesIO(letterhead)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_UNPACKED:
                raise NotALetterhead("too_large")
            names = {one.filename for one in parts}
            if "word/document.xml" not in names:
                raise NotALetterhead("no_word")
            if any("vbaProject" in name or "activeX" in name or "embeddings/" in name for name in names):
                raise NotALetterhead("harm")
            for one in parts:
                marked |= _look_at(one.filename.lower(), packed.read(one))
    except zipfile.BadZipFile as fault:
        raise NotALetterhead("no_word") from fault
    if not marked:
        raise NotALetterhead("no_mark")


def _look_at(name: str, part: bytes) -> bool:
    """Whether it holds marks. Raises NotALetterhead."""
    try:
        if name.endswith(".rels"):
            inside.look_at_relations(part)
        words = inside.words(part) if name.endswith((".xml", ".rels")) else b""
    except inside.Harm as fault:
        raise NotALetterhead("harm") from fault
    except ValueError as fault:
        raise NotALetterhead("no_word") from fault
    marks = {mark.strip().decode(errors="replace") for mark in _MARK.findall(words)}
    if _PROGRAM.search(words) or marks - set(MARKS):
        raise NotALetterhead("strange_mark")
    return bool(marks)
