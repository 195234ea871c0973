"""Pages of waves: what is typed in, tapped twice, or asked for too early."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.console import moments
from api.db import transaction
from api.staff.person import Role
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import Entry, WaveRow, WaveState
from tests.api.console.conftest import Browser, sign_in

Fields = dict[str, str | list[str]]

GOOD: Fields = {
    "survey": "your_voice_matters",
    "title": "Year 9",
    "setting_kind": "secondary",
    "languages": ["en", "pl"],
    "opens": "now",
    "closes": "never",
    "entry": "link",
    "invited": "30",
    "places": "",
    "watched": "no",
}


def at(name: str, moment: datetime) -> Fields:
    """The fields of a form that say when."""
    return {name: "at", **moments.typed(name, moment)}


def soon(**away: int) -> datetime:
    """A moment to come by the clock on the wall, without seconds: forms know none."""
    return (clock.here(clock.now()) + timedelta(**away)).replace(second=0, microsecond=0)


def opened(engine: Engine) -> list[WaveRow]:
    with Session(engine) as session:
        return list(session.exec(select(WaveRow)).all())


async def test_without_waves_the_pages_say_what_to_do(unit: Browser) -> None:
    assert "There are no waves yet" in (await unit.get("/console/waves")).text


async def test_first_the_survey_is_chosen_then_its_languages_are_offered(unit: Browser) -> None:
    first = await unit.get("/console/waves/new")
    assert "Which survey?" in first.text
    for nothing in ("", "no_such_survey"):
        again = await unit.get(f"/console/waves/new?survey={nothing}")
        assert again.status_code == 422
        assert 'href="#survey"' in again.text
    form = (await unit.get("/console/waves/new?survey=your_voice_matters")).text
    assert 'value="ur"' in form
    assert "Draft: no speaker has checked these words yet." in form
    practitioners = (await unit.get("/console/waves/new?survey=stag_practitioners")).text
    assert 'value="ur"' not in practitioners


WRONG: tuple[tuple[str, Fields, str], ...] = (
    ("title", {"title": " \x00 "}, "Say who is asked"),
    ("title", {"title": "x" * 101}, "Use at most 100 letters"),
    ("setting_kind", {"setting_kind": "a school that we name"}, "Choose one of the list"),
    ("languages", {"languages": []}, "Choose at least one language"),
    ("languages", {"languages": ["xx"]}, "Choose at least one language"),
    ("opens", {"opens": "someday"}, "Say when the wave opens"),
    ("opens_time", at("opens", soon(days=1)) | {"opens_time": "nine"}, "Write a time such as 9am"),
    ("opens_day", at("opens", soon(days=-1)), "Choose a time to come"),
    ("closes", {"closes": ""}, "Say when the wave closes"),
    ("closes_day", at("closes", soon(days=1)) | {"closes_day": "32"}, "Write a day that the calendar has"),
    ("closes_day", at("closes", soon(days=-1)), "Choose a time to come"),
    ("closes_day", at("opens", soon(days=3)) | at("closes", soon(days=2)), "must close after it opens"),
    ("entry", {"entry": "by the window"}, "Choose how people get in"),
    ("invited", {"invited": "about thirty"}, "Write the number of people"),
    ("invited", {"invited": "0"}, "Write the number of people"),
    ("invited", {"invited": "-5"}, "Write the number of people"),
    ("invited", {"invited": "9" * 5000}, "Write the number of people"),
    ("places", {"places": "1.5"}, "Write the number of people"),
    ("watched", {"watched": ""}, "Say whether somebody reads"),
    ("watched", {"watched": "perhaps"}, "Say whether somebody reads"),
)


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    unit: Browser, stocked: Engine
) -> None:
    for field, typed, said in WRONG:
        page = await unit.post("/console/waves/new", **(GOOD | typed))
        assert page.status_code == 422, field
        assert said in page.text
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
        kept = "30" if field == "title" else "Year 9"
        assert f'value="{kept}"' in page.text
        if "closes_time" in typed:
            assert f'value="{typed["closes_time"]}"' in page.text
    assert opened(stocked) == []
    gone = await unit.post("/console/waves/new", **(GOOD | {"survey": "no_such_survey"}))
    assert (gone.status_code, "Choose a survey" in gone.text) == (422, True)


async def test_a_wave_is_planned_as_it_was_asked_for(unit: Browser, stocked: Engine) -> None:
    opens, closes = soon(days=2), soon(days=5)
    wanted = GOOD | at("opens", opens) | at("closes", closes) | {"entry": "group", "places": "40"}
    made = await unit.post("/console/waves/new", **wanted)
    assert made.status_code == 303
    [wave] = opened(stocked)
    assert (wave.state, wave.entry, wave.languages) == (WaveState.PLANNED, Entry.GROUP, ["en", "pl"])
    assert (wave.setting_kind, wave.area, wave.invited, wave.places) == ("secondary", None, 30, 40)
    assert (wave.opens, wave.closes) == (opens, closes)
    page = " ".join((await unit.get(made.headers["location"])).text.split())
    assert f"Opens by itself at {moments.said(opens)}" in page
    assert f"Closes by itself at {moments.said(closes)}" in page
    assert "Polish (draft)" in page
    assert "At most 40 people" in page


async def test_a_title_is_kept_as_one_plain_line_and_drawn_as_words(unit: Browser, stocked: Engine) -> None:
    made = await unit.post("/console/waves/new", **(GOOD | {"title": "  Year\r\n 9\x00 <b>bold</b>\t& co "}))
    assert made.status_code == 303
    [wave] = opened(stocked)
    assert wave.title == "Year 9 <b>bold</b> & co"
    assert (wave.invited, wave.watched) == (30, False)
    page = await unit.get(made.headers["location"])
    assert "Year 9 &lt;b&gt;bold&lt;/b&gt; &amp; co" in page.text
    assert f"{wave.code[:4]}-{wave.code[4:]}" in page.text


async def test_how_many_are_asked_may_be_left_out(unit: Browser, stocked: Engine) -> None:
    await unit.post("/console/waves/new", **(GOOD | {"invited": " "}))
    assert [wave.invited for wave in opened(stocked)] == [None]


async def test_closing_twice_does_it_once(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    place = f"/console/waves/{open_wave().id}"
    assert "Close “Made-up group”?" in (await unit.get(f"{place}/close")).text
    for _ in range(2):
        closed = await unit.post(f"{place}/close")
        assert (closed.status_code, closed.headers["location"]) == (303, place)
    page = await unit.get(place)
    assert "The wave is being closed" in page.text
    assert "Hand this out" not in page.text
    for door in ("close", "closing"):
        assert (await unit.get(f"{place}/{door}")).headers["location"] == place


async def test_closing_can_be_put_off_and_brought_forward(
    unit: Browser, open_wave: Callable[..., WaveRow], stocked: Engine
) -> None:
    first, later = soon(days=3), soon(days=30)
    place = f"/console/waves/{open_wave(closes=first).id}"
    form = (await unit.get(f"{place}/closing")).text
    assert f'value="{first.day}"' in form
    assert f'value="{first:%H:%M}"' in form
    for typed, kept in (
        (at("closes", later), later),
        (at("closes", first), first),
        ({"closes": "never"}, None),
    ):
        assert (await unit.post(f"{place}/closing", **typed)).headers["location"] == place
        assert [wave.closes for wave in opened(stocked)] == [kept]
    past = await unit.post(f"{place}/closing", **at("closes", soon(days=-1)))
    assert (past.status_code, "Choose a time to come" in past.text) == (422, True)
    assert [wave.closes for wave in opened(stocked)] == [None]


async def test_a_wave_that_has_closed_meanwhile_is_not_moved(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    place = f"/console/waves/{open_wave().id}"
    await unit.post(f"{place}/close")
    late = await unit.post(f"{place}/closing", closes="never")
    assert (late.status_code, "This wave has closed" in late.text) == (422, True)


async def test_a_planned_wave_can_be_called_off(unit: Browser, stocked: Engine) -> None:
    made = await unit.post("/console/waves/new", **(GOOD | at("opens", soon(days=2))))
    place = made.headers["location"]
    assert "never will" in (await unit.get(f"{place}/close")).text
    await unit.post(f"{place}/close")
    assert [wave.state for wave in opened(stocked)] == [WaveState.CLOSING]


async def test_a_planned_wave_can_be_changed_until_it_opens(unit: Browser, stocked: Engine) -> None:
    first = GOOD | at("opens", soon(days=2)) | at("closes", soon(days=9)) | {"entry": "group", "places": "40"}
    place = (await unit.post("/console/waves/new", **first)).headers["location"]
    [before] = opened(stocked)
    assert f'href="{place}/change"' in (await unit.get(place)).text
    form = (await unit.get(f"{place}/change")).text
    for kept in ("Year 9", "40", f"{soon(days=2):%Y}"):
        assert f'value="{kept}"' in form
    assert '<option value="secondary" selected>A secondary school</option>' in form
    assert 'name="entry"' not in form
    later = soon(days=4)
    wanted = (
        GOOD | at("opens", later) | {"title": "Young people", "setting_kind": "", "languages": ["ur", "pl"]}
    )
    changed = await unit.post(
        f"{place}/change", **(wanted | {"watched": "same_day", "places": "25", "entry": "link"})
    )
    assert (changed.status_code, changed.headers["location"]) == (303, place)
    [wave] = opened(stocked)
    assert (wave.title, wave.setting_kind, wave.places) == ("Young people", None, 25)
    assert wave.place == before.place
    assert (wave.watched, wave.answer_within) == (True, "same_day")
    assert (wave.languages, wave.opens, wave.closes) == (["pl", "ur"], later, None)
    assert (wave.state, wave.code, wave.entry) == (WaveState.PLANNED, before.code, Entry.GROUP)
    assert wave.opened == clock.here(later).date()


async def test_what_is_wrong_with_a_change_changes_nothing(unit: Browser, stocked: Engine) -> None:
    made = await unit.post("/console/waves/new", **(GOOD | at("opens", soon(days=2))))
    place = made.headers["location"]
    for typed, said in (
        ({"title": ""}, "Say who is asked"),
        (at("closes", soon(days=1)), "The wave must close after it opens"),
    ):
        page = await unit.post(f"{place}/change", **(GOOD | at("opens", soon(days=3)) | typed))
        assert (page.status_code, said in page.text) == (422, True)
        assert f'action="{place}/change"' in page.text
    assert [(wave.title, wave.opens) for wave in opened(stocked)] == [("Year 9", soon(days=2))]


async def test_a_planned_wave_can_be_opened_at_once_and_then_stays_as_it_is(
    unit: Browser, stocked: Engine
) -> None:
    made = await unit.post("/console/waves/new", **(GOOD | at("opens", soon(days=2))))
    place = made.headers["location"]
    assert (await unit.post(f"{place}/change", **GOOD)).status_code == 303
    assert [(wave.state, wave.opened) for wave in opened(stocked)] == [(WaveState.OPEN, clock.today())]
    assert "Change this wave" not in (await unit.get(place)).text
    assert (await unit.get(f"{place}/change")).headers["location"] == place
    late = await unit.post(f"{place}/change", **(GOOD | {"title": "Another"}))
    assert (late.status_code, "has opened or closed meanwhile" in late.text) == (422, True)
    assert [wave.title for wave in opened(stocked)] == ["Year 9"]


async def test_who_closes_a_wave_is_told_whose_answers_count(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    page = (await unit.get(f"/console/waves/{open_wave().id}/close")).text
    assert "Whoever has answered every question is counted, also without having chosen “Send”" in page
    assert "still have a question before them are dropped" in page


async def test_a_trial_run_is_in_no_list_and_has_no_page(
    unit: Browser, stocked: Engine, keys: KeyRing
) -> None:
    with transaction(stocked) as session:
        asked = catalogue.newest(session, "your_voice_matters")
        trial = waves.rehearse(session, keys, asked, clock.now())
        place = f"/console/waves/{trial.id}"
    for page in ("/console", "/console/waves"):
        assert str(trial.id) not in (await unit.get(page)).text
    for door in ("", "/close", "/closing", "/visit", "/codes", "/change"):
        assert (await unit.get(place + door)).status_code == 404, door
    for news in ("/news", "/visit/crowd"):
        assert "data: <" not in (await unit.get(place + news)).text


async def test_waves_are_found_by_title_state_and_survey(
    unit: Browser, open_wave: Callable[..., WaveRow], stocked: Engine
) -> None:
    for title in ("Year 9", "year 10", "Family hub", "Long over"):
        wave = open_wave("parents_and_carers" if title == "Family hub" else "your_voice_matters")
        with transaction(stocked) as session:
            row = waves.get(session, wave.id)
            row.title = title
            if title == "Long over":
                row.state, row.closed = WaveState.CLOSED, clock.today()
    for query, found in (
        ("", ["Family hub", "Year 9", "year 10", "Long over"]),
        ("?sort=title", ["Family hub", "Long over", "year 10", "Year 9"]),
        ("?sort=-title", ["Year 9", "year 10", "Long over", "Family hub"]),
        ("?search=YEAR&sort=title", ["year 10", "Year 9"]),
        ("?state=closed", ["Long over"]),
        ("?survey=parents_and_carers", ["Family hub"]),
        ("?state=rehearsal&survey=none&sort=title", ["Family hub", "Long over", "year 10", "Year 9"]),
    ):
        page = (await unit.get(f"/console/waves{query}")).text
        titles = re.findall(r'<th scope="row".*?<a [^>]*>([^<]*)</a>', page, re.DOTALL)
        # Those that are open have all opened in the same moment.
        assert (titles if query else [*sorted(titles[:3]), *titles[3:]]) == found, query
    assert "No waves are like that" in (await unit.get("/console/waves?search=zebra")).text


async def test_who_only_reads_is_offered_no_change_and_no_code(
    stranger: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for roles in ({Role.ANALYST}, {Role.SCRUTINEER}):
        sign_in(stranger, stocked, "Sol Madeup", roles)
        page = (await stranger.get(f"/console/waves/{wave.id}")).text
        assert "How it goes" in page
        for offer in (
            "Close this wave",
            "Change when it closes",
            "Hand this out",
            "Try all of it",
            wave.code,
        ):
            assert offer not in page, offer
        assert "Open a wave" not in (await stranger.get("/console/waves")).text
        assert "Check in a file" not in (await stranger.get("/console/surveys")).text


async def test_a_wave_shows_how_its_survey_begins(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    page = (await unit.get(f"/console/waves/{open_wave().id}")).text
    phone = page[page.index('<figure class="heard-phone">') :]
    phone = phone[: phone.index("</figure>")]
    assert "How it begins on a phone" in phone
    assert phone.count("<li") >= 2
    assert "<button" not in phone


async def test_papers_that_are_not_there_yet_and_waves_that_never_were(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    early = await unit.get(f"/console/findings/{open_wave().id}/papers/pdf")
    assert early.status_code == 404
    assert "after a wave has closed" in early.text
    for path in (f"/console/waves/{uuid4()}", "/console/waves/not-an-id"):
        assert (await unit.get(path)).status_code in (404, 422)
    assert (await unit.post(f"/console/waves/{uuid4()}/close")).status_code == 404
    assert (await unit.get(f"/console/findings/{open_wave().id}/papers/exe")).status_code == 422


async def test_the_trail_tells_who_planned_changed_and_closed_a_wave(unit: Browser, stocked: Engine) -> None:
    single = GOOD | at("opens", soon(days=1)) | {"entry": "single_use"}
    place = (await unit.post("/console/waves/new", **single)).headers["location"]
    await unit.post(f"{place}/change", **single | {"title": "Year 10"})
    await unit.post(f"{place}/closing", **at("closes", soon(days=9)))
    await unit.post(f"{place}/codes", how_many="2")
    for _ in range(2):
        await unit.post(f"{place}/close")
    with Session(stocked) as session:
        found = session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()
    assert [row.what for row in found] == [
        "wave_planned",
        "wave_changed",
        "wave_changed",
        "codes_printed",
        "wave_closed",
    ]
    assert {str(row.subject) for row in found} == {place.rpartition("/")[2]}
