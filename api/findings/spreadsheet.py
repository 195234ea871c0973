"""Protected numbers as CSV for a spreadsheet."""

import csv
import io

from api.cells import harmless
from api.findings.published import Published
from api.findings.rows import groups, numbers
from api.findings.words import words


def body(published: Published) -> bytes:
    """A row for each number, those of groups last; with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(words()["csv"]["columns"])
    for row in (*numbers(published), *groups(published)):
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")
