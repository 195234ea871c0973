"""What comes from npm: styles and scripts of the pages, letters of the papers, and the journeys' emulator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bot.launch import tools
from bot.launch.places import EMULATOR, PAGES, fingerprint, mark, marked
from bot.launch.steps import run
from bot.launch.tools import OFFLINE

BUILT = [PAGES / "static" / "vendor", PAGES.parent / "fonts"]
MADE_ELSEWHERE = {"node_modules", "vendor", "__pycache__"}
READ_BY_THE_BUILD = {".json", ".js", ".mjs", ".scss"}
AT_FAULT = "The lines above name the file at fault."
INSTALL = ["npm", "ci", "--no-audit", "--no-fund"]


def pages() -> None:
    """Styles and scripts of the web chat and the console, and what papers are printed with."""
    fits = [fingerprint(_sources(PAGES))]
    if marked(PAGES / "node_modules") == fits and all(folder.is_dir() for folder in BUILT):
        return
    environment = _node()
    run("Fetching what the pages are made from", INSTALL, OFFLINE, PAGES, environment)
    run("Building styles and scripts of the pages", ["npm", "run", "build"], AT_FAULT, PAGES, environment)
    _remember(PAGES, fits)


def emulator() -> dict[str, str]:
    """The Bot API that the journeys speak to; returns an environment in which Node is found."""
    fits = [fingerprint([EMULATOR / "package.json", EMULATOR / "package-lock.json"])]
    environment = _node()
    if marked(EMULATOR / "node_modules") != fits:
        run("Fetching the Telegram emulator", INSTALL, OFFLINE, EMULATOR, environment)
        _remember(EMULATOR, fits)
    return environment


def _node() -> dict[str, str]:
    return {**os.environ, "PATH": tools.node_path(tools.uv())}


def _remember(folder: Path, fits: list[str]) -> None:
    (folder / "node_modules").mkdir(exist_ok=True)  # a package without dependencies makes none
    mark(folder / "node_modules").write_text("\n".join(fits) + "\n")


def _sources(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in MADE_ELSEWHERE]
        yield from (Path(here) / name for name in files if Path(name).suffix in READ_BY_THE_BUILD)
