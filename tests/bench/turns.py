"""What a ten-question survey costs through HTTP, durably stored: ./heard bench turns.

CPU time is read from the process table for the program and its database together, without the
people who answer (a process of their own) and without Rasa, which surveys never ask.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import platform
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from api import postgres
from tests.journeys.conftest import Site, a_site

TEXT = "More lights near the bus stop would help"


@dataclass(frozen=True)
class Load:
    """What one crowd did. Seconds."""

    surveys: int
    turns: list[float]
    wall: float


class Person:
    """Answers over one kept connection, as a phone does."""

    def __init__(self, address: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        self._http.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = self._http.getresponse()
        found: dict[str, object] = json.loads(reply.read())
        assert reply.status < 300, found
        return found

    def survey(self, code: str) -> list[float]:
        """One whole pass; how long each turn took."""
        turns: list[float] = []
        path = f"/api/v1/conversations/{self.post('/api/v1/conversations', {'channel': 'bench'})['id']}/turns"
        said: dict[str, str] | None = {"text": code}
        while said is not None:
            began = time.perf_counter()
            last = self.post(path, said | {"turn": str(len(turns))})["replies"][-1]  # type: ignore[index]
            turns.append(time.perf_counter() - began)
            said = _answer(last) if len(turns) > 1 else {"choice": ":start"}
        return turns


def _answer(reply: dict[str, object]) -> dict[str, str] | None:
    match reply["question"]:
        case None:
            return None
        case {"kind": "text"}:
            return {"text": TEXT}
    return {"choice": reply["choices"][0]["value"]}  # type: ignore[index]


def crowd(address: str, code: str, people: int, surveys: int) -> Load:
    """Some people at once, each answering surveys one after the other."""
    began = time.perf_counter()

    def one(_: int) -> list[float]:
        person = Person(address)
        return [turn for _survey in range(surveys // people) for turn in person.survey(code)]

    with ThreadPoolExecutor(people) as pool:
        turns = [turn for found in pool.map(one, range(people)) for turn in found]
    return Load(surveys // people * people, turns, time.perf_counter() - began)


def cpu(site: Site, postmaster: int) -> float:
    """CPU seconds so far of the program and its database."""
    program = psutil.Process(site.process.pid).cpu_times()
    database = psutil.Process(postmaster)
    used = program.user + program.system
    for process in (database, *database.children()):
        times = process.cpu_times()
        used += times.user + times.system
    return used


def measure(site: Site, postmaster: int, people: int, surveys: int) -> None:
    code = site.open_wave()
    with multiprocessing.get_context("spawn").Pool(1) as outside:
        outside.apply(crowd, (site.url, code, people, people))  # warms every connection up
        before = cpu(site, postmaster)
        load: Load = outside.apply(crowd, (site.url, code, people, surveys))
    used = cpu(site, postmaster) - before
    times = sorted(load.turns)
    print(
        f"| {people} | {load.surveys} | {1000 * used / load.surveys:.1f} | {1000 * used / len(times):.2f} "
        f"| {len(times) / load.wall:.0f} | {1000 * times[len(times) // 2]:.1f} "
        f"| {1000 * times[int(len(times) * 0.95)]:.1f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="./heard bench turns", description=__doc__)
    parser.add_argument("--surveys", type=int, default=300)
    parser.add_argument("--people", type=int, nargs="+", default=[1, 30, 60])
    wanted = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    server = postgres.start(home / "postgres")
    postmaster = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    print(
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(
        "| people at once | surveys | CPU-ms a survey | CPU-ms a turn | turns/s | p50 ms | p95 ms |\n"
        "|---|---|---|---|---|---|---|"
    )
    try:
        with a_site(server, home / "home", "heard_bench") as site:
            site.wait_for_assistant()  # so that its start does not disturb
            for people in wanted.people:
                measure(site, postmaster, people, wanted.surveys)
    finally:
        postgres.stop(home / "postgres")


if __name__ == "__main__":
    main()
