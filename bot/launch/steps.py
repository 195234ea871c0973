"""Runs other programs: shows that they are at work, keeps what they say, and ends them on Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from bot.launch.places import LOG, ROOT

QUIET = 2.0  # seconds: a step that ends sooner needs no line
PLAIN_LINE_EVERY = 15.0  # seconds, where the output is no terminal
TAIL = 20  # lines of a failed step that are shown
SPINNER = "|/-\\"
PATIENCE = ((signal.SIGINT, 15.0), (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))


class Trouble(Exception):
    """One plain sentence about what went wrong, and the mend."""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def run(
    doing: str, command: Sequence[str], mend: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """One step of the set-up. Raises Trouble, after the last lines of what the program said."""
    code, output = attempt(doing, command, cwd, env)
    if code != 0:
        for line in output.splitlines()[-TAIL:]:
            say(f"    {line}")
        raise Trouble(f"{doing} failed. {mend} (All that was said is in var/log/setup.log.)")


def attempt(
    doing: str, command: Sequence[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Exit code and output of a program that runs behind a progress line."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n== {doing}\n".encode())
        log.flush()
        start = log.tell()
        with _child(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as child:
            _watch(doing, child)
    with LOG.open("rb") as log:
        log.seek(start)
        return child.returncode, log.read().decode(errors="replace")


def foreground(command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Exit code of a program that talks to the person itself."""
    sys.stdout.flush()
    with _child(command, cwd=ROOT, env=env) as child:
        return child.wait()


@contextmanager
def _child(command: Sequence[str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program with a process group of its own, so that what it started ends with it."""
    child = subprocess.Popen(command, start_new_session=True, **how)
    try:
        yield child
    finally:
        if child.poll() is None:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Asks, then insists; a second Ctrl-C goes on to the next, harder word."""
    for sign, seconds in PATIENCE:
        with suppress(OSError, subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(child.pid, sign)
            child.wait(seconds)
        if child.poll() is not None:
            break
    with suppress(OSError):  # what the program started and left behind
        os.killpg(child.pid, signal.SIGKILL)


def _watch(doing: str, child: subprocess.Popen[bytes]) -> None:
    """Waits, with a turning line on a terminal and plain lines with the seconds elsewhere."""
    line = _Turning(doing, sys.stderr) if sys.stderr.isatty() else _Plain(doing)
    started = time.monotonic()
    while child.poll() is None:
        time.sleep(0.05)
        elapsed = time.monotonic() - started
        if elapsed > QUIET:
            line.show(elapsed)
    line.end(time.monotonic() - started, child.returncode == 0)


class _Plain:
    """Lines that also read well in the log of a CI."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.next = QUIET

    def show(self, elapsed: float) -> None:
        if elapsed >= self.next:
            say(f"{self.doing} ... {elapsed:.0f} s")
            self.next += PLAIN_LINE_EVERY

    def end(self, elapsed: float, well: bool) -> None:
        if elapsed > QUIET and well:
            say(f"{self.doing}: done in {elapsed:.0f} s")


class _Turning(_Plain):
    """One line that is drawn again and again."""

    def __init__(self, doing: str, out: IO[str]) -> None:
        super().__init__(doing)
        self.out = out

    def show(self, elapsed: float) -> None:
        sign = SPINNER[int(elapsed * 8) % len(SPINNER)]
        print(f"\r\x1b[K{sign} {self.doing}  {elapsed:.0f} s", end="", file=self.out, flush=True)

    def end(self, elapsed: float, well: bool) -> None:
        print("\r\x1b[K", end="", file=self.out, flush=True)
        super().end(elapsed, well)
