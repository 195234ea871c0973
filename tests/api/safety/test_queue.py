"""Nobody's alert is out of sight while nobody has read it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.db import transaction
from api.errors import WrongState
from api.safety import service as safety
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def alert(stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]) -> Callable[..., None]:
    """Raises an alert."""
    wave = open_wave()

    def raised(
        words: str, *, ago: int = 0, urgent: bool = False, seen: bool = False, alert_id: UUID | None = None
    ) -> None:
        alert_id = alert_id or uuid4()
        verdict = Verdict(tier=Tier.immediate if urgent else Tier.alert, family="made-up")
        with transaction(stocked) as session:
            safety.raise_alert(
                session,
                keys,
                verdict,
                words,
                wave_id=wave.id,
                audience="young_person",
                today=TODAY - ago * DAY,
                alert_id=alert_id,
            )
            if seen:
                safety.mark_seen(session, alert_id, TODAY)

    return raised


def words(engine: Engine, keys: KeyRing, **limit: int) -> list[str | None]:
    with Session(engine) as session:
        return [one.text for one in safety.queue(session, keys, **limit)]


def test_urgent_ones_come_first_then_who_has_waited_longest(
    stocked: Engine, keys: KeyRing, alert: Callable[..., None]
) -> None:
    alert("today")
    alert("read long ago", ago=9, seen=True)
    alert("read today", seen=True)
    alert("old", ago=3)
    alert("urgent today", urgent=True)
    alert("urgent old", urgent=True, ago=2)
    assert words(stocked, keys) == [
        "urgent old",
        "urgent today",
        "old",
        "today",
        "read today",
        "read long ago",
    ]


def test_only_what_has_been_read_is_cut_off(
    stocked: Engine, keys: KeyRing, alert: Callable[..., None]
) -> None:
    for place in range(5):
        alert(f"read {place}", ago=place, seen=True)
        alert(f"waits {place}", ago=place)
    assert words(stocked, keys, seen=2) == [
        *(f"waits {place}" for place in (4, 3, 2, 1, 0)),
        "read 0",
        "read 1",
    ]


def test_more_than_a_page_of_unseen_ones_is_shown(
    stocked: Engine, keys: KeyRing, alert: Callable[..., None]
) -> None:
    for _ in range(205):
        alert("waits")
    assert len(words(stocked, keys)) == 205


def test_a_turn_that_is_brought_again_raises_one_alert(
    stocked: Engine, keys: KeyRing, alert: Callable[..., None]
) -> None:
    same = uuid4()
    alert("first", alert_id=same)
    alert("again", alert_id=same)
    assert words(stocked, keys) == ["first"]
    with transaction(stocked) as session:
        assert safety.unseen(session) == 1
        safety.mark_seen(session, same, TODAY)
    alert("again", alert_id=same)
    with transaction(stocked) as session:
        assert safety.unseen(session) == 0
        with pytest.raises(WrongState):
            safety.mark_seen(session, same, TODAY)


def test_endless_words_are_cut(stocked: Engine, keys: KeyRing, alert: Callable[..., None]) -> None:
    alert("word " * 5000)
    [kept] = words(stocked, keys)
    assert len(str(kept)) == 2000


def test_an_alert_whose_key_is_lost_hides_no_other(
    stocked: Engine, keys: KeyRing, alert: Callable[..., None], tmp_path: Path
) -> None:
    alert("written under a key that is lost")
    (tmp_path / "keys" / "house.key").unlink()
    alert("written since")
    assert sorted(words(stocked, keys), key=str) == [None, "written since"]
