"""The attack finds what it is there to find: each promise is broken once, and somebody is linked."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api import clock, db
from api.conversation.contracts import Reply
from api.conversation.service import Desk, Turn
from api.runs import repository
from api.runs import service as runs
from api.runs.tables import ResponseRow, RunRow
from api.waves import catalogue, closing
from api.waves import keys as keyring
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Progress
from tests.attack import campaign
from tests.attack.capture import Capture
from tests.attack.channels import Shown
from tests.attack.filling import answer
from tests.attack.odds import Trial
from tests.attack.people import crowd
from tests.attack.program import DEFINITIONS
from tests.attack.rows import rows

PEOPLE = 26
Attack = Callable[[], dict[str, list[Trial]]]


class Chair:
    """A person at the desk, without a program around it."""

    def __init__(self, desk: Desk, look: Callable[[], None]) -> None:
        self._desk, self._look = desk, look
        self._conversation, self._person = desk.open("web"), uuid4().hex

    def enter(self, code: str) -> Shown:
        return self._turn(choice=f":join {code}")

    def tap(self, value: str) -> Shown:
        return self._turn(choice=value)

    def write(self, words: str) -> Shown:
        self._look()
        return self._turn(text=words)

    def names(self) -> set[str]:
        return {str(self._conversation), self._person}

    def leave(self) -> None:
        """Nothing is open."""

    def _turn(self, text: str | None = None, choice: str | None = None) -> Shown:
        turn = Turn(text=text, choice=choice, key=uuid4().hex, person=self._person)
        replies = self._desk.take(self._conversation, turn)
        last: Reply = replies[-1]
        writes = bool(last.question and last.question.kind == "text")
        return Shown([one.value for one in last.choices], writes, "")


@pytest.fixture
def attack(
    desk: Desk, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow], tmp_path: Path
) -> Attack:
    """Fills a wave at the desk, closes it, and attacks what an attacker sees of the rows and the keys."""

    def filled_and_closed() -> dict[str, list[Trial]]:
        with db.transaction(stocked) as session:
            catalogue.publish_folder(session, DEFINITIONS, clock.today())
        wave, people, seen = open_wave("allotment"), crowd(PEOPLE, Random()), list[Capture]()

        def look() -> None:
            folder = tmp_path / "keys"
            held = {file.name: file.read_bytes() for file in folder.iterdir()}
            seen.append(Capture(str(len(seen)), rows(stocked), keys=held))

        for person in people:
            answer(lambda: Chair(desk, look), wave.code, person, 0)
            closing.settle(stocked, keys, wave.id, clock.today(), closing=False)
        closing.blur(stocked)
        look()
        _close(stocked, keys, wave)
        look()
        *before, closed = seen
        trials = [*campaign.while_open(before, before[-1], before[-1], people)]
        trials += campaign.after_close(before, closed, people)
        found: dict[str, list[Trial]] = {}
        for trial in trials:
            found.setdefault(trial.verdict, []).append(trial)
        return found

    return filled_and_closed


def _close(engine: Engine, keys: KeyRing, wave: WaveRow) -> None:
    today = clock.today()
    with db.transaction(engine) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, today)
    closing.settle(engine, keys, wave.id, today, closing=True)
    closing.forget(engine, keys, wave.id)
    closing.rewrite(engine)
    closing.seal(engine, wave.id, today)


def ways(found: dict[str, list[Trial]]) -> set[str]:
    """The ways that linked somebody."""
    return {trial.way for trial in found.get("LINKED", [])}


def test_as_it_is_nobody_is_linked(attack: Attack) -> None:
    found = attack()
    assert found.get("LINKED", []) == []
    assert len(found["held"]) > 50


def settled_as(name: Callable[[RunRow], UUID]) -> Callable[..., int]:
    """A settling that shuffles nothing and gives each response an id that follows from its run."""

    def settle(session: Session, keys: KeyRing, wave_id: UUID, today: date, *, closing: bool = False) -> int:
        waiting = list(repository.finished(session, wave_id, every=closing)) if closing else []
        for run in waiting:
            kept = keys.open(wave_id, run.progress)
            row = ResponseRow(id=name(run), wave_id=wave_id, week=today, answers=kept["answers"])
            session.add(row)
        session.flush()
        repository.drop_runs(session, [run.id for run in waiting])
        return len(waiting)

    return settle


def test_a_response_under_the_id_of_its_run_is_found(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "settle", settled_as(lambda run: run.id))
    assert "a rare value in both" in ways(attack())


def test_responses_in_the_order_in_which_people_came_are_found(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, came = runs.finish, list[UUID]()

    def noted(keys: KeyRing, run: RunRow, progress: Progress) -> str:
        came.append(run.id)
        return finish(keys, run, progress)

    monkeypatch.setattr(runs, "finish", noted)
    monkeypatch.setattr(runs, "settle", settled_as(lambda run: UUID(int=came.index(run.id))))
    assert any(way.startswith("order in the file: same rank") for way in ways(attack()))


def test_batches_that_are_too_small_are_found(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SMALLEST_BATCH", 2)
    assert "difference of two captures: too few" in ways(attack())


def test_the_time_of_sending_kept_in_a_response_is_found(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = runs.finish

    def timed(keys: KeyRing, run: RunRow, progress: Progress) -> str:
        receipt = finish(keys, run, progress)
        kept = keys.open(run.wave_id, run.progress)
        kept["answers"]["sent"] = clock.now().isoformat()
        run.progress = keys.seal(run.wave_id, kept)
        return receipt

    monkeypatch.setattr(runs, "finish", timed)
    found = attack()["LINKED"]
    assert "nearest in time" in {trial.way for trial in found if trial.where == "response.answers.sent"}


def test_runs_that_are_not_sealed_are_found(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(_: KeyRing, __: UUID | None, kept: Any) -> bytes:
        return json.dumps(kept).encode()

    monkeypatch.setattr(KeyRing, "seal", plain)
    monkeypatch.setattr(KeyRing, "open", lambda _, __, kept: json.loads(kept))
    assert "a rare value in both" in ways(attack())


def test_sealing_that_keeps_the_length_is_found(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_filled", lambda length: length)
    found = attack()["LINKED"]
    assert any("length" in trial.way and trial.where.startswith("run.progress") for trial in found)


def test_a_key_that_is_not_destroyed_is_found(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyRing, "destroy", lambda *_: None)
    assert {"keys left after close: open", "keys left after close: take part"} <= ways(attack())
