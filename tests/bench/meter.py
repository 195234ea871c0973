"""What the program and its database cost, read from the process table; and a person with a phone."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psutil

from tests.journeys.conftest import Site


@dataclass(frozen=True)
class Meter:
    """A running Heard, with the process that leads its database."""

    site: Site
    postmaster: int

    def cpu(self, *, rasa: bool = False) -> float:
        """CPU seconds so far, of the program and its database; of Rasa where it is asked for."""
        program, database = psutil.Process(self.site.process.pid), psutil.Process(self.postmaster)
        processes = [program, database, *database.children()]
        if rasa:
            processes += program.children(recursive=True)
        return sum(times.user + times.system for times in (process.cpu_times() for process in processes))

    def memory(self) -> tuple[float, float]:
        """Resident MB of the program, and of Rasa."""
        program = psutil.Process(self.site.process.pid)
        rasa = sum(child.memory_info().rss for child in program.children(recursive=True))
        return program.memory_info().rss / 1e6, rasa / 1e6


class Phone:
    """Sends turns over one kept connection."""

    def __init__(self, address: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        self._http.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self._http.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        assert answer.status < 300, found
        return found

    def conversation(self, **about: str) -> str:
        """The path of a new conversation's turns."""
        opened = self.post("/api/v1/conversations", {"channel": "bench", **about})
        return f"/api/v1/conversations/{opened['id']}/turns"


def percentile(times: list[float], share: float) -> float:
    """Milliseconds below which this share of the times lies."""
    return 1000 * sorted(times)[min(int(len(times) * share), len(times) - 1)]


def timed(act: Callable[[], Any], clock: Callable[[], float]) -> tuple[float, Any]:
    """How long an act took, and what came of it."""
    began = clock()
    found = act()
    return clock() - began, found
