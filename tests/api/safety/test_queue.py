"""Nobody's alert is out of sight while nobody has dealt with it, and each keeps the name that it has."""

from collections.abc import Callable, Collection
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.db import transaction
from api.safety import service as safety
from api.safety.service import Alert
from api.safety.tables import AlertRow, AlertState
from api.waves import closing
from api.waves.keys import KeyRing
from api.waves.tables import AnswerWithin, WaveRow
from tests.api.safety.conftest import DAY
from tests.conftest import TODAY


def words(
    engine: Engine,
    keys: KeyRing,
    states: Collection[AlertState] = tuple(AlertState),
    wave: WaveRow | None = None,
) -> list[str | None]:
    with Session(engine) as session:
        return [one.text for one in safety.queue(session, keys, states, wave.id if wave else None)]


def test_urgent_ones_come_first_then_who_has_waited_longest(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None]
) -> None:
    raised("today")
    raised("old", day=TODAY - 3 * DAY)
    raised("urgent today", urgent=True)
    raised("urgent old", urgent=True, day=TODAY - 2 * DAY)
    assert words(stocked, keys) == ["urgent old", "urgent today", "old", "today"]


def test_what_is_dealt_with_leaves_the_queue(
    stocked: Engine,
    keys: KeyRing,
    raised: Callable[..., None],
    look: Callable[..., Alert],
    end: Callable[..., None],
) -> None:
    for one in ("waits", "opened", "done", "nothing to do"):
        raised(one)
    for one in ("opened", "done", "nothing to do"):
        look(one)
    end("done")
    end("nothing to do", AlertState.NO_ACTION)
    assert set(words(stocked, keys, safety.OPEN)) == {"waits", "opened"}
    assert words(stocked, keys, [AlertState.ACTED]) == ["done"]
    assert words(stocked, keys, [AlertState.NO_ACTION]) == ["nothing to do"]


def test_one_wave_can_be_looked_at_alone(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None], open_wave: Callable[..., WaveRow]
) -> None:
    other = open_wave()
    raised("here")
    raised("there", wave=other)
    assert words(stocked, keys, wave=other) == ["there"]


def test_more_than_a_page_of_unseen_ones_is_shown(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None]
) -> None:
    for _ in range(205):
        raised("waits")
    assert len(words(stocked, keys, safety.OPEN)) == 205


def test_a_turn_that_is_brought_again_raises_one_alert(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None]
) -> None:
    same = uuid4()
    raised("first", alert_id=same)
    raised("again", alert_id=same)
    assert words(stocked, keys) == ["first"]


def test_a_turn_that_is_brought_again_after_the_rows_have_been_mixed_raises_one_alert(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None]
) -> None:
    same = uuid4()
    raised("first", alert_id=same)
    closing.blur(stocked)
    raised("again", alert_id=same)
    assert words(stocked, keys) == ["first"]


def test_it_is_found_by_its_name_after_the_rows_have_been_mixed(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None], named: Callable[[str | None], Alert]
) -> None:
    for number in range(20):
        raised(f"Words {number}")
    name = named("Words 7").name
    closing.blur(stocked)
    with Session(stocked) as session:
        row, wave = safety.find(session, keys, name)
        assert safety.opened(row, wave, keys).text == "Words 7"


def test_a_name_stands_nowhere_but_sealed(
    stocked: Engine, raised: Callable[..., None], named: Callable[[str | None], Alert]
) -> None:
    raised("words")
    name = str(named("words").name)
    with stocked.connect() as connection:
        [row] = connection.exec_driver_sql("select cast(alert as text) from alert").scalars().all()
    assert name not in row
    assert name.encode().hex() not in row


def test_harm_at_the_end_of_endless_words_is_there_to_be_read(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None]
) -> None:
    raised("I like school lunch. " * 900 + "my dad hits me with a belt")
    [kept] = words(stocked, keys)
    assert str(kept).endswith("my dad hits me with a belt")


def test_by_when_somebody_is_to_look_follows_the_wave(
    raised: Callable[..., None],
    open_wave: Callable[..., WaveRow],
    named: Callable[[str | None], Alert],
) -> None:
    raised("by the next working day")
    raised("today", wave=open_wave(watched=True, answer_within=AnswerWithin.SAME_DAY))
    raised("nobody looks", wave=open_wave())
    assert named("by the next working day").due == TODAY + 3 * DAY  # a Monday
    assert named("today").due == TODAY
    assert named("nobody looks").due is None


def test_an_alert_whose_key_is_lost_hides_no_other_and_can_be_dealt_with(
    stocked: Engine,
    keys: KeyRing,
    raised: Callable[..., None],
    look: Callable[..., Alert],
    end: Callable[..., None],
    tmp_path: Path,
) -> None:
    raised("written under a key that is lost")
    key = tmp_path / "keys" / "house.key"
    lost = key.read_bytes()
    key.unlink()
    raised("written since")
    assert set(words(stocked, keys)) == {None, "written since"}
    assert look(None).state == AlertState.NEW  # nobody can have seen it
    end(None, AlertState.NO_ACTION, note="Nobody can read it")
    assert words(stocked, keys, safety.OPEN) == ["written since"]
    # It is not sealed anew, so that it can still be read when the key comes back.
    key.write_bytes(lost)
    assert "written under a key that is lost" in words(stocked, keys)


def test_one_that_was_opened_while_its_key_was_away_still_waits_when_the_key_is_back(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None], look: Callable[..., Alert], tmp_path: Path
) -> None:
    raised("words")
    key = tmp_path / "keys" / "house.key"
    kept = key.read_bytes()
    key.unlink()
    name = look(None).name
    closing.blur(stocked)
    with Session(stocked) as session:  # the page that is open meanwhile still leads to it
        assert safety.find(session, keys, name)
    key.write_bytes(kept)
    assert words(stocked, keys, [AlertState.NEW]) == ["words"]
    assert look("words").state == AlertState.SEEN


def test_one_of_an_older_heard_without_a_name_hides_no_other(
    stocked: Engine, keys: KeyRing, raised: Callable[..., None], look: Callable[..., Alert]
) -> None:
    """Its key was away while the database was brought up to date, and has been brought back."""
    raised("old words")
    with transaction(stocked) as session:
        row = session.exec(select(AlertRow)).one()
        row.sealed = keys.seal(
            None, {key: kept for key, kept in keys.open(None, row.sealed).items() if key != "name"}
        )
    raised("new words")
    assert set(words(stocked, keys)) == {"old words", "new words"}
    assert look("old words").state == AlertState.SEEN
