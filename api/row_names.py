"""Says in a PDF which cell names its row: the first one, for whoever hears a table instead of seeing it.

Typst can say so only behind a switch that its binding for Python does not have, so it is put in afterwards.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String


def with_row_names(pdf: bytes) -> bytes:
    """The same PDF, with a header cell at the head of each row of a table's body that has two cells or more.

    What has no such table comes back as it is. The same PDF gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        rows = list(_rows(opened))
        if not rows:
            return pdf
        known = NameTree(opened.Root.StructTreeRoot.IDTree)
        for place, (first, *others) in enumerate(rows):
            known[_name(first, place)] = first
            for cell in others:
                _as_cell(cell).Headers.append(first.ID)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def _as_cell(cell: Any) -> Any:
    """What a cell says of itself as part of a table."""
    return next(one for one in cell.A if one.O == "/Table")


def _rows(pdf: pikepdf.Pdf) -> Iterator[list[Any]]:
    """The cells of each row that has a name and others."""
    for one in pdf.objects:
        if isinstance(one, Dictionary) and one.get("/S") == "/TR" and one.P.S == "/TBody":
            cells = list(one.K)
            if len(cells) > 1:
                yield cells


def _name(cell: Any, place: int) -> str:
    """Makes a cell the name of its row, and returns its own."""
    known_as = f"row{place}"
    cell.S, cell.ID = Name.TH, String(known_as)
    about = _as_cell(cell)
    about.Scope = Name.Row
    about.Headers = about.get("/Headers", Array())
    return known_as
