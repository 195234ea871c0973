"""Protected tables as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from api.cells import harmless
from api.findings.published import Cell, Published, Table, Tone
from api.findings.words import words

Row = tuple[str, str, str, str, str]


def body(published: Published) -> bytes:
    """Question, answer, people, percentage, base; with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(words()["csv"]["columns"])
    for row in _rows(published):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _rows(published: Published) -> Iterator[Row]:
    said = words()["csv"]
    if published.asked is not None:
        yield said["asked"], "", str(published.asked), "", ""
    yield said["answered"], "", str(published.answered or words()["few"]), "", ""
    for table in published.tables:
        yield from _table(table)
    for tone in published.tone:
        yield from _tone(tone)
    if published.signposts is not None:
        label = said["signposts"].format(label=published.signposts.label)
        yield from _table(published.signposts.model_copy(update={"label": label}))


def _table(table: Table) -> Iterator[Row]:
    if table.base is None:
        yield table.label, "", words()["withheld"], "", ""
    for cell in table.cells:
        yield table.label, cell.label, _people(cell), _percent(cell), str(table.base)


def _tone(tone: Tone) -> Iterator[Row]:
    heading = words()["csv"]["tone"].format(within=tone.within, question=tone.table.label)
    for cell in tone.table.cells:
        yield heading, cell.label, _people(cell), _percent(cell), str(tone.table.base)


def _people(cell: Cell) -> str:
    if cell.most:
        return str(words()["most"])
    return str(words()["symbol"] if cell.shown is None else cell.shown)


def _percent(cell: Cell) -> str:
    return "" if cell.percent is None else str(cell.percent)
