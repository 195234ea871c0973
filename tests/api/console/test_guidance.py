"""The guidance in the console: written by one, published by another, read by everybody at once."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.console.guidance_form import Form
from api.console.guidance_typed import Reader
from api.db import transaction
from api.guidance import content, items, service
from api.guidance.items import SHAPES
from api.understanding.tables import MisunderstandingRow
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.conftest import CONTENT, empty

KIM = "Kim Example"
NEW = "024 7600 0000"
MASH = "/console/guidance/items/contact/mash"
TOPIC = "/console/guidance/items/topic/contact-mash"


@pytest.fixture(autouse=True)
def forgotten(engine: Engine) -> Iterator[None]:
    """What is published here does not stay for other tests."""
    yield
    empty(engine, guidance=True)


@pytest.fixture
async def colleague(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """A second person."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, KIM)
        yield browser


def filled(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form of an item, unless somebody types."""
    form = page[page.index('id="form"') :]
    form = form[: form.index("</form>")]
    found: dict[str, list[str]] = {}
    for tag, attributes, text in re.findall(
        r"<(input|textarea|select)\b([^>]*)>((?:[^<]|<(?!/?(?:textarea|select|form|input)))*(?:<option.*?</select>)?)",
        form,
        re.DOTALL,
    ):
        name = re.search(r'name="([^"]+)"', attributes)
        value = re.search(r'value="([^"]*)"', attributes)
        if name is None or name[1] == "csrftoken":
            continue
        if tag == "textarea":
            found[name[1]] = [unescape(text).removeprefix("\n")]
        elif tag == "select":
            chosen = re.search(r'<option value="([^"]*)"[^>]* selected', text)
            found[name[1]] = [unescape(chosen[1]) if chosen else ""]
        elif "checkbox" in attributes or "radio" in attributes:
            if " checked" in attributes and value:
                found.setdefault(name[1], []).append(unescape(value[1]))
        else:
            found[name[1]] = [unescape(value[1]) if value else ""]
    return found


async def write(browser: Browser, address: str, **fields: str | list[str]) -> str:
    """Fills the form of an item; the address of the draft."""
    page = await browser.get(f"{address}/edit")
    assert page.status_code == 200, page.text
    sent: dict[str, str | list[str]] = {**filled(page.text), "reason": "It was tried", **fields}
    reply = await browser.post(f"{address}/edit", **sent)
    assert reply.status_code == 303, re.findall(r"error-message.*?</p>", reply.text, re.DOTALL)
    return str(reply.headers["location"])


def answer(engine: Engine, slug: str) -> service.Answer:
    with Session(engine) as session:
        found = service.answer(session, slug)
    assert found is not None
    return found


def changed(page: str) -> str:
    """The part of the page of a change that says what it changes."""
    return page[page.index("What changes") : page.index("As people read it")]


def trail(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [
            row.what
            for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))
            if row.what.startswith("content")
        ]


def test_every_item_stands_in_its_form_and_comes_out_of_it_as_it_was() -> None:
    for kind, name, model in items.listed(content.read(CONTENT)):
        shape = SHAPES[kind]
        item = shape.data(model.model_dump())
        form = Form(kind, shape.model, {}, frozenset())
        typed = form.typed(item)
        assert shape.data(Reader(shape.model, typed).item) == item, (kind, name)
        assert {field.id for field in form.fields(typed)} == set(shape.model.model_fields)


async def test_a_topic_is_written_by_one_and_published_by_another(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    draft = await write(unit, TOPIC, title="Ring the <front> door", menu="The front door")
    page = await unit.get(draft)
    assert "Draft" in page.text and "As people read it" in page.text
    assert "Ring the &lt;front&gt; door" in page.text
    assert "<ins>" in page.text and "<del>" in page.text
    assert (await colleague.post(f"{draft}/send")).status_code == 409
    assert (await unit.post(f"{draft}/send")).status_code == 303
    assert "One change of the guidance to approve" in (await colleague.get("/console")).text
    refused = await unit.post(f"{draft}/approve")
    assert refused.status_code == 409 and "you wrote it yourself" in refused.text
    assert answer(stocked, "contact-mash").title != "Ring the <front> door"
    assert (await colleague.post(f"{draft}/approve")).status_code == 303
    assert answer(stocked, "contact-mash").title == "Ring the <front> door"
    with Session(stocked) as session:
        assert "The front door" in {item.label for item in service.menu(session, "practitioner")}
    history = (await unit.get(TOPIC)).text
    assert "Robin Madeup" in history and "It was tried" in history
    assert trail(stocked) == ["content_proposed", "content_published"]


async def test_a_number_that_cannot_wait_is_live_at_once_everywhere(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    draft = await write(unit, MASH, phone=NEW)
    nothing = await unit.post(f"{draft}/urgent")
    assert nothing.status_code == 422 and "Say in a few words why" in nothing.text
    assert (await unit.post(f"{draft}/urgent", reason="The line is dead")).status_code == 303
    assert NEW in answer(stocked, "contact-mash").text
    assert NEW in service.signpost(service.published(stocked), "young_person", "support").text
    for browser in (unit, colleague):
        shown = (await browser.get("/console/guidance")).text
        assert "MASH was changed" in shown and "not yet seen by a second one" in shown
        assert f'href="{draft}"' in shown
    waits = "One urgent change of the guidance that no second person has seen"
    assert waits in (await colleague.get("/console")).text
    assert waits not in (await unit.get("/console")).text
    assert (await unit.post(f"{draft}/seen")).status_code == 409
    assert (await colleague.post(f"{draft}/seen")).status_code == 303
    assert waits not in (await colleague.get("/console")).text
    assert "not yet seen" not in (await unit.get("/console/guidance")).text
    assert trail(stocked) == ["content_urgent", "content_seen"]


async def test_an_urgent_number_is_taken_back_with_one_tap(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    before = answer(stocked, "contact-mash").text
    draft = await write(unit, MASH, phone=NEW)
    await unit.post(f"{draft}/urgent", reason="The line is dead")
    assert (await colleague.post(f"{draft}/back")).status_code == 303
    assert answer(stocked, "contact-mash").text == before
    assert "not yet seen" not in (await unit.get("/console")).text
    assert "Taken back" in (await unit.get(MASH)).text


async def test_only_how_a_contact_is_reached_can_be_urgent(unit: Browser) -> None:
    for address, fields in ((MASH, {"label": "The front door"}), (TOPIC, {"title": "Another"})):
        draft = await write(unit, address, **fields)
        assert "cannot wait" not in (await unit.get(draft)).text
        assert (await unit.post(f"{draft}/urgent", reason="Now")).status_code == 409


async def test_what_is_sent_back_says_why_and_can_be_taken_up_again(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    draft = await write(unit, TOPIC, title="Taken up again")
    await unit.post(f"{draft}/send")
    assert (await colleague.post(f"{draft}/refuse", reason=" ")).status_code == 422
    assert (await colleague.post(f"{draft}/refuse", reason="Not in these words")).status_code == 303
    page = (await unit.get(draft)).text
    assert "Sent back" in page and "Not in these words" in page
    again = re.search(r'href="([^"]+edit\?from=[^"]+)"', page)
    assert again
    assert "Taken up again" in (await unit.get(unescape(again[1]))).text
    assert trail(stocked) == ["content_proposed", "content_refused"]


async def test_two_who_change_the_same_see_all_three_texts(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    mine = await write(unit, TOPIC, title="The first text")
    theirs = await write(colleague, TOPIC, title="The second text")
    for browser, draft, other in ((unit, mine, colleague), (colleague, theirs, unit)):
        await browser.post(f"{draft}/send")
        reply = await other.post(f"{draft}/approve")
    assert reply.status_code == 409
    assert "What stands there now" in reply.text
    assert "The first text" in reply.text and "The second text" in reply.text
    assert answer(stocked, "contact-mash").title == "The first text"


async def test_what_others_publish_meanwhile_is_not_put_back_by_who_left_it_alone(
    unit: Browser, colleague: Browser
) -> None:
    opened = filled((await unit.get(f"{MASH}/edit")).text)
    earlier = await write(unit, MASH, note="Ask for the duty worker")
    quick = await write(colleague, MASH, phone=NEW)
    assert (await colleague.post(f"{quick}/urgent", reason="The line is dead")).status_code == 303
    # The form that was open all the while, the draft, and its text taken up again.
    typed = {"note": ["Ask for them"], "reason": ["It was tried"]}
    late = await unit.post(f"{MASH}/edit", **(opened | typed))
    assert "Number to ring" not in changed((await unit.get(late.headers["location"])).text)
    for form in (f"{earlier}/edit", f"{MASH}/edit?from={earlier.rpartition('/')[2]}"):
        fields = filled((await unit.get(form)).text)
        assert (fields["phone"], fields["note"]) == ([NEW], ["Ask for the duty worker"])
    fields = filled((await unit.get(f"{earlier}/edit")).text)
    assert (await unit.post(f"{earlier}/edit", **fields)).status_code == 303
    assert "Number to ring" not in changed((await unit.get(earlier)).text)


async def test_marks_that_turn_letters_round_are_not_kept(unit: Browser) -> None:
    draft = await write(unit, TOPIC, title="Ring \u202ehsam\u202c now")
    assert "Ring hsam now" in (await unit.get(draft)).text


async def test_faults_stand_beside_their_fields_and_nothing_that_was_typed_is_lost(unit: Browser) -> None:
    sent = filled((await unit.get(f"{TOPIC}/edit")).text)
    sent |= {
        "text": ["Ring 024 7678 8555 now"],
        "contacts": ["mush"],
        "duties-0-kind": ["must"],
        "duties-0-text": ["You should ring"],
        "duties-0-basis": [""],
        "review_by-day": ["31"],
        "review_by-month": ["2"],
        "title": [""],
        "reason": [""],
    }
    reply = await unit.post(f"{TOPIC}/edit", **sent)
    assert reply.status_code == 422
    for fault in ("Title: Fill this in", "Write a day that", "its text has to say", "Say in a few words why"):
        assert fault in unescape(reply.text), fault
    assert 'href="#duties-0"' in reply.text and 'id="duties-0"' in reply.text
    for kept in ("Ring 024 7678 8555 now", "You should ring", 'value="31"'):
        assert kept in reply.text
    sent |= {
        "title": ["A title"], "reason": ["It was tried"], "review_by-day": ["28"],
        "duties-0-text": ["You must ring"], "duties-0-basis": ["Made-up Act, section 1"],
    }  # fmt: skip
    reply = await unit.post(f"{TOPIC}/edit", **sent)
    assert reply.status_code == 422
    assert 'href="#text"' in reply.text and "only in contacts.yml" in reply.text
    assert 'href="#contacts"' in reply.text
    assert "there is no contact" in reply.text
    assert "Draft" not in (await unit.get("/console/guidance")).text


async def test_every_link_of_a_summary_leads_to_a_field(unit: Browser) -> None:
    for address in (
        "/console/guidance/new/topic",
        "/console/guidance/new/contact",
        "/console/guidance/new/indicator",
    ):
        reply = await unit.post(
            address, **{"open": "hours", "open-hours-0-days": "someday", "source": "none"}
        )
        assert reply.status_code == 422
        summary = reply.text[reply.text.index("error-summary") :]
        links = re.findall(r'href="#([^"]+)"', summary[: summary.index("</ul>")])
        assert links
        for link in links:
            assert f'id="{link}"' in reply.text, (address, link)


async def test_a_new_topic_is_found_at_once(unit: Browser, colleague: Browser, stocked: Engine) -> None:
    page = await unit.get("/console/guidance/new/topic")
    assert "after the next training" in page.text
    sent = filled((await unit.get(f"{TOPIC}/edit")).text)
    sent |= {"slug": ["made-up"], "title": ["A zebra page"], "menu": ["Zebras"], "words": ["zebra"]}
    sent |= {"reason": ["New"], "related": [""]}
    taken = await unit.post("/console/guidance/new/topic", **sent | {"slug": ["contact-mash"]})
    assert taken.status_code == 422 and "short name already" in taken.text
    reply = await unit.post("/console/guidance/new/topic", **sent)
    assert reply.status_code == 303, reply.text
    draft = reply.headers["location"]
    await unit.post(f"{draft}/send")
    assert (await colleague.post(f"{draft}/approve")).status_code == 303
    with Session(stocked) as session:
        assert [hit.slug for hit in service.search(session, "zebra")] == ["made-up"]
    assert (await unit.get("/console/guidance/items/topic/made-up")).status_code == 200


async def test_what_something_names_is_not_removed_and_the_reasons_are_said(unit: Browser) -> None:
    page = await unit.get(f"{MASH}/remove")
    assert "Remove MASH?" in page.text
    reply = await unit.post(f"{MASH}/remove", reason="Gone")
    assert reply.status_code == 422
    assert "It cannot be removed while something needs it" in reply.text
    assert "topics/contact-mash.yml" in reply.text
    assert (await unit.get("/console/guidance/items/level/3/remove")).status_code == 404
    assert (await unit.post("/console/guidance/items/level/3/remove", reason="x")).status_code == 404


async def test_a_removal_has_no_text_to_change(unit: Browser) -> None:
    drafted = await unit.post("/console/guidance/items/topic/prevent/remove", reason="It was tried")
    place = drafted.headers["location"]
    assert (await unit.get(f"{place}/edit")).status_code == 404
    assert (await unit.post(f"{place}/edit", title="Another", reason="It was tried")).status_code == 404


async def test_a_year_of_twenty_digits_is_no_day(unit: Browser) -> None:
    day = {"expires-day": ["1"], "expires-month": ["2"], "expires-year": ["9" * 20]}
    sent = filled((await unit.get(f"{MASH}/edit")).text) | day | {"reason": ["It was tried"]}
    reply = await unit.post(f"{MASH}/edit", **sent)
    assert reply.status_code == 422 and "Write a day that the calendar has" in reply.text


async def test_the_copy_is_the_seed_where_nothing_was_edited_and_can_be_read_where_it_was(
    unit: Browser, colleague: Browser, stocked: Engine, tmp_path: Path
) -> None:
    seed = content.texts(CONTENT)
    assert await _copy(unit) == {name: text.encode() for name, text in seed.items()}
    draft = await write(unit, MASH, phone=NEW)
    await unit.post(f"{draft}/send")
    await colleague.post(f"{draft}/approve")
    changed = await _copy(unit)
    assert {name for name in seed if changed[name] != seed[name].encode()} == {"contacts.yml"}
    for name, data in changed.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    pack = content.read(tmp_path)
    assert next(contact for contact in pack.contacts if contact.key == "mash").phone == NEW
    assert "content_exported" in trail(stocked)


async def _copy(browser: Browser) -> dict[str, bytes]:
    reply = await browser.get("/console/guidance/export")
    assert reply.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_every_item_has_its_page_and_its_form(unit: Browser) -> None:
    kinds = set()
    for kind, name, _ in items.listed(content.read(CONTENT)):
        if kind in kinds:
            continue
        kinds.add(kind)
        for page in (
            f"items/{kind}",
            f"items/{kind}?only=unconfirmed",
            f"items/{kind}/{name}",
            f"items/{kind}/{name}/edit",
        ):
            reply = await unit.get(f"/console/guidance/{page}")
            assert reply.status_code == 200, (page, reply.text[:500])
        sent = filled((await unit.get(f"/console/guidance/items/{kind}/{name}/edit")).text)
        same = await unit.post(
            f"/console/guidance/items/{kind}/{name}/edit", **sent | {"reason": ["Nothing"]}
        )
        assert same.status_code == 422 and "Nothing has been changed yet" in same.text, (kind, name)
    assert (await unit.get("/console/guidance/items/zebra")).status_code == 404
    assert (await unit.get("/console/guidance/items/topic/zebra")).status_code == 404


async def test_a_newer_text_of_the_program_is_shown_beside_what_was_edited(
    unit: Browser, colleague: Browser, stocked: Engine, tmp_path: Path
) -> None:
    draft = await write(unit, TOPIC, title="Edited here")
    await unit.post(f"{draft}/send")
    await colleague.post(f"{draft}/approve")
    for name, text in content.texts(CONTENT).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        newer = text.replace("title: ", "title: Newer ", 1) if name == "topics/contact-mash.yml" else text
        (tmp_path / name).write_text(newer)
    with transaction(stocked) as session:
        service.load(session, tmp_path)
    assert "1 file that was edited here has a newer text" in (await unit.get("/console/guidance")).text
    page = (await unit.get("/console/guidance/newer")).text
    assert "Edited" in page and "Newer" in page
    for _ in range(2):  # the second tap of two has nothing left to keep
        kept = await unit.post("/console/guidance/newer", file="topics/contact-mash.yml")
        assert kept.status_code == 303
    assert "There are none" in (await unit.get("/console/guidance/newer")).text
    assert trail(stocked).count("content_kept") == 1
    assert answer(stocked, "contact-mash").title == "Edited here"
    with transaction(stocked) as session:
        service.load(session, tmp_path)
    assert "There are none" in (await unit.get("/console/guidance/newer")).text


async def test_what_was_not_understood_is_a_table_of_counts(unit: Browser, stocked: Engine) -> None:
    page = "/console/guidance/understanding"
    assert "Nothing has been counted yet" in (await unit.get(page)).text
    with transaction(stocked) as session:
        month = clock.today().replace(day=1)
        session.add(MisunderstandingRow(month=month, guessed="contact-mash", chosen="", times=12))
    text = (await unit.get(page)).text
    assert "Not what they asked" in text and ">12<" in text


async def test_what_a_new_version_cannot_read_is_said_and_can_be_mended(
    unit: Browser, colleague: Browser, stocked: Engine
) -> None:
    draft = await write(unit, TOPIC, title="Edited here")
    await unit.post(f"{draft}/send")
    await colleague.post(f"{draft}/approve")
    with transaction(stocked) as session:
        # As if an older Heard had written it: a field that is unknown, and one that is not there.
        old = "replace(text, 'confirmed: false', 'colour: blue')"
        session.connection().exec_driver_sql(
            f"update guidance_file set text = {old} where name = 'topics/contact-mash.yml'"
        )
    with transaction(stocked) as session:
        service.load(session, CONTENT)
    home = (await unit.get("/console/guidance")).text
    assert "do not fit together" in home and "a new version of Heard" in home
    assert "colour" in (await unit.get("/console/guidance/newer")).text
    place = re.findall(r'href="(/console/guidance/changes/[^"]+)"', home)[0]
    assert "Edited here" in (await unit.get(place)).text
    form = await unit.get(f"{place}/edit")
    assert form.status_code == 200 and "Edited here" in form.text
    sent = filled(form.text) | {"reason": ["Mended"]}
    assert (await unit.post(f"{place}/edit", **sent)).status_code == 303
    assert (await unit.post(f"{place}/send")).status_code == 303
    assert (await colleague.post(f"{place}/approve")).status_code == 303
    assert answer(stocked, "contact-mash").title == "Edited here"
