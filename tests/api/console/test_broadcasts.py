"""Pages of broadcasts: writing, sending once, and watching."""

from datetime import date
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, DeliveryRow, DeliveryState
from api.db import transaction
from api.members import service as members
from tests.api.console.conftest import Browser

PROGRESS = "Copies handed out"


def join(engine: Engine, kind: str = "web") -> None:
    with transaction(engine) as session:
        code = members.invite(session, name="Made Up", agency="Example", today=date.today())
        members.join(session, code, members.Address(kind, uuid4().hex), date.today())


async def written(unit: Browser) -> str:
    made = await unit.post("/console/broadcasts/new", title="Training", text="Places are open.")
    assert made.status_code == 303
    return str(made.headers["location"])


WRONG = (
    ("title", " \x00", "Write a title"),
    ("text", "\r\n \r\n", "Write the text"),
    ("title", "x" * 200, "Keep the title"),
    ("text", "x" * 5000, "Keep the title"),
)


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    unit: Browser, stocked: Engine
) -> None:
    for field, typed, said in WRONG:
        fields = {"title": "Kept title", "text": "Kept text"} | {field: typed}
        page = await unit.post("/console/broadcasts/new", **fields)
        assert page.status_code == 422
        assert said in page.text
        assert f'id="{field}-error"' in page.text
        assert ("Kept text" if field == "title" else "Kept title") in page.text
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow)).all() == []


async def test_paragraphs_typed_in_a_browser_stay_paragraphs(unit: Browser, stocked: Engine) -> None:
    text = "Places are open.\r\n\r\n- One\r\n- <i>Two</i>\r\n"
    made = await unit.post("/console/broadcasts/new", title="Training", text=text)
    page = await unit.get(made.headers["location"])
    assert '<p class="govuk-body">Places are open.</p>' in page.text
    assert "<li>One</li><li>&lt;i&gt;Two&lt;/i&gt;</li>" in page.text
    with Session(stocked) as session:
        assert session.exec(select(BroadcastRow.text)).all() == ["Places are open.\n\n- One\n- <i>Two</i>"]


async def test_with_nobody_to_read_it_nothing_is_sent(unit: Browser) -> None:
    assert "Nothing has been written yet" in (await unit.get("/console/broadcasts")).text
    place = await written(unit)
    page = await unit.get(place)
    assert "Nobody has joined yet" in page.text
    assert "Send it now" not in page.text
    refused = await unit.post(f"{place}/send")
    assert refused.status_code == 409
    assert "invite members first" in refused.text


async def test_sending_twice_makes_one_copy_for_each_member(unit: Browser, stocked: Engine) -> None:
    join(stocked)
    join(stocked, "telegram")
    place = await written(unit)
    assert "2 members of the action group, to 1 in Telegram" in (await unit.get(place)).text
    for _ in range(2):
        sent = await unit.post(f"{place}/send")
        assert (sent.status_code, sent.headers["location"]) == (303, place)
    with Session(stocked) as session:
        assert len(session.exec(select(DeliveryRow)).all()) == 2
    page = await unit.get(place)
    assert "0 of 2 handed out." in page.text
    assert "Look again" in page.text


async def test_the_progress_ends_the_watching_when_everything_is_handed_out(
    unit: Browser, stocked: Engine
) -> None:
    for _ in range(4):
        join(stocked, "telegram")
    place = await written(unit)
    await unit.post(f"{place}/send")
    first = await unit.get(f"{place}/progress")
    assert "hx-refresh" not in first.headers
    assert "0 of 4 handed out." in first.text
    with transaction(stocked) as session:
        letter = session.exec(select(BroadcastRow.id)).one()
        copies = [member for member, _ in broadcasts.next_copies(session, letter, 10)]
        states = (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.BLOCKED, DeliveryState.FAILED)
        for member, state in zip(copies, states, strict=True):
            broadcasts.mark(session, letter, member, state)
        broadcasts.finish(session, letter)
    last = await unit.get(f"{place}/progress")
    assert last.headers["hx-refresh"] == "true"
    said = " ".join(last.text.split())
    assert "2 of 4 handed out; 1 has shut the channel; 1 could not be reached" in said
    page = await unit.get(place)
    assert "hx-get" not in page.text
    assert "Look again" not in page.text
