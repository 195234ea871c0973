"""P4: how long a practitioner waits, for words that Rasa reads and for a button of the menu."""

import time

from tests.bench.meter import Meter, Phone, percentile, timed

QUESTIONS = (
    "MASH closed it and I disagree",
    "who do I ring about an allegation against a teacher",
    "what do the four levels of need mean",
    "what is the number of MASH",
    "it is ten at night, who do I call",
    "do I need consent to share this",
)
ROUNDS = 30


def measure(meter: Meter) -> None:
    """One person who asks without pause, as quick as the answers come."""
    phone = Phone(meter.site.url)
    path = phone.conversation(audience="practitioner")
    words, buttons = [], []
    for number in range(-1, ROUNDS):  # the first round only warms up
        for question in QUESTIONS:
            took, answer = timed(lambda: phone.post(path, {"text": question}), time.perf_counter)  # noqa: B023
            assert answer["replies"][0]["sources"], question
            words.append(took)
            took, _ = timed(lambda: phone.post(path, {"choice": "escalation"}), time.perf_counter)
            buttons.append(took)
        if number < 0:
            words, buttons = [], []
    print("\n| asked by | times | p50 ms | p95 ms |\n|---|---|---|---|")
    for name, times in (("words, with Rasa and the action", words), ("menu button", buttons)):
        print(f"| {name} | {len(times)} | {percentile(times, 0.5):.1f} | {percentile(times, 0.95):.1f} |")
    program, rasa = meter.memory()
    print(f"\nResident: {program:.0f} MB without Rasa, {rasa:.0f} MB for Rasa.", flush=True)
