"""The numbers of a wave are frozen, checked together with earlier ones, and printed once."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from api.findings import service
from api.findings.errors import NoSnapshot, NotDue, PapersNotReady
from api.findings.published import Published
from api.findings.timing import due
from api.waves.tables import SurveyVersionRow, WaveRow
from surveys import xlsform
from surveys.model import Survey

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)
DEFINITIONS = Path(__file__).parents[3] / "surveys" / "definitions"


@pytest.fixture
def survey() -> Survey:
    return xlsform.load(DEFINITIONS / "your_voice_matters.md")


@pytest.fixture
def wave(session: Session, survey: Survey) -> UUID:
    row = WaveRow(
        survey=survey.key,
        version=survey.version,
        title="Autumn at Hill School",
        audience="young_person",
        code="ABCD2345",
        watched=False,
        invited=52,
        languages=["en"],
        opens=datetime.combine(MONDAY, time(9), tzinfo=UTC),
        opened=MONDAY,
    )
    session.add(
        SurveyVersionRow(key=survey.key, version=survey.version, source=survey.source, published=MONDAY)
    )
    session.flush()
    session.add(row)
    session.flush()
    return row.id


def people(very_safe: int, safe: int, not_safe: int) -> list[dict[str, Any]]:
    """Responses to the question on home alone."""
    answers = ["very_safe"] * very_safe + ["safe"] * safe + ["not_safe_at_all"] * not_safe
    return [{"safe_home": answer} for answer in answers]


def take(
    session: Session,
    wave: UUID,
    survey: Survey,
    answers: Sequence[Mapping[str, Any]],
    *,
    new: int,
    today: date = MONDAY,
    closing: bool = False,
    shown: Mapping[str, int] | None = None,
) -> Published:
    service.take_snapshot(
        session,
        snapshot_id=uuid4(),
        wave_id=wave,
        survey=survey,
        answers=answers,
        invited=52,
        title="Autumn at Hill School",
        audience="young_person",
        weeks=[MONDAY],
        new=new,
        today=today,
        closing=closing,
        shown=shown or {},
    )
    published = service.latest(session, wave)
    assert published is not None
    return published


def home(published: Published) -> dict[str, int | None]:
    return {cell.value: cell.shown for cell in published.tables[0].cells}


def test_nothing_is_published_before_the_first_snapshot(session: Session, wave: UUID) -> None:
    assert service.latest(session, wave) is None
    assert service.last_taken(session, wave) is None


def test_a_snapshot_is_protected_and_stays(session: Session, wave: UUID, survey: Survey) -> None:
    taken = take(session, wave, survey, people(22, 13, 2), new=37)
    assert (taken.number, taken.asked, taken.answered, taken.tables[0].base) == (1, 50, 40, 35)
    shown = home(taken)
    assert (shown["very_safe"], shown["safe"], shown["not_safe_at_all"]) == (20, 15, None)
    session.commit()
    session.expire_all()
    assert service.latest(session, wave) == taken
    assert service.last_taken(session, wave) == MONDAY


def test_one_more_response_changes_nothing_however_often_it_is_asked(
    session: Session, wave: UUID, survey: Survey
) -> None:
    first = take(session, wave, survey, people(22, 13, 2), new=37)
    for days in range(0, 400, 40):
        with pytest.raises(NotDue):
            take(session, wave, survey, people(22, 13, 3), new=1, today=MONDAY + days * DAY)
    with pytest.raises(NotDue):
        take(session, wave, survey, people(32, 23, 3), new=21, today=MONDAY + 6 * DAY)
    assert service.latest(session, wave) == first


def test_ten_new_responses_after_a_week_are_published(session: Session, wave: UUID, survey: Survey) -> None:
    take(session, wave, survey, people(22, 13, 2), new=37)
    second = take(session, wave, survey, people(31, 14, 2), new=10, today=MONDAY + 7 * DAY)
    assert (second.number, second.answered, home(second)["very_safe"]) == (2, 50, 30)


@pytest.mark.parametrize(
    ("last", "new", "days", "closing", "expected"),
    [
        (False, 9, 0, False, False),
        (False, 10, 0, False, True),
        (True, 10, 6, False, False),
        (True, 9, 90, False, False),
        (True, 10, 7, False, True),
        (True, 1, 0, True, True),
        (True, 0, 9, True, False),
        (False, 0, 0, True, True),
    ],
)
def test_when_a_snapshot_is_due(last: bool, new: int, days: int, closing: bool, expected: bool) -> None:
    assert due(MONDAY if last else None, new, MONDAY + days * DAY, closing) is expected


def test_a_table_is_withheld_that_would_give_an_answer_away_beside_the_one_before(
    session: Session, wave: UUID, survey: Survey
) -> None:
    home = survey.questions[0]
    three = tuple(
        choice for choice in home.choices if choice.name in ("very_safe", "safe", "not_safe_at_all")
    )
    short = replace(survey, questions=(replace(home, choices=three),))
    before = take(session, wave, short, people(12, 12, 4), new=28)
    assert before.tables[0].base == 30
    after = take(session, wave, short, people(13, 13, 4), new=2, closing=True)
    assert (after.final, after.tables[0].base, after.tables[0].cells) == (True, None, ())


def test_the_cards_that_were_shown_are_published_in_runs(
    session: Session, wave: UUID, survey: Survey
) -> None:
    shown = {"every_run": 46, "asked": 12, "support": 7, "immediate": 1}
    table = take(session, wave, survey, people(22, 13, 2), new=37, shown=shown).signposts
    assert table is not None
    assert table.base == 50
    assert [(cell.value, cell.shown, cell.percent) for cell in table.cells] == [
        ("immediate", None, None),
        ("support", None, None),
        ("check_in", None, None),
        ("asked", 10, 20),
    ]


def test_few_runs_tell_nothing_of_the_cards(session: Session, wave: UUID, survey: Survey) -> None:
    shown = {"every_run": 19, "asked": 12}
    table = take(session, wave, survey, people(12, 0, 0), new=12, shown=shown).signposts
    assert table is not None
    assert (table.base, table.cells) == (None, ())


def test_cards_that_were_not_counted_from_the_beginning_are_not_published(
    session: Session, wave: UUID, survey: Survey
) -> None:
    shown = {"every_run": 20, "asked": 12}
    assert take(session, wave, survey, people(22, 13, 2), new=37, shown=shown).signposts is None


def test_papers_are_printed_once(session: Session, wave: UUID, survey: Survey) -> None:
    snapshot = take(session, wave, survey, people(22, 13, 2), new=37).id
    with pytest.raises(PapersNotReady):
        service.paper(session, snapshot, "csv")
    assert list(service.without_papers(session)) == [snapshot]
    service.store_papers(session, snapshot)
    service.store_papers(session, snapshot)
    assert service.has_papers(session, snapshot)
    assert service.paper(session, snapshot, "pdf").startswith(b"%PDF-")
    rows = list(csv.reader(io.StringIO(service.paper(session, snapshot, "csv").decode("utf-8-sig"))))
    assert ["How safe do you feel at home?", "Very safe", "20", "57", "35", "", ""] in rows


def test_an_unknown_snapshot_has_no_papers(session: Session) -> None:
    with pytest.raises(NoSnapshot):
        service.paper(session, uuid4(), "pdf")
    with pytest.raises(NoSnapshot):
        service.store_papers(session, uuid4())
