"""A version of a survey that two people touch at once is what one of them made of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.waves import catalogue
from api.waves.catalogue import SurveyChanged
from api.waves.tables import SurveyVersionRow
from tests.patience import PATIENCE, until_blocked
from tests.people import KIM, ROBIN

KEY = "your_voice_matters"
FILE = Path(__file__).parents[3] / "surveys" / "definitions" / f"{KEY}.md"
SEEN = FILE.read_bytes()
UNSEEN = SEEN.replace(b"Your", b"My")


def bring(engine: Engine, data: bytes) -> str:
    with transaction(engine) as session:
        return catalogue.check_in(session, ROBIN, data, FILE.name).version


def test_nobody_slips_other_words_under_what_is_being_published(engine: Engine) -> None:
    version = bring(engine, SEEN)
    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as session:
            row, _ = catalogue.version(session, KEY, version)
            catalogue.publish(session, KIM, KEY, version, catalogue.mark(row), clock.today())
            late = pool.submit(bring, engine, UNSEEN)
            until_blocked(engine)
        with pytest.raises(SurveyChanged, match="has been published and cannot change"):
            late.result(PATIENCE)
    with Session(engine) as session:
        kept = session.get(SurveyVersionRow, (KEY, version))
        assert kept is not None and kept.published is not None
        assert kept.source.encode() == SEEN


def test_the_same_file_brought_twice_at_once_is_one_draft(engine: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as session:
            version = catalogue.check_in(session, KIM, SEEN, FILE.name).version
            second = pool.submit(bring, engine, SEEN)
            until_blocked(engine)
        assert second.result(PATIENCE) == version
    with Session(engine) as session:
        kept = session.get(SurveyVersionRow, (KEY, version))
        assert kept is not None and kept.uploader == ROBIN.id
