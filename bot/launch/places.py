"""Where things lie, and marks that say whether a thing that was made still fits what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOG = VAR / "log" / "setup.log"
TOOLS = VAR / "tools"
APP = ROOT / ".venv"
RASA = ROOT / ".venv-rasa"
APP_PYTHON = APP / "bin" / "python"
PAGES = ROOT / "api" / "pages"
EMULATOR = ROOT / "tests" / "journeys" / "emulator"


def fingerprint(files: Iterable[Path]) -> str:
    """One word for the names and the bytes of all files; a missing file counts as empty."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode() + b"\0")
        total.update(file.read_bytes() if file.is_file() else b"")
    return total.hexdigest()


def mark(made: Path) -> Path:
    """The mark lies inside what was made, so that they vanish together."""
    return made / ".heard"


def marked(made: Path) -> list[str]:
    """Lines of the mark, or none."""
    file = mark(made)
    return file.read_text().splitlines() if file.is_file() else []
