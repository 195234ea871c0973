"""Prints single-use codes on cards to cut out: `python -m api.waves.sheet`, facts in, a tagged PDF out."""

import io
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import codes, press

TEMPLATE = Path(__file__).with_name("sheet.typ")
PATIENCE = 60
"""Seconds after which the child is given up."""


@dataclass(frozen=True)
class Sheet:
    """`survey` is its title; `address` is where people reach Heard."""

    survey: str
    address: str
    codes: list[str]


def made(sheet: Sheet) -> bytes:
    """The cards as PDF. Raises Unavailable."""
    sorry = "The sheet could not be printed, and no code was made. Please try again."
    return press.printed("api.waves.sheet", asdict(sheet), PATIENCE, sorry)


def _facts(sheet: Sheet) -> dict[str, Any]:
    """All that the template sets on the cards; made in the child, for drawing takes its time."""
    return {
        "survey": sheet.survey,
        "address": urlsplit(sheet.address).netloc or sheet.address,
        "cards": [_card(sheet.address, code) for code in sheet.codes],
    }


def _card(address: str, code: str) -> dict[str, Any]:
    import segno

    drawn = io.BytesIO()
    segno.make(f"{address}/join/{code}", error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {"code": codes.spaced(code), "qr": drawn.getvalue().decode()}


if __name__ == "__main__":
    sys.stdout.buffer.write(press.typeset(TEMPLATE, _facts(Sheet(**json.load(sys.stdin)))))
