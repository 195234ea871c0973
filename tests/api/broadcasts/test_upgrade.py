"""A broadcast that is on its way when Heard is brought up to date goes on, and nobody gets it twice."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from api import db
from api.broadcasts import service as broadcasts
from api.broadcasts.service import Tally
from api.db import transaction
from api.migrations import configuration, upgrade
from api.waves.keys import KeyRing
from tests.api.broadcasts.test_sending import Post, hand_out

MEMBERS, LETTER = [uuid4() for _ in range(3)], uuid4()
FILL: tuple[tuple[str, list[dict[str, object]]], ...] = (
    (
        "insert into member (id, name, agency, joined) values (:id, 'Made Up', 'Example', '2026-11-01')",
        [{"id": member} for member in MEMBERS],
    ),
    (
        "insert into address (id, member_id, kind, value) values (:id, :member, 'telegram', :chat)",
        [{"id": uuid4(), "member": member, "chat": str(at)} for at, member in enumerate(MEMBERS)],
    ),
    (
        "insert into broadcast (id, title, text, kind, state, written, writers)"
        " values (:id, 'Training', 'In May', 'unit', 'sending', now(), '{}')",
        [{"id": LETTER}],
    ),
    (
        "insert into delivery (broadcast_id, member_id, state, attempts) values (:id, :member, :state, 1)",
        [
            {"id": LETTER, "member": member, "state": state}
            for member, state in zip(MEMBERS, ("sent", "waiting", "waiting"), strict=True)
        ],
    ),
)


@pytest.fixture
def in_mid_send(database_url: str, keys: KeyRing) -> Iterator[str]:
    """A database as it was before broadcasts could be cancelled."""
    server = make_url(database_url).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create database heard_in_mid_send"))
    url = server.set(database="heard_in_mid_send").render_as_string(hide_password=False)
    configured = configuration(url)
    configured.attributes["keys"] = keys
    command.upgrade(configured, "0009")
    old = create_engine(url)
    with old.begin() as connection:
        for statement, rows in FILL:
            connection.execute(text(statement), rows)
    old.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text("drop database heard_in_mid_send with (force)"))
    admin.dispose()


async def test_it_goes_on_where_it_was(in_mid_send: str, keys: KeyRing) -> None:
    upgrade(in_mid_send, keys)
    engine, post = db.connect(in_mid_send), Post({"2": ["blocked"]})
    with transaction(engine) as session:
        assert [(row.id, row.rounds) for row in broadcasts.to_send(session)] == [(LETTER, 0)]
    await hand_out(engine, keys, LETTER, post)
    assert sorted(post.carried) == ["1", "2"]
    with transaction(engine) as session:
        assert broadcasts.tally(session, LETTER) == Tally(total=3, sent=2, blocked=1, failed=0)
        # The server's statistics would keep whom Telegram refused, and when.
        session.execute(text("analyze delivery, unreachable"))
        seen = session.execute(text("select tablename || '.' || attname from pg_stats")).scalars().all()
        assert "delivery.state" in seen
        assert not {"delivery.left", "unreachable.member_id"}.intersection(seen)
    engine.dispose()
