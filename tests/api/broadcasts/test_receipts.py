"""What a copy says, who has read and understood it, and who is asked again."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from api.audit.tables import AuditRow
from api.broadcasts import asking, documents, drafts, letters, links, missing, receipts, texts, trial
from api.broadcasts import receipts_repository as lists
from api.broadcasts import service as broadcasts
from api.broadcasts.documents import NotTaken
from api.broadcasts.links import Copy
from api.broadcasts.receipts import Agency, Noted
from api.broadcasts.receipts_repository import Which
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.broadcasts.wishes import Wishes
from api.errors import NotFound, WrongState
from api.members import leaving
from api.staff.writers import wrote
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from tests.api.broadcasts.conftest import Member, arrive, fail, handed_out
from tests.conftest import TODAY
from tests.people import KIM, ROBIN, approved

HERE = "https://heard.example"
PDF = b"%PDF-1.7 made up"


def said(session: Session, keys: KeyRing, row: BroadcastRow, member_id: UUID) -> str:
    return letters.messages(session, keys, row, [member_id], HERE)[member_id].text


def test_each_reads_it_in_their_language_where_it_is_written_in_it(
    session: Session, keys: KeyRing, member: Member
) -> None:
    pole, reader = member("Ola", language="pl"), member("Rao", language="ur")
    row = drafts.write(session, ROBIN, "New guide", "Made-up text", Wishes(asks=True))
    texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", "Tekst", drafts.mark(session, row))
    made = letters.messages(session, keys, row, [pole, reader], HERE)
    assert (made[pole].title, made[pole].text, made[pole].language) == ("Nowy poradnik", "Tekst", "pl")
    assert (made[reader].title, made[reader].text, made[reader].language) == (
        "New guide",
        "Made-up text",
        "en",
    )
    labels = {one.button.label for one in made.values() if one.button}
    assert len(labels) == 2
    assert "I have read and understood it" in labels
    assert {one.button.value for one in made.values() if one.button} == {f":understood {row.id.hex}"}
    with pytest.raises(NotFound):
        texts.put(session, ROBIN, row.id, "xx", "Title", "Text", drafts.mark(session, row))


def test_a_survey_goes_with_it_by_one_link_for_all_while_it_is_open(
    session: Session, keys: KeyRing, member: Member, open_wave: Callable[..., WaveRow]
) -> None:
    wave = session.get(WaveRow, open_wave("stag_practitioners").id)
    assert wave is not None
    sam, lee = member(), member("Lee")
    row = approved(session, wanted=Wishes(wave_id=wave.id))
    link = f"{HERE}/join/{wave.code}"
    made = letters.messages(session, keys, row, [sam, lee], HERE)
    assert {one.text for one in made.values()} == {made[sam].text}  # nothing in it tells two members apart
    assert link in made[sam].text
    waves.move(wave, WaveState.CLOSING, TODAY)
    session.flush()
    assert said(session, keys, row, sam) == "Made-up text"


def test_markup_in_a_text_stays_what_was_typed(session: Session, keys: KeyRing, member: Member) -> None:
    sam, odd = member(), "<b>bold</b> *half _open [link](http://x {braces} %s \\n"
    row = drafts.write(session, ROBIN, odd[:100], odd)
    made = letters.messages(session, keys, row, [sam], HERE)[sam]
    assert (made.title, made.text) == (odd[:100], odd)


def test_numbers_keep_their_order_between_words_from_right_to_left(
    session: Session, keys: KeyRing, member: Member
) -> None:
    reader, number = member(language="ur"), "024 7683 3443"
    row = drafts.write(session, ROBIN, f"Ring {number}", f"Ring {number}")
    words = f"فون {number}"
    texts.put(session, ROBIN, row.id, "ur", words, f"{words} یا +44 24 7683 3443", drafts.mark(session, row))
    made = letters.messages(session, keys, row, [reader], HERE)[reader]
    assert made.title == f"فون \u2066{number}\u2069"
    assert made.text == f"{made.title} یا \u2066+44 24 7683 3443\u2069"
    assert letters.preview(session, row, "en", HERE).text == f"Ring {number}"


def test_addresses_in_mail_tell_nothing_and_open_that_copy_alone(
    session: Session, keys: KeyRing, member: Member
) -> None:
    sam, lee = member(), member("Lee Example")
    row = approved(session)
    made = letters.messages(session, keys, row, [sam, lee], HERE)
    pages = {one: str(made[one].page).removeprefix(f"{HERE}/inbox/") for one in (sam, lee)}
    leaves = {one: str(made[one].leave).removeprefix(f"{HERE}/leave/") for one in (sam, lee)}
    assert len({*pages.values(), *leaves.values()}) == 4
    for one in (sam, lee):
        assert links.page_of(keys, pages[one]) == Copy(row.id, one)
        assert links.who_leaves(keys, leaves[one]) == one
        for token in (pages[one], leaves[one]):
            assert re.fullmatch(r"[\w-]{30,64}", token)
            assert one.hex not in token
    # The same copy has the same address; one of them is not good for the other's use.
    assert letters.messages(session, keys, row, [sam], HERE)[sam].page == made[sam].page
    assert links.page_of(keys, leaves[sam]) is None
    assert links.who_leaves(keys, pages[sam]) is None
    for broken in (
        "",
        "x",
        "\N{SNOWMAN}",
        "..",
        pages[sam][:-4],
        pages[sam][:-1] + "!",
        "A" * 64,
        "A" * 100_000,
    ):
        assert links.page_of(keys, broken) is None
        assert links.who_leaves(keys, broken) is None


def test_an_address_ends_with_its_copy(session: Session, keys: KeyRing, member: Member) -> None:
    sam = member()
    row = handed_out(session, Wishes(asks=True))
    copy = Copy(row.id, sam)
    found = letters.one(session, keys, copy)
    assert found is not None
    assert found.title == "New guide"
    leaving.leave(session, sam)
    session.flush()
    session.expire_all()
    assert letters.one(session, keys, copy) is None
    assert receipts.understood(session, copy, TODAY) is Noted.GONE


def test_a_second_tap_finds_it_noted_and_the_first_day_stays(
    session: Session, keys: KeyRing, member: Member
) -> None:
    sam, lee = member(), member("Lee")
    row, quiet = handed_out(session, Wishes(asks=True)), handed_out(session, Wishes())
    copy = Copy(row.id, sam)
    assert receipts.understood(session, copy, TODAY) is Noted.NOTED
    assert receipts.understood(session, copy, TODAY + timedelta(days=1)) is Noted.ALREADY
    assert receipts.understood(session, Copy(quiet.id, sam), TODAY) is Noted.NOT_ASKED
    assert receipts.understood(session, Copy(uuid4(), sam), TODAY) is Noted.GONE
    receipts.opened(session, lee, [row.id], TODAY)
    receipts.opened(session, lee, [row.id], TODAY + timedelta(days=3))
    session.expire_all()
    [his], [hers] = (
        [one for one in letters.inbox(session, keys, who) if one.id == row.id] for who in (sam, lee)
    )
    assert (his.understood, his.opened) == (TODAY, TODAY)
    assert (hers.understood, hers.opened) == (None, TODAY)


def test_agencies_are_counted_and_those_who_are_missing_listed(
    session: Session, keys: KeyRing, member: Member
) -> None:
    ana, ben, cat = member("Ana"), member("Ben"), member("Cat", "Ward 7")
    row = handed_out(session, Wishes(asks=True, review="Review 4"))
    receipts.understood(session, Copy(row.id, ana), TODAY)
    receipts.opened(session, ben, [row.id], TODAY)
    fail(session, row, cat, DeliveryState.BLOCKED)
    assert receipts.by_agency(session, row.id) == [
        Agency("Hill School", copies=2, sent=2, opened=2, understood=1),
        Agency("Ward 7", copies=1, sent=0, opened=0, understood=0),
    ]
    assert lists.count(session, row.id, Which.UNREAD) == 2
    assert lists.count(session, row.id, Which.UNREACHED) == 1
    assert lists.count(session, row.id, Which.UNREAD, "ben") == lists.count(
        session, row.id, Which.UNREAD, agency="Ward 7"
    )
    unread = missing.as_csv(session, row.id, Which.UNREAD).decode("utf-8-sig").splitlines()
    assert unread[1:] == [
        '"Ben","Hill School","Handed out","",""',
        '"Cat","Ward 7","Has shut the channel","",""',
    ]
    unreached = missing.as_csv(session, row.id, Which.UNREACHED).decode("utf-8-sig")
    assert "Cat" in unreached
    assert "Ben" not in unreached
    [(review, found)] = missing.learning(session)
    assert review == "Review 4"
    assert [(one.agency, one.copies, one.sent, one.asked, one.understood) for one in found] == [
        ("Hill School", 2, 2, 2, 1),
        ("Ward 7", 1, 0, 1, 0),
    ]
    assert '"Review 4","Hill School","1","2","2","2","1"' in missing.learning_as_csv(session).decode()


def test_names_that_look_like_formulas_are_harmless_in_the_files(session: Session, member: Member) -> None:
    member("=cmd|' /C calc'!A0", "+Agency")
    row = handed_out(session, Wishes(asks=True, review="=Review"))
    unread = missing.as_csv(session, row.id, Which.UNREAD).decode()
    assert "\"'=cmd|' /C calc'!A0\",\"'+Agency\"" in unread
    assert '"\'=Review"' in missing.learning_as_csv(session).decode()


def test_those_who_have_not_said_it_are_asked_again_once_a_day(
    session: Session, keys: KeyRing, member: Member
) -> None:
    ana, ben, cat = member("Ana"), member("Ben"), member("Cat")
    row = handed_out(session, Wishes(asks=True))
    receipts.understood(session, Copy(row.id, ana), TODAY)
    fail(session, row, cat, DeliveryState.FAILED)
    assert asking.again(session, ROBIN, row.id, TODAY) == 2
    assert (row.state, row.rounds) == (BroadcastState.SENDING, 1)
    session.expire_all()
    waiting = select(DeliveryRow.member_id).where(DeliveryRow.state == DeliveryState.WAITING)
    assert set(session.exec(waiting)) == {ben, cat}
    line = "You have not said yet that you have read and understood this."
    assert said(session, keys, row, ben) == f"{line}\n\nMade-up text"
    assert said(session, keys, row, ana) == "Made-up text"
    assert [one.title for one in letters.inbox(session, keys, ben)] == [
        "New guide"
    ]  # it has not gone meanwhile
    with pytest.raises(WrongState, match="still on its way"):
        asking.again(session, ROBIN, row.id, TODAY)
    arrive(session, row)
    with pytest.raises(WrongState, match="asked again today"):
        asking.again(session, ROBIN, row.id, TODAY)
    receipts.understood(session, Copy(row.id, ben), TODAY)
    assert asking.again(session, ROBIN, row.id, TODAY + timedelta(days=1)) == 1
    arrive(session, row)
    receipts.understood(session, Copy(row.id, cat), TODAY)
    with pytest.raises(WrongState, match="Everybody has said"):
        asking.again(session, ROBIN, row.id, TODAY + timedelta(days=2))
    whats = session.exec(select(AuditRow.what).where(AuditRow.what == "broadcast_reminded")).all()
    assert len(whats) == 2


def test_nobody_is_asked_again_for_what_nobody_was_asked(session: Session, member: Member) -> None:
    member()
    with pytest.raises(WrongState, match="asks nobody"):
        asking.again(session, ROBIN, handed_out(session, Wishes()).id, TODAY)


def test_a_draft_goes_to_the_guests_as_a_test_and_is_counted_nowhere(
    session: Session, keys: KeyRing, member: Member
) -> None:
    guest, pole = member(guest=True), member("Ola", guest=True, language="pl")
    other = member("Lee")
    row = drafts.write(session, ROBIN, "New guide", "Made-up text", Wishes(asks=True, languages=["ur"]))
    texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", "Tekst", drafts.mark(session, row))
    documents.put(session, ROBIN, row.id, "guide.pdf", PDF, drafts.mark(session, row))
    read = drafts.mark(session, row)
    assert trial.send(session, KIM, row.id) == 2
    [test] = [one for one in broadcasts.to_send(session) if one.kind == BroadcastKind.TEST]
    made = letters.messages(session, keys, test, [guest, pole], HERE)
    assert made[guest].title == "Test: New guide"
    assert (made[pole].title, made[pole].text.startswith("Tekst")) == ("Test: Nowy poradnik", True)
    assert {one.button for one in made.values()} == {None}
    assert all(str(one.page) in one.text for one in made.values())  # where the document is
    assert session.exec(select(DeliveryRow).where(DeliveryRow.member_id == other)).all() == []
    assert (row.state, drafts.mark(session, row)) == (BroadcastState.DRAFT, read)
    assert not wrote(KIM, row)  # to try it out is not to write in it
    assert broadcasts.count(session, "") == 1
    leaving.leave(session, guest)  # the others keep theirs
    session.flush()
    assert [one.member_id for one in session.exec(select(DeliveryRow))] == [pole]


def test_without_guests_no_test_is_sent(session: Session, member: Member) -> None:
    member()
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    with pytest.raises(WrongState, match="Nobody is chosen to get tests"):
        trial.send(session, ROBIN, row.id)
    with pytest.raises(WrongState, match="only a draft is sent as a test"):
        trial.send(session, ROBIN, approved(session).id)


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("Guide v2.PDF", PDF, ("Guide-v2.pdf", "application/pdf")),
        ('../../etc/pass"wd\r\nX: y.png', b"\x89PNG\r\n\x1a\nrest", ("etc-pass-wd-X-y.png", "image/png")),
        ("page.html", b"\xff\xd8\xff\xe0 picture", ("page.jpg", "image/jpeg")),
        ("\u0627\u0628.pdf", PDF, ("document.pdf", "application/pdf")),
        ("x" * 300, PDF, ("x" * 80 + ".pdf", "application/pdf")),
    ],
)
def test_a_document_is_what_its_content_says(
    session: Session, name: str, data: bytes, kept: tuple[str, str]
) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    read = drafts.mark(session, row)
    documents.put(session, ROBIN, row.id, name, data, read)
    found = documents.get(session, row.id)
    assert found is not None
    assert (found.name, found.type) == kept
    assert found.data == data
    changed = drafts.mark(session, row)
    documents.put(session, ROBIN, row.id, name, data + b"!", changed)
    assert len({read, changed, drafts.mark(session, row)}) == 3
    documents.remove(session, ROBIN, row.id, drafts.mark(session, row))
    assert documents.get(session, row.id) is None


@pytest.mark.parametrize(
    ("data", "mend"),
    [
        (b"", "something in it"),
        (b"%PDF-" + b"x" * documents.LARGEST, "at most 1 MB"),
        (b"<html><script>", "Choose a PDF"),
        (b"PK\x03\x04 docx", "Choose a PDF"),
        (b"MZ executable.pdf", "Choose a PDF"),
    ],
)
def test_what_is_no_small_document_is_not_taken(session: Session, data: bytes, mend: str) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    with pytest.raises(NotTaken, match=mend):
        documents.put(session, ROBIN, row.id, "guide.pdf", data, drafts.mark(session, row))
    sent = approved(session)
    with pytest.raises(WrongState):
        documents.put(session, ROBIN, sent.id, "guide.pdf", PDF, drafts.mark(session, sent))
