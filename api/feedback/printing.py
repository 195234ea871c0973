"""Prints a highlight report: `python -m api.feedback.printing`, the paper in, a tagged PDF or Word out."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from api import press
from api.feedback.paper import Paper

Kind = Literal["pdf", "docx"]
TEMPLATE = Path(__file__).with_name("highlights.typ")
PATIENCE = 60
"""Seconds after which the child is given up."""
SORRY = "The report could not be made as a file. Try again; its page can be printed meanwhile."


def printed(kind: Kind, paper: Paper) -> bytes:
    """The same words and numbers as on the page. Raises Unavailable."""
    return press.printed("api.feedback.printing", {"kind": kind, "paper": asdict(paper)}, PATIENCE, SORRY)


def _made(kind: str, paper: Mapping[str, Any]) -> bytes:
    year, month, day = paper["day"]
    at = datetime(year, month, day, tzinfo=UTC)
    if kind == "pdf":
        return press.typeset(TEMPLATE, paper, at)
    from api.feedback import word

    return word.body(paper, at)


if __name__ == "__main__":
    sys.stdout.buffer.write(_made(**json.load(sys.stdin)))
