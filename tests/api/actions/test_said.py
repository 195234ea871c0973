""" "You said, we did": two people for each entry, checked languages, and pages that show only what is out."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.actions import said, said_moving, said_reading, sheet
from api.actions.said import About, Words
from api.actions.said_reading import SaidDesk
from api.actions.said_tables import SaidRow, SaidState, SaidTextRow
from api.audit.tables import AuditRow
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.errors import Changed, NotFilled, NotFound, SecondPerson, WrongState
from api.listing import Part
from api.staff import sessions
from api.staff.person import Person
from tests import staff
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("noon")

FOR_YOUNG = About("young_person", "done", "light")
WORDS = Words("The way to the bus is dark.", "Forty lamps stand there now.", "The partnership")
POLISH = Words("Droga jest ciemna.", "Stoi tam czterdzieści lamp.", "Partnerstwo")
ADDRESS = "https://heard.example"


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


@pytest.fixture
def people(session: Session) -> Callable[[str], Person]:
    return lambda name: sessions.person(staff.account(session, name))


@pytest.fixture
def robin(people: Callable[[str], Person]) -> Person:
    return people("Robin")


@pytest.fixture
def kim(people: Callable[[str], Person]) -> Person:
    return people("Kim")


@pytest.fixture
def row(session: Session, robin: Person) -> SaidRow:
    return said.begin(session, robin, FOR_YOUNG, WORDS, TODAY)


def mark(session: Session, row: SaidRow) -> str:
    return said.mark(said.get(session, row.id))


def publish(session: Session, robin: Person, kim: Person, row: SaidRow) -> None:
    said_moving.ask(session, robin, row.id)
    said_moving.publish(session, kim, row.id, mark(session, row), TODAY)


@pytest.mark.parametrize(
    ("about", "typed", "field"),
    [
        (replace(FOR_YOUNG, audience="everybody"), WORDS, "audience"),
        (replace(FOR_YOUNG, outcome="perhaps"), WORDS, "outcome"),
        (replace(FOR_YOUNG, symbol="skull"), WORDS, "symbol"),
        (FOR_YOUNG, replace(WORDS, said=""), "said"),
        (FOR_YOUNG, replace(WORDS, did=""), "did"),
        (FOR_YOUNG, replace(WORDS, did="x" * 901), "did"),
        (FOR_YOUNG, replace(WORDS, speaker=""), "speaker"),
    ],
)
def test_what_lacks_something_names_its_field(
    session: Session, robin: Person, about: About, typed: Words, field: str
) -> None:
    with pytest.raises(NotFilled) as fault:
        said.begin(session, robin, about, typed, TODAY)
    assert fault.value.field == field


def test_nobody_publishes_what_they_wrote_in_any_language(
    session: Session, robin: Person, kim: Person, row: SaidRow, people: Callable[[str], Person]
) -> None:
    said.translate(session, kim, row.id, "pl", POLISH, mark(session, row))
    said_moving.ask(session, robin, row.id)
    for writer in (robin, kim, Person(None, "Machine", "Own")):
        with pytest.raises(SecondPerson):
            said_moving.publish(session, writer, row.id, mark(session, row), TODAY)
        with pytest.raises(SecondPerson):
            said_moving.refuse(session, writer, row.id, "No")
    third = people("Third")
    with pytest.raises(Changed):
        said_moving.publish(session, third, row.id, "another mark", TODAY)
    with pytest.raises(NotFilled):
        said_moving.refuse(session, third, row.id, "")
    said_moving.publish(session, third, row.id, mark(session, row), TODAY)
    assert (row.state, row.published, row.approver) == (SaidState.PUBLISHED, TODAY, str(third))


def test_it_goes_only_by_the_table(session: Session, robin: Person, kim: Person, row: SaidRow) -> None:
    for act in (said_moving.take_down, said_moving.take_back):
        with pytest.raises(WrongState):
            act(session, robin, row.id)
    publish(session, robin, kim, row)
    with pytest.raises(WrongState):
        said.change(session, robin, row.id, FOR_YOUNG, WORDS, mark(session, row))
    with pytest.raises(WrongState):
        said_moving.discard(session, robin, row.id)
    said_moving.take_down(session, robin, row.id)
    assert not said_reading.has_any(session, "young_person")
    said_moving.take_back(session, robin, row.id)
    assert (row.state, row.published) == (SaidState.DRAFT, None)
    said_moving.discard(session, robin, row.id)
    session.flush()
    with pytest.raises(NotFound):
        said.get(session, row.id)
    trail = list(session.exec(select(AuditRow.what).order_by(col(AuditRow.number))))
    kinds = ("begun", "asked", "published", "taken_down", "taken_back", "discarded")
    assert trail == [f"said_{kind}" for kind in kinds]


def test_words_in_another_language_are_a_draft_until_somebody_else_confirms_them(
    session: Session, robin: Person, kim: Person, row: SaidRow
) -> None:
    said.translate(session, robin, row.id, "pl", POLISH, mark(session, row))

    def told(language: str) -> said_reading.Told:
        return said_reading.told(row, said.get(session, row.id).texts, language)

    assert (told("pl").did, told("pl").unchecked) == (POLISH.did, True)
    with pytest.raises(SecondPerson):
        said.confirm(session, robin, row.id, "pl")
    with pytest.raises(NotFound):
        said.confirm(session, kim, row.id, "ro")
    said.confirm(session, kim, row.id, "pl")
    assert not told("pl").unchecked
    said.change(session, robin, row.id, FOR_YOUNG, replace(WORDS, did="More lamps."), mark(session, row))
    assert told("pl").unchecked
    assert (told("ur").language, told("ur").did, told("ur").unchecked) == ("en", "More lamps.", False)
    said.drop_language(session, robin, row.id, "pl")
    assert told("pl").language == "en"
    for nowhere in ("en", "xx"):
        with pytest.raises(NotFound):
            said.translate(session, robin, row.id, nowhere, POLISH, mark(session, row))


def test_nobody_checks_what_they_typed_whoever_saves_it_after_them(
    session: Session, robin: Person, kim: Person, row: SaidRow, people: Callable[[str], Person]
) -> None:
    def text() -> SaidTextRow:
        return said.get(session, row.id).texts["pl"]

    said.translate(session, robin, row.id, "pl", POLISH, mark(session, row))
    said.translate(session, kim, row.id, "pl", POLISH, mark(session, row))  # opened, and saved as it was
    with pytest.raises(SecondPerson):
        said.confirm(session, robin, row.id, "pl")
    said.confirm(session, kim, row.id, "pl")
    said.translate(session, robin, row.id, "pl", POLISH, mark(session, row))
    assert text().checked == str(kim)
    said.translate(session, kim, row.id, "pl", replace(POLISH, speaker="My"), mark(session, row))
    assert text().checked is None
    for writer in (robin, kim):
        with pytest.raises(SecondPerson):
            said.confirm(session, writer, row.id, "pl")
    said.confirm(session, people("Third"), row.id, "pl")


def test_of_two_who_change_it_the_second_is_told(session: Session, robin: Person, row: SaidRow) -> None:
    read = mark(session, row)
    said.translate(session, robin, row.id, "pl", POLISH, read)
    with pytest.raises(Changed):
        said.change(session, robin, row.id, FOR_YOUNG, WORDS, read)


def test_each_audience_reads_its_own_the_newest_first(
    session: Session, stocked: Engine, robin: Person, kim: Person, row: SaidRow
) -> None:
    publish(session, robin, kim, row)
    for number in range(said_reading.PAGE):
        later = said.begin(session, robin, FOR_YOUNG, replace(WORDS, said=f"Number {number}"), TODAY)
        publish(session, robin, kim, later)
        later.published = TODAY.replace(year=TODAY.year + 1, day=1 + number)
    other = said.begin(session, robin, replace(FOR_YOUNG, audience="child"), WORDS, TODAY)
    assert said.count(session, "lamps", {"audience": "young_person"}) == said_reading.PAGE + 1
    assert [one.row.id for one in said.page(session, "", {"audience": "child"}, Part("begun"))] == [other.id]
    assert said.to_publish(session, kim, 3).count == 0
    session.commit()
    desk = SaidDesk(stocked)
    first, last = desk.page("young_person", "en", 1), desk.page("young_person", "en", 99)
    assert (first.number, first.last, first.entries[0].said) == (1, 2, f"Number {said_reading.PAGE - 1}")
    assert [one.said for one in last.entries] == [WORDS.said]
    assert desk.page("child", "en", 1).entries == []
    assert desk.one(other.id, "en") is None


def test_practitioners_are_told_by_a_broadcast_once(
    session: Session, robin: Person, kim: Person, row: SaidRow
) -> None:
    publish(session, robin, kim, row)
    with pytest.raises(WrongState, match="practitioners"):
        said_moving.tell(session, robin, row.id, ADDRESS)
    long = replace(WORDS, said="Nobody hears back. " * 20)
    ours = said.begin(session, robin, replace(FOR_YOUNG, audience="practitioner"), long, TODAY)
    with pytest.raises(WrongState):
        said_moving.tell(session, robin, ours.id, ADDRESS)
    publish(session, robin, kim, ours)
    made = said_moving.tell(session, robin, ours.id, ADDRESS)
    assert said_moving.tell(session, kim, ours.id, ADDRESS) == made
    broadcast = session.get_one(BroadcastRow, made)
    assert broadcast.state == BroadcastState.DRAFT
    assert broadcast.title.startswith("You said, we did: Nobody hears back.")
    assert f"{ADDRESS}/we-did/{ours.id}?for=practitioner" in broadcast.text


@pytest.mark.parametrize("state", [*BroadcastState])
def test_what_is_taken_down_is_not_broadcast_any_more_and_is_told_anew(
    session: Session, robin: Person, kim: Person, state: BroadcastState
) -> None:
    for_us = replace(FOR_YOUNG, audience="practitioner")
    row = said.begin(session, robin, for_us, WORDS, TODAY)
    publish(session, robin, kim, row)
    first = said_moving.tell(session, robin, row.id, ADDRESS)
    session.get_one(BroadcastRow, first).state = state
    session.flush()
    said_moving.take_down(session, kim, row.id)
    session.flush()
    has_left = state in (BroadcastState.SENDING, BroadcastState.SENT, BroadcastState.CANCELLED)
    assert (session.get(BroadcastRow, first) is not None) == has_left
    assert session.get_one(SaidRow, row.id).broadcast_id == (first if has_left else None)
    said_moving.take_back(session, robin, row.id)
    said.change(session, robin, row.id, for_us, replace(WORDS, did="Twelve lamps."), mark(session, row))
    publish(session, robin, kim, row)
    second = said_moving.tell(session, robin, row.id, ADDRESS)
    assert second != first
    assert "Twelve lamps." in session.get_one(BroadcastRow, second).text


@pytest.mark.parametrize(
    ("words", "easy"),
    [
        (
            Words(
                "The way is dark and we do not like it.", "There are lamps now. You can see the way.", "Us"
            ),
            True,
        ),
        (
            Words(
                "Inadequate illumination of pedestrian infrastructure.",
                "The municipality has commissioned comprehensive improvements to environmental lighting.",
                "Us",
            ),
            False,
        ),
    ],
)
def test_the_reading_age_tells_easy_words_from_hard_ones(words: Words, easy: bool) -> None:
    age = said.reading_age(words)
    assert age is not None
    assert (age <= said.READING_AGES["child"]) == easy


def test_the_sheet_has_only_what_a_speaker_has_checked_however_much_came_since(
    session: Session, robin: Person, kim: Person, row: SaidRow
) -> None:
    said.translate(session, robin, row.id, "pl", POLISH, mark(session, row))
    publish(session, robin, kim, row)

    def on_the_wall(language: str) -> list[str]:
        told = said_reading.confirmed(session, "young_person", language, sheet.MOST)
        made = sheet.of(told, language, "Example Partnership", said_reading.address(ADDRESS, "young_person"))
        return [one["did"] for one in made.entries]

    assert on_the_wall("pl") == []
    assert on_the_wall("en") == [WORDS.did]
    said.confirm(session, kim, row.id, "pl")
    for number in range(said_reading.PAGE):
        later = said.begin(session, robin, FOR_YOUNG, replace(WORDS, did=f"Number {number}"), TODAY)
        if number:
            said.translate(session, robin, later.id, "pl", POLISH, mark(session, later))
        publish(session, robin, kim, later)
        later.published = TODAY.replace(year=TODAY.year + 1, day=1 + number)
    assert on_the_wall("pl") == [POLISH.did]
    assert on_the_wall("en") == ["Number 9", "Number 8"]


def test_the_sheet_is_one_page_with_the_words_and_the_way_to_more(
    session: Session, robin: Person, kim: Person, row: SaidRow
) -> None:
    said.translate(session, robin, row.id, "pl", POLISH, mark(session, row))
    said.confirm(session, kim, row.id, "pl")
    publish(session, robin, kim, row)
    for language, present, absent in (("en", WORDS, POLISH), ("pl", POLISH, WORDS), ("ro", None, WORDS)):
        told = said_reading.confirmed(session, "young_person", language, sheet.MOST)
        address = said_reading.address(ADDRESS, "young_person")
        body = sheet.made(sheet.of(told, language, "Example Partnership", address))
        with pypdfium2.PdfDocument(io.BytesIO(body)) as paper:
            assert len(paper) == 1
            printed = " ".join(paper[0].get_textpage().get_text_bounded().split())
        assert "heard.example/we-did" in printed
        assert present is None or present.did in printed
        assert absent.did not in printed
