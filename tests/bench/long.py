"""P3: what a turn costs late in a conversation, against an early one, in both lanes."""

import time
from collections.abc import Callable, Iterator

from tests.bench.meter import Meter, Phone, percentile, timed

EARLY, LATE = range(8, 13), range(298, 303)
CONVERSATIONS = {"survey": 20, "talk": 6}
ASKED = "what do the four levels of need mean"

Conversation = Iterator[dict[str, str]]


def measure(meter: Meter) -> None:
    """Some people turn by turn, so that early and late turns meet the same noise of the machine."""
    print("\n| lane | turns | CPU-ms a turn | p50 ms |\n|---|---|---|---|", flush=True)
    for lane, begin in (("survey", _survey), ("talk", _talk)):
        people = [begin(meter) for _ in range(CONVERSATIONS[lane])]
        costs = []
        for number in range(1, LATE[-1] + 1):
            if number in (EARLY[0], LATE[0]):
                before, times = meter.cpu(rasa=lane == "talk"), list[float]()
            for turn in people:
                took, _ = timed(turn, time.perf_counter)
                times = [*times, took] if number in EARLY or number in LATE else []
            if number in (EARLY[-1], LATE[-1]):
                cost = 1000 * (meter.cpu(rasa=lane == "talk") - before) / len(times)
                costs.append(cost)
                span = f"{number - len(EARLY) + 1} to {number}"
                print(f"| {lane} | {span} | {cost:.2f} | {percentile(times, 0.5):.1f} |", flush=True)
        print(f"| {lane} | late / early | {costs[1] / costs[0]:.2f} | |", flush=True)


def _survey(meter: Meter) -> Callable[[], object]:
    """Answers the first question and goes back to it, over and over."""
    phone = Phone(meter.site.url)
    path = phone.conversation()
    phone.post(path, {"text": meter.site.open_wave()})
    phone.post(path, {"choice": ":start"})
    turns = _to_and_fro()
    return lambda: phone.post(path, next(turns))


def _to_and_fro() -> Conversation:
    number = 0
    while True:
        number += 1
        yield {"choice": "safe" if number % 2 else ":back", "turn": str(number)}


def _talk(meter: Meter) -> Callable[[], object]:
    """Asks the same thing in words again and again."""
    phone = Phone(meter.site.url)
    path = phone.conversation(audience="practitioner")
    return lambda: phone.post(path, {"text": ASKED})
