"""P1 and P2: what a ten-question survey costs through HTTP, durably stored, alone and in a crowd."""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.bench.meter import Meter, Phone, percentile, timed

# People at once, and the seconds that each thinks between two turns. Without a pause all of a crowd are
# always waiting, so the wait is the crowd divided by the turns a second, however fast each one is.
CROWDS = ((1, 0.0), (30, 0.0), (60, 0.0), (60, 1.0))
SURVEYS = 300
TEN_QUESTIONS = "your_voice_matters_primary"
TEXT = "More lights near the bus stop would help"


@dataclass(frozen=True)
class Load:
    """What one crowd did. Seconds."""

    surveys: int
    turns: list[float]
    wall: float


def measure(meter: Meter) -> None:
    """Prints a row a crowd."""
    print("\n| people | thinking s | surveys | CPU-ms a survey | CPU-ms a turn | turns/s | p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for people, pause in CROWDS:
        code = meter.site.open_wave(TEN_QUESTIONS)
        # The crowd lives in a process of its own, which is not counted.
        with multiprocessing.get_context("spawn").Pool(1) as outside:
            outside.apply(crowd, (meter.site.url, code, people, people, 0.0))  # warms every connection up
            before = meter.cpu()
            load: Load = outside.apply(crowd, (meter.site.url, code, people, SURVEYS, pause))
        used = 1000 * (meter.cpu() - before)
        print(
            f"| {people} | {pause:g} | {load.surveys} "
            f"| {used / load.surveys:.1f} | {used / len(load.turns):.2f} | {len(load.turns) / load.wall:.0f} "
            f"| {percentile(load.turns, 0.5):.1f} | {percentile(load.turns, 0.95):.1f} |",
            flush=True,
        )


def crowd(address: str, code: str, people: int, surveys: int, pause: float) -> Load:
    """Some people at once, each answering surveys one after the other."""
    began = time.perf_counter()

    def one(_: int) -> list[float]:
        phone = Phone(address)
        return [turn for _survey in range(surveys // people) for turn in survey(phone, code, pause)]

    with ThreadPoolExecutor(people) as pool:
        turns = [turn for found in pool.map(one, range(people)) for turn in found]
    return Load(surveys // people * people, turns, time.perf_counter() - began)


def survey(phone: Phone, code: str, pause: float) -> list[float]:
    """One whole pass; how long each turn took."""
    times: list[float] = []
    path = phone.conversation()
    said: dict[str, str] | None = {"text": code}
    while said is not None:
        turn = said | {"turn": str(len(times))}
        took, answer = timed(lambda turn=turn: phone.post(path, turn), time.perf_counter)  # type: ignore[misc]
        times.append(took)
        time.sleep(pause)
        said = _next(answer["replies"][-1]) if len(times) > 1 else {"choice": ":start"}
    return times


def _next(reply: dict[str, Any]) -> dict[str, str] | None:
    match reply["question"]:
        case None:
            return None
        case {"kind": "text"}:
            return {"text": TEXT}
    return {"choice": reply["choices"][0]["value"]}
