"""A member's own page and inbox: what they choose is kept, and nobody else's browser opens it."""

import re
from collections.abc import Mapping
from datetime import date

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import DeliveryRow, DeliveryState
from api.conversation.service import Desk, Turn
from api.db import transaction
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import AddressRow, MemberRow
from api.waves.keys import KeyRing
from tests.people import ROBIN, approved

from .conftest import Mailbox, field, send

TOKEN = "0123456789abcdef" * 2
MAIL = Address("email", "sam@school.example")
WANTED: Mapping[str, str | list[str]] = {
    "role": "Designated lead",
    "language": "pl",
    "themes": ["training", "neglect"],
    "first": "web",
    "quiet_from": "20",
    "quiet_until": "7",
}


@pytest.fixture
def sam(stocked: Engine, keys: KeyRing, browser: httpx.AsyncClient) -> httpx.AsyncClient:
    """The browser of a member."""
    with transaction(stocked) as session:
        member = MemberRow(name="Sam Sample", agency="Example School", joined=date(2026, 11, 2))
        session.add(member)
        session.flush()
        session.add(addresses.row(keys, member.id, Address("web", TOKEN)))
    browser.cookies.set("heard_person", f"{TOKEN}.member", domain="heard.local")
    return browser


def kept(engine: Engine) -> MemberRow:
    with Session(engine) as session:
        return session.exec(select(MemberRow)).one()


async def choose(browser: httpx.AsyncClient, **other: str | list[str]) -> httpx.Response:
    page = await browser.get("/membership")
    form = {"csrftoken": field(page, "csrftoken"), **WANTED, **other}
    return await browser.post("/membership", data=form)


async def add(browser: httpx.AsyncClient, email: str) -> httpx.Response:
    return await send(
        browser, "/membership/addresses", await browser.get("/membership"), kind="email", value=email
    )


def reached(engine: Engine, keys: KeyRing) -> list[str]:
    """The kinds and addresses of all members."""
    opened = addresses.opener(keys)
    with Session(engine) as session:
        rows = session.exec(select(AddressRow).order_by(AddressRow.kind)).all()
        return [opened(row.sealed) if row.sealed else row.kind for row in rows]


async def test_what_is_chosen_is_kept_and_shown(sam: httpx.AsyncClient, stocked: Engine) -> None:
    assert "All" not in (await sam.get("/membership")).text.partition("<form")[0]
    page = await choose(sam)
    assert "Your choices are kept" in page.text
    row = kept(stocked)
    assert (row.role, row.language, row.channels) == ("Designated lead", "pl", ["web"])
    assert (row.quiet_from, row.quiet_until) == (20, 7)
    assert "training" not in row.left_themes
    assert "online" in row.left_themes
    assert 'value="Designated lead"' in page.text
    assert re.search(r'value="training"[^>]*checked', page.text)
    assert not re.search(r'value="online"[^>]*checked', page.text)
    assert "Quiet hours: from 20:00 to 07:00" in page.text


async def test_at_first_every_theme_is_ticked(sam: httpx.AsyncClient) -> None:
    boxes = re.findall(r'<input[^>]*name="themes"[^>]*>', (await sam.get("/membership")).text)
    assert boxes
    assert all("checked" in box for box in boxes)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"role": "x" * 61}, "at most 60 letters"),
        ({"language": "tlh"}, "Choose one of the languages"),
        ({"first": "pigeon"}, "by which you can be reached"),
        ({"first": "telegram"}, "by which you can be reached"),
        ({"quiet_until": ""}, "Choose both hours"),
        ({"quiet_from": "25"}, "Choose both hours"),
        ({"quiet_from": "7"}, "two hours that are not the same"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    sam: httpx.AsyncClient, stocked: Engine, wrong: Mapping[str, str], words: str
) -> None:
    page = await choose(sam, **wrong)
    assert page.status_code == 422
    assert words in page.text
    assert "<title>Error: " in page.text
    assert wrong.get("role", "Designated lead") in page.text
    assert not re.search(r'value="online"[^>]*checked', page.text)
    assert kept(stocked).role is None


