"""The worker deletes once a day, goes on when one kind cannot be deleted, and tries that one again."""

import logging
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from api import clock
from api import worker as role
from api.broadcasts.pace import Pace
from api.conversation.tables import ConversationRow
from api.db import transaction
from api.members.tables import InvitationRow
from api.retention import service as retention
from api.retention.tables import DeletionRow
from api.waves.keys import KeyRing
from tests.patience import until

KINDS = {kind.name for kind in retention.KINDS}
# Where DBOS writes about a workflow, and the name of one that ended long ago.
NOTES = ("workflow_status", "operation_outputs", "workflow_input", "workflow_output")
OLD = "close-of-a-wave"


def proven(engine: Engine) -> set[str]:
    """Kinds of which today's record says that nothing is left."""
    with Session(engine) as session:
        rows = session.exec(select(DeletionRow).where(DeletionRow.day == clock.today())).all()
    return {row.kind for row in rows if row.overdue == 0}


def old_rows(engine: Engine) -> None:
    long_ago = clock.today() - timedelta(days=300)
    with transaction(engine) as session:
        session.add(ConversationRow(channel="web", audience=None, language=None, day=long_ago))
        session.add(
            InvitationRow(code_digest=b"1", name="Sam Sample", agency="Example School", expires=long_ago)
        )


def age(work_url: str, workflow: str) -> None:
    """Makes the notes of a workflow two months old, under another name."""
    admin = create_engine(make_url(work_url).set(drivername="postgresql+psycopg"))
    then = int((datetime.now() - timedelta(days=61)).timestamp() * 1000)
    with admin.begin() as connection:
        connection.execute(text("update dbos.workflow_status set completed_at = :then"), {"then": then})
        for table in NOTES:
            rename = text(f"update dbos.{table} set workflow_uuid = :old where workflow_uuid = :workflow")
            connection.execute(rename, {"old": OLD, "workflow": workflow})
    admin.dispose()


def notes(work_url: str) -> set[str]:
    admin = create_engine(make_url(work_url).set(drivername="postgresql+psycopg"))
    with admin.connect() as connection:
        found = {
            name
            for table in NOTES
            for name in connection.scalars(text(f"select workflow_uuid from dbos.{table}"))
        }
    admin.dispose()
    return found


def test_one_kind_that_cannot_be_deleted_stops_no_other_and_is_tried_again(
    engine: Engine,
    keys: KeyRing,
    work_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    old_rows(engine)
    monkeypatch.setattr(role, "WAIT_AFTER_FAILED_DELETION", 0.2)
    worker = role.Worker(engine, keys, {}, Pace(30))
    with engine.connect() as dump, caplog.at_level(logging.ERROR):
        dump.execute(text("select 1 from invitation"))  # keeps the table from being written anew
        worker.start(work_url)
        try:
            until(lambda: proven(engine) == KINDS - {"invitations"})
            until(lambda: "could not be deleted (invitations): " in caplog.text)
            assert "Sam Sample" not in caplog.text
            dump.rollback()
            until(lambda: proven(engine) == KINDS)
        finally:
            worker.stop()
    with Session(engine) as session:
        assert session.exec(select(ConversationRow)).all() == []
        assert session.exec(select(InvitationRow)).all() == []


def test_it_ends_soon_while_a_deletion_waits_and_goes_on_at_the_next_start(
    engine: Engine, keys: KeyRing, work_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_rows(engine)
    first = role.Worker(engine, keys, {}, Pace(30))
    with engine.connect() as dump:
        dump.execute(text("select 1 from invitation"))
        first.start(work_url)
        try:
            until(lambda: proven(engine) == KINDS - {"invitations"})
        finally:
            begun = time.monotonic()
            first.stop()
        assert time.monotonic() - begun < 10
    monkeypatch.setattr(role, "WAIT_AFTER_FAILED_DELETION", 0.2)
    second = role.Worker(engine, keys, {}, Pace(30))
    second.start(work_url)
    try:
        until(lambda: proven(engine) == KINDS)
    finally:
        second.stop()


def test_the_workers_own_notes_go_after_a_month(engine: Engine, keys: KeyRing, work_url: str) -> None:
    today = f"deletion-{clock.today().isoformat()}"
    first = role.Worker(engine, keys, {}, Pace(30))
    first.start(work_url)
    try:
        until(lambda: proven(engine) == KINDS)
    finally:
        first.stop()
    age(work_url, today)
    assert notes(work_url) == {OLD}
    with transaction(engine) as session:
        for row in session.exec(select(DeletionRow)):
            session.delete(row)
    second = role.Worker(engine, keys, {}, Pace(30))
    second.start(work_url)
    try:
        until(lambda: proven(engine) == KINDS)
        assert notes(work_url) == {today}
    finally:
        second.stop()
