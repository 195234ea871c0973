"""Prints single-use codes on cards to cut out: `python -m api.waves.sheet`, facts in, a tagged PDF out.

Typst and its fonts weigh some 40 MB, so they work in a child that ends with the sheet. Codes go to it and
come back through pipes: they touch no disk.
"""

import io
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import codes
from api.errors import Unavailable

TEMPLATE = Path(__file__).with_name("sheet.typ")
ROOT = Path(__file__).parents[2]
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
    # It needs no secrets, and its complaints could quote codes: both stay out.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "api.waves.sheet"],
            cwd=ROOT,
            env=clean,
            input=json.dumps(asdict(sheet)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError:
        # Without its cause: that holds the codes.
        raise Unavailable("The sheet could not be printed, and no code was made. Please try again.") from None
    return child.stdout


def body(sheet: Sheet) -> bytes:
    """The child's side."""
    import typst

    from api.findings.letters import FONTS, SPARE, printable

    facts = {
        "survey": printable(sheet.survey),
        "address": urlsplit(sheet.address).netloc or sheet.address,
        "cards": [_card(sheet.address, code) for code in sheet.codes],
    }
    printed: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS), str(SPARE.parent)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"facts": json.dumps(facts)},
    )
    return printed


def _card(address: str, code: str) -> dict[str, Any]:
    import segno

    drawn = io.BytesIO()
    segno.make(f"{address}/join/{code}", error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return {"code": codes.spaced(code), "qr": drawn.getvalue().decode()}


if __name__ == "__main__":
    sys.stdout.buffer.write(body(Sheet(**json.load(sys.stdin))))
