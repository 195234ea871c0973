"""Prints papers, draws charts, looks at letterheads: in a child, with which the heavy libraries go."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from api import press
from api.errors import Unavailable
from api.findings.reading import Chart
from api.papers.blocks import Paper

Kind = Literal["pdf", "docx"]
TYPES: Mapping[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PATIENCE = 60
"""Seconds after which the child is given up."""
SORRY = "The paper could not be made as a file. Try again; its page can be printed meanwhile."
SORRY_CHARTS = "The charts could not be drawn. Try again; if it stays so, run ./heard check."
SORRY_FILE = "The file could not be looked at. Try again."
CHARTS: TypeAdapter[list[Chart]] = TypeAdapter(list[Chart])


class Order(BaseModel):
    """What the child is asked to print. `letterhead` is a Word file that the paper is put into."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    kind: Kind
    paper: Paper
    letterhead: bytes | None


class Drawn(BaseModel):
    """One chart: for pages and the PDF, and for Word."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    svg: str
    png: bytes


DRAWN: TypeAdapter[list[Drawn]] = TypeAdapter(list[Drawn])


def printed(kind: Kind, paper: Paper, letterhead: bytes | None = None) -> bytes:
    """The same words and numbers as on the page. Raises Unavailable."""
    order = Order(kind=kind, paper=paper, letterhead=letterhead)
    return _run("print", order.model_dump_json().encode(), SORRY)


def drawn(charts: Sequence[Chart]) -> list[Drawn]:
    """The pictures of some charts, in their order. Raises Unavailable."""
    if not charts:
        return []
    return DRAWN.validate_json(_run("draw", CHARTS.dump_json(list(charts)), SORRY_CHARTS))


def wrong_with(letterhead: bytes) -> str:
    """Why a file can be no letterhead: a name of a fault, or the empty string. Raises Unavailable."""
    return _run("check", letterhead, SORRY_FILE).decode()


def example(words: Mapping[str, str]) -> bytes:
    """A letterhead with every mark, to begin with. Raises Unavailable."""
    return _run("example", json.dumps(dict(words)).encode(), SORRY)


def _run(job: str, material: bytes, sorry: str) -> bytes:
    try:
        return press.made(press.child("api.papers", job), material, PATIENCE)
    except subprocess.SubprocessError:
        # Without its cause: that may hold what was to be printed.
        raise Unavailable(sorry) from None
