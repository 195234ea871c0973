"""Prints one page: `python -m api.guidance.paper`, what stands on it in, a tagged PDF out.

Typst and its fonts weigh some 40 MB, so they work in a child that ends with the page. It touches no
disk.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.errors import Unavailable

TEMPLATE = Path(__file__).with_name("paper.typ")
ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds after which the child is given up."""
# Anybody may ask for a page: however many do, it takes one core and the memory of one child.
_press = threading.Lock()


def made(facts: Mapping[str, Any]) -> bytes:
    """The page as PDF, one after the other. Raises Unavailable."""
    if not _press.acquire(timeout=PATIENCE):
        raise Unavailable("Too many pages are being made just now. Please try again in a minute.")
    try:
        return _run(json.dumps(facts).encode())
    except subprocess.SubprocessError as fault:
        raise Unavailable("The page could not be made as a PDF. Please print it from the browser.") from fault
    finally:
        _press.release()


def _run(facts: bytes) -> bytes:
    # It needs no secrets.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    child = subprocess.run(
        [sys.executable, "-m", "api.guidance.paper"],
        cwd=ROOT,
        env=clean,
        input=facts,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=True,
    )
    return child.stdout


def body(facts: str) -> bytes:
    """The child's side."""
    import typst

    from api.findings.letters import FONTS, SPARE, printable

    printed: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS), str(SPARE.parent)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"facts": printable(facts)},
    )
    return printed


if __name__ == "__main__":
    sys.stdout.buffer.write(body(json.dumps(json.load(sys.stdin), ensure_ascii=False)))
