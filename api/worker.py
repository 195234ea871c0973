"""The worker: does what the tables say is to be done, durably. The only module that knows DBOS."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine

from api.broadcasts import service as broadcasts
from api.broadcasts.contracts import Carrier
from api.broadcasts.sending import Pace, send_some
from api.conversation import retention
from api.db import transaction
from api.findings import service as findings
from api.findings.errors import WorkshopFailed
from api.health import service as health
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
WAIT_AFTER_FAULT = 15.0  # seconds
BROADCASTS = "broadcasts"


class Worker:
    """Looks each second for what is to be done and starts a durable workflow for it.

    A workflow is named after what it does, so starting it twice does it once, and a crash resumes it.
    """

    def __init__(self, engine: Engine, keys: KeyRing, carrier: Carrier | None, rate: float) -> None:
        self._engine = engine
        self._keys = keys
        self._carrier = carrier
        self._pace = Pace(rate)
        self._ended = threading.Event()
        self._looks = threading.Thread(target=self._look_on, name="worker")

    def start(self, database_url: str) -> None:
        """Begins, and resumes what a crash cut off. `database_url` is DBOS's own database."""
        config: DBOSConfig = {
            "name": "heard",
            "system_database_url": database_url,
            # A constant: an update in the middle of a broadcast must not leave it to the old program.
            "application_version": "1",
            # Recovery runs when a process comes back under the same name.
            "executor_id": "worker",
            "log_level": "WARNING",
        }
        DBOS(config=config)
        self._register()
        DBOS.launch()
        DBOS.register_queue(BROADCASTS, global_concurrency=1, polling_interval_sec=0.5)
        self._looks.start()

    def stop(self) -> None:
        """Ends; what is under way goes on at the next start."""
        self._ended.set()
        self._looks.join()
        DBOS.destroy(destroy_registry=True)

    def _register(self) -> None:
        engine, keys = self._engine, self._keys

        @DBOS.step(name="send_some")
        async def some(broadcast_id: str) -> int:
            try:
                return await send_some(engine, UUID(broadcast_id), self._carrier, self._pace)
            except Exception as fault:  # whatever stands in the way, the broadcast waits and goes on
                log.error("a broadcast has to wait: %s", type(fault).__name__)
                await asyncio.sleep(WAIT_AFTER_FAULT)
                return 1

        @DBOS.workflow(name="send_broadcast")
        async def send(broadcast_id: str) -> None:
            while await some(broadcast_id):
                pass

        @DBOS.step(name="close_step")
        def step(name: str, wave_id: str, day: str) -> None:
            wave, today = UUID(wave_id), date.fromisoformat(day)
            match name:
                case "settle":
                    closing.settle(engine, wave, today)
                case "snapshot":
                    closing.take_snapshot(engine, wave, today, closing=True)
                case "forget":
                    closing.forget(engine, keys, wave)
                case "rewrite":
                    closing.rewrite(engine)
                case "seal":
                    closing.seal(engine, wave, today)

        @DBOS.workflow(name="close_wave")
        def close(wave_id: str, day: str) -> None:
            for name in ("settle", "snapshot", "forget", "rewrite", "seal"):
                self._until_done(step, name, wave_id, day)

        self._send, self._close = send, close

    def _until_done(self, step: Callable[[str, str, str], None], *arguments: str) -> None:
        """Tries a step until it works: a wave must not stay half closed."""
        while True:
            try:
                return step(*arguments)
            except Exception as fault:
                log.error("closing a wave has to wait: %s", type(fault).__name__)
                if self._ended.wait(WAIT_AFTER_FAULT):
                    # No Exception: DBOS would write it down as the outcome and never resume.
                    raise SystemExit from fault

    def _look_on(self) -> None:
        rounds = 0
        while not self._ended.wait(LOOK_EVERY.total_seconds() if rounds else 0):
            try:
                self._look(rounds)
            except Exception as fault:  # the next look may find the database again
                log.error("the worker could not look: %s", type(fault).__name__)
            rounds += 1

    def _look(self, rounds: int) -> None:
        with transaction(self._engine) as session:
            to_send = broadcasts.to_send(session)
            to_close = [wave.id for wave in waves.closing(session)]
            papers = findings.without_papers(session)
            if rounds % 10 == 0:
                health.beat(session, "worker")
        for broadcast_id in to_send:
            self._once(f"broadcast-{broadcast_id}", BROADCASTS, self._send, str(broadcast_id))
        for wave_id in to_close:
            self._once(f"close-{wave_id}", None, self._close, str(wave_id), date.today().isoformat())
        for snapshot_id in papers:
            self._print(snapshot_id)
        if rounds % 60 == 0:
            closing.settle_all(self._engine, date.today())
            with transaction(self._engine) as session:
                retention.forget_idle(session, date.today())

    def _print(self, snapshot_id: UUID) -> None:
        try:
            with transaction(self._engine) as session:
                findings.store_papers(session, snapshot_id)
        except WorkshopFailed:  # logged where it failed; the next look tries again
            self._ended.wait(WAIT_AFTER_FAULT)

    def _once(self, name: str, queue: str | None, workflow: Any, *arguments: str) -> None:
        with SetWorkflowID(name):
            if queue is None:
                DBOS.start_workflow(workflow, *arguments)
            else:
                DBOS.enqueue_workflow(queue, workflow, *arguments)
