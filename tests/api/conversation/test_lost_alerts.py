"""An alert that cannot be kept is counted, said aloud, and keeps nobody from the help card."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from api.conversation.service import Desk
from api.health import service as health
from api.safety import service as safety
from api.waves.tables import WaveRow
from tests.api.conversation.conftest import Person

HARM = "my uncle hits me every night"


@contextmanager
def without_a_queue(engine: Engine) -> Iterator[None]:
    """The database answers, and takes no alerts."""

    def rename(before: str, after: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"alter table {before} rename to {after}"))

    rename("alert", "alert_away")
    try:
        yield
    finally:
        rename("alert_away", "alert")


def test_the_card_comes_and_health_says_how_many_were_lost(
    stocked: Engine,
    desk: Desk,
    orchard: Callable[..., WaveRow],
    person: Callable[..., Person],
    caplog: pytest.LogCaptureFixture,
) -> None:
    somebody = person(orchard().code)
    somebody.taps("no")
    with caplog.at_level(logging.ERROR), without_a_queue(stocked):
        for _ in range(2):  # the same turn, brought again
            assert any(reply.signpost for reply in somebody.writes(HARM, key="harm"))
    assert desk.lost_alerts == 1
    said = health.look(stocked, "down", desk.lost_alerts)
    assert (said.status, said.safety, said.alerts_lost) == ("ready", "lost", 1)
    assert "an alert could not be kept" in caplog.text
    assert "uncle" not in caplog.text
    # Brought once more, it is kept after all.
    somebody.writes(HARM, key="harm")
    assert desk.lost_alerts == 0
    with Session(stocked) as session:
        assert safety.unseen(session) == 1


def test_ordinary_words_lose_nothing(
    stocked: Engine, desk: Desk, orchard: Callable[..., WaveRow], person: Callable[..., Person]
) -> None:
    somebody = person(orchard().code)
    somebody.taps("no")
    with without_a_queue(stocked):
        somebody.writes("roses")
    assert desk.lost_alerts == 0
