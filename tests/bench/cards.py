"""How long a person waits for the help card while others answer at the same time."""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.bench.meter import Meter, Phone, percentile, timed

PEOPLE = 30
SURVEYS = 10  # of each person: two cards in talk before it, and one in it
SHARES = (0.5, 0.95, 0.99)
PAUSES = (0.0, 1.0)  # seconds that each thinks between two turns
# A question for Rasa to read, whose page stands below the card.
AT_WORK = "Son hitting his mother. He's twelve. Is that still DA?"
IN_TALK = "my stepdad is hitting my mum right now please help"
URGENT = "i am going to kill myself tonight"
ALERT = "my mum's boyfriend hits me when she is at work"
PRACTITIONER, ALONE = "immediate in talk, practitioner", "of these, without the page below"
ROWS = (
    "immediate in talk",
    PRACTITIONER,
    ALONE,
    "immediate in a survey",
    "alert in a survey",
    "every other turn",
)


class NoCard(Exception):
    """Words of harm that were answered without the help card: then no figure means anything."""


def measure(meter: Meter) -> None:
    """Prints a row for each tier and lane."""
    print("\n| 30 people at once | thinking s | turns | p50 ms | p95 ms | p99 ms |")
    print("|---|---|---|---|---|---|", flush=True)
    for pause in PAUSES:
        code = meter.site.open_wave("your_voice_matters")
        # The crowd lives in a process of its own, so that drawing breath there delays no card.
        with multiprocessing.get_context("spawn").Pool(1) as outside:
            outside.apply(crowd, (meter.site.url, code, 2, 0.0))
            found: dict[str, list[float]] = outside.apply(crowd, (meter.site.url, code, SURVEYS, pause))
        for row in ROWS:
            waits = found[row]
            shown = " | ".join(f"{percentile(waits, share):.0f}" if waits else "" for share in SHARES)
            print(f"| {row} | {pause:g} | {len(waits)} | {shown} |", flush=True)


def crowd(address: str, code: str, surveys: int, pause: float) -> dict[str, list[float]]:
    """What each turn of all people took, in seconds, by row."""
    found: dict[str, list[float]] = {row: [] for row in ROWS}

    def one(number: int) -> None:
        time.sleep(pause * number / PEOPLE)  # nobody's thumbs are in step
        phone = Phone(address)
        for at in range(surveys):
            Person(phone, code, pause, found).passes(urgent=bool(at % 2))

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(one, range(PEOPLE)))
    return found


class Person:
    """Somebody who says something terrible, at work, in talk and in the survey."""

    def __init__(self, phone: Phone, code: str, pause: float, found: dict[str, list[float]]) -> None:
        self._phone, self._pause, self._found = phone, pause, found
        self._path, self._work = phone.conversation(), phone.conversation(audience="practitioner")
        self._code = code
        self._turns = 0

    def passes(self, *, urgent: bool) -> None:
        """One conversation of a practitioner, and one of somebody who goes on to the survey."""
        took, replies = self._turn(self._work, {"text": AT_WORK})
        _expect_card(PRACTITIONER, replies)
        for row in [PRACTITIONER] if len(replies) > 1 else [PRACTITIONER, ALONE]:
            self._found[row].append(took)
        self._card("immediate in talk", IN_TALK)
        self._say({"text": self._code})
        reply = self._say({"choice": ":start"})
        while (asked := reply["question"]) is not None:
            if asked["kind"] != "text":
                reply = self._say({"choice": ":skip"})
            elif urgent:
                self._card("immediate in a survey", URGENT)
                self._say({"choice": ":carry_on"})
                reply = self._say({"choice": ":skip"})
            else:
                reply = self._card("alert in a survey", ALERT)

    def _card(self, row: str, words: str) -> dict[str, Any]:
        took, replies = self._turn(self._path, {"text": words})
        _expect_card(row, replies)
        self._found[row].append(took)
        return replies[-1]

    def _say(self, said: dict[str, str]) -> dict[str, Any]:
        took, replies = self._turn(self._path, said)
        self._found["every other turn"].append(took)
        return replies[-1]

    def _turn(self, path: str, said: dict[str, str]) -> tuple[float, list[dict[str, Any]]]:
        time.sleep(self._pause)
        self._turns += 1
        turn = said | {"turn": str(self._turns)}
        took, answer = timed(lambda: self._phone.post(path, turn), time.perf_counter)
        return took, answer["replies"]


def _expect_card(row: str, replies: list[dict[str, Any]]) -> None:
    if not any(reply["signpost"] for reply in replies):
        raise NoCard(row)
