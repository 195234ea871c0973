"""The worker: does what the tables say is to be done, durably. It and its notes alone know DBOS."""

import logging
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine

from api import clock
from api.broadcasts import course
from api.broadcasts import service as broadcasts
from api.broadcasts.calm import NONE, Calm
from api.broadcasts.choosing import Office
from api.broadcasts.contracts import Carrier
from api.broadcasts.pace import Pace
from api.broadcasts.ways import ways
from api.caller import Caller
from api.chores import Chores
from api.clerk import Clerk
from api.db import transaction
from api.findings.rules import FLOOR, Rules
from api.health import service as health
from api.one_worker import OneWorker
from api.postman import Postman
from api.retention import service as retention
from api.retention.clocks import CAUTIOUS, Clocks
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.work_notes import Notes

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
WAIT_AFTER_FAULT = 15.0  # seconds
WAIT_AFTER_FAILED_DELETION = 300.0  # seconds
SHORT_WORK = 2  # seconds
BROADCASTS = "broadcasts"


class Worker:
    """Looks each second for what is to be done and starts a durable workflow for it.

    A workflow is named after what it does, so starting it twice does it once, and a crash resumes it.
    """

    def __init__(
        self,
        engine: Engine,
        keys: KeyRing,
        carriers: Mapping[str, Carrier],
        pace: Pace,
        clocks: Clocks = CAUTIOUS,
        *,
        caller: Caller | None = None,
        clerk: Clerk | None = None,
        address: str = "",
        calm: Calm = NONE,
        rules: Rules = FLOOR,
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._keys = keys
        self._clocks = clocks
        self._chores = Chores(engine, keys, address, rules)
        self._caller = caller or Caller(engine, keys, {})
        self._clerk = clerk or Clerk(engine, None, address)
        self._one = OneWorker(engine)
        self._launched = False
        self._begun: set[str] = set()
        self._ended = threading.Event()
        self._postman = Postman(engine, Office(keys, address, calm), ways(carriers, pace), self._ended)
        self._looks = threading.Thread(target=self._look_on, name="worker")

    def start(self, database_url: str) -> None:
        """Begins, and resumes what a crash cut off. `database_url` is DBOS's own database.

        While another process is the worker this one waits, and takes over when that one ends.
        """
        self._database_url = database_url
        if self._one.mine():
            self._launch()
        self._looks.start()

    def stop(self) -> None:
        """Ends; what is under way goes on at the next start."""
        self._ended.set()
        self._looks.join()
        if self._launched:
            # What takes a moment ends by itself: cut off, it would complain at length, and be done again.
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=SHORT_WORK)
            self._caller.stop()
            self._clerk.stop()
        self._one.give_up()

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": "heard",
            "system_database_url": self._database_url,
            # A constant: an update in the middle of a broadcast must not leave it to the old program.
            "application_version": "1",
            # Recovery runs when a process comes back under the same name.
            "executor_id": "worker",
            "log_level": "WARNING",
        }
        DBOS(config=config)
        try:
            self._register()
            DBOS.launch()
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise
        DBOS.register_queue(BROADCASTS, global_concurrency=1, polling_interval_sec=0.5)
        self._caller.start()
        self._clerk.start()
        self._launched = True

    def _register(self) -> None:
        # One step for all: the ledger tells how far it has come, and a step of DBOS costs as much as a copy.
        @DBOS.step(name="hand_out")
        async def hand_out(broadcast_id: str) -> bool:
            return await self._postman.hand_out(UUID(broadcast_id))

        @DBOS.workflow(name="send_broadcast")
        async def send(broadcast_id: str) -> None:
            while not await hand_out(broadcast_id):
                pass

        @DBOS.step(name="close_step")
        def step(name: str, wave_id: str, day: str) -> bool:
            # A fault is waited for inside the step: one that leaves it is written down, and after a restart
            # each of them would be waited for again.
            try:
                self._close_step(name, UUID(wave_id), date.fromisoformat(day))
            except Exception as fault:
                log.error("closing a wave has to wait: %s", type(fault).__name__)
                if self._ended.wait(WAIT_AFTER_FAULT):
                    # No Exception: DBOS would write it down as the outcome and never resume.
                    raise SystemExit from fault
                return False
            return True

        @DBOS.workflow(name="close_wave")
        def close(wave_id: str, day: str) -> None:
            for name in ("settle", "snapshot", "forget", "rewrite", "seal"):
                while not step(name, wave_id, day):
                    pass

        self._send, self._close, self._delete = send, close, self._deletion()

    def _deletion(self) -> Any:
        """The workflow that deletes what is past its time."""

        @DBOS.step(name="delete_step")
        def delete(kind: str) -> bool:
            if self._ended.is_set():
                raise SystemExit  # as when a wave is closed: all kinds together are no short work
            try:
                retention.delete(self._engine, kind, self._broom())
            except Exception as fault:
                log.error("what is past its time could not be deleted (%s): %s", kind, type(fault).__name__)
                return False
            return True

        @DBOS.step(name="wait_to_delete")
        def wait(day: str) -> bool:
            """False when the day is over: the next one has a workflow of its own."""
            if self._ended.wait(WAIT_AFTER_FAILED_DELETION):
                raise SystemExit  # as when a wave is closed
            return clock.today().isoformat() == day

        @DBOS.workflow(name="delete_past")
        def delete_past(day: str, kinds: list[str]) -> None:
            # The kinds come as an argument: an update in the middle of it must not change them.
            while (kinds := [kind for kind in kinds if not delete(kind)]) and wait(day):
                pass

        return delete_past

    def _broom(self) -> retention.Broom:
        return retention.Broom(self._keys, Notes(), self._clocks, clock.now())

    def _close_step(self, name: str, wave: UUID, today: date) -> None:
        match name:
            case "settle":
                closing.settle(self._engine, self._keys, wave, today, closing=True)
            case "snapshot":
                closing.take_snapshot(self._engine, self._keys, wave, today, closing=True, rules=self._rules)
            case "forget":
                closing.forget(self._engine, self._keys, wave)
            case "rewrite":
                closing.rewrite(self._engine)
            case "seal":
                closing.seal(self._engine, wave, today)

    def _look_on(self) -> None:
        rounds = 0
        while not self._ended.wait(LOOK_EVERY.total_seconds() if rounds else 0):
            try:
                if self._one.mine():
                    if not self._launched:
                        self._launch()
                    self._look(rounds)
            except Exception as fault:  # the next look may find the database again
                log.error("the worker could not look: %s", type(fault).__name__)
            rounds += 1

    def _look(self, rounds: int) -> None:
        today, chores = clock.today(), self._chores
        if rounds % 10 == 0:
            with transaction(self._engine) as session:
                health.beat(session, "worker", chores.put_off())
            chores.settle(today)
            chores.watch(clock.now())
            chores.remind(clock.now())
        with transaction(self._engine) as session:
            waves.keep_time(session, clock.now())
            course.keep_time(session, clock.now())
            to_send = [(row.id, row.rounds) for row in broadcasts.to_send(session)]
            to_close = [wave.id for wave in waves.closing(session)]
        for broadcast_id, rounds in to_send:
            if self._postman.waits(broadcast_id):
                continue
            # What goes on after it was cancelled, or had to wait, is new work.
            name = f"broadcast-{broadcast_id}-{rounds}" if rounds else f"broadcast-{broadcast_id}"
            self._once(name, BROADCASTS, self._send, str(broadcast_id))
        for wave_id in to_close:
            self._once(f"close-{wave_id}", None, self._close, str(wave_id), today.isoformat())
        if rounds % 60 == 0:
            day = clock.today().isoformat()
            kinds = [kind.name for kind in retention.KINDS]
            self._once(f"deletion-{day}", None, self._delete, day, kinds)
        if rounds % 10 == 0:
            chores.count(today)
        chores.put_together(today)
        chores.print()  # last: it takes longest

    def _once(self, name: str, queue: str | None, workflow: Any, *arguments: str | list[str]) -> None:
        if name in self._begun:  # to ask DBOS again each second costs more than a copy
            return
        with SetWorkflowID(name):
            if queue is None:
                DBOS.start_workflow(workflow, *arguments)
            else:
                DBOS.enqueue_workflow(queue, workflow, *arguments)
        self._begun.add(name)
