"""A practitioner raises an issue in a short conversation, and asks what became of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.conversation.service import Address, Desk
from api.db import transaction
from api.feedback import triage
from api.feedback.form import form
from api.feedback.tables import DraftRow, IssueKind, IssueRow, Priority
from api.members import service as members
from api.members.tables import MemberRow
from api.retention import service as retention
from api.retention.clocks import Clocks
from api.waves import closing
from api.waves.keys import KeyRing
from tests.api.feedback.conftest import ISSUE, PRACTICE, Practitioner
from tests.people import ROBIN

Came = Callable[..., Practitioner]
Join = Callable[[str], Address]
Kept = Callable[[], list[IssueRow]]


def drafts(engine: Engine) -> int:
    with Session(engine) as session:
        return len(session.exec(select(DraftRow)).all())


def test_the_page_on_raising_an_issue_leads_into_it(someone: Came) -> None:
    sam = someone()
    sam.taps("raise-issue")
    assert {ISSUE, PRACTICE, ":raised"} <= set(sam.offered)
    sam.taps(ISSUE)
    assert "no names of children" in sam.text
    assert sam.asked == "theme"


def test_all_five_questions_are_asked_shown_and_sent(
    someone: Came, join: Join, issues: Kept, stocked: Engine
) -> None:
    sam = someone(join("12345"))
    sam.taps(ISSUE)
    assert "The answer comes to where messages" in sam.text
    sam.taps("early-help")
    sam.writes("Families wait a month for a first visit")
    sam.writes("The north of the city")
    sam.taps("often")
    sam.writes("A second worker")
    [shown] = sam.heard
    assert [line.answer for line in shown.review] == [
        "Early help",
        "Families wait a month for a first visit",
        "The north of the city",
        "Often",
        "A second worker",
    ]
    assert issues() == []
    sam.taps(":send")
    assert sam.heard[0].receipt
    [row] = issues()
    assert (row.kind, row.state, row.theme, row.often) == ("issue", "new", "early-help", "often")
    assert (row.seen, row.place, row.wanted) == (
        "Families wait a month for a first visit",
        "The north of the city",
        "A second worker",
    )
    assert row.member_id is not None
    assert drafts(stocked) == 0


def test_every_step_but_what_is_seen_can_be_skipped(someone: Came, issues: Kept) -> None:
    sam = someone()
    sam.taps(PRACTICE)
    sam.taps(":skip")
    assert sam.asked == "seen"
    assert ":skip" not in sam.offered
    sam.taps(":skip")
    assert sam.asked == "seen"
    sam.writes("A drop-in with the school nurse")
    for key in ("place", "often", "wanted"):
        assert sam.asked == key
        sam.taps(":skip")
    sam.taps(":send")
    [row] = issues()
    assert (row.kind, row.theme, row.place, row.often, row.wanted) == ("practice", None, None, None, None)


def test_one_goes_back_and_changes_what_was_said(someone: Came, issues: Kept) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps("online")
    sam.writes("First words")
    sam.taps(":back")
    assert sam.asked == "seen"
    sam.writes("Better words")
    for _ in range(3):
        sam.taps(":skip")
    sam.taps(":change theme")
    sam.taps("gaps")
    sam.taps(":send")
    [row] = issues()
    assert (row.theme, row.seen) == ("gaps", "Better words")


def test_it_stops_at_any_time_waits_and_goes_on(someone: Came, stocked: Engine) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps("gaps")
    sam.writes("stop")
    assert {":carry_on", ":discard", ":menu"} <= set(sam.offered)
    sam.taps("consent")  # talk goes on meanwhile
    assert sam.heard[0].topic == "consent"
    sam.taps(":carry_on")
    assert sam.asked == "seen"
    sam.taps(":menu")
    sam.taps(ISSUE)
    assert sam.asked == "seen"
    sam.taps(":stop")
    sam.taps(":discard")
    assert "Nothing was sent" in sam.text
    assert drafts(stocked) == 0


def test_at_the_end_it_can_be_dropped(someone: Came, issues: Kept, stocked: Engine) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.writes("Some words")
    for _ in range(3):
        sam.taps(":skip")
    sam.taps(":discard")
    assert "deleted" in sam.text
    assert (issues(), drafts(stocked)) == ([], 0)


@pytest.mark.parametrize("ending", [":send", ":discard"])
def test_once_it_is_sent_or_deleted_no_reply_repeats_it(someone: Came, stocked: Engine, ending: str) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.writes("Some words")
    for _ in range(3):
        sam.taps(":skip")
    assert "Some words" in sam.text
    sam.taps(ending)
    with stocked.connect() as connection:
        assert connection.scalar(text("select count(*) from turn")) == 1
    assert "Some words" not in "".join(reply.text for reply in sam.desk.latest(sam.conversation))


def test_names_and_numbers_are_masked_before_anything_is_kept(
    someone: Came, issues: Kept, stocked: Engine
) -> None:
    sam = someone()
    sam.raises("My colleague Daniel Fletcher rang 07700 900123 for weeks")
    [row] = issues()
    assert "Fletcher" not in row.seen
    assert "900123" not in row.seen
    assert "for weeks" in row.seen


def test_what_is_being_written_stands_readable_nowhere(someone: Came, stocked: Engine) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.writes("Canary words about lamps")
    with stocked.connect() as connection:
        found = connection.scalar(
            text("select count(*) from issue_draft as row where row::text like '%Canary%'")
        )
    assert found == 0


def test_words_of_harm_meet_the_help_card_first(someone: Came, stocked: Engine) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.writes("he is beating her right now and she is bleeding")
    assert sam.heard[0].card == "immediate"
    assert ":carry_on" in [one.value for one in sam.heard[0].choices]
    sam.taps(":carry_on")
    assert sam.asked == "place"  # what was written is not lost


def test_help_does_not_lose_the_place(someone: Came) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.taps(":help")
    assert sam.heard[0].card == "asked"
    assert sam.asked == "seen"


@pytest.mark.parametrize("stray", ["neglect", ":done extra", ":raise cake", '/inform{"age": "unborn"}'])
def test_a_button_of_something_else_becomes_no_answer(someone: Came, stray: str) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.taps(stray)
    assert sam.asked == "seen"


def test_a_made_up_kind_begins_nothing(someone: Came, stocked: Engine) -> None:
    sam = someone()
    sam.taps(":raise cake")
    assert sam.asked is None
    assert drafts(stocked) == 0


def test_a_young_person_is_not_led_into_it(desk: Desk, stocked: Engine) -> None:
    sam = Practitioner(desk, desk.open("web", "young_person"), None)
    sam.taps(ISSUE)
    assert drafts(stocked) == 0


def test_who_is_no_member_is_told_how_to_join_and_can_send_all_the_same(someone: Came, issues: Kept) -> None:
    sam = someone(Address("telegram", "999"))
    sam.taps(ISSUE)
    assert "invitation code" in sam.text
    sam.taps(":stop")
    sam.taps(":discard")
    code = sam.raises()
    assert "Nobody can write back to you" in sam.text
    [row] = issues()
    assert row.member_id is None
    sam.writes(code)
    assert "Nobody has looked at it yet" in sam.text


def test_joining_in_the_middle_loses_nothing(someone: Came, issues: Kept, stocked: Engine) -> None:
    sam = someone(Address("telegram", "31"))
    sam.taps(ISSUE)
    sam.taps("gaps")
    with transaction(stocked) as session:
        code = members.invite(session, name="Made Up", agency="Example", today=clock.today())
    sam.writes(code)
    assert "Welcome" in sam.text
    sam.taps(ISSUE)
    assert sam.asked == "seen"
    sam.writes("Some words")
    for _ in range(3):
        sam.taps(":skip")
    sam.taps(":send")
    assert issues()[0].member_id is not None


def test_a_tap_that_comes_twice_sends_once(someone: Came, issues: Kept) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps(":skip")
    sam.writes("Some words")
    for _ in range(3):
        sam.taps(":skip")
    first = sam.taps(":send", key="the same")
    again = sam.taps(":send", key="the same")
    assert first == again  # with its code
    assert len(issues()) == 1


def test_a_member_asks_what_became_of_it_and_sees_nobody_else_s(
    someone: Came, join: Join, stocked: Engine, issues: Kept
) -> None:
    sam, kim = someone(join("1")), someone(join("2"))
    sam.raises("Words of Sam")
    kim.raises("Words of Kim", PRACTICE)
    sam.taps(":raised")
    assert "an issue. Nobody has looked" in sam.text
    assert "good practice" not in sam.text
    [row] = [one for one in issues() if one.kind == "issue"]
    with transaction(stocked) as session:
        triage.tag(session, ROBIN, row.id, theme="", lens="", priority=Priority.HIGH)
        triage.close(session, ROBIN, row.id, "The form has a new field.", clock.today())
    sam.taps(":raised")
    assert "It has been dealt with." in sam.text
    assert "The form has a new field." in sam.text


def test_a_code_that_stands_for_nothing_is_refused_kindly(someone: Came) -> None:
    sam = someone()
    sam.writes("BCDF-2345-GHJK-67")
    assert "does not open anything" in sam.text


def test_who_leaves_is_no_longer_named_and_the_issue_stays(
    someone: Came, join: Join, stocked: Engine, issues: Kept
) -> None:
    sam = someone(join("1"))
    sam.raises()
    with transaction(stocked) as session:
        session.delete(session.exec(select(MemberRow)).one())
    [row] = issues()
    assert row.member_id is None


def test_no_transaction_number_leads_from_an_issue_to_a_turn(someone: Came, stocked: Engine) -> None:
    someone().raises()
    closing.blur(stocked)
    with stocked.connect() as connection:
        of_issues = set(connection.scalars(text("select cast(xmin as text) from issue")))
        of_turns = set(connection.scalars(text("select cast(xmin as text) from turn")))
        columns = "select data_type from information_schema.columns where table_name = 'issue'"
        types = set(connection.scalars(text(columns)))
        told = connection.scalars(
            text(
                "select attname from pg_attribute"
                " where attrelid in ('issue'::regclass, 'issue_draft'::regclass) and attnum > 0"
                " and not attisdropped and attstattarget is distinct from 0"
            )
        )
        in_statistics = set(told)
    assert len(of_issues) == 1
    assert not of_issues & of_turns
    assert not any(kind.startswith("time") for kind in types)  # a day is the finest
    secret = {
        "seen",
        "place",
        "wanted",
        "member_id",
        "receipt",
        "answer",
        "became",
        "conversation_id",
        "progress",
    }
    assert not in_statistics & secret


class Nothing:
    """The worker's notes, of which there are none."""

    def forget(self, before: datetime) -> int:
        return 0

    def past(self, before: datetime) -> int:
        return 0


