"""Prints invitations on cards to hand out: `python -m api.members.sheet`, facts in, a tagged PDF out."""

import io
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import codes, press
from api.letters import printable

TEMPLATE = Path(__file__).with_name("sheet.typ")
PATIENCE = 60
"""Seconds after which the child is given up."""


@dataclass(frozen=True)
class Card:
    """One person's invitation."""

    name: str
    agency: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """`address` is where people reach Heard, `until` the last day of the codes in words."""

    address: str
    until: str
    cards: list[Card]


def made(sheet: Sheet) -> bytes:
    """The cards as PDF. Raises Unavailable."""
    sorry = "The sheet could not be printed, and nobody was invited. Please try again."
    return press.printed("api.members.sheet", asdict(sheet), PATIENCE, sorry)


def _facts(sheet: dict[str, Any]) -> dict[str, Any]:
    """All that the template sets on the cards; made in the child, for drawing takes its time."""
    address = sheet["address"]
    return {
        "until": sheet["until"],
        "address": urlsplit(address).netloc or address,
        "cards": [_card(address, **card) for card in sheet["cards"]],
    }


def _card(address: str, name: str, agency: str, code: str) -> dict[str, str]:
    import segno

    drawn = io.BytesIO()
    segno.make(f"{address}/join/{code}", error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {
        "name": printable(name),
        "agency": printable(agency),
        "code": codes.spaced(code),
        "qr": drawn.getvalue().decode(),
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(press.typeset(TEMPLATE, _facts(json.load(sys.stdin))))
