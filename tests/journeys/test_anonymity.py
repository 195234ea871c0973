"""A whole wave through the real channels, robbed while it is open and after it has closed."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.attack.anonymity import attack
from tests.attack.odds import Trial
from tests.attack.people import crowd
from tests.attack.program import running
from tests.journeys.phone import Emulator

pytestmark = pytest.mark.journey

PEOPLE = 20


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Telegram."""
    started = Emulator()
    yield started
    started.stop()


def test_nobody_is_linked_to_their_answers(tmp_path: Path, emulator: Emulator) -> None:
    people = crowd(PEOPLE, Random())
    with running(tmp_path / "home", emulator, rasa=False) as site:
        outcome = attack(site, people, emulator, quick=True)
    assert linked(outcome.before) == []
    assert linked(outcome.after) == []
    # An attack that had nothing in its hands would prove nothing.
    kept = {("words", person.number) for person in people if person.fate == "finishes" and not person.harmed}
    assert len(kept) >= PEOPLE / 4
    for place in ("dump", "data files", "write-ahead log"):
        # PostgreSQL packs a very long one, so that its words are not found as they are.
        assert len(outcome.closed.finds[place] & kept) >= 0.75 * len(kept), place
    on_phones = {("chat", person.number) for person in people if person.channel == "telegram"}
    assert outcome.closed.finds["memory of the program"] >= on_phones
    assert outcome.closed.log.words
    assert outcome.closed.log.committed
    assert {person.channel for person in people} == {"web", "api", "telegram"}


def linked(trials: list[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.verdict == "LINKED"]
