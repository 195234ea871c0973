"""Which columns go with which kind of row, and what each of them means."""

import re
from collections.abc import Collection
from typing import get_args

from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.parsing.parameters import parse  # type: ignore[import-untyped]

from surveys import xpath
from surveys.fields import Fields
from surveys.lists import Lists, with_other
from surveys.model import Appearance, Breakdown, Characteristic, Choice, Kind, OtherGroup
from surveys.sheets import YES_NO, Row

QUESTION_COLUMNS = {
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    *("appearance", "parameters", "calculation", "choice_filter"),
    # ours
    *("theme", "tone", "plan", "breakdown", "sensitive", "signposts"),
}
SELECTS = ("select_one", "select_multiple")
FLAGS = ("required", "tone", "plan", "sensitive")
MOST_STEPS = 101
_ANSWERABLE = tuple(kind for kind in get_args(Kind) if kind != "note")
# What goes with some kinds of question only; all else goes with every one.
_ONLY_WITH: dict[str, tuple[str, ...]] = {
    "calculation": (),
    "parameters": ("range",),
    "appearance": ("select_one",),
    "breakdown": ("select_one",),
    "choice_filter": SELECTS,
    "constraint": _ANSWERABLE,
    "constraint_message": _ANSWERABLE,
    "signposts": SELECTS,
}
_TRUE_ONLY_WITH: dict[str, tuple[str, ...]] = {
    "required": _ANSWERABLE,
    "tone": ("text",),
    "plan": (*SELECTS, "integer", "range"),
}
_NO_QUESTION = {
    "begin_group": {"type", "name", "label", "relevant"},
    "end_group": {"type", "name"},
    "calculate": {"type", "name", "calculation", "relevant"},
}
_GROUPS: tuple[Breakdown, ...] = (*get_args(Characteristic), *get_args(OtherGroup))
_WHOLE = re.compile(r"-?\d{1,6}")


def check(fields: Fields, row: Row, kind: str) -> None:
    """Blames every cell that says something which this kind of row has no use for."""
    for column in sorted(row.cells):
        allowed = _NO_QUESTION.get(kind)
        if column not in allowed if allowed else kind not in _ONLY_WITH.get(column, (kind,)):
            fields.blame(row, column, f"does not go with {kind}: leave the cell empty")


def flag(fields: Fields, row: Row, column: str, kind: Kind) -> bool:
    said, kinds = fields.flag(row, column), _TRUE_ONLY_WITH.get(column, (kind,))
    if said and kind not in kinds:
        fields.blame(row, column, f"is for {', '.join(kinds)} only")
    return said


def expression(
    fields: Fields, row: Row, column: str, above: Collection[str], known: Collection[str] | None = None
) -> str | None:
    """One that speaks of rows above only, so that no chain of them can bite its own tail.

    `known` are the columns that a choice filter may name.
    """
    written = fields.cell(row, column)
    if not written:
        return None
    unusable = xpath.references(written) - set(above)
    for name in sorted(unusable):
        fields.blame(row, column, f"${{{name}}} is no question or calculation above this row")
    if known is not None and (unknown := xpath.columns(written) - set(known)):
        fields.blame(
            row, column, f"this list has no column {', '.join(sorted(unknown))} in the choices sheet"
        )
    wrong = xpath.fault(written, own=column == "constraint", columns=known is not None)
    if not unusable and wrong:
        fields.blame(row, column, wrong)
    return written


def choices(fields: Fields, row: Row, lists: Lists, named: list[str]) -> tuple[Choice, ...]:
    """Those of a select; `named` is what follows the kind: the list, perhaps with "or_other"."""
    if not named:
        return ()
    found = lists.get(named[0], ())
    if not found:
        fields.blame(row, "type", f"the choices sheet has no list “{named[0]}”")
    if named[1:] and row.cells.get("choice_filter"):
        fields.blame(row, "choice_filter", "does not go with or_other: add “other” to the list instead")
    return with_other(fields, found, row.number) if named[1:] else found


def signposts(fields: Fields, row: Row, offered: tuple[Choice, ...]) -> frozenset[str]:
    names = frozenset(fields.cell(row, "signposts").split())
    if unknown := names - {choice.name for choice in offered}:
        fields.blame(row, "signposts", f"no choice of this question: {', '.join(sorted(unknown))}")
    return names


def appearance(fields: Fields, row: Row, offered: tuple[Choice, ...]) -> Appearance | None:
    written = fields.cell(row, "appearance")
    known = next((one for one in get_args(Appearance) if one == written), None)
    if written and known is None:
        fields.blame(row, "appearance", f"“{written}” is none of {', '.join(get_args(Appearance))}")
    if known == "faces" and not any(choice.face for choice in offered):
        fields.blame(row, "appearance", "this list has nothing in the column face of the choices sheet")
    return known


def breakdown(fields: Fields, row: Row) -> Breakdown | None:
    """What a question about oneself asks for; only what is planned can tell groups apart."""
    written = fields.cell(row, "breakdown")
    known = next((one for one in _GROUPS if one == written), None)
    if written and known is None:
        fields.blame(row, "breakdown", f"“{written}” is none of {', '.join(_GROUPS)}")
    elif known and not YES_NO.get(str(row.cells.get("plan", "")).strip()):
        fields.blame(row, "breakdown", "goes with planned questions only: write yes in the column plan")
    return known


def scale(fields: Fields, row: Row) -> range | None:
    """`start=1 end=5 step=1`, as in other XLSForm tools; those three numbers stand in for missing ones."""
    try:
        written = {"start": "1", "end": "10", "step": "1"} | parse(fields.cell(row, "parameters"), row.number)
    except PyXFormError:
        fields.blame(row, "parameters", "write them as in start=1 end=5 step=1")
        return None
    for name in sorted(written):
        if name not in {"start", "end", "step"}:
            fields.blame(row, "parameters", f"{name} is not supported; known are start, end and step")
        elif not _WHOLE.fullmatch(written[name]):
            fields.blame(row, "parameters", f"{name}={written[name]}: a whole number is wanted")
            return None
    start, end, step = (int(written[name]) for name in ("start", "end", "step"))
    if step < 1 or start >= end or (end - start) % step:
        fields.blame(row, "parameters", f"from {start} to {end} there is no way in steps of {step}")
        return None
    found = range(start, end + 1, step)
    if len(found) > MOST_STEPS:
        fields.blame(row, "parameters", f"has {len(found)} steps, and {MOST_STEPS} are the most")
    return found
