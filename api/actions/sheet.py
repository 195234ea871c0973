"""A sheet to hang up where a group meets: `python -m api.actions.sheet`, facts in, a tagged PDF out."""

import io
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import press
from api.actions.said_reading import Told
from api.actions.words import words
from api.letters import printable

TEMPLATE = Path(__file__).with_name("sheet.typ")
PATIENCE = 60
"""Seconds after which the child is given up."""
MOST = 2


@dataclass(frozen=True)
class Sheet:
    """`address` is that of the page that the picture opens, `entries` the newest ones."""

    language: str
    partnership: str
    address: str
    entries: list[dict[str, str]]


def of(entries: list[Told], language: str, partnership: str, address: str) -> Sheet:
    """A sheet with the words of these entries, but what is in another language, or checked by nobody.

    On a wall nothing could say so: the page does.
    """
    sure = [one for one in entries if one.language == language and not one.unchecked][:MOST]
    drawn = [
        {"said": one.said, "did": one.did, "speaker": one.speaker, "outcome": one.outcome} for one in sure
    ]
    return Sheet(language, partnership, address, drawn)


def languages() -> list[str]:
    """Those that a sheet can be printed in."""
    return list(words()["sheet"])


def made(sheet: Sheet) -> bytes:
    """The sheet as PDF. Raises Unavailable."""
    sorry = "The sheet could not be printed. Please try again."
    return press.printed("api.actions.sheet", asdict(sheet), PATIENCE, sorry)


def _facts(sheet: dict[str, Any]) -> dict[str, Any]:
    """All that the template sets; made in the child, for drawing takes its time."""
    import segno

    drawn, said, parts = io.BytesIO(), words()["sheet"][sheet["language"]], urlsplit(sheet["address"])
    segno.make(sheet["address"], error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {
        "language": sheet["language"],
        "partnership": printable(sheet["partnership"]),
        "address": f"{parts.netloc}{parts.path}",
        "words": said,
        "qr": drawn.getvalue().decode(),
        "entries": [
            {name: printable(value) for name, value in one.items()} | {"heading": said[one["outcome"]]}
            for one in sheet["entries"]
        ],
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(press.typeset(TEMPLATE, _facts(json.load(sys.stdin))))