async def test_a_role_is_one_line_that_can_be_read(sam: httpx.AsyncClient, stocked: Engine) -> None:
    await choose(sam, role="Lead\x00\n of  <b>all</b>\u202e")
    assert kept(stocked).role == "Lead of <b>all</b>"
    assert "<b>all" not in (await sam.get("/membership")).text


async def test_an_address_is_added_by_its_link_and_takes_the_place_of_the_last(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    for email in (MAIL.value, "sam@home.example"):
        assert "A link is on its way" in (await add(sam, email)).text
        assert email not in reached(stocked, keys)
        link = mailbox.link()
        page = await sam.get(link)
        assert "Is this your address?" in page.text
        assert "Sam Sample" not in page.text  # whoever was written to by mistake
        assert "Messages can reach you there now" in (await send(sam, link, page)).text
        assert reached(stocked, keys) == [email, "web"]
    page = await sam.get("/membership")
    assert "sam@home.example" in page.text
    assert MAIL.value not in page.text


async def test_another_members_address_is_refused_and_nobody_is_told_whose_it_is(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing, mailbox: Mailbox
) -> None:
    with transaction(stocked) as session:
        kim = MemberRow(name="Kim Keeps", agency="Example School", joined=date(2026, 11, 2))
        session.add(kim)
        session.flush()
        session.add(addresses.row(keys, kim.id, MAIL))
    assert "A link is on its way" in (await add(sam, MAIL.value)).text
    link = mailbox.link()
    page = await send(sam, link, await sam.get(link))
    assert page.status_code == 409
    assert "cannot be added" in page.text
    assert "Kim" not in page.text
    assert "sam@school" not in (await sam.get("/membership")).text


async def test_what_is_no_address_is_given_back(sam: httpx.AsyncClient, mailbox: Mailbox) -> None:
    page = await add(sam, "sam at school")
    assert page.status_code == 422
    assert 'value="sam at school"' in page.text
    assert mailbox.mails == []
    page = await send(
        sam, "/membership/addresses", await sam.get("/membership"), kind="pigeon", value=MAIL.value
    )
    assert page.status_code == 422


async def test_the_last_address_cannot_be_removed(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing
) -> None:
    page = await sam.get("/membership")
    only = field(page, "place")
    page = await send(sam, "/membership/addresses/remove", page, place=only)
    assert page.status_code == 409
    assert "or leave the group" in page.text
    with transaction(stocked) as session:
        session.add(addresses.row(keys, kept(stocked).id, MAIL))
    page = await sam.get("/membership")
    places = re.findall('name="place" value="([^"]*)"', page.text)
    other = next(place for place in places if place != only)
    page = await send(sam, "/membership/addresses/remove", page, place=other)
    assert "You are not reached there any more" in page.text
    assert reached(stocked, keys) == ["web"]


async def test_a_code_brings_a_member_into_telegram_as_well(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing, desk: Desk
) -> None:
    page = await send(sam, "/membership/code", await sam.get("/membership"))
    [code] = re.findall(r"Your code is <bdi[^>]*>([A-Z2-9-]{14})<", page.text)
    chat, other = Address("telegram", "7301944820"), Address("telegram", "42")
    said = desk.take(desk.open("telegram"), Turn(text=code.lower(), address=chat))
    assert "can reach you here as well" in said[0].text
    assert reached(stocked, keys) == [chat.value, "web"]
    assert (
        "does not open anything" in desk.take(desk.open("telegram"), Turn(text=code, address=other))[0].text
    )
    assert "A chat in Telegram" in (await sam.get("/membership")).text


async def test_who_removes_this_browser_is_out_of_it(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing
) -> None:
    only = field(await sam.get("/membership"), "place")
    with transaction(stocked) as session:
        session.add(addresses.row(keys, kept(stocked).id, MAIL))
    page = await send(sam, "/membership/addresses/remove", await sam.get("/membership"), place=only)
    assert "You are a member already" in page.text
    assert reached(stocked, keys) == [MAIL.value]


async def test_an_address_of_somebody_else_cannot_be_removed(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing
) -> None:
    with transaction(stocked) as session:
        kim = MemberRow(name="Kim Keeps", agency="Example School", joined=date(2026, 11, 2))
        session.add(kim)
        session.flush()
        place = addresses.row(keys, kim.id, MAIL)
        session.add(place)
        session.flush()
        theirs = str(place.id)
    await send(sam, "/membership/addresses/remove", await sam.get("/membership"), place=theirs)
    assert reached(stocked, keys) == [MAIL.value, "web"]


async def test_leaving_asks_once_and_deletes_everything(sam: httpx.AsyncClient, stocked: Engine) -> None:
    page = await sam.get("/membership/leave")
    assert "cannot be undone" in page.text
    assert kept(stocked).name == "Sam Sample"
    page = await send(sam, "/membership/leave", page)
    assert "You have left" in page.text
    with Session(stocked) as session:
        for table in (MemberRow, AddressRow):
            assert session.exec(select(table)).all() == []
    assert "heard_person" not in sam.cookies
    assert "You are a member already" in (await sam.get("/membership")).text


@pytest.mark.parametrize("path", ["/membership", "/membership/leave", "/inbox"])
async def test_a_stranger_is_shown_how_to_come_in(browser: httpx.AsyncClient, path: str) -> None:
    for token in ("", "f" * 32, f"{'f' * 32}.member"):
        browser.cookies.set("heard_person", token)
        page = await browser.get(path)
        assert "You are a member already" in page.text
        assert "Send a link" in page.text


async def test_a_stranger_can_do_nothing(
    browser: httpx.AsyncClient, stocked: Engine, mailbox: Mailbox
) -> None:
    page = await browser.get("/inbox")
    for path in ("/membership", "/membership/addresses", "/membership/addresses/remove", "/membership/code"):
        answer = await send(browser, path, page, value=MAIL.value, language="en")
        assert answer.status_code == 403
        assert "You are a member already" in answer.text
    assert mailbox.mails == []


async def test_what_is_new_is_marked_until_it_has_been_seen(sam: httpx.AsyncClient, stocked: Engine) -> None:
    with transaction(stocked) as session:
        for title in ("A first guide", "A second guide"):
            broadcasts.send(session, ROBIN, approved(session, title).id)
        session.flush()
        for copy in session.exec(select(DeliveryRow)):
            copy.state = DeliveryState.SENT
    page = await sam.get("/inbox")
    assert "<title>(2 new) Your messages" in page.text
    assert page.text.count(">New</strong>") == 2
    page = await sam.get("/inbox")
    assert "<title>Your messages" in page.text
    assert "A first guide" in page.text
    assert ">New<" not in page.text
    with Session(stocked) as session:
        assert session.exec(select(col(DeliveryRow.opened)).distinct()).all() == [clock.today()]


async def test_the_inbox_can_be_kept_like_an_app(sam: httpx.AsyncClient) -> None:
    page = await sam.get("/inbox")
    assert 'rel="manifest" href="/app.webmanifest"' in page.text
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
    manifest = await sam.get("/app.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    said = manifest.json()
    assert (said["start_url"], said["display"]) == ("/inbox", "standalone")
    for icon in said["icons"]:
        picture = await sam.get(icon["src"])
        assert picture.headers["content-type"] == "image/png"
        width = int.from_bytes(picture.content[16:20])
        assert icon["sizes"] == f"{width}x{width}"


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_a_browser_that_forgets_somebody_is_no_way_to_them(
    sam: httpx.AsyncClient, stocked: Engine, keys: KeyRing, elsewhere: bool
) -> None:
    if elsewhere:
        with transaction(stocked) as session:
            session.add(addresses.row(keys, kept(stocked).id, Address("telegram", "7301944820")))
    await sam.get("/inbox")
    gone = await sam.post("/inbox/forget", data={"csrftoken": field(await sam.get("/inbox"), "csrftoken")})
    assert gone.url.path == "/closed"
    assert "heard_person" not in sam.cookies
    with Session(stocked) as session:
        kinds = session.exec(select(AddressRow.kind)).all()
    # The last one stays: a member whom nothing reaches could not even be told so.
    assert kinds == (["telegram"] if elsewhere else ["web"])
    assert "This browser does not know you" in (await sam.get("/inbox")).text
