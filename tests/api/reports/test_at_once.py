"""Two people at once: nobody waits while charts are drawn, and there is still one report on each thing."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Engine, text

from api.db import transaction
from api.errors import NotFilled
from api.findings.reading import Chart
from api.papers import printing
from api.papers.printing import Drawn
from api.reports import beginning, service
from api.reports.service import Written
from tests.api.reports.conftest import Close, published
from tests.api.reports.test_reports import TODAY
from tests.people import KIM, ROBIN


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Has something done, once, while the charts are drawn."""

    def have_done(something: Callable[[], None]) -> None:
        drawn = printing.drawn

        def drawing(charts: Sequence[Chart]) -> list[Drawn]:
            monkeypatch.setattr(printing, "drawn", drawn)
            something()
            return drawn(charts)

        monkeypatch.setattr(printing, "drawn", drawing)

    return have_done


@pytest.mark.parametrize("refreshed", [False, True])
def test_somebody_saves_theirs_while_charts_are_drawn(
    stocked: Engine, close: Close, meanwhile: Callable[[Callable[[], None]], None], refreshed: bool
) -> None:
    waves = [close(published()), close(published(title="Another"))]
    with transaction(stocked) as session:
        row = beginning.begin(session, ROBIN, beginning.on_wave(session, waves[0]), TODAY)
        report_id, written = row.id, Written(row.title, "- mine", row.changed, row.asked)

    def save() -> None:
        with transaction(stocked) as session:
            session.execute(text("set local lock_timeout = '1s'"))
            service.write(session, ROBIN, report_id, written, service.mark(service.get(session, report_id)))

    meanwhile(save)
    with transaction(stocked) as session:
        if refreshed:
            beginning.refresh(session, KIM, report_id, TODAY)
        else:
            beginning.begin(session, KIM, beginning.on_wave(session, waves[1]), TODAY)
    with transaction(stocked) as session:
        assert service.get(session, report_id).said == "- mine"


def test_of_two_who_begin_the_same_one_is_told(
    stocked: Engine, close: Close, meanwhile: Callable[[Callable[[], None]], None]
) -> None:
    wave_id = close(published())

    def begin() -> None:
        with transaction(stocked) as session:
            beginning.begin(session, KIM, beginning.on_wave(session, wave_id), TODAY)

    meanwhile(begin)
    with pytest.raises(NotFilled, match="report on this already"), transaction(stocked) as session:
        beginning.begin(session, ROBIN, beginning.on_wave(session, wave_id), TODAY)