def test_what_is_past_its_time_goes(
    someone: Came, join: Join, stocked: Engine, issues: Kept, keys: KeyRing
) -> None:
    someone(join("1")).raises()
    someone().taps(ISSUE)
    [row] = issues()
    with transaction(stocked) as session:
        triage.tag(session, ROBIN, row.id, theme="", lens="", priority=Priority.LOW)
        triage.answer(session, ROBIN, row.id, "Thank you.", clock.today())
    with transaction(stocked) as session:  # as the worker has done by then
        session.exec(select(BroadcastRow)).one().state = BroadcastState.SENT

    def left(days: int) -> tuple[int, int, int]:
        broom = retention.Broom(keys, Nothing(), Clocks(issues=20), clock.now() + timedelta(days=days))
        for kind in ("issues", "answers", "unsent_issues"):
            retention.delete(stocked, kind, broom)
        with Session(stocked) as session:
            return len(issues()), len(session.exec(select(BroadcastRow)).all()), drafts(stocked)

    assert left(7) == (1, 1, 1)
    assert left(8) == (1, 1, 0)
    assert left(19) == (1, 1, 0)
    assert left(22) == (0, 0, 0)


def test_after_hiding_the_chat_what_is_written_next_is_no_answer(someone: Came, stocked: Engine) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.taps("gaps")
    sam.taps(":hide")
    sam.taps("consent")
    assert sam.heard[0].topic == "consent"
    sam.taps(ISSUE)
    assert sam.asked == "seen"


def test_without_themes_nobody_is_asked_for_one() -> None:
    assert [question.key for question in form(IssueKind.ISSUE, {}).questions] == [
        "seen",
        "place",
        "often",
        "wanted",
    ]


def test_a_theme_can_be_written_as_well(someone: Came, issues: Kept) -> None:
    sam = someone()
    sam.taps(ISSUE)
    sam.writes("gaps in services and waiting")
    sam.writes("Some words")
    for _ in range(3):
        sam.taps(":skip")
    sam.taps(":send")
    assert issues()[0].theme == "gaps"
