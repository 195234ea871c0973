"""A member answers a broadcast, and an issue begins with it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from api.broadcasts import letters
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, DeliveryRow
from api.conversation.contracts import Reply
from api.conversation.service import Address
from api.db import transaction
from api.feedback import triage
from api.feedback.tables import IssueRow
from api.members import service as members
from api.waves.keys import KeyRing
from tests.api.feedback.conftest import Practitioner, handed_out
from tests.people import ROBIN, approved

Came = Callable[..., Practitioner]
TITLE = "New guide on neglect"
COPY = f"{TITLE}\n\nMade-up text"


@pytest.fixture
def sam(someone: Came, join: Callable[[str], Address]) -> Practitioner:
    """A member, in Telegram."""
    return someone(join("12345"))


@pytest.fixture
def broadcast(stocked: Engine, sam: Practitioner) -> UUID:
    """One that has come to Sam."""
    with transaction(stocked) as session:
        row = approved(session, TITLE)
        broadcasts.send(session, ROBIN, row.id)
    handed_out(stocked)
    return row.id


def token(engine: Engine, keys: KeyRing, address: Address | None) -> str:
    """What leads to the newest copy of a member."""
    assert address is not None
    with Session(engine) as session:
        member = members.member_at(session, keys, address)
        assert member is not None
        return letters.inbox(session, keys, member.id)[0].token


def sends(sam: Practitioner) -> list[Reply]:
    """Skips what is left, and hands it in."""
    while ":send" not in sam.offered:
        sam.taps(":skip")
    return sam.taps(":send")


def test_a_reply_in_telegram_begins_with_the_broadcast_and_keeps_what_was_written(
    sam: Practitioner, broadcast: UUID, issues: Callable[[], list[IssueRow]]
) -> None:
    sam.writes("Nobody in our school has seen this guide", quoted=COPY)
    assert sam.heard[0].text.startswith(f"This answers the message “{TITLE}”.")
    assert sam.asked == "theme"
    sam.taps("neglect")
    assert sam.asked == "place"
    sends(sam)
    [row] = issues()
    assert (row.about, row.theme, row.kind) == (broadcast, "neglect", "issue")
    assert row.seen == "Nobody in our school has seen this guide"
    assert row.member_id is not None


def test_the_link_beside_a_copy_begins_it_too(
    sam: Practitioner, broadcast: UUID, stocked: Engine, keys: KeyRing, issues: Callable[[], list[IssueRow]]
) -> None:
    sam.taps(f":reply {token(stocked, keys, sam.address)}")
    assert TITLE in sam.heard[0].text
    sam.taps(":skip")
    assert sam.asked == "seen"
    sam.writes("It is too long")
    sends(sam)
    assert issues()[0].about == broadcast


def test_the_unit_reads_what_it_answers_and_it_stays_when_the_broadcast_goes(
    sam: Practitioner, broadcast: UUID, stocked: Engine, issues: Callable[[], list[IssueRow]]
) -> None:
    sam.writes("It is too long", quoted=COPY)
    sends(sam)
    with transaction(stocked) as session:
        about = triage.opened(session, issues()[0].id).about
        assert about is not None
        assert about.title == TITLE
        session.execute(delete(DeliveryRow).where(col(DeliveryRow.broadcast_id) == broadcast))
        session.execute(delete(BroadcastRow).where(col(BroadcastRow.id) == broadcast))
    with Session(stocked) as session:
        assert triage.opened(session, issues()[0].id).about is None


def test_a_broadcast_that_is_gone_is_said_so(
    sam: Practitioner, broadcast: UUID, stocked: Engine, keys: KeyRing
) -> None:
    leads = token(stocked, keys, sam.address)
    with transaction(stocked) as session:
        session.execute(delete(DeliveryRow))
    for made_up in (leads, "nonsense", ""):
        sam.taps(f":reply {made_up}".strip())
        assert "not here any more" in sam.text
        assert sam.asked is None


@pytest.mark.usefixtures("broadcast")
def test_five_thousand_letters_are_too_many_and_the_conversation_begins_all_the_same(
    sam: Practitioner,
) -> None:
    sam.writes("word " * 1000, quoted=COPY)
    assert sam.asked == "theme"
    assert "fewer than 2,000 letters" in sam.text
    sam.taps(":skip")
    assert sam.asked == "seen"


@pytest.mark.usefixtures("broadcast")
def test_a_draft_that_waits_goes_on_before_anything_new(sam: Practitioner) -> None:
    sam.taps(":raise issue")
    sam.taps(":skip")
    sam.taps(":stop")
    sam.writes("Another matter", quoted=COPY)
    assert "what you had begun" in sam.text
    assert "not been kept" in sam.text
    assert sam.asked == "seen"


@pytest.mark.usefixtures("broadcast")
@pytest.mark.parametrize("quoted", ["Another message\n\nof Heard", "", "New guide"])
def test_a_reply_to_something_else_is_talk(sam: Practitioner, quoted: str) -> None:
    sam.writes("menu", quoted=quoted)
    assert sam.asked is None


@pytest.mark.usefixtures("broadcast")
def test_whoever_is_no_member_answers_nothing_by_quoting(someone: Came) -> None:
    kim = someone(Address("telegram", "999"))
    kim.writes("menu", quoted=COPY)
    assert kim.asked is None


@pytest.mark.usefixtures("broadcast")
def test_words_of_danger_meet_the_card_first_and_are_not_lost(sam: Practitioner) -> None:
    sam.writes("he is beating her right now and she is bleeding", quoted=COPY)
    assert sam.heard[0].card == "immediate"
    sam.taps(":carry_on")
    assert sam.asked == "theme"
    sam.taps(":skip")
    assert sam.asked == "place"


@pytest.mark.usefixtures("broadcast")
def test_names_in_an_answer_are_masked(sam: Practitioner, issues: Callable[[], list[IssueRow]]) -> None:
    sam.writes("My colleague Daniel Fletcher has not seen it", quoted=COPY)
    sends(sam)
    assert "Fletcher" not in issues()[0].seen
