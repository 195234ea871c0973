"""Members see what is kept of them and leave at once, and what they leave behind is nothing."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastKind, BroadcastRow, DeliveryRow, DeliveryState
from api.conversation.membership import Membership
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import links
from api.members import service as members
from api.members.tables import AddressRow, InvitationRow, MemberRow
from api.reminders.tables import ReminderRow
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from tests.conftest import TODAY
from tests.people import ROBIN, approved

pytestmark = pytest.mark.usefixtures("noon")

CHAT = Address("telegram", "7301944820")
BROWSER = Address("web", "a made-up browser")


def invited(engine: Engine, name: str | None = "Sam Sample", places: int = 1) -> str:
    with transaction(engine) as session:
        return members.invite(session, name=name, agency="Example School", today=TODAY, places=places)


def hand_out(session: Session) -> None:
    """As if the worker had."""
    session.flush()
    for copy in session.exec(select(DeliveryRow)):
        copy.state = DeliveryState.SENT


class Chatter:
    """Somebody in a chat of their own."""

    def __init__(self, desk: Desk, address: Address) -> None:
        self.desk, self.address = desk, address
        self.place = desk.open(address.kind)

    def says(self, text: str) -> str:
        return self._said(Turn(text=text, address=self.address, person=self.address.value))

    def taps(self, choice: str) -> str:
        return self._said(Turn(choice=choice, address=self.address, person=self.address.value))

    def _said(self, turn: Turn) -> str:
        self.replies = self.desk.take(self.place, turn)
        return "\n".join(reply.text for reply in self.replies)

    @property
    def choices(self) -> list[str]:
        return [choice.value for reply in self.replies for choice in reply.choices]


@pytest.fixture(params=[CHAT, BROWSER], ids=["Telegram", "web"])
def sam(request: pytest.FixtureRequest, stocked: Engine, desk: Desk) -> Chatter:
    """A member."""
    chatter = Chatter(desk, request.param)
    assert "Welcome" in chatter.says(invited(stocked))
    return chatter


@pytest.mark.parametrize("words", ["STOP", "stop", " Stop ", "leave the group", "Unsubscribe"])
def test_a_member_leaves_by_a_word_and_a_yes(stocked: Engine, sam: Chatter, words: str) -> None:
    assert "Do you want to leave" in sam.says(words)
    assert sam.desk.is_member(sam.address)
    assert ":leave yes" in sam.choices
    assert "You have left" in sam.taps(":leave yes")
    with Session(stocked) as session:
        for table in (MemberRow, AddressRow, DeliveryRow, ReminderRow):
            assert session.exec(select(table)).all() == [], table
    assert "not a member" in sam.taps(":leave yes")


def test_who_stays_stays(sam: Chatter) -> None:
    sam.says("stop")
    assert "You can ask about safeguarding" in sam.taps(":menu")
    assert sam.desk.is_member(sam.address)


def test_everything_of_theirs_goes_and_of_others_nothing(stocked: Engine, desk: Desk, keys: KeyRing) -> None:
    sam, kim = Chatter(desk, CHAT), Chatter(desk, BROWSER)
    sam.says(invited(stocked))
    kim.says(invited(stocked, "Kim Keeps"))
    with transaction(stocked) as session:
        row = approved(session)
        broadcasts.send(session, ROBIN, row.id)
        for name in ("Sam Sample", "Kim Keeps"):
            member = session.exec(select(MemberRow).where(MemberRow.name == name)).one()
            session.add(ReminderRow(member_id=member.id, stage="1b", due=TODAY, made=TODAY))
            broadcasts.send_to_one(session, member.id, "Stage 1b", name, BroadcastKind.REMINDER, TODAY)
        hand_out(session)
    sam.says("what do you keep about me")
    sam.taps(":leave")
    sam.taps(":leave yes")
    with Session(stocked) as session:
        assert session.exec(select(MemberRow.name)).all() == ["Kim Keeps"]
        assert len(session.exec(select(AddressRow)).all()) == 1
        assert len(session.exec(select(ReminderRow)).all()) == 1
        assert len(session.exec(select(DeliveryRow)).all()) == 2
        assert sorted(session.exec(select(BroadcastRow.text)).all()) == ["Kim Keeps", "Made-up text"]
        assert broadcasts.tally(session, row.id).total == 1
    # Their name stood in what was said in the chat.
    assert "Sam Sample" not in "".join(reply.text for reply in desk.latest(sam.place))
    assert len(Membership(stocked, keys).inbox(BROWSER) or []) == 2


def test_what_is_kept_is_shown_to_the_member_alone(stocked: Engine, sam: Chatter) -> None:
    with transaction(stocked) as session:
        broadcasts.send(session, ROBIN, approved(session).id)
        hand_out(session)
    said = sam.says("What do you keep about me?")
    for fact in ("Sam Sample", "Example School", "Messages sent to you: 1", "Reminders that wait"):
        assert fact in said
    assert ("Telegram" if sam.address is CHAT else "the web chat") in said
    assert sam.address.value not in said
    assert "safety queue" not in said
    assert ":leave" in sam.choices
    stranger = Chatter(sam.desk, Address(sam.address.kind, "somebody else"))
    said = stranger.says("what do you keep about me")
    assert "not a member" in said
    assert "Sam" not in said


def test_stop_in_a_survey_means_the_survey(
    stocked: Engine, sam: Chatter, open_wave: Callable[..., WaveRow]
) -> None:
    sam.says(open_wave().code)
    assert "leave the" not in sam.says("stop").lower()  # at its door
    sam.taps(":start")
    for _ in range(2):  # the second while it waits
        assert "Action Group" not in sam.says("STOP")
        assert ":leave yes" not in sam.choices
    assert sam.desk.is_member(sam.address)


def test_stop_of_somebody_who_is_no_member_is_what_it_was(desk: Desk) -> None:
    said = Chatter(desk, CHAT).says("stop")
    assert "Action Group" not in said


def test_harm_is_met_with_help_also_when_a_name_is_asked_for(stocked: Engine, desk: Desk) -> None:
    chatter = Chatter(desk, CHAT)
    chatter.says(invited(stocked, None, places=2))
    chatter.says("I want to kill myself")
    assert any(reply.signpost == "immediate" for reply in chatter.replies)
    with Session(stocked) as session:
        assert session.exec(select(MemberRow)).all() == []


def test_an_agency_shares_a_code_until_its_places_are_taken(stocked: Engine, desk: Desk) -> None:
    code = invited(stocked, None, places=2)
    for number, name in enumerate(("Ada  Madeup", "Bo Madeup")):
        chatter = Chatter(desk, Address("telegram", f"12{number}"))
        assert "Example School" in chatter.says(code)
        assert "Welcome" in chatter.says(name)
        assert desk.is_member(chatter.address)
        assert "already joined" in chatter.says(code)
    assert "All places" in Chatter(desk, Address("web", "third")).says(code)
    with Session(stocked) as session:
        members_now = session.exec(select(MemberRow.name, MemberRow.agency).order_by(MemberRow.name)).all()
        assert members_now == [("Ada Madeup", "Example School"), ("Bo Madeup", "Example School")]


def test_two_at_the_last_place_are_one_member(stocked: Engine, desk: Desk) -> None:
    code = invited(stocked, None, places=2)
    chatters = [Chatter(desk, Address("web", f"browser {number}")) for number in range(3)]
    for chatter in chatters:
        chatter.says(code)
    said = [chatter.says("Some Body") for chatter in chatters]
    assert ["Welcome" in one for one in said] == [True, True, False]
    assert "All places" in said[-1]


@pytest.mark.parametrize("name", ["12345", "!!!", "x" * 101])
def test_what_is_no_name_is_asked_for_again(stocked: Engine, desk: Desk, name: str) -> None:
    chatter = Chatter(desk, CHAT)
    chatter.says(invited(stocked, None, places=2))
    assert "no name" in chatter.says(name)
    assert "Welcome" in chatter.says("Ada Madeup")


def test_who_would_rather_not_say_a_name_has_not_joined(stocked: Engine, desk: Desk) -> None:
    chatter = Chatter(desk, CHAT)
    chatter.says(invited(stocked, None, places=2))
    assert "not joined" in chatter.taps(":no")
    chatter.says("Ada Madeup")
    assert not desk.is_member(CHAT)


def test_used_expired_and_unknown_codes_are_told_apart(stocked: Engine, desk: Desk) -> None:
    used, late = invited(stocked), invited(stocked)
    Chatter(desk, CHAT).says(used)
    with transaction(stocked) as session:
        for row in session.exec(select(InvitationRow).where(InvitationRow.taken == 0)):
            row.expires = date(2020, 1, 1)
    stranger = Chatter(desk, BROWSER)
    assert "used already" in stranger.says(used)
    assert "run out" in stranger.says(late)
    assert "does not open anything" in stranger.says("BCDF2345GHJK")
    assert not desk.is_member(BROWSER)


@pytest.fixture
def kim(stocked: Engine, desk: Desk) -> Chatter:
    """A member in Telegram."""
    chatter = Chatter(desk, CHAT)
    assert "Welcome" in chatter.says(invited(stocked))
    return chatter


def left(engine: Engine) -> list[str]:
    """The themes that the only member has left."""
    with Session(engine) as session:
        return session.exec(select(MemberRow)).one().left_themes


def test_a_member_leaves_a_theme_and_comes_back(stocked: Engine, kim: Chatter) -> None:
    assert "You get all of them" in kim.taps(":themes")
    assert ":themes stop training" in kim.choices
    assert "No more messages about this theme" in kim.taps(":themes stop training")
    assert left(stocked) == ["training"]
    assert "Training and guidance" in kim.says("what do you keep about me")
    kim.taps(":themes")
    assert ":themes back training" in kim.choices
    assert "come to you again" in kim.taps(":themes back training")
    assert left(stocked) == []


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("Stop messages about training", "training"),
        ("no more messages about Neglect!", "neglect"),
        ("unsubscribe from domestic abuse", "domestic-abuse"),
        ("stop messages about sharing information", "sharing"),
    ],
)
def test_a_theme_is_named_in_words_and_left_by_a_tap(
    stocked: Engine, kim: Chatter, words: str, theme: str
) -> None:
    assert "No more messages about this theme" in kim.says(words)
    assert left(stocked) == []
    kim.taps(f":themes stop {theme}")
    assert left(stocked) == [theme]
    kim.says(f"send me messages about {theme.replace('-', ' ')}")
    assert f":themes back {theme}" in kim.choices


@pytest.mark.parametrize("words", ["stop messages about the weather", "stop messages about and"])
def test_a_theme_that_is_not_clear_is_chosen_from_the_list(kim: Chatter, words: str) -> None:
    assert "not clear which theme" in kim.says(words)
    assert ":themes stop training" in kim.choices


@pytest.mark.parametrize("made_up", [":themes stop x", ":themes stop", ":themes sing training"])
def test_a_button_that_was_made_up_changes_nothing(stocked: Engine, kim: Chatter, made_up: str) -> None:
    assert "not clear which theme" in kim.taps(made_up)
    assert left(stocked) == []


def test_on_the_web_a_page_holds_all_that_can_be_chosen(stocked: Engine, desk: Desk) -> None:
    sam = Chatter(desk, BROWSER)
    sam.says(invited(stocked))
    for words, page in (
        ("open my inbox", "/inbox"),
        ("stop messages about training", "/membership"),
        ("what do you keep about me", "/membership"),
    ):
        sam.says(words)
        assert [link.url for reply in sam.replies for link in reply.links] == [page]


def test_who_is_no_member_has_no_themes_and_no_inbox(desk: Desk) -> None:
    stranger = Chatter(desk, CHAT)
    for words in ("stop messages about training", "open my inbox"):
        assert "not a member" in stranger.says(words)
    for tap in (":themes stop training", ":inbox"):
        assert "not a member" in stranger.taps(tap)


def test_who_gets_messages_as_a_test_reads_it(stocked: Engine, sam: Chatter) -> None:
    assert "as a test" not in sam.says("What do you keep about me?")
    with transaction(stocked) as session:
        session.exec(select(MemberRow)).one().guest = True
    assert "as a test" in sam.says("What do you keep about me?")


@pytest.mark.parametrize(
    "words", ["Stop messages about me on Snapchat", "no more messages on my phone, he scares me"]
)
def test_words_that_name_no_theme_are_a_members_alone(desk: Desk, words: str) -> None:
    assert "not a member" not in Chatter(desk, CHAT).says(words)


def test_telegram_leads_to_the_inbox_by_a_link_that_works_once(stocked: Engine, kim: Chatter) -> None:
    kim.says("open my inbox")
    assert ":inbox" in kim.choices
    kim.taps(":inbox")
    [link] = [link.url for reply in kim.replies for link in reply.links]
    token = link.partition("/link/")[2]
    # It is shown once: who looks back at the chat finds no link.
    assert all(not reply.links for reply in kim.desk.latest(kim.place))
    with transaction(stocked) as session:
        row = links.spend(session, token, clock.now())
        assert row is not None
        assert row.member_id == session.exec(select(MemberRow.id)).one()
        assert links.spend(session, token, clock.now()) is None


def test_what_a_member_chooses_shares_no_transaction_with_a_conversation(
    stocked: Engine, kim: Chatter
) -> None:
    kim.says("open my inbox")
    kim.taps(":inbox")
    kim.taps(":themes stop training")
    numbers = "select xmin::text from {}"
    with stocked.connect() as connection:
        ours = {
            number
            for table in ("member", "member_link")
            for number in connection.scalars(text(numbers.format(table)))
        }
        talk = {
            number
            for table in ("conversation", "turn")
            for number in connection.scalars(text(numbers.format(table)))
        }
    assert len(ours) == 2
    assert not ours & talk


def test_a_tap_beside_words_of_harm_is_met_with_help(kim: Chatter) -> None:
    turn = Turn(text="I want to kill myself", choice=":themes stop training", address=CHAT)
    kim._said(turn)
    assert any(reply.signpost == "immediate" for reply in kim.replies)
