"""Prints one page: `python -m api.guidance.paper`, what stands on it in, a tagged PDF out."""

import json
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api import press
from api.errors import Unavailable

TEMPLATE = Path(__file__).with_name("paper.typ")
PATIENCE = 30
"""Seconds after which the child is given up."""
# Anybody may ask for a page: however many do, it takes one core and the memory of one child.
_one = threading.Lock()


def made(facts: Mapping[str, Any]) -> bytes:
    """The page as PDF, one after the other. Raises Unavailable."""
    if not _one.acquire(timeout=PATIENCE):
        raise Unavailable("Too many pages are being made just now. Please try again in a minute.")
    try:
        sorry = "The page could not be made as a PDF. Please print it from the browser."
        return press.printed("api.guidance.paper", facts, PATIENCE, sorry)
    finally:
        _one.release()


if __name__ == "__main__":
    sys.stdout.buffer.write(press.typeset(TEMPLATE, json.load(sys.stdin)))
