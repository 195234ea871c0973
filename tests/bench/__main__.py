"""./heard bench NAME: measures, and prints a table for docs/bench.md."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from api import postgres
from tests.bench import asked, cards, long, talk, turns
from tests.bench.meter import Meter
from tests.journeys.conftest import a_site

BENCHES: dict[str, Callable[[Meter], None]] = {
    "turns": turns.measure,
    "long": long.measure,
    "talk": talk.measure,
    "cards": cards.measure,
    "asked": asked.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./heard bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES), help="one of them; without it, all")
    wanted = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    server = postgres.start(home / "postgres")
    load = os.getloadavg()[0]
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before", flush=True)
    try:
        with a_site(server, home / "home", "heard_bench") as site:
            site.wait_for_assistant()  # so that its start disturbs nothing
            meter = Meter(site, int((home / "postgres" / "postmaster.pid").read_text().split()[0]))
            for name, bench in BENCHES.items():
                if wanted.name in (None, name):
                    bench(meter)
    finally:
        postgres.stop(home / "postgres")


if __name__ == "__main__":
    main()
