"""Which help cards were shown is known in sums only, and of no response."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api.db import transaction
from api.findings import service as findings
from api.runs import service as runs
from api.runs.tables import ResponseRow, RunRow
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Progress
from tests.conftest import TODAY


def pass_through(
    engine: Engine, keys: KeyRing, wave: WaveRow, *cards: str, finished: bool = True, at: str | None = None
) -> str | None:
    """Somebody who is shown these cards; their receipt, if they finish."""
    come = Progress(answers={"safe_home": "safe"}, at=at)
    with transaction(engine) as session:
        run_id = runs.begin(session, keys, wave.id, come).id
    with transaction(engine) as session:
        run = held(session, run_id)
        for card in cards[:1]:
            runs.save(session, keys, run, come)
            runs.note(session, keys, run, {card})
        receipt = runs.finish(keys, run, come) if finished else None
        runs.note(session, keys, run, cards)  # in the last turn too, when the run has been finished
        return receipt


def held(session: Session, run_id: UUID) -> RunRow:
    run = runs.get(session, run_id)
    assert run is not None
    return run


def shown(engine: Engine, keys: KeyRing, wave: WaveRow) -> dict[str, int]:
    with Session(engine) as session:
        return runs.shown(session, keys, wave.id)


def settle(engine: Engine, keys: KeyRing, wave: WaveRow, *, close: bool = False) -> None:
    closing.settle(engine, keys, wave.id, TODAY, closing=close)


def test_a_card_that_is_shown_twice_counts_once(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, "asked", "support", "asked")
    pass_through(stocked, keys, wave, "support")
    pass_through(stocked, keys, wave)
    settle(stocked, keys, wave, close=True)
    assert shown(stocked, keys, wave) == {"every_run": 3, "support": 2, "asked": 1}


def test_a_report_counts_as_support_and_words_at_the_end_are_no_card(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, "reported", "ending")
    settle(stocked, keys, wave, close=True)
    assert shown(stocked, keys, wave) == {"every_run": 1, "support": 1}


def test_a_card_is_kept_from_one_turn_to_the_next_and_nothing_tells_it_outside_of_the_seal(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        run_id = runs.begin(session, keys, wave.id, Progress(answers={}, at="safe_home")).id
    lengths = set()
    for card in (None, "check_in", None, "immediate", None):
        with transaction(stocked) as session:
            run = held(session, run_id)
            runs.save(session, keys, run, Progress(answers={}, at="safe_school"))
            runs.note(session, keys, run, {card} if card else set())
            lengths.add(len(run.progress))
    with transaction(stocked) as session:
        runs.finish(keys, held(session, run_id), Progress(answers={}))
    settle(stocked, keys, wave, close=True)
    assert shown(stocked, keys, wave) == {"every_run": 1, "check_in": 1, "immediate": 1}
    assert len(lengths) == 1


def test_a_batch_adds_sums_and_its_responses_hold_nothing_of_them(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(24):
        pass_through(stocked, keys, wave, *(["support"] if number % 2 else []))
    settle(stocked, keys, wave)
    settled = shown(stocked, keys, wave)
    assert settled["every_run"] == 14
    settle(stocked, keys, wave, close=True)
    assert shown(stocked, keys, wave) == {"every_run": 24, "support": 12}
    with Session(stocked) as session:
        assert {str(row.answers) for row in session.exec(select(ResponseRow))} == {"{'safe_home': 'safe'}"}


def test_who_never_finished_is_counted_once_at_close_without_their_answers(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, "immediate", finished=False, at="safe_school")
    pass_through(stocked, keys, wave, "asked", finished=False)  # everything is answered, and not sent
    pass_through(stocked, keys, wave)
    with transaction(stocked) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    for _again in range(2):  # a crash may repeat the step
        settle(stocked, keys, wave, close=True)
    assert shown(stocked, keys, wave) == {"every_run": 3, "immediate": 1, "asked": 1}
    with Session(stocked) as session:
        assert len(session.exec(select(ResponseRow)).all()) == 2


def test_answers_that_are_taken_back_leave_their_card_in_the_sum(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    receipts = [pass_through(stocked, keys, wave, "asked") for _ in range(20)]
    settle(stocked, keys, wave)
    with transaction(stocked) as session:
        assert sum(runs.take_back(session, keys, receipt or "") for receipt in receipts) == 20
    assert shown(stocked, keys, wave) == {"every_run": 10, "asked": 10}


def test_what_was_shown_reaches_the_findings_when_the_wave_closes(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(30):
        pass_through(stocked, keys, wave, *(["support"] if number < 13 else []))
    with transaction(stocked) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    settle(stocked, keys, wave, close=True)
    closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=True)
    with transaction(stocked) as session:
        published = findings.latest(session, wave.id)
        assert published is not None
        assert published.signposts is not None
        cells = {cell.value: cell.shown for cell in published.signposts.cells}
    assert cells == {"immediate": None, "support": 15, "check_in": None, "asked": None}


def test_the_sums_of_a_batch_can_be_read_only_with_the_key_and_go_with_it(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    lengths = set()
    for cards in (["support"], []):
        for _ in range(20):
            pass_through(stocked, keys, wave, *cards)
        settle(stocked, keys, wave)
        with stocked.connect() as connection:
            (row,) = connection.execute(text("select * from signpost")).mappings()
        assert set(row) == {"wave_id", "sealed"}
        assert b"support" not in row["sealed"]
        lengths.add(len(row["sealed"]))
    assert len(lengths) == 1  # nor does its length tell what was added
    closing.forget(stocked, keys, wave.id)
    with stocked.connect() as connection:
        assert connection.scalar(text("select count(*) from signpost")) == 0
