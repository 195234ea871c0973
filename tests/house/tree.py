"""The files of the house, as the tests of this folder read them."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "nlu", "actions", "api", "surveys")
MADE = {"node_modules", "__pycache__", "var", "models"}
VENDOR = (ROOT / "api" / "pages" / "static" / "vendor", ROOT / "api" / "fonts")


def files(*suffixes: str) -> Iterator[Path]:
    """Every file that a person wrote, or those with one of the suffixes."""
    for here, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if _written(Path(here) / name))
        yield from (Path(here) / name for name in names if not suffixes or Path(name).suffix in suffixes)


def _written(folder: Path) -> bool:
    if folder.name.startswith("."):
        return folder.name in {".ci", ".docker"}
    return folder.name not in MADE and folder not in VENDOR


def modules(*rooms: str) -> list[Path]:
    """Python modules of some rooms, the launcher's own script left out."""
    return [file for file in files(".py") if file.relative_to(ROOT).parts[0] in rooms]


@cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(), str(module))


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name(file: Path) -> str:
    """As a person would write it."""
    return str(file.relative_to(ROOT))
