"""Rasa is killed in the middle of threshold checks: they are told so, and go on where they were."""

import os
import signal
from collections.abc import Callable

import pytest

from api.conversation.service import Desk
from bot.assistant import Assistant
from tests.patience import until
from tests.rasa.practitioner import Practitioner
from tests.rasa.test_threshold_check import AGE, CONSENT, EARLIER, HUNGRY, PLACE, SIGNS, WAYS, WORRY, level

pytestmark = pytest.mark.nlu
SINCE = "On which day did this stage begin?"


@pytest.fixture
def killed(assistant: Assistant) -> Callable[[], None]:
    def kill() -> None:
        until(lambda: assistant.state == "ready")
        assert assistant.pid
        os.kill(assistant.pid, signal.SIGKILL)
        until(lambda: assistant.state != "ready")

    return kill


@pytest.fixture
def back(assistant: Assistant) -> Callable[[], None]:
    return lambda: until(lambda: assistant.state == "ready")


def test_checks_go_on_where_they_were(
    desk: Desk, killed: Callable[[], None], back: Callable[[], None]
) -> None:
    carries, types, taps, worried, ticks, waits, older = (Practitioner(desk) for _ in range(7))
    for someone, question in (
        (carries, CONSENT),
        (types, AGE),
        (taps, PLACE),
        (worried, WORRY),
        (ticks, SIGNS),
        (older, EARLIER),
        (waits, CONSENT),
    ):
        someone.does(*WAYS[question])
        assert someone.asked.startswith(question)
    waits.does("who is the LADO?")
    tick = '/inform{"sign": "food"}'
    assert tick in ticks.values
    killed()

    # Told so, with the way back; menu and search go on.
    carries.does("They know and agree")
    assert "resting" in carries.text
    assert "Carry on with the check" in [one.label for one in carries.offered]
    assert "Stop the check" in [one.label for one in carries.offered]
    assert "escalation" in carries.values
    carries.does("how do I disagree with MASH")
    assert "search found these" in carries.text
    assert "Carry on with the check" in [one.label for one in carries.offered]
    carries.sends("escalation")
    assert carries.said[0].topic == "escalation"
    assert "Carry on with the check" in [one.label for one in carries.offered]
    # Still away: said again, nothing lost.
    assert "resting" in carries.does("Carry on with the check")
    back()

    assert carries.does("Carry on with the check").startswith(CONSENT)
    carries.does("They know and agree", "No, this")
    assert level(carries) == "A level to consider: Level 2, Early help."
    # Whoever noticed nothing goes on by typing, by tapping what stood there, or by an older button.
    assert types.does("7").startswith(WORRY)
    assert taps.does("Not sure").startswith(CONSENT)
    worried.does(HUNGRY)
    assert worried.asked.startswith(SIGNS)
    assert ticks.sends(tick).startswith(SIGNS)
    assert "Food that is uneven in amount or quality." in [one.label for one in ticks.offered]
    assert "✓ Attendance below about nine days in ten without a medical reason." in [
        one.label for one in ticks.offered
    ]
    assert older.sends('/inform{"age": "11-15"}').startswith(EARLIER)
    assert waits.does("Carry on with the check").startswith(CONSENT)


def test_a_check_is_stopped_after_a_restart_as_before(
    practitioner: Practitioner, killed: Callable[[], None], back: Callable[[], None]
) -> None:
    practitioner.does(*WAYS[CONSENT])
    killed()
    back()
    assert "stopped" in practitioner.does("Stop the check")
    assert not any(reply.resume for reply in practitioner.said)


def test_the_clock_of_an_escalation_goes_on_where_it_was(
    desk: Desk, killed: Callable[[], None], back: Callable[[], None]
) -> None:
    carries, types, fresh, stops = (Practitioner(desk) for _ in range(4))
    for someone in (carries, types, stops):
        someone.sends("escalation-clock")
        someone.does("Stage 1a")
        assert someone.asked.startswith(SINCE)
    fresh.sends("escalation-clock")
    killed()
    assert "resting" in carries.does("yesterday")
    assert "Carry on with the escalation" in [one.label for one in carries.offered]
    back()
    assert carries.does("Carry on with the escalation").startswith(SINCE)
    assert "Where you are: Stage 1a." in carries.does("Today")
    assert "It began on" in types.does("yesterday")
    assert fresh.does("stage 1b").startswith(SINCE)
    assert "stopped" in stops.does("stop")
    assert not any(reply.resume for reply in (*stops.said, *carries.said, *types.said))


def test_a_check_waits_behind_the_clock_of_an_escalation(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[CONSENT])
    practitioner.sends("escalation-clock")
    practitioner.does("Stage 1a", "menu")
    assert "escalation policy are waiting" in practitioner.asked
    practitioner.does("carry on", "Today")
    assert "Where you are: Stage 1a." in practitioner.text
    assert practitioner.does("Carry on with the check").startswith(CONSENT)
    practitioner.sends("escalation-clock")
    assert "stopped" in practitioner.does("stop")
    assert practitioner.does("carry on").startswith(CONSENT)
    practitioner.does("They know and agree", "No, this")
    assert level(practitioner) == "A level to consider: Level 2, Early help."
    assert not any(reply.waits for reply in practitioner.said)


@pytest.mark.parametrize("words", ["stop", "never mind", "menu", "who is the LADO?"])
def test_words_at_the_clock_do_what_they_do_at_the_check(practitioner: Practitioner, words: str) -> None:
    practitioner.sends("escalation-clock")
    practitioner.does("Stage 1a", words)
    if words in ("stop", "never mind"):
        assert "stopped" in practitioner.text
        assert not any(reply.resume for reply in practitioner.said)
    else:
        assert practitioner.does("carry on").startswith(SINCE)
