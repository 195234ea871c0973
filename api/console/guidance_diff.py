"""Two texts of an item side by side, in words and not in YAML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from api.console.guidance_words import of_field, said

# Of so few words, numbers and dates among them, the whole is easier to compare than its parts.
FEW = 8
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that are in both texts, in the old one alone, or in the new one alone."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Line:
    """A field that differs."""

    label: str
    pieces: Sequence[Piece]


def compared(kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Line]:
    """The fields that differ, in the order of the item."""
    old, new = before or {}, after or {}
    return [
        Line(
            of_field(kind, (field,))["label"], list(_pieces(_said(kind, field, old), _said(kind, field, new)))
        )
        for field in dict.fromkeys([*new, *old])
        if old.get(field) != new.get(field)
    ]


def read(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every field of an item with its label, as people read it."""
    return [(of_field(kind, (field,))["label"], said(kind, field, value)) for field, value in item.items()]


def _said(kind: str, field: str, item: Mapping[str, Any]) -> str:
    return said(kind, field, item[field]) if field in item else ""


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) < FEW and len(after) < FEW:
        before, after = [old] * bool(old), [new] * bool(new)
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(before[a:b]))
        if c < d:
            yield Piece("new", "".join(after[c:d]))
