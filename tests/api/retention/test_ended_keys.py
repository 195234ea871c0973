"""Keys of other programs that have ended go after a season."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.db import transaction
from api.retention import service as retention
from api.staff.tables import ApiKeyRow
from tests.api.retention.conftest import TODAY


def a_key(name: str, expired_ago: int, revoked_ago: int | None = None) -> ApiKeyRow:
    return ApiKeyRow(
        name=name,
        prefix=f"heard_{name}",
        digest=b"d" * 32,
        scopes=["audit"],
        maker="Robin Madeup, Lead",
        made=TODAY - timedelta(days=400),
        expires=TODAY - timedelta(days=expired_ago),
        revoked=None if revoked_ago is None else TODAY - timedelta(days=revoked_ago),
    )


def test_keys_go_ninety_days_after_they_ended(
    engine: Engine, broom: retention.Broom, proof: Callable[[str], tuple[int, int]]
) -> None:
    with transaction(engine) as session:
        session.add_all([a_key("good", -10), a_key("lately", 90), a_key("ended", -10, revoked_ago=90)])
        session.add_all(a_key(f"old{number}", 91) for number in range(5))
        session.add_all(a_key(f"lost{number}", -10, revoked_ago=91) for number in range(5))
    retention.delete(engine, "api_keys", broom)
    assert proof("api_keys") == (10, 0)
    with Session(engine) as session:
        assert set(session.exec(select(ApiKeyRow.name))) == {"good", "lately", "ended"}
