"""The whole attack on anonymity: fill a wave, rob it while it is open and after its close, try to link."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.attack import campaign
from tests.attack.capture import Capture
from tests.attack.filling import ask, fill, withdraw
from tests.attack.loot import Thief
from tests.attack.odds import Trial
from tests.attack.people import Person
from tests.attack.program import NO_RASA, close_wave, open_wave
from tests.journeys.conftest import Site
from tests.journeys.phone import Emulator

GLANCE = 2.0  # seconds between two looks while the wave fills
A_ROUND = 12.0  # seconds, a little more than the worker takes to mix what is fresh
START, QUICK_START = 1.0, 0.6  # seconds between two people who begin


@dataclass(frozen=True)
class Outcome:
    """Trials while the wave was open and after it had closed, and what was taken last."""

    before: list[Trial]
    after: list[Trial]
    closed: Capture


def attack(site: Site, people: list[Person], emulator: Emulator | None, *, quick: bool) -> Outcome:
    """Everything, from the first person to the last trial."""
    thief = Thief(site, people)
    code = open_wave(site)
    gap = QUICK_START if quick else START
    glances = watched(thief, lambda: fill(site.url, code, people, emulator, gap, quick))
    fresh = thief.glance("fresh")
    withdraw(site.url, people)
    if site.settings.get("HEARD_RASA_URL") != NO_RASA:
        site.wait_for_assistant()
        ask(site.url)
    time.sleep(A_ROUND)
    taken = thief.rob("open")
    close_wave(site, code)
    closed = thief.rob("closed")
    earlier = [*glances, fresh, taken]
    return Outcome(
        campaign.while_open(glances, fresh, taken, people),
        campaign.after_close(earlier, closed, people),
        closed,
    )


def watched(thief: Thief, work: Callable[[], None]) -> list[Capture]:
    """Looks at the rows again and again while work is done."""
    done, glances = threading.Event(), list[Capture]()

    def look() -> None:
        while not done.wait(GLANCE):
            glances.append(thief.glance(f"glance {len(glances)}"))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        work()
    finally:
        done.set()
        thread.join()
    return glances
