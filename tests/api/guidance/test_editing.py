"""What is edited in the console: written, seen by a second person, live at once, and kept through a start."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, col, select

from api import clock
from api.audit.tables import AuditRow
from api.db import transaction
from api.errors import SecondPerson, WrongState
from api.guidance import changes, content, items, publishing, repository, seeding, service, urgent
from api.guidance.change_tables import ChangeRow
from api.guidance.changes import Changed, NothingChanged
from api.guidance.content import ContentFault
from api.guidance.items import SHAPES, Data
from api.guidance.tables import FileRow
from api.staff.person import Person
from tests.api.guidance.conftest import CONTENT, PACK
from tests.patience import until

ROBIN, KIM = Person(uuid4(), "Robin Madeup", "Safeguarding lead"), Person(uuid4(), "Kim Example", "Manager")
NEW = "024 7600 0000"
Edit = Callable[[str, str, str], int]


@pytest.fixture
def engine(engine: Engine) -> Iterator[Engine]:
    """What is published here does not stay for other tests."""
    yield engine
    with engine.begin() as connection:
        for table in ("guidance_pack", "guidance_file", "topic", "indicator"):
            connection.execute(text(f"delete from {table}"))


@pytest.fixture
def published(session: Session) -> Session:
    """As a first start leaves it, read from the files once for all tests."""
    texts = content.texts(CONTENT)
    files = [file.model_dump() for file in seeding.merged(texts, {}).values()]
    repository.replace(session, {FileRow: files, **publishing.rows(PACK, content.digest(texts))})
    session.commit()
    return session


def item(session: Session, kind: str, name: str) -> Data:
    found = changes.now(session, SHAPES[kind], name)
    assert found is not None
    return found


def draft(session: Session, kind: str, name: str, who: Person = ROBIN, **fields: Any) -> ChangeRow:
    after = item(session, kind, name) | fields
    return changes.propose(session, who, SHAPES[kind], name, after, "It was tried")


def put(session: Session, kind: str, name: str, **fields: Any) -> ChangeRow:
    """Through both persons."""
    change = draft(session, kind, name, **fields)
    changes.send(session, ROBIN, change)
    changes.approve(session, KIM, change)
    session.commit()
    return change


def trail(session: Session) -> list[str]:
    return [row.what for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))]


def test_every_item_of_every_file_can_be_found_and_put_back_without_a_trace() -> None:
    texts = content.texts(CONTENT)
    kinds = Counter[str]()
    for kind, name, _ in items.listed(PACK):
        shape = SHAPES[kind]
        kinds[kind] += 1
        if shape.within and kinds[kind] % 10 != 1:  # all of them would take half a minute
            continue
        found = items.current(texts, shape, name)
        assert found is not None, (kind, name)
        assert items.unwritten(items.written(found)) == found
        assert items.placed(texts, shape, name, found) == texts, (kind, name)
    assert kinds.keys() == SHAPES.keys()


def test_a_change_is_published_by_a_second_person_and_everybody_reads_it(published: Session) -> None:
    change = draft(published, "topic", "contact-mash", title="Ring the front door")
    with pytest.raises(WrongState, match="its author sends it first"):
        changes.approve(published, KIM, change)
    with pytest.raises(SecondPerson):
        changes.send(published, KIM, change)
    changes.send(published, ROBIN, change)
    for same in (ROBIN, replace(ROBIN, name="Another Name", title="Another title")):
        with pytest.raises(SecondPerson, match="second person"):
            changes.approve(published, same, change)
        with pytest.raises(SecondPerson):
            changes.refuse(published, same, change, "No")
    answer = service.answer(published, "contact-mash")
    assert answer and answer.title != "Ring the front door"
    changes.approve(published, KIM, change)
    published.commit()
    answer = service.answer(published, "contact-mash")
    assert answer and answer.title == "Ring the front door"
    found = service.search(published, "ring front door")
    assert "contact-mash" in {hit.slug for hit in found}
    assert [row.author for row in changes.history(published, "topic/contact-mash")] == [str(ROBIN)]
    assert trail(published) == ["content_proposed", "content_published"]
    with pytest.raises(WrongState):
        changes.withdraw(published, ROBIN, change)


def test_of_what_was_written_before_there_were_accounts_the_name_tells(published: Session) -> None:
    change = draft(published, "contact", "mash", ROBIN, phone=NEW)
    changes.send(published, ROBIN, change)
    change.author_account = None
    with pytest.raises(SecondPerson):
        changes.approve(published, Person(uuid4(), "robin madeup", "Lead"), change)
    changes.approve(published, Person(uuid4(), "Robin Made", "Lead"), change)


def test_words_that_yaml_would_read_otherwise_stay_words(published: Session) -> None:
    said = ["? help", "- lead", "&anchor", "*alias", "a: b", "# x", "null", "1e5", "\u202eabc\u202c", "😀 x"]
    put(published, "topic", "consent", words=said)
    assert item(published, "topic", "consent")["words"] == said


def test_what_a_person_wrote_around_a_changed_item_stays_as_it_was(published: Session) -> None:
    put(published, "contact", "mash", phone=NEW)
    before, after = content.texts(CONTENT), seeding.published(repository.files(published))
    assert {name for name in before if before[name] != after[name]} == {"contacts.yml"}
    old, new = before["contacts.yml"].splitlines(), after["contacts.yml"].splitlines()
    assert len(old) == len(new)
    assert [line for line in new if line not in old] == [f'    phone: "{NEW}"']


def test_a_refused_or_withdrawn_change_is_never_published(published: Session) -> None:
    refused, withdrawn = (draft(published, "topic", "escalation", title=title) for title in ("One", "Two"))
    changes.send(published, ROBIN, refused)
    changes.refuse(published, KIM, refused, "Not yet")
    changes.withdraw(published, KIM, withdrawn)
    for change in (refused, withdrawn):
        with pytest.raises(WrongState):
            changes.approve(published, KIM, change)
    assert refused.answer == "Not yet"
    assert item(published, "topic", "escalation")["title"] not in ("One", "Two")


def test_two_who_change_the_same_item_do_not_overwrite_each_other(published: Session) -> None:
    late = draft(published, "contact", "mash", note="the late one")
    changes.send(published, ROBIN, late)
    assert not changes.is_stale(published, late)
    put(published, "contact", "mash", note="the early one")
    assert changes.is_stale(published, late)
    with pytest.raises(Changed, match="meanwhile"):
        changes.approve(published, KIM, late)
    assert late.state == "waiting"
    assert item(published, "contact", "mash")["note"] == "the early one"
    # What stands beside it in the same file does not matter.
    other = draft(published, "contact", "edt", note="beside it")
    changes.send(published, ROBIN, other)
    put(published, "contact", "mash", note="again")
    changes.approve(published, KIM, other)
    assert item(published, "contact", "mash")["note"] == "again"


@pytest.mark.parametrize(
    ("kind", "name", "fields", "fault"),
    [
        ("topic", "escalation", {"contacts": ["mush"]}, "no contact 'mush'"),
        ("topic", "escalation", {"text": "Ring 024 7678 8555"}, "only in contacts.yml"),
        ("topic", "escalation", {"related": ["greet"]}, "no menu label"),
        ("contact", "mash", {"source": "nowhere"}, "no source 'nowhere'"),
        ("contact", "mash", {"phone": None}, "needs a phone, a text number or a link"),
    ],
)
def test_a_faulty_text_is_not_even_a_draft(
    published: Session, kind: str, name: str, fields: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ContentFault) as raised:
        draft(published, kind, name, **fields)
    assert any(fault in one.fault for one in raised.value.faults), str(raised.value)
    assert changes.drafts(published) == []


def test_an_unchanged_text_is_no_change(published: Session) -> None:
    with pytest.raises(NothingChanged):
        draft(published, "contact", "mash")


def test_what_something_else_names_cannot_be_removed(published: Session) -> None:
    with pytest.raises(ContentFault, match="there is no contact 'mash'"):
        changes.propose(published, ROBIN, SHAPES["contact"], "mash", None, "Gone")
    with pytest.raises(ContentFault, match="this topic is needed"):
        changes.propose(published, ROBIN, SHAPES["topic"], "immediate-danger", None, "Gone")


def test_a_topic_can_be_added_and_removed(published: Session) -> None:
    new = item(published, "topic", "contact-mash") | {
        "slug": "made-up", "menu": "Made up", "title": "A zebra page", "words": ["zebra"], "related": [],
    }  # fmt: skip
    change = changes.propose(published, ROBIN, SHAPES["topic"], "made-up", new, "New")
    changes.send(published, ROBIN, change)
    changes.approve(published, KIM, change)
    assert service.answer(published, "made-up")
    assert "made-up" in {hit.slug for hit in service.search(published, "zebra")}
    gone = changes.propose(published, ROBIN, SHAPES["topic"], "made-up", None, "Gone")
    changes.send(published, ROBIN, gone)
    changes.approve(published, KIM, gone)
    assert service.answer(published, "made-up") is None
    assert service.search(published, "zebra") == []


def test_a_number_that_cannot_wait_is_live_at_once_and_marked_until_somebody_has_looked(
    published: Session,
) -> None:
    change = draft(published, "contact", "mash", phone=NEW)
    urgent.publish_at_once(published, ROBIN, change, "The line is dead")
    published.commit()
    answer = service.answer(published, "contact-mash")
    assert answer and NEW in answer.text
    assert [one.id for one in changes.unseen(published)] == [change.id]
    with pytest.raises(SecondPerson):
        urgent.see(published, ROBIN, change)
    urgent.see(published, KIM, change)
    assert changes.unseen(published) == []
    assert trail(published) == ["content_urgent", "content_seen"]
    with pytest.raises(WrongState, match="already"):
        urgent.take_back(published, KIM, change, "Wrong")


def test_what_was_urgent_can_be_taken_back(published: Session) -> None:
    before = item(published, "contact", "mash")
    change = draft(published, "contact", "mash", phone=NEW)
    urgent.publish_at_once(published, ROBIN, change, "The line is dead")
    urgent.take_back(published, KIM, change, "It was not")
    assert item(published, "contact", "mash") == before
    assert changes.unseen(published) == []
    assert len(changes.history(published, "contact/mash")) == 2
    assert repository.digest(published) == content.digest(content.texts(CONTENT))


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        ("contact", "mash", {"label": "Another name"}),
        ("contact", "mash", {"note": "anything"}),
        ("topic", "escalation", {"title": "Another title"}),
    ],
)
def test_nothing_but_how_a_contact_is_reached_can_be_published_by_one_person(
    published: Session, kind: str, name: str, fields: dict[str, Any]
) -> None:
    change = draft(published, kind, name, **fields)
    assert not urgent.is_quick(change)
    with pytest.raises(WrongState, match="how a contact is reached"):
        urgent.publish_at_once(published, ROBIN, change, "Now")
    assert change.state == "draft"


def test_an_untouched_file_follows_the_program_and_an_edited_one_stays(
    published: Session, folder: Path, edit: Edit
) -> None:
    put(published, "topic", "contact-mash", title="Edited here")
    edit("topics/escalation.yml", "title: ", "title: Newer ")
    edit("topics/contact-mash.yml", "title: ", "title: Newer ")
    (folder / "topics" / "young-carers.yml").unlink()
    for topic in (folder / "topics").glob("*.yml"):
        topic.write_text(topic.read_text().replace("young-carers, ", "").replace(", young-carers", ""))
    service.load(published, folder)
    published.commit()
    assert item(published, "topic", "contact-mash")["title"] == "Edited here"
    assert item(published, "topic", "escalation")["title"].startswith("Newer ")
    assert service.answer(published, "young-carers") is None
    row = repository.files(published)["topics/contact-mash.yml"]
    assert row.newer and "title: Newer " in row.newer
    assert repository.fault(published) == ""
    [came] = changes.history(published, "topic/escalation")
    assert (came.author, came.state) == ("", "published") and "Newer" in came.after
    # The same start once more changes nothing, and does not even write.
    first = published.connection().exec_driver_sql("select xmin::text from guidance_pack").scalar()
    service.load(published, folder)
    assert published.connection().exec_driver_sql("select xmin::text from guidance_pack").scalar() == first


def test_a_topic_that_was_removed_here_does_not_come_back_with_the_next_start(
    published: Session, folder: Path
) -> None:
    spare = (folder / "topics" / "bullying.yml").read_text().replace("slug: bullying", "slug: spare")
    (folder / "topics" / "spare.yml").write_text(spare.replace("menu: ", "menu: A spare one, ", 1))
    service.load(published, folder)
    assert service.answer(published, "spare")
    gone = changes.propose(published, ROBIN, SHAPES["topic"], "spare", None, "Gone")
    changes.send(published, ROBIN, gone)
    changes.approve(published, KIM, gone)
    service.load(published, folder)
    assert service.answer(published, "spare") is None


def test_files_that_do_not_fit_what_was_edited_never_stop_a_start(
    published: Session, folder: Path, edit: Edit
) -> None:
    put(published, "contact", "mash", phone=NEW)
    # The newer program needs a contact that the edited file cannot have.
    (folder / "contacts.yml").write_text(
        (folder / "contacts.yml").read_text().replace("key: lado", "key: lido")
    )
    for file in folder.rglob("*.yml"):
        file.write_text(
            file.read_text().replace("{lado}", "{lido}").replace("[lado", "[lido").replace(" lado", " lido")
        )
    content.read(folder)
    service.load(published, folder)
    published.commit()
    assert item(published, "contact", "mash")["phone"] == NEW
    answer = service.answer(published, "staff-allegation")
    assert answer is not None
    assert "lido" in repository.fault(published)
    # Once it fits, the next start takes it in and says nothing any more.
    service.load(published, CONTENT)
    assert repository.fault(published) == ""
    assert item(published, "contact", "mash")["phone"] == NEW


def test_what_this_version_cannot_read_any_more_becomes_a_draft(
    published: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(published, "topic", "contact-mash", title="Edited here")
    rows = repository.files(published)
    older = rows["topics/contact-mash.yml"].text or ""
    # As if an older Heard had known a field that this one does not.
    rows["topics/contact-mash.yml"].text = older + "colour: blue\n"
    repository.replace(published, {FileRow: [row.model_dump() for row in rows.values()]})
    service.load(published, CONTENT)
    published.commit()
    answer = service.answer(published, "contact-mash")
    assert answer and answer.title != "Edited here"
    assert "'colour' is not a field here" in repository.fault(published)
    [kept] = changes.drafts(published)
    assert kept.author == "" and "Edited here" in kept.after
    changes.send(published, ROBIN, kept)
    changes.approve(published, KIM, kept)
    assert item(published, "topic", "contact-mash")["title"] == "Edited here"
    # Now it is mended, and nothing says any more that it is not.
    assert repository.fault(published) == ""
    service.load(published, CONTENT)
    assert repository.fault(published) == ""


def test_what_was_set_aside_is_said_until_somebody_takes_it_up(published: Session) -> None:
    put(published, "topic", "contact-mash", title="Edited here")
    rows = repository.files(published)
    rows["topics/contact-mash.yml"].text = f"{rows['topics/contact-mash.yml'].text}colour: blue\n"
    repository.replace(published, {FileRow: [row.model_dump() for row in rows.values()]})
    service.load(published, CONTENT)
    put(published, "contact", "mash", phone=NEW)
    service.load(published, CONTENT)
    assert "colour" in repository.fault(published)
    [kept] = changes.drafts(published)
    changes.withdraw(published, KIM, kept)
    service.load(published, CONTENT)
    assert repository.fault(published) == ""


@pytest.mark.parametrize("data", [b"\0\0\1Bud", b"\xff\xd8\xff"])
def test_a_stray_picture_in_the_folder_is_told_and_stops_no_start_after_an_edit(
    published: Session, folder: Path, data: bytes
) -> None:
    (folder / "picture.jpg").write_bytes(data)
    with pytest.raises(ContentFault, match=r"picture\.jpg"):
        service.load(published, folder)
    put(published, "contact", "mash", phone=NEW)
    service.load(published, folder)
    published.commit()
    assert "picture.jpg" in repository.fault(published)
    assert item(published, "contact", "mash")["phone"] == NEW


def test_a_faulty_folder_stops_the_start_where_nothing_was_edited(
    published: Session, folder: Path, edit: Edit
) -> None:
    edit("topics/greet.yml", "slug: greet", "slug: great")
    with pytest.raises(ContentFault):
        service.load(published, folder)


def test_a_change_in_the_middle_of_which_something_fails_is_not_half_published(
    published: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = draft(published, "contact", "mash", phone=NEW)
    changes.send(published, ROBIN, change)
    published.commit()
    before = repository.digest(published)
    published.commit()

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("api.audit.repository.hold", full)
    with pytest.raises(OSError, match="full"), transaction(engine) as session:
        changes.approve(session, KIM, changes.get(session, change.id))
    with transaction(engine) as session:
        assert repository.digest(session) == before
        assert changes.get(session, change.id).state == "waiting"
        assert item(session, "contact", "mash")["phone"] != NEW


def test_help_cards_follow_in_every_process(published: Session, engine: Engine) -> None:
    """Two hold the cards as two processes do: each looks by itself."""
    here, there = service.published(engine), service.published(engine)
    put_here = put(published, "contact", "childline", phone="0800 2222")
    assert put_here.state == "published"
    assert "0800 2222" not in service.signpost(here, "young_person", "support").text
    with service.following(engine, here, every=0.05), service.following(engine, there, every=0.05):
        for cards in (here, there):
            until(lambda cards=cards: "0800 2222" in service.signpost(cards, "young_person", "support").text)  # type: ignore[misc]


def test_cards_stay_while_the_database_is_away(published: Session, engine: Engine) -> None:
    cards = service.published(engine)
    nowhere = create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:9/none", connect_args={"connect_timeout": 1}
    )
    with service.following(nowhere, cards, every=0.01):
        time.sleep(0.2)
        assert service.signpost(cards, "child", "immediate").text
    nowhere.dispose()


def test_history_is_forgotten_by_its_clock_and_open_changes_stay(published: Session) -> None:
    put(published, "contact", "mash", phone=NEW)
    draft(published, "contact", "mash", phone="024 7600 0001")
    later = clock.now() + timedelta(days=1)
    assert changes.past(published, later) == 1
    assert changes.forget_past(published, later) == 1
    assert len(changes.history(published, "contact/mash")) == 1
