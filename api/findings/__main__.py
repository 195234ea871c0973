"""The child's side of the workshop: `python -m api.findings papers|gate|overlaps`, in and out."""

import json
import sys
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from api.findings.published import Counts, Published


def papers(material: BinaryIO, *, together: bool = False) -> dict[str, str]:
    """What is published in, its papers in base64 out."""
    from api.findings import exchange, pdf, spreadsheet, workbook

    published = Published.model_validate_json(material.read())
    bodies = {
        "csv": spreadsheet.body(published),
        "xlsx": workbook.body(published),
        "json": exchange.body(published),
        "pdf": pdf.body(published, together=together),
    }
    return {kind: b64encode(body).decode() for kind, body in bodies.items()}


def gate(material: BinaryIO) -> dict[str, Any]:
    """All that is published and is to be published in, what may be published of the last of it out."""
    from api.findings.audit import audit
    from api.findings.case import Case

    return audit(Case.model_validate_json(material.read())).model_dump(mode="json")


def overlaps(material: BinaryIO) -> list[str]:
    """Everything published of periods in, the tables that give a number away out."""
    from api.findings.overlaps import pinned

    return sorted(pinned(TypeAdapter(list[Counts]).validate_json(material.read())))


if __name__ == "__main__":
    jobs: dict[str, Callable[[BinaryIO], Any]] = {
        "papers": papers,
        "papers of waves together": partial(papers, together=True),
        "gate": gate,
        "overlaps": overlaps,
    }
    json.dump(jobs[sys.argv[1]](sys.stdin.buffer), sys.stdout)
