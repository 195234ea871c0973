"""A broadcast goes to those whom it is for, as two people have agreed, and to nobody else."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from api import clock
from api.broadcasts import course, drafts, texts, wishes
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastState, DeliveryRow
from api.broadcasts.wishes import Wishes
from api.errors import Changed, NotFilled, SecondPerson, WrongState
from api.members import audience
from api.waves import service as waves
from api.waves.tables import Entry, WaveRow, WaveState
from tests.api.broadcasts.conftest import JOINED, Member, handed_out
from tests.people import KIM, ROBIN, approved


def copies(session: Session) -> set[UUID]:
    return set(session.exec(select(col(DeliveryRow.member_id))))


@pytest.mark.usefixtures("agencies")
def test_each_part_of_an_audience_leaves_out_who_is_not_like_it(session: Session, member: Member) -> None:
    teacher = member("Tess", role="Teacher", language="pl")
    nurse = member("Nia", "Ward 7", "web", role="nurse")
    untyped = member("Una", "Somewhere", role="Nurse", left_themes=["training"])
    everybody = {teacher, nurse, untyped}
    for wanted, reached, telegram in (
        (Wishes(), everybody, 2),
        (Wishes(agency_types=["education"]), {teacher}, 1),
        (Wishes(agency_types=["education", "health"]), {teacher, nurse}, 1),
        (Wishes(roles=["NURSE"]), {nurse, untyped}, 1),
        (Wishes(languages=["pl"]), {teacher}, 1),
        (Wishes(languages=["pl", "en"]), everybody, 2),
        (Wishes(theme="training"), {teacher, nurse}, 1),
        (Wishes(theme="neglect"), everybody, 2),
        (Wishes(agency_types=["health"], roles=["Nurse"], languages=["en"], theme="training"), {nurse}, 0),
        (Wishes(agency_types=["police"]), set(), 0),
        (Wishes(agency_types=["\u00e9' or 1=1", "education"]), {teacher}, 1),
    ):
        row = drafts.write(session, ROBIN, "New guide", "Made-up text", wanted)
        assert set(wishes.chosen(session, row)) == reached
        counted = wishes.count(session, row)
        assert (counted.members, counted.telegram) == (len(reached), telegram)


@pytest.mark.parametrize("role", ["Éducateur", "İşçi", "Straße"])
def test_a_role_that_is_offered_reaches_whoever_has_it(session: Session, member: Member, role: str) -> None:
    theirs = member(role=role)
    row = drafts.write(session, ROBIN, "New guide", "Made-up text", Wishes(roles=audience.roles(session)))
    assert list(wishes.chosen(session, row)) == [theirs]


@pytest.mark.usefixtures("agencies")
def test_it_is_sent_to_these_and_who_joins_later_gets_nothing(session: Session, member: Member) -> None:
    teacher = member("Tess")
    member("Nia", "Ward 7")
    row = approved(session, wanted=Wishes(agency_types=["education"]))
    later = member("Lee")  # after it was approved, and before it is sent
    assert broadcasts.send(session, ROBIN, row.id) == 2
    member("Max")
    assert copies(session) == {teacher, later}


def test_to_nobody_it_is_not_sent_now_nor_by_itself(session: Session, member: Member) -> None:
    row = approved(session, wanted=Wishes(languages=["ur"]))
    with pytest.raises(WrongState, match="Nobody has joined yet"):
        broadcasts.send(session, ROBIN, row.id)
    member("Tess")
    with pytest.raises(WrongState, match="No member is like those whom it is for"):
        broadcasts.send(session, ROBIN, row.id)
    now = clock.now()
    course.schedule(session, ROBIN, row.id, now + 2 * course.SOONEST, now)
    session.flush()
    course.keep_time(session, now + 3 * course.SOONEST)
    assert (row.state, row.due, copies(session)) == (BroadcastState.APPROVED, None, set())


CHANGES = (
    Wishes(agency_types=["health"]),
    Wishes(roles=["Nurse"]),
    Wishes(languages=["pl"]),
    Wishes(theme="training"),
    Wishes(urgent=True),
    Wishes(asks=True),
    Wishes(resend=False),
    Wishes(review="Review 4"),
)


@pytest.mark.parametrize("wanted", CHANGES, ids=str)
def test_the_second_person_approves_all_that_goes_with_the_words(session: Session, wanted: Wishes) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    read = drafts.mark(session, row)
    drafts.change(session, ROBIN, row.id, row.title, row.text, read, wanted)
    assert drafts.mark(session, row) != read
    drafts.ask(session, ROBIN, row.id)
    with pytest.raises(Changed):
        drafts.approve(session, KIM, row.id, read)
    assert row.state == BroadcastState.WAITING


def test_other_languages_are_part_of_what_is_approved(session: Session) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    marks = [drafts.mark(session, row)]
    for text in ("Tekst", "Inny tekst"):
        texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", text, marks[-1])
        marks.append(drafts.mark(session, row))
    texts.remove(session, ROBIN, row.id, "pl", marks[-1])
    assert len({*marks}) == 3
    assert drafts.mark(session, row) == marks[0]


def test_after_it_was_approved_no_language_is_written_or_taken_out(session: Session) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", "Tekst", drafts.mark(session, row))
    drafts.ask(session, ROBIN, row.id)
    drafts.approve(session, KIM, row.id, drafts.mark(session, row))
    read = drafts.mark(session, row)
    with pytest.raises(WrongState, match="only a draft can be changed"):
        texts.remove(session, ROBIN, row.id, "pl", read)
    with pytest.raises(WrongState, match="only a draft can be changed"):
        texts.put(session, ROBIN, row.id, "ro", "Ghid nou", "Text", read)
    drafts.take_back(session, ROBIN, row.id)  # then it has to be approved anew
    texts.remove(session, ROBIN, row.id, "pl", read)
    with pytest.raises(WrongState):
        broadcasts.send(session, ROBIN, row.id)


def test_who_has_written_one_language_cannot_approve_the_rest(session: Session) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    texts.put(session, KIM, row.id, "pl", "Nowy poradnik", "Tekst", drafts.mark(session, row))
    drafts.ask(session, ROBIN, row.id)
    with pytest.raises(SecondPerson):
        drafts.approve(session, KIM, row.id, drafts.mark(session, row))


def test_a_text_too_long_for_a_chat_is_refused_in_every_language(session: Session) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    for text in ("x" * 5000, "\N{SMILING FACE WITH OPEN MOUTH}" * 1700):  # two signs of Telegram's each
        with pytest.raises(NotFilled, match="Keep the text under 3,200 characters: it has"):
            drafts.write(session, ROBIN, "New guide", text)
        with pytest.raises(NotFilled, match="Keep the text under"):
            texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", text, drafts.mark(session, row))


@pytest.fixture
def wave(open_wave: Callable[..., WaveRow], session: Session) -> WaveRow:
    found = session.get(WaveRow, open_wave("stag_practitioners").id)
    assert found is not None
    return found


@pytest.mark.parametrize("last", ["asked", "approved", "sent"])
def test_a_survey_that_has_closed_is_not_sent_round(
    session: Session, member: Member, wave: WaveRow, last: str
) -> None:
    member("Tess")
    row = drafts.write(session, ROBIN, "Tell us", "Made-up text", Wishes(wave_id=wave.id))
    acts: dict[str, Callable[[], object]] = {
        "asked": lambda: drafts.ask(session, ROBIN, row.id),
        "approved": lambda: drafts.approve(session, KIM, row.id, drafts.mark(session, row)),
        "sent": lambda: broadcasts.send(session, ROBIN, row.id),
    }
    for name, act in acts.items():
        if name == last:
            waves.move(wave, WaveState.CLOSING, JOINED)
            session.flush()
            with pytest.raises(WrongState, match="The survey that it invites to has closed"):
                act()
            break
        act()
    assert copies(session) == set()


def test_a_broadcast_invites_to_surveys_with_one_link_for_all_practitioners(
    session: Session, wave: WaveRow, open_wave: Callable[..., WaveRow]
) -> None:
    open_wave("your_voice_matters")
    alone = open_wave("stag_practitioners", entry=Entry.SINGLE_USE)
    assert [one.id for one in wishes.surveys(session)] == [wave.id]
    row = drafts.write(session, ROBIN, "Tell us", "Made-up text", Wishes(wave_id=alone.id))
    with pytest.raises(WrongState):
        drafts.ask(session, ROBIN, row.id)


def test_what_is_sent_is_not_sent_anew(session: Session, member: Member) -> None:
    member("Tess")
    row = handed_out(session, Wishes(asks=True))
    with pytest.raises(WrongState, match="not sent anew"):
        broadcasts.send(session, ROBIN, row.id)
    assert len(copies(session)) == 1


def test_wishes_made_up_by_hand_narrow_and_never_widen(session: Session, member: Member) -> None:
    member("Tess")
    odd = replace(Wishes(), agency_types=["x" * 5000], theme="y" * 5000, review="z" * 5000)
    row = drafts.write(session, ROBIN, "New guide", "Made-up text", odd)
    assert list(wishes.chosen(session, row)) == []
    assert row.review == "z" * wishes.LONGEST_REVIEW
    assert str(uuid4()) not in row.agency_types
