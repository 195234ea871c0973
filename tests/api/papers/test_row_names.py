"""A cell in the middle of a table is read aloud with the names of its column and of its row."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf

from api.papers import blocks, printing

FEW = (("Safe", "100", "40"), ("In between", "30", "12"), ("Not safe", "0 to 7", ""))
LONG = tuple((f"Row {row}", f"{row}", "x") for row in range(120))


def printed(*tables: blocks.Table) -> pikepdf.Pdf:
    paper = blocks.Paper(
        title="Made up",
        subtitle="B",
        band="C",
        author="D",
        status="E",
        day=date(2026, 10, 5),
        foot="F",
        blocks=(blocks.Heading(text="Answers"), *tables),
    )
    return pikepdf.open(io.BytesIO(printing.printed("pdf", paper)))


def a_table(*rows: tuple[str, ...], head: tuple[str, ...] = ("Answer", "People", "Per cent")) -> blocks.Table:
    return blocks.Table(caption="How safe", head=head, rows=rows)


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    below = node.get("/K")
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def about(cell: Any) -> Any:
    [said] = [one for one in cell.A if one.O == "/Table"]
    return said


def cells(row: Any) -> list[tuple[str, str, list[str]]]:
    """Kind, scope and names of headers of each cell."""
    return [
        (str(cell.S), str(about(cell).get("/Scope", "")), [str(name) for name in about(cell).Headers])
        for cell in row.K
    ]


def rows(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/TR"]


def test_each_row_begins_with_its_name() -> None:
    with printed(a_table(*FEW), a_table(*FEW[:1])) as pdf:
        head, first, second, third, other_head, other = rows(pdf)
        columns = [str(cell.ID) for cell in head.K]
        assert [kind[:2] for kind in cells(head)] == [("/TH", "/Column")] * 3
        for row in (first, second, third):
            name = str(row.K[0].ID)
            assert cells(row) == [
                ("/TH", "/Row", [columns[0]]),
                ("/TD", "", [columns[1], name]),
                ("/TD", "", [columns[2], name]),
            ]
        assert cells(other)[1][2] == [str(other_head.K[1].ID), str(other.K[0].ID)]


def test_every_name_is_found_and_is_one_cell_alone() -> None:
    with printed(a_table(*LONG), a_table(*FEW)) as pdf:
        assert len(pdf.pages) > 1
        named = {str(cell.ID): cell for row in rows(pdf) for cell in row.K if "/ID" in cell}
        assert len(named) == len(LONG) + len(FEW) + 2 * 3
        index = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert {name: index[name].objgen for name in named} == {
            name: cell.objgen for name, cell in named.items()
        }
        wanted = {name for row in rows(pdf) for _, _, headers in cells(row) for name in headers}
        assert wanted <= set(named)
        assert pdf.check_pdf_syntax() == []


def test_a_list_in_the_shape_of_a_table_has_no_names_of_rows() -> None:
    with printed(a_table(("Alone",), head=("One column",))) as pdf:
        assert [cells(row)[0][:2] for row in rows(pdf)] == [("/TH", "/Column"), ("/TD", "")]


def test_it_stays_an_accessible_pdf() -> None:
    with printed(a_table(*FEW)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "en-GB")
