"""What stands inside a Word file: its marks, and whatever would fetch or run something."""

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

# What a file may lead to outside itself: a link that somebody taps, nothing that Word fetches by itself.
HARMLESS = "/hyperlink"
FETCHING = frozenset(
    ["INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "DATABASE", "DDE", "DDEAUTO", "LINK", "RD"]
)
"""Fields, by the first word of their instruction."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FIRST = re.compile(r"\s*([A-Za-z]+)")
_TAG = re.compile(rb"<[^>]*>")


class Harm(Exception):
    """It would fetch something from elsewhere."""


def words(part: bytes) -> bytes:
    """All words of one XML part, which Word may have broken up by tags.

    Raises Harm, and ValueError if it is no XML.
    """
    root = _parsed(part)
    if any(_first(said) in FETCHING for said in _instructions(root)):
        raise Harm
    return _TAG.sub(b"", etree.tostring(root, encoding="utf-8"))


def look_at_relations(part: bytes) -> None:
    """Raises Harm for a file that leads elsewhere, and ValueError if it is no XML."""
    for one in _parsed(part).iter("{*}Relationship"):
        outside = one.get("TargetMode", "").strip().lower() == "external"
        if outside and not one.get("Type", "").endswith(HARMLESS):
            raise Harm


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError("no XML") from fault
    if root.getroottree().docinfo.doctype:
        raise Harm
    return root


def _first(said: str) -> str:
    found = _FIRST.match(said)
    return found[1].upper() if found else ""


def _instructions(root: etree._Element) -> Iterator[str]:
    """What each field of a part is told to do, put together again."""
    told = ""
    for one in root.iter(etree.Element):
        name = str(one.tag).replace(_STRICT, _WORD)
        if name == f"{_WORD}fldSimple":
            yield one.get(f"{_WORD}instr") or one.get(f"{_STRICT}instr") or ""
        elif name in (f"{_WORD}instrText", f"{_WORD}delInstrText"):
            told += one.text or ""
        elif name == f"{_WORD}fldChar":
            yield told
            told = ""
    yield told
