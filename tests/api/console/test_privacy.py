"""The page of what is kept tells the truth, and never an exact number."""

import re
from datetime import timedelta

from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.retention import account
from api.retention import service as retention
from api.retention.clocks import CAUTIOUS
from api.retention.tables import DeletionRow
from tests.api.console.conftest import Browser
from tests.house.tree import ROOT

DAY = timedelta(days=1)


def record(engine: Engine, *, days_ago: int, removed: int = 0, overdue: int = 0, kind: str = "") -> None:
    """A deletion of one kind, or of every kind."""
    with transaction(engine) as session:
        for name in [kind] if kind else [one.name for one in retention.KINDS]:
            day = clock.today() - days_ago * DAY
            session.add(DeletionRow(day=day, kind=name, removed=removed, overdue=overdue))


async def page(unit: Browser) -> str:
    return " ".join((await unit.get("/console/privacy")).text.split())


def test_every_kind_that_is_deleted_is_explained() -> None:
    said = account.words()["kinds"]
    assert set(said) == {kind.name for kind in retention.KINDS}
    page = (ROOT / "docs" / "privacy.md").read_text()
    assert [one["label"] for one in said.values() if f"| {one['label']} |" not in page] == []


def test_the_paper_gives_the_periods_and_settings_that_the_program_has() -> None:
    paper = (ROOT / "docs" / "privacy.md").read_text()
    for setting, days in CAUTIOUS.as_words().items():
        assert re.search(rf"\b{days} days[^|]*`HEARD_KEEP_{setting.upper()}_DAYS`", paper), setting


async def test_each_kind_has_its_clock_and_what_is_not_confirmed_says_so(unit: Browser) -> None:
    told = await page(unit)
    assert f"{CAUTIOUS.responses} days after the wave has closed." in told
    assert "HEARD_KEEP_RESPONSES_DAYS" in told
    undecided = [one for one in account.words()["kinds"].values() if one["decided"] == "partnership"]
    assert told.count("For the partnership to decide, and not confirmed") == len(undecided) > 3
    assert "No deletion has run yet" in told
    assert "{" not in told.partition("<main")[2].partition("</main>")[0]


async def test_after_a_deletion_it_says_what_went_in_steps_of_ten(unit: Browser, stocked: Engine) -> None:
    record(stocked, days_ago=0)
    record(stocked, days_ago=3, removed=40, kind="responses")
    told = await page(unit)
    assert told.count("Done today") == len(retention.KINDS)
    assert "fewer than 10 removed, none left past their time" in told
    assert "at least 40" in told
    assert "should have gone" not in told


async def test_a_deletion_that_failed_cannot_be_overlooked(unit: Browser, stocked: Engine) -> None:
    record(stocked, days_ago=0)
    record(stocked, days_ago=1, overdue=10, kind="alerts")
    assert "should have gone" not in await page(unit)  # it was mended today
    with transaction(stocked) as session:
        row = session.get(DeletionRow, (clock.today(), "alerts"))
        assert row
        row.overdue = 10
    told = await page(unit)
    assert "Something that should have gone by now is still there" in told
    assert "Something is left" in told
    assert "at most 10 left past their time" in told


async def test_a_worker_that_has_not_run_for_two_days_is_told(unit: Browser, stocked: Engine) -> None:
    record(stocked, days_ago=1)
    assert "should have gone" not in await page(unit)
    with transaction(stocked) as session:
        for kind in retention.KINDS:
            row = session.get(DeletionRow, (clock.today() - DAY, kind.name))
            assert row
            row.day -= DAY
    assert "should have gone" in await page(unit)
