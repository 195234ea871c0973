"""Where a wave asks: from the lists of the partnership, never so that it names a place, and where again."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.audit.tables import AuditRow
from api.db import transaction
from api.guidance import service as guidance
from api.waves.tables import WaveRow
from tests.api.console.conftest import Browser
from tests.api.console.test_waves import GOOD, at, opened, soon
from tests.conftest import CONTENT, OPENED

NEW = "/console/waves/new"
FORM = f"{NEW}?survey=your_voice_matters"


@pytest.fixture
def with_areas(stocked: Engine, tmp_path: Path) -> None:
    """A partnership that has said how it divides its area."""
    folder = Path(shutil.copytree(CONTENT, tmp_path / "elsewhere"))
    file = folder / "partnership.yml"
    file.write_text(file.read_text("utf-8").replace("areas: {}", "areas: {north: The north}"), "utf-8")
    with transaction(stocked) as session:
        guidance.load(session, folder)


async def test_without_areas_none_is_asked_for_and_the_form_says_why(unit: Browser) -> None:
    form = (await unit.get(FORM)).text
    assert '<option value="primary">A primary school</option>' in form
    assert 'name="area"' not in form
    assert "by which parts of the area reports are to sum up" in form


@pytest.mark.usefixtures("with_areas")
async def test_an_area_is_chosen_from_the_list_and_stands_on_the_page(unit: Browser, stocked: Engine) -> None:
    form = (await unit.get(FORM)).text
    assert '<option value="north">The north</option>' in form
    assert "by which parts of the area reports are to sum up" not in form
    made = await unit.post(NEW, **(GOOD | {"area": "north"}))
    page = (await unit.get(made.headers["location"])).text
    assert [("A secondary school" in page, "The north" in page)] == [(True, True)]
    assert [wave.area for wave in opened(stocked)] == ["north"]


@pytest.mark.usefixtures("with_areas")
@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ({"invited": "19"}, False),
        ({"invited": "20"}, True),
        ({"invited": "", "places": "12"}, False),
        ({"invited": "19", "setting_kind": ""}, True),
        ({"invited": ""}, True),
    ],
)
async def test_a_kind_of_place_and_an_area_never_stand_for_few_people(
    unit: Browser, stocked: Engine, typed: dict[str, str], stands: bool
) -> None:
    page = await unit.post(NEW, **(GOOD | {"area": "north"} | typed))
    assert page.status_code == (303 if stands else 422)
    assert bool(opened(stocked)) is stands
    if not stands:
        assert 'href="#area"' in page.text
        assert '<option value="north" selected>' in page.text
        assert "Leave the area out" in page.text


async def test_what_has_gone_from_the_list_stays_with_a_planned_wave(unit: Browser, stocked: Engine) -> None:
    made = await unit.post(NEW, **(GOOD | at("opens", soon(days=2))))
    with transaction(stocked) as session:
        session.exec(select(WaveRow)).one().setting_kind = "lido"
    place = made.headers["location"]
    assert '<option value="lido" selected>lido</option>' in (await unit.get(f"{place}/change")).text
    wanted = GOOD | at("opens", soon(days=3)) | {"setting_kind": "lido"}
    assert (await unit.post(f"{place}/change", **wanted)).status_code == 303
    assert [wave.setting_kind for wave in opened(stocked)] == ["lido"]


async def test_a_wave_can_ask_again_where_an_earlier_one_did(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    # The place may have been asked by another survey, too.
    first, other = open_wave("parents_and_carers"), open_wave()
    form = (await unit.get(FORM)).text
    assert form.count("Made-up group, opened") == 2
    planned = GOOD | at("opens", soon(days=2))
    made = await unit.post(NEW, **(planned | {"place": str(first.place)}))
    place = made.headers["location"]

    def at_present() -> WaveRow:
        with Session(stocked) as session:
            return session.exec(select(WaveRow).where(WaveRow.title == "Year 9")).one()

    assert at_present().place == first.place != other.place
    assert f'href="/console/waves/{first.id}"' in (await unit.get(place)).text
    assert f'<option value="{first.place}" selected>' in (await unit.get(f"{place}/change")).text
    await unit.post(f"{place}/change", **planned)
    apart = at_present().place
    assert apart not in (first.place, other.place)
    await unit.post(f"{place}/change", **planned)
    assert at_present().place == apart
    strange = await unit.post(NEW, **(GOOD | {"place": str(apart)[:-1]}))
    assert (strange.status_code, 'href="#place"' in strange.text) == (422, True)


async def test_words_of_old_waves_stay_as_a_note(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        session.get_one(WaveRow, wave.id).setting = "a hall by the canal"
    page = (await unit.get(f"/console/waves/{wave.id}")).text
    assert ("Note on the place" in page, "a hall by the canal" in page) == (True, True)


@pytest.mark.usefixtures("with_areas")
async def test_where_a_wave_asked_can_be_set_right_once_it_has_opened(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    first, wave, later = (open_wave(opens=OPENED - timedelta(days=days)) for days in (30, 20, 10))
    place = f"/console/waves/{wave.id}"
    with transaction(stocked) as session:
        session.get_one(WaveRow, later.id).place = wave.place

    def now(asked: WaveRow = wave) -> WaveRow:
        with Session(stocked) as session:
            return session.get_one(WaveRow, asked.id)

    assert f'href="{place}/where"' in (await unit.get(place)).text
    form = (await unit.get(f"{place}/where")).text
    assert str(first.place) in form
    assert str(later.id) not in form and f'value="{wave.place}"' not in form
    right = {"setting_kind": "primary", "area": "north", "place": ""}
    # Nothing is changed of the place at which a later wave has asked.
    assert (await unit.post(f"{place}/where", **right)).headers["location"] == place
    assert (now().setting_kind, now().area, now().place) == ("primary", "north", wave.place)
    await unit.post(f"{place}/where", **(right | {"place": str(first.place)}))
    assert now().place == first.place
    assert f'<option value="{first.place}" selected>' in (await unit.get(f"{place}/where")).text
    await unit.post(f"{place}/where", **(right | {"setting_kind": "", "area": ""}))
    assert (now().setting_kind, now().area) == (None, None)
    assert now().place not in (first.place, wave.place)
    assert now(later).place == wave.place
    with Session(stocked) as session:
        told = session.exec(select(AuditRow.subject).where(AuditRow.what == "wave_placed")).all()
    assert told == [wave.id] * 3


@pytest.mark.usefixtures("with_areas")
async def test_what_is_wrong_with_where_a_wave_asked_is_said(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        session.get_one(WaveRow, wave.id).invited = 19
    place = f"/console/waves/{wave.id}/where"
    for typed, field in (
        ({"setting_kind": "primary", "area": "north"}, "area"),
        ({"setting_kind": "moon"}, "setting_kind"),
        ({"place": str(wave.place)}, "place"),
    ):
        page = await unit.post(place, **typed)
        assert (page.status_code, f'href="#{field}"' in page.text) == (422, True)
    with Session(stocked) as session:
        assert session.get_one(WaveRow, wave.id).setting_kind is None


async def test_of_a_planned_wave_everything_is_changed_on_its_own_page(
    unit: Browser, stocked: Engine
) -> None:
    made = await unit.post(NEW, **(GOOD | at("opens", soon(days=2))))
    place = made.headers["location"]
    assert "/where" not in (await unit.get(place)).text
    assert (await unit.get(f"{place}/where")).headers["location"] == place
    refused = await unit.post(f"{place}/where", setting_kind="primary")
    assert (refused.status_code, "This wave has not opened yet" in refused.text) == (409, True)
    assert [wave.setting_kind for wave in opened(stocked)] == ["secondary"]
