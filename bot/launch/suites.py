"""The checks and the test suites, one after the other, and the sum of them as the last line."""

from __future__ import annotations

import os
import shutil
import xml.etree.ElementTree as Xml
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.launch.places import APP, APP_PYTHON, LOG
from bot.launch.steps import attempt, foreground, run, say

SUITES = {"fast": "not nlu and not journey", "nlu": "nlu", "journeys": "journey"}
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "walls": ["lint-imports", "--no-cache"],
}
# Whose tests share nothing but the processor: as many at once as it has cores, one file on one of them.
AT_ONCE = {"fast": ["-n", "logical", "--maxprocesses", "8", "--dist", "loadfile"]}
NOTHING_COLLECTED = 5  # pytest's exit code
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Count(NamedTuple):
    """Outcomes of one suite; a check counts as one test."""

    passed: int
    failed: int
    skipped: int = 0

    def words(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def checks() -> Count:
    """Ruff, mypy and the walls; what a failing one says is shown whole."""
    counts = []
    for name, (program, *rest) in CHECKS.items():
        code, output = attempt(f"Checking with {name}", [str(APP / "bin" / program), *rest])
        if code != 0:
            print(output)
        print(f"{name}: {'passed' if code == 0 else 'failed'}", flush=True)
        counts.append(Count(int(code == 0), int(code != 0)))
    return total(counts)


def suite(name: str, extra: Sequence[str], env: Mapping[str, str]) -> Count:
    """One pytest run. With words of the person's own a suite may hold nothing that they ask for."""
    report = LOG.parent / f"tests-{name}.xml"
    report.unlink(missing_ok=True)
    print(f"\nsuite {name}", flush=True)
    asked = extra or AT_ONCE.get(name, [])  # a few tests are done before another process has begun
    command = [str(APP_PYTHON), "-m", "pytest", "-m", SUITES[name], f"--junit-xml={report}", *asked]
    code = foreground(command, env)
    if code == NOTHING_COLLECTED and extra:
        return Count(0, 0)
    if not report.is_file():
        return Count(0, 1)
    counts = [
        [int(tests.get(kind, "0")) for kind in ("tests", "failures", "errors", "skipped")]
        for tests in Xml.parse(report).getroot().iter("testsuite")
    ]
    tests, failures, errors, skipped = (sum(column) for column in zip(*counts))
    bad = failures + errors
    # A run that pytest broke off or that found nothing must not look like a good one.
    return Count(max(tests - bad - skipped, 0), max(bad, int(code != 0)), skipped)


def total(counts: Sequence[Count]) -> Count:
    return Count(*(sum(column) for column in zip(*counts)))


def clean(env: Mapping[str, str]) -> dict[str, str]:
    """Without the person's own settings: a test must never reach a real bot or a real database."""
    return {
        name: value
        for name, value in env.items()
        if not name.startswith("HEARD_") or name.startswith("HEARD_TEST_")
    }


def browser() -> None:
    """Debian's Chromium for the journeys; says aloud when there is none."""
    if any(map(shutil.which, BROWSERS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        mend = "Install Chromium by hand, then run the same command again."
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("Reading Debian's list of packages", ["apt-get", "update"], mend, env=apt)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        run("Installing Chromium for the browser journeys", install, mend, env=apt)
    else:
        say("No browser here: the browser journeys are SKIPPED (Debian: apt-get install chromium).")
