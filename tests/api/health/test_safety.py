"""Health says how the safety queue stands; that surveys can be answered is another matter."""

from collections.abc import Callable
from datetime import timedelta

import httpx
from sqlalchemy import Engine

from api import clock
from api.app import create_app
from api.conversation.service import Desk
from api.db import transaction
from api.health.service import look
from api.safety import contact
from api.safety.contact import Office, Wish
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow


async def health(engine: Engine, desk: Desk) -> tuple[int, dict[str, object]]:
    app = create_app(engine, desk, lambda: "down")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://heard") as http:
        answer = await http.get("/health/ready")
        return answer.status_code, answer.json()


async def test_a_watched_wave_without_duty_is_no_reason_to_be_down(
    stocked: Engine, desk: Desk, open_wave: Callable[..., WaveRow]
) -> None:
    status, said = await health(stocked, desk)
    assert (status, said["safety"], said["alerts_lost"]) == (200, "ok", 0)
    open_wave(watched=True)
    status, said = await health(stocked, desk)
    assert (status, said["status"], said["safety"]) == (200, "ready", "nobody")


def test_what_is_overdue_is_said_before_what_is_lost(engine: Engine, keys: KeyRing) -> None:
    wish = Wish("Robin", "07700 900123", "any time", False, False, "")
    with transaction(engine) as session:
        contact.arrange(session, Office(True, "A worker", "weekdays", 24))
        contact.send(session, keys, wish, "23BC45DF67GH89JK", clock.today() - timedelta(days=14))
    said = look(engine, "down", 1)
    assert (said.safety, said.alerts_lost) == ("overdue", 1)


def test_requests_that_were_refused_are_said_for_a_day(engine: Engine) -> None:
    today = clock.today()
    with transaction(engine) as session:
        contact.arrange(session, Office(True, "A worker", "weekdays", 24))
    for ago, said in ((2, False), (1, True), (0, True)):
        with transaction(engine) as session:
            contact.refuse(session, today - timedelta(days=ago))
        assert look(engine, "down", 0).contacts_refused is said
