"""./heard attack anonymity: fills a wave through the real channels, takes everything, and tries to link."""

import argparse
import random
import sys
import tempfile
from pathlib import Path
from shutil import rmtree

from rich.console import Console

from tests.attack.anonymity import attack
from tests.attack.people import crowd
from tests.attack.program import running
from tests.attack.report import show
from tests.journeys.phone import Emulator

PEOPLE, QUICK = 60, 24


def main() -> int:
    """Exit code: 1 when somebody was linked in a way that no page admits."""
    parser = argparse.ArgumentParser(prog="./heard attack", description=__doc__)
    parser.add_argument("name", choices=["anonymity"])
    parser.add_argument("--people", type=int, help=f"how many answer; {PEOPLE}, or {QUICK} with --quick")
    parser.add_argument("--quick", action="store_true", help="fewer people, shorter pauses")
    wanted = parser.parse_args()
    size = wanted.people or (QUICK if wanted.quick else PEOPLE)
    home, emulator = Path(tempfile.mkdtemp(prefix="heard-attack-")), Emulator()
    try:
        with running(home / "home", emulator, rasa=True) as site:
            print(f"{size} people answer; then the attack begins.", flush=True)
            outcome = attack(site, crowd(size, random.Random()), emulator, quick=wanted.quick)
    finally:
        emulator.stop()
        rmtree(home, ignore_errors=True)
    console = Console(width=None if sys.stdout.isatty() else 150)
    show(console, "While the wave is open", outcome.before)
    show(console, "After it has closed", outcome.after)
    trials = [*outcome.before, *outcome.after]
    linked = sum(trial.verdict == "LINKED" for trial in trials)
    print(f"{len(trials)} trials, {linked} of them linked somebody.")
    return int(linked > 0)


if __name__ == "__main__":
    sys.exit(main())
