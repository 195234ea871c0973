"""The safety queue as people of the partnership use it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.chores import Chores
from api.conversation.service import Desk
from api.conversation.turn import Turn
from api.db import transaction
from api.members.tables import MemberRow
from api.safety import service as safety
from api.waves import closing
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict
from tests.api.console.conftest import Browser

WORDS = "<script>my uncle hits me</script>"
LINK = 'href="/console/alerts/'
NOTE = "Told the designated lead of the school."


@pytest.fixture
def raised(stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]) -> Callable[..., WaveRow]:
    """Raises an alert in a new wave."""

    def one(words: str = WORDS, *, urgent: bool = False, ago: int = 0, **wanted: bool) -> WaveRow:
        wave = open_wave(**wanted)
        verdict = Verdict(Tier.immediate if urgent else Tier.alert, "physical")
        today = clock.today() - timedelta(days=ago)
        with transaction(stocked) as session:
            safety.raise_alert(
                session, keys, verdict, words, wave_id=wave.id, audience=wave.audience, today=today
            )
        return wave

    return one


async def text_of(browser: Browser, path: str) -> str:
    return " ".join((await browser.get(path)).text.split())


async def link_of(browser: Browser, query: str = "") -> str:
    """The first alert of the list."""
    listed = await text_of(browser, f"/console/alerts{query}")
    found = re.search(r'href="(/console/alerts/[0-9a-f-]{36})"', listed)
    assert found
    return found.group(1)


async def test_the_list_shows_no_words_and_opening_one_is_noted(
    unit: Browser, raised: Callable[..., WaveRow]
) -> None:
    assert "Nothing waits." in await text_of(unit, "/console/alerts")
    raised()
    assert "One worrying answer that nobody has read" in await text_of(unit, "/console")
    listed = await text_of(unit, "/console/alerts")
    assert "my uncle" not in listed
    assert "Physical" in listed
    assert "Nobody watches this wave" in listed
    page = await text_of(unit, await link_of(unit))
    assert "&lt;script&gt;my uncle hits me" in page
    assert "Robin Madeup, Designated safeguarding lead" in page
    assert "One worrying answer that somebody has read and nobody has dealt with" in await text_of(
        unit, "/console"
    )
    trail = await text_of(unit, "/console/audit?kind=alert_opened")
    assert trail.count("Opened an alert</th>") == 1
    assert "my uncle" not in trail


async def test_a_link_from_the_list_leads_to_its_alert_after_the_rows_have_been_mixed(
    unit: Browser, stocked: Engine, raised: Callable[..., WaveRow]
) -> None:
    for number in range(5):
        raised(f"Words {number}")
    link = await link_of(unit)
    first = re.search(r"Words \d", await text_of(unit, link))
    closing.blur(stocked)
    again = re.search(r"Words \d", await text_of(unit, link))
    assert first
    assert again
    assert first.group() == again.group()


async def test_a_note_that_is_missing_is_asked_for_and_what_was_typed_stays(
    unit: Browser, raised: Callable[..., WaveRow]
) -> None:
    raised()
    link = await link_of(unit)
    refused = await unit.post(link, outcome="no_action", note="")
    assert refused.status_code == 422
    assert "Write what was done, or why nothing was" in refused.text
    assert re.search(r'value="no_action"\s+checked', refused.text)
    refused = await unit.post(link, note=NOTE)
    assert refused.status_code == 422
    assert "Say how it ended" in refused.text
    assert NOTE in refused.text
    refused = await unit.post(link, outcome="acted", note="x" * 1001)
    assert "Use at most 1,000 letters" in refused.text
    assert "x" * 1001 in refused.text


async def test_it_is_dealt_with_once_and_then_shows_how(
    unit: Browser, raised: Callable[..., WaveRow]
) -> None:
    raised()
    link = await link_of(unit)
    await unit.get(link)
    done = await unit.post(link, outcome="acted", note=NOTE)
    assert (done.status_code, done.headers["location"]) == (303, "/console/alerts")
    assert "Nothing waits." in await text_of(unit, "/console/alerts")
    assert link in await text_of(unit, "/console/alerts?state=acted")
    page = await text_of(unit, link)
    assert NOTE in page
    assert "How did it end?" not in page
    second = await unit.post(link, outcome="no_action", note="Another note")
    assert second.status_code == 422
    assert "Somebody has dealt with it meanwhile" in second.text
    assert NOTE in second.text


async def test_the_list_is_narrowed_by_state_and_wave(unit: Browser, raised: Callable[..., WaveRow]) -> None:
    first, second = raised("first"), raised("second")
    everything = await text_of(unit, "/console/alerts")
    assert everything.count(LINK) == 2
    for wave in (first, second):
        assert (await text_of(unit, f"/console/alerts?wave={wave.id}")).count(LINK) == 1
    for no_wave in ("", "made-up"):
        assert (await text_of(unit, f"/console/alerts?wave={no_wave}")).count(LINK) == 2
    assert (await text_of(unit, "/console/alerts?state=seen")).count(LINK) == 0
    assert (await text_of(unit, "/console/alerts?state=made-up")).count(LINK) == 2


async def test_urgent_ones_stand_first_and_say_so(unit: Browser, raised: Callable[..., WaveRow]) -> None:
    raised("old", ago=9)
    raised("urgent", urgent=True)
    assert ">urgent</p>" in await text_of(unit, await link_of(unit))
    assert (await text_of(unit, "/console/alerts")).count("Urgent </strong>") == 1
    for other, first in (("day", "old"), ("-day", "urgent"), ("-urgent", "old")):
        assert f">{first}</p>" in await text_of(unit, await link_of(unit, f"?sort={other}"))


async def test_a_name_that_no_alert_has_gets_a_page(unit: Browser) -> None:
    gone = await unit.get("/console/alerts/00000000-0000-4000-8000-000000000000")
    assert gone.status_code == 404
    assert "There is no such alert" in gone.text


async def test_every_page_says_when_something_is_overdue(
    unit: Browser, stocked: Engine, keys: KeyRing, raised: Callable[..., WaveRow]
) -> None:
    raised(ago=14, watched=True)
    assert "overdue" not in await text_of(unit, "/console/waves")
    Chores(stocked, keys).watch(clock.now())
    for path in ("/console", "/console/waves", "/console/privacy"):
        assert (await text_of(unit, path)).count("1 worrying answer is overdue") == 1
    assert "Overdue" in await text_of(unit, "/console/alerts")
    await unit.get(await link_of(unit))
    assert "is overdue" not in await text_of(unit, "/console/waves")


async def test_a_watched_wave_without_anybody_on_duty_is_said_everywhere(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    open_wave(watched=True)
    warned = "Nobody is told when a worrying answer waits"
    assert warned in await text_of(unit, "/console")
    assert warned in await text_of(unit, "/console/members")
    with transaction(stocked) as session:
        session.add(MemberRow(name="Sam Sample", agency="Example School", joined=clock.today()))
    with Session(stocked) as session:
        [member] = session.exec(select(MemberRow.id)).all()
    refused = await unit.post("/console/duty", reader="The manager", hours="", by_hour="24", member="x")
    assert refused.status_code == 422
    for fault in ("Write when alerts are read", "from 0 to 23", "Choose who is told"):
        assert fault in refused.text
    assert 'value="The manager"' in refused.text
    wanted = {"reader": "The manager", "hours": "working days from 9 to 5", "by_hour": "15"}
    done = await unit.post("/console/duty", **wanted, member=str(member))
    assert (done.status_code, done.headers["location"]) == (303, "/console/alerts")
    assert warned not in await text_of(unit, "/console")
    listed = await text_of(unit, "/console/alerts")
    assert "The manager reads them: working days from 9 to 5, by 15:00" in listed
    assert "Sam Sample is told" in listed
    assert "Changed who watches the safety queue" in await text_of(unit, "/console/audit")
    again = await text_of(unit, "/console/duty")
    assert 'value="15"' in again
    assert re.search(rf'value="{member}"\s+checked', again)
    await unit.post("/console/duty", **wanted, member="nobody")
    assert warned in await text_of(unit, "/console")


async def test_who_is_told_is_found_among_many_by_a_part_of_the_name(unit: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        crowd = [
            MemberRow(name=f"Sam Sample {at:02}", agency="Example School", joined=clock.today())
            for at in range(12)
        ]
        session.add_all([*crowd, MemberRow(name="Zoe Zeros", agency="Made-up Trust", joined=clock.today())])
    page = await text_of(unit, "/console/duty")
    assert "Sam Sample 09" in page and "Sam Sample 10" not in page
    assert "3 more members fit" in page
    wanted = {"reader": "The manager", "hours": "working days", "by_hour": "15"}
    nobody = await unit.post("/console/duty", **wanted, find="Quentin")
    assert "Nobody of the action group is found" in nobody.text
    found = await unit.post("/console/duty", **wanted, member="nobody", find="trust")
    assert found.status_code == 422
    assert "Choose who is told, among the people who were found" in found.text
    assert "Zoe Zeros" in found.text and "Sam Sample" not in found.text
    zoe = re.search(r'value="([0-9a-f-]{36})"', found.text)[1]  # type: ignore[index]
    done = await unit.post("/console/duty", **wanted, member=zoe, find="trust", found="trust")
    assert done.status_code == 303
    assert "Zoe Zeros is told" in await text_of(unit, "/console/alerts")
    again = await text_of(unit, "/console/duty")
    assert re.search(rf'value="{zoe}"\s+checked', again)
    assert "Sam Sample 09" in again


async def test_words_that_were_lost_are_said_on_every_page(
    unit: Browser, desk: Desk, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    assert "lost because" not in await text_of(unit, "/console/waves")
    conversation = desk.open("web")
    for turn in (Turn(text=open_wave().code), Turn(choice=":start")):
        desk.take(conversation, turn)
    with stocked.begin() as connection:
        connection.exec_driver_sql("alter table alert rename to alert_away")
    try:
        desk.take(conversation, Turn(text="my uncle hits me every night"))
    finally:
        with stocked.begin() as connection:
            connection.exec_driver_sql("alter table alert_away rename to alert")
    assert desk.lost_alerts == 1
    for path in ("/console", "/console/waves"):
        assert (await text_of(unit, path)).count("1 worrying answer was lost") == 1
