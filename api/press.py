"""Prints papers: facts in, a tagged PDF (PDF/UA-1) out, by Typst in a child that ends with the paper.

Typst and its fonts weigh some 40 MB; the letters are those of letters.py, set by letters.typ. What is
printed goes through pipes: it touches no disk.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from api.errors import Unavailable

ROOT = Path(__file__).parents[1]


def printed(module: str, facts: Mapping[str, Any], patience: float, sorry: str) -> bytes:
    """What `python -m MODULE` makes of the facts. Raises Unavailable with `sorry` as its words."""
    try:
        return made(child(module), json.dumps(facts).encode(), patience)
    except subprocess.SubprocessError:
        # Without its cause: that may hold what was to be printed.
        raise Unavailable(sorry) from None


def child(module: str, *said: str) -> "subprocess.Popen[bytes]":
    """`python -m MODULE`, which waits for its material."""
    # It needs no secrets, and its complaints could quote people's words: both stay out.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    return subprocess.Popen(
        [sys.executable, "-m", module, *said],
        cwd=ROOT,
        env=clean,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def made(child: "subprocess.Popen[bytes]", material: bytes | None, patience: float) -> bytes:
    """What a child prints before it ends, given the last of its material. Raises SubprocessError.

    One that takes longer than `patience` seconds is ended.
    """
    try:
        out, _ = child.communicate(material, timeout=patience)
    except subprocess.TimeoutExpired:
        stop(child)
        raise
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return out


def stop(child: "subprocess.Popen[bytes]") -> None:
    """Ends a child that is not needed any more."""
    child.kill()
    child.communicate()


def typeset(template: Path, facts: Mapping[str, Any], at: datetime | None = None) -> bytes:
    """The child's side: the PDF that a template makes of `sys.inputs.facts`, as JSON.

    `at` is the moment that it bears: with one, the same facts give the same bytes.
    """
    import typst

    from api.letters import FAMILIES, FONTS, OWN, SPARE, printable
    from api.row_names import with_row_names

    printed: bytes = typst.compile(
        str(template),
        root=str(ROOT / "api"),
        font_paths=[str(FONTS), str(OWN), str(SPARE.parent)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={
            "facts": printable(json.dumps(facts, ensure_ascii=False)),
            "letters": json.dumps(FAMILIES),
        },
        timestamp=at,
    )
    return with_row_names(printed)
