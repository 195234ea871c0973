"""./heard attack anonymity|findings: tries to link people to answers, and to find out small numbers.

anonymity fills a wave through the real channels, takes everything and tries to link; findings publishes
made-up partnerships by the real code, reads all of it back and tries to narrow what is hidden.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path
from shutil import rmtree

from rich.console import Console

from tests.attack import findings_report
from tests.attack.anonymity import attack
from tests.attack.people import crowd
from tests.attack.program import running
from tests.attack.report import show
from tests.journeys.phone import Emulator

PEOPLE, QUICK = 60, 24
FINDINGS = findings_report.PARTNERSHIPS


def main() -> int:
    """Exit code: 1 when somebody was linked in a way that no page admits, or a small number was found."""
    parser = argparse.ArgumentParser(prog="./heard attack", description=__doc__)
    parser.add_argument("name", choices=["anonymity", "findings"])
    parser.add_argument("--people", type=int, help=f"how many answer; {PEOPLE}, or {QUICK} with --quick")
    parser.add_argument("--partnerships", type=int, help=f"how many are made up; {FINDINGS}, or a few")
    parser.add_argument("--quick", action="store_true", help="fewer of them, shorter pauses")
    wanted = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150)
    if wanted.name == "findings":
        many = findings_report.QUICK if wanted.quick else FINDINGS
        return findings_report.run(console, wanted.partnerships or many)
    return _anonymity(console, wanted)


def _anonymity(console: Console, wanted: argparse.Namespace) -> int:
    size = wanted.people or (QUICK if wanted.quick else PEOPLE)
    home, emulator = Path(tempfile.mkdtemp(prefix="heard-attack-")), Emulator()
    try:
        with running(home / "home", emulator, rasa=True) as site:
            print(f"{size} people answer; then the attack begins.", flush=True)
            outcome = attack(site, crowd(size, random.Random()), emulator, quick=wanted.quick)
    finally:
        emulator.stop()
        rmtree(home, ignore_errors=True)
    show(console, "While the wave is open", outcome.before)
    show(console, "After it has closed", outcome.after)
    trials = [*outcome.before, *outcome.after]
    linked = sum(trial.verdict == "LINKED" for trial in trials)
    print(f"{len(trials)} trials, {linked} of them linked somebody.")
    return int(linked > 0)


if __name__ == "__main__":
    sys.exit(main())
