"""./heard bench NAME: measures, and prints a table for docs/bench.md."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from api import clock, postgres
from tests.bench import asked, broadcast, cards, console, findings, long, reports, talk, turns
from tests.bench.meter import Meter
from tests.journeys.conftest import a_site

BENCHES: dict[str, Callable[[Meter], None]] = {
    "turns": turns.measure,
    "long": long.measure,
    "talk": talk.measure,
    "cards": cards.measure,
    "asked": asked.measure,
}
# These have a Heard of their own.
APART: dict[str, Callable[[str, Path, int], None]] = {
    "console": console.measure,
    "broadcast": broadcast.measure,
    "reports": reports.measure,
    "findings": findings.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./heard bench", description=__doc__)
    names = sorted([*BENCHES, *APART])
    parser.add_argument("name", nargs="?", choices=names, help="one of them; without it, all")
    wanted = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    server = postgres.start(home / "postgres")
    load = os.getloadavg()[0]
    print(
        f"{clock.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before", flush=True
    )
    postmaster = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    try:
        for one, apart in APART.items():
            if wanted.name in (None, one):
                apart(server, home / one, postmaster)
        if wanted.name not in APART:
            _of_talk(server, home / "home", postmaster, wanted.name)
    finally:
        postgres.stop(home / "postgres")


def _of_talk(server: str, home: Path, postmaster: int, name: str | None) -> None:
    """All that is measured through the chat of one running Heard."""
    with a_site(server, home, "heard_bench") as site:
        site.wait_for_assistant()  # so that its start disturbs nothing
        meter = Meter(site, postmaster)
        for one, bench in BENCHES.items():
            if name in (None, one):
                bench(meter)


if __name__ == "__main__":
    main()
