"""Who can be rung at this minute, in the right order, with a tap."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from api import clock
from api.guidance import service
from api.guidance.content import ContentFault, read

Edit = Callable[[str, str, str], int]
KEPT = "\n    owner: Coventry City Council\n    source: mash-guide"
UNKNOWN, OFFICE = f"open: null{KEPT}", f'open: [{{days: mon-thu, opens: "08:30", closes: "17:00"}}]{KEPT}'
THURSDAY, NIGHT = datetime(2026, 11, 26, 12, tzinfo=clock.HERE), datetime(2026, 11, 26, 22, tzinfo=clock.HERE)


def told(session: Session, slug: str, now: datetime = THURSDAY) -> service.Answer:
    found = service.answer(session, slug, now)
    assert found is not None
    return found


def parts(answer: service.Answer) -> dict[str, list[str]]:
    """Who stands below which heading, by label."""
    blocks = [block.split("\n") for block in answer.text.split("\n\n")]
    headed = {block[0]: block[1:] for block in blocks if block[0].endswith(":")}
    return {
        head: [line.split(": ")[0].removeprefix("- ") for line in lines] for head, lines in headed.items()
    }


@pytest.fixture
def confirmed(session: Session, folder: Path, edit: Edit) -> Session:
    """The pack with hours of MASH, from which those of the night service follow."""
    edit("contacts.yml", UNKNOWN, OFFICE)
    service.load(session, folder)
    return session


def test_in_its_hours_mash_is_open_and_the_night_service_closed(confirmed: Session) -> None:
    answer = told(confirmed, "contact-now")
    found = parts(answer)
    assert found["Open now:"] == ["Emergency", "MASH"]
    assert found["Closed now:"] == ["Emergency Duty Team, nights and weekends"]
    assert "Police, not an emergency" in found["Open or closed, not known:"]
    assert (
        "- MASH: 024 7678 8555 (Monday to Thursday 8.30am to 5pm, not on bank holidays; open now until 5pm)"
        in (answer.text)
    )
    assert "(when MASH is closed; closed now, opens 5pm)" in answer.text


def test_outside_of_them_it_is_the_other_way_round(confirmed: Session) -> None:
    answer = told(confirmed, "contact-now", NIGHT)
    found = parts(answer)
    assert found["Open now:"] == ["Emergency", "Emergency Duty Team, nights and weekends"]
    assert found["Closed now:"] == ["MASH"]
    tapped = [link.url for link in answer.links]
    assert tapped.index("tel:+442476832222") < tapped.index("tel:101") < tapped.index("tel:+442476788555")
    # Friday has no hours in this list, and then comes a weekend.
    assert "closed now, opens Monday 8.30am" in answer.text
    assert "open now until Monday 8.30am" in answer.text


def test_on_a_bank_holiday_the_night_service_has_the_day(confirmed: Session) -> None:
    christmas = datetime(2026, 12, 28, 11, tzinfo=clock.HERE)
    assert (
        "Emergency Duty Team, nights and weekends"
        in parts(told(confirmed, "contact-now", christmas))["Open now:"]
    )


def test_as_long_as_nobody_confirmed_hours_nobody_is_said_to_be_there(loaded: Session) -> None:
    found = parts(told(loaded, "contact-now"))
    assert found["Open now:"] == ["Emergency"]
    assert found["Open or closed, not known:"][:2] == ["MASH", "Emergency Duty Team, nights and weekends"]
    assert "Closed now:" not in found


@pytest.mark.parametrize("slug", ["contact-now", "contact-mash", "contact-out-of-hours"])
def test_pages_on_contacts_lead_with_who_is_there(confirmed: Session, slug: str) -> None:
    assert told(confirmed, slug).text.startswith(
        "Open now:\n- Emergency: 999" if slug != "contact-mash" else "Open now:\n"
    )


def test_every_number_that_is_shown_can_be_tapped(loaded: Session) -> None:
    links = {link.url: link.label for link in told(loaded, "contact-now").links}
    assert links["tel:999"] == "Ring Emergency, 999"
    assert links["tel:101"] == "Ring Police, not an emergency, 101"
    assert links["tel:+442476788555"] == "Ring MASH, 024 7678 8555"
    assert links["tel:+448088005000"].startswith("Ring NSPCC Helpline")
    assert list(links)[:2] == ["tel:999", "tel:+442476788555"]


def test_short_numbers_are_rung_and_texted_as_they_are(loaded: Session) -> None:
    links = [link.url for link in told(loaded, "self-harm").links]
    assert {"tel:999", "tel:111", "tel:116123", "sms:85258", "tel:+448001111"} <= set(links)
    assert "tel:116000" in [link.url for link in told(loaded, "missing").links]
    assert all(re.fullmatch(r"tel:(\+44[1-9]\d{6,9}|\d{3,6})|sms:\d{5}|https://.+", url) for url in links)


@pytest.mark.parametrize("slug", ["immediate-danger", "domestic-abuse"])
def test_what_is_pressed_during_a_call_cannot_be_rung(loaded: Session, slug: str) -> None:
    answer = told(loaded, slug)
    assert "press 55" in answer.text
    assert "tel:55" not in [link.url for link in answer.links]


def test_it_is_in_the_menu_and_found_by_a_search(loaded: Session) -> None:
    assert "contact-now" in [hit.slug for hit in service.search(loaded, "who is open now")]
    parts = [
        None,
        *(item.slug.partition(":")[2] for item in service.menu(loaded, "practitioner") if ":" in item.slug),
    ]
    offered = [item.slug for part in parts for item in service.menu(loaded, "practitioner", part)]
    assert "contact-now" in offered


@pytest.mark.parametrize(
    ("new", "fault"),
    [("{outside: nobody}", "there is no contact 'nobody'"), ("{outside: edt}", "has no hours of its own")],
)
def test_hours_outside_of_others_need_those_others(folder: Path, edit: Edit, new: str, fault: str) -> None:
    edit("contacts.yml", "open: {outside: mash}", f"open: {new}")
    with pytest.raises(ContentFault, match=fault):
        read(folder)
