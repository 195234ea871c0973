"""Help that is waited for: nothing holds it up, and a turn that is tried again counts once."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from api.conversation import survey_lane, talk_lane
from api.conversation.rasa import PATIENCE, Rasa
from api.conversation.service import Desk, Turn
from api.errors import NotFound
from api.guidance.service import Cards
from api.runs.service import Overtaken
from api.safety import service as safety
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from tests.api.conversation.conftest import Person

URGENT = "I am going to kill myself tonight"
HARM = "my uncle hits me every night"
REPORTED = "A pupil told me her dad hits her with a belt. What do I do?"

People = Callable[..., Person]
Opened = Callable[..., WaveRow]


@pytest.fixture
def hanging(stocked: Engine, keys: KeyRing, cards: Cards) -> Iterator[Desk]:
    """A desk whose Rasa takes messages and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        rasa = Rasa(lambda: f"http://127.0.0.1:{silent.getsockname()[1]}", "made-up-token")
        desk = Desk(stocked, keys, cards, rasa)
        yield desk
        desk._urgent.shutdown()
        desk._asking.shutdown()
        rasa.close()


def test_who_waits_for_rasa_holds_up_nobodys_card(hanging: Desk, orchard: Opened) -> None:
    child = Person(hanging, hanging.open("test"), "made-up-child", [])
    child.taps(f":join {orchard().code}")
    child.taps(":start")
    asking = [hanging.open("test", audience="practitioner") for _ in range(8)]
    with ThreadPoolExecutor(8) as together:
        turns = [together.submit(hanging.take, one, Turn(text=REPORTED)) for one in asking]
        time.sleep(0.3)
        (card,) = child.writes(URGENT)
        assert not any(turn.done() for turn in turns)
        assert (card.card, card.unkept) == ("immediate", False)
        for turn in turns:
            reported, found = turn.result()
            assert reported.card == "reported" and not reported.unkept
            assert len(found.choices) > 1  # of the search, or of the menu


def test_an_urgent_card_hardly_waits_for_the_page_below_it(hanging: Desk) -> None:
    asking = hanging.open("test", audience="practitioner")
    began = time.monotonic()
    card, *below = hanging.take(asking, Turn(text=URGENT))
    assert time.monotonic() - began < PATIENCE / 2
    assert (card.card, card.unkept, below) == ("immediate", False, [])


def test_practitioners_in_danger_hold_up_nobodys_card(
    hanging: Desk, orchard: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk_lane, "HASTE", 3.0)  # long, so that it would show
    child = Person(hanging, hanging.open("test"), "made-up-child", [])
    child.taps(f":join {orchard().code}")
    child.taps(":start")
    asking = [hanging.open("test", audience="practitioner") for _ in range(8)]
    with ThreadPoolExecutor(8) as together:
        turns = [together.submit(hanging.take, one, Turn(text=URGENT)) for one in asking]
        time.sleep(0.3)
        (card,) = child.writes(URGENT)
        assert not any(turn.done() for turn in turns)
        assert (card.card, card.unkept) == ("immediate", False)
        assert all(turn.result()[0].card == "immediate" for turn in turns)


@pytest.mark.parametrize("turn", [Turn(text=HARM), Turn(choice=":help"), Turn(text="hello")])
def test_a_conversation_that_is_not_there_is_no_fault_of_ours(desk: Desk, turn: Turn) -> None:
    with pytest.raises(NotFound):
        desk.take(uuid4(), turn)
    assert bool(desk.card_for(turn)) == (turn.text != "hello")


def test_harm_that_may_have_been_kept_need_not_be_sent_again(
    desk: Desk, orchard: Opened, person: People, stocked: Engine
) -> None:
    somebody = person(orchard().code)
    somebody.taps("yes")
    with stocked.connect() as connection, connection.begin():
        connection.execute(text("select 1 from conversation for update"))
        card, line = somebody.writes(HARM, key="harm")
    assert card.unkept and "no need to send them again" in line.text
    desk._urgent.shutdown()
    with Session(stocked) as session:
        assert safety.unseen(session) == 1


def test_a_turn_without_a_key_that_is_tried_twice_raises_one_alert(
    orchard: Opened, person: People, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = person(orchard().code)
    somebody.taps("yes")
    met = iter([Overtaken()])
    take = survey_lane.SurveyLane.in_run

    def overtaken_once(*given: object) -> object:
        if fault := next(met, None):
            raise fault
        return take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(survey_lane.SurveyLane, "in_run", overtaken_once)
    assert somebody.writes(HARM)[0].card == "support"
    with Session(stocked) as session:
        assert safety.unseen(session) == 1


def test_harm_said_at_a_question_that_must_be_answered_is_said_once(
    orchard: Opened, person: People, stocked: Engine, answers: Callable[[], dict[str, object]]
) -> None:
    somebody = person(orchard(strict=True).code)
    somebody.taps("yes")
    assert somebody.asked == "why"
    somebody.taps(":skip")
    assert somebody.asked == "why"  # who says nothing is asked again
    card, following = somebody.writes(HARM)
    assert card.card == "support" and following.question is not None
    assert somebody.asked == "plants"
    somebody.taps(":skip")
    somebody.writes("7")
    assert somebody.asked is None and ":send" in somebody.offered
    assert answers()["why"] is None
    somebody.taps(":send")
    with Session(stocked) as session:
        assert safety.unseen(session) == 1


def test_an_ordinary_turn_of_a_survey_takes_three_statements(
    orchard: Opened, person: People, stocked: Engine
) -> None:
    somebody = person(orchard().code)
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement.split()[0].lower())

    event.listen(stocked, "before_cursor_execute", note)
    try:
        somebody.taps("yes")
    finally:
        event.remove(stocked, "before_cursor_execute", note)
    assert said == ["select", "update", "insert"]
