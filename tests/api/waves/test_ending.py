"""A wave that two people end at once ends once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import Engine

from api.db import transaction
from api.waves import ending
from api.waves import service as waves
from api.waves.tables import WaveRow
from tests.conftest import OPENED
from tests.patience import PATIENCE, until_blocked


def ended(engine: Engine, wave_id: UUID) -> bool:
    with transaction(engine) as session:
        return ending.close(session, waves.get(session, wave_id), OPENED.date())


def test_only_one_of_two_has_closed_it(stocked: Engine, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave()
    with ThreadPoolExecutor(1) as pool:
        with transaction(stocked) as session:
            seen = waves.get(session, wave.id)
            assert ending.close(session, seen, OPENED.date())
            late = pool.submit(ended, stocked, wave.id)
            until_blocked(stocked)
        assert late.result(PATIENCE) is False
