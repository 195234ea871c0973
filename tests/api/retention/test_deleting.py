"""What is past its clock goes, what is not stays, and the record tells both."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, select

from api.audit import chain
from api.audit import service as audit
from api.broadcasts import calls
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow
from api.conversation.tables import ConversationRow, TurnRow
from api.db import transaction
from api.errors import Unavailable
from api.members.tables import InvitationRow, MemberRow
from api.retention import service as retention
from api.retention.clocks import Clocks
from api.retention.tables import DeletionRow
from api.runs.tables import ParticipationRow, ResponseRow, RunRow, SignpostRow
from api.safety.tables import AlertRow
from api.staff import sessions
from api.staff.person import Person
from api.staff.tables import AccountRow, RecoveryCodeRow, SignInLinkRow, StaffSessionRow, Stage
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import EntryCodeRow, WaveRow, WaveState
from tests.api.retention.conftest import NOW, TODAY, Notes, alert

DAY = timedelta(days=1)
SOMEBODY = uuid4()


def keep(engine: Engine, *rows: SQLModel) -> None:
    with transaction(engine) as session:
        for row in rows:
            session.add(row)
            session.flush()


def closed(engine: Engine, wave: WaveRow, days_ago: int) -> None:
    with transaction(engine) as session:
        row = waves.get(session, wave.id)
        row.state, row.closed = WaveState.CLOSED, TODAY - days_ago * DAY


def test_conversations_that_nobody_uses_go(
    engine: Engine, broom: retention.Broom, proof: Callable[[str], tuple[int, int]]
) -> None:
    def talk(ago: int) -> ConversationRow:
        return ConversationRow(id=uuid4(), channel="web", audience=None, language=None, day=TODAY - ago * DAY)

    kept = talk(60)
    keep(engine, kept, *(talk(61) for _ in range(23)))
    retention.delete(engine, "conversations", broom)
    with Session(engine) as session:
        assert session.exec(select(ConversationRow.id)).all() == [kept.id]
    assert proof("conversations") == (20, 0)


def test_responses_go_when_their_wave_has_been_closed_for_long(
    engine: Engine,
    open_wave: Callable[[], WaveRow],
    broom: retention.Broom,
    proof: Callable[[str], tuple[int, int]],
) -> None:
    old, recent, going = open_wave(), open_wave(), open_wave()
    closed(engine, old, 101)
    closed(engine, recent, 100)
    long_ago = TODAY - 200 * DAY
    for wave in (old, recent, going):
        keep(engine, *(ResponseRow(wave_id=wave.id, week=long_ago, answers={}) for _ in range(17)))
    retention.delete(engine, "responses", broom)
    with Session(engine) as session:
        left = session.exec(select(ResponseRow.wave_id)).all()
    assert {wave: left.count(wave) for wave in set(left)} == {recent.id: 17, going.id: 17}
    # Never the seventeen that there were.
    assert proof("responses") == (10, 0)


def test_how_often_help_was_shown_is_gone_with_the_wave(
    engine: Engine,
    open_wave: Callable[[], WaveRow],
    broom: retention.Broom,
    proof: Callable[[str], tuple[int, int]],
) -> None:
    old, going = open_wave(), open_wave()
    closed(engine, old, 1)
    for wave in (old, going):
        keep(engine, SignpostRow(wave_id=wave.id, sealed=b"sums"))
    retention.delete(engine, "runs", broom)
    with Session(engine) as session:
        assert set(session.exec(select(SignpostRow.wave_id))) == {going.id}
    assert proof("runs") == (0, 0)


def test_an_alert_goes_some_days_after_it_was_dealt_with_and_in_the_end_in_any_case(
    engine: Engine, open_wave: Callable[[], WaveRow], broom: retention.Broom
) -> None:
    wave = open_wave()
    keep(
        engine,
        alert(wave, "just done, though it lay long", raised_ago=50, handled_ago=0),
        alert(wave, "done ten days ago", raised_ago=12, handled_ago=10),
        alert(wave, "done eleven days ago", raised_ago=12, handled_ago=11),
        alert(wave, "opened only", raised_ago=50),
        alert(wave, "opened only, too long ago", raised_ago=51),
    )
    retention.delete(engine, "alerts", broom)
    with Session(engine) as session:
        assert set(session.exec(select(AlertRow.sealed))) == {
            b"just done, though it lay long",
            b"done ten days ago",
            b"opened only",
        }


def test_nothing_that_knew_who_took_part_outlives_its_wave(
    engine: Engine, keys: KeyRing, open_wave: Callable[[], WaveRow], broom: retention.Broom
) -> None:
    over, going = open_wave(), open_wave()
    for wave in (over, going):
        keep(
            engine,
            RunRow(wave_id=wave.id, progress=b"sealed"),
            ParticipationRow(wave_id=wave.id, token=b"token"),
            EntryCodeRow(wave_id=wave.id, token=b"code"),
        )
    keys.seal(None, "talk outside of waves")
    stray = uuid4()
    keys.make(stray)
    closed(engine, over, 1)
    for kind in ("runs", "codes", "keys"):
        retention.delete(engine, kind, broom)
    with Session(engine) as session:
        for row in (RunRow, ParticipationRow, EntryCodeRow):
            assert session.exec(select(row.wave_id)).all() == [going.id]
    assert keys.held() == {going.id}
    assert keys.token(going.id, "somebody")


def test_a_rehearsal_lasts_a_day_with_all_that_was_said_in_it(
    engine: Engine, keys: KeyRing, open_wave: Callable[[], WaveRow], broom: retention.Broom
) -> None:
    over, going = open_wave(), open_wave()
    with transaction(engine) as session:
        for wave, closes in ((over, NOW), (going, NOW + DAY)):
            row = waves.get(session, wave.id)
            row.state, row.closes = WaveState.REHEARSAL, closes
    run = RunRow(wave_id=over.id, progress=keys.seal(over.id, {}))
    talks = [
        ConversationRow(channel="web", audience=None, language=None, day=TODAY, run_id=run.id),
        ConversationRow(channel="web", audience=None, language=None, day=TODAY, offered_wave=over.id),
    ]
    said = [
        TurnRow(conversation_id=talk.id, number=1, key=None, wave_id=over.id, replies=keys.seal(over.id, []))
        for talk in talks
    ]
    keep(engine, run, *talks, *said)
    retention.delete(engine, "rehearsals", broom)
    with Session(engine) as session:
        assert session.exec(select(WaveRow.id)).all() == [going.id]
        assert session.exec(select(RunRow.id)).all() == []
        assert session.exec(select(TurnRow)).all() == []
        for talk in session.exec(select(ConversationRow)):
            assert (talk.run_id, talk.offered_wave) == (None, None)
    assert keys.held() == {going.id}


def test_names_of_the_invited_go_once_they_have_joined_or_the_time_is_over(
    engine: Engine, broom: retention.Broom
) -> None:
    def invited(number: int, *, expires_in: int, used: bool) -> InvitationRow:
        return InvitationRow(
            code_digest=bytes([number]),
            name=f"Sample {number}",
            agency="Example School",
            expires=TODAY + expires_in * DAY,
            taken=int(used),
        )

    keep(
        engine,
        invited(1, expires_in=0, used=False),
        invited(2, expires_in=-1, used=False),
        invited(3, expires_in=9, used=True),
    )
    retention.delete(engine, "invitations", broom)
    with Session(engine) as session:
        assert session.exec(select(InvitationRow.name)).all() == ["Sample 1"]


def test_sign_ins_go_when_they_have_run_out(engine: Engine, broom: retention.Broom) -> None:
    minute = timedelta(minutes=1)
    keep(engine, AccountRow(id=SOMEBODY, name="Robin Madeup", title="Lead", roles=[], made=TODAY))
    for digest, expires in ((b"over", NOW - minute), (b"good", NOW + minute)):
        times = {"opened": NOW - minute, "seen": NOW - minute, "expires": expires}
        keep(engine, SignInLinkRow(digest=digest, expires=expires), browser(digest, times))
    left = NOW - sessions.IDLE - minute
    keep(engine, browser(b"left", {"opened": left, "seen": left, "expires": NOW + minute}))
    retention.delete(engine, "sign_ins", broom)
    with Session(engine) as session:
        for row in (SignInLinkRow, StaffSessionRow):
            assert session.exec(select(row.digest)).all() == [b"good"]


def browser(digest: bytes, times: dict[str, datetime]) -> StaffSessionRow:
    opened, seen, expires = (times[name] for name in ("opened", "seen", "expires"))
    return StaffSessionRow(
        digest=digest, account_id=SOMEBODY, stage=Stage.IN, opened=opened, seen=seen, expires=expires
    )


def test_accounts_go_a_year_after_they_were_closed_with_what_hangs_on_them(
    engine: Engine, broom: retention.Broom
) -> None:
    for name, closed in (("Old Sample", 366), ("Recent Sample", 365), ("Open Sample", None)):
        row = AccountRow(name=name, title="Lead", roles=[], made=TODAY - 900 * DAY)
        row.closed = None if closed is None else TODAY - closed * DAY
        keep(engine, row, RecoveryCodeRow(digest=name.encode(), account_id=row.id))
    retention.delete(engine, "accounts", broom)
    with Session(engine) as session:
        assert set(session.exec(select(AccountRow.name))) == {"Recent Sample", "Open Sample"}
        assert set(session.exec(select(RecoveryCodeRow.digest))) == {b"Recent Sample", b"Open Sample"}


def test_old_broadcasts_go_with_the_list_of_who_was_sent_them(engine: Engine, broom: retention.Broom) -> None:
    member = MemberRow(name="Sam Sample", agency="Example School", joined=TODAY)

    def broadcast(title: str, ago: int, state: BroadcastState) -> BroadcastRow:
        return BroadcastRow(title=title, text="Made up", state=state, written=NOW - ago * DAY)

    old = broadcast("old", 21, BroadcastState.SENT)
    recent = broadcast("recent", 19, BroadcastState.SENT)
    leaving = broadcast("leaving", 30, BroadcastState.SENDING)
    keep(engine, member, old, recent, leaving)
    keep(engine, *(DeliveryRow(broadcast_id=one.id, member_id=member.id) for one in (old, recent, leaving)))
    retention.delete(engine, "broadcasts", broom)
    with Session(engine) as session:
        assert set(session.exec(select(BroadcastRow.title))) == {"recent", "leaving"}
        assert set(session.exec(select(DeliveryRow.broadcast_id))) == {recent.id, leaving.id}
        assert session.exec(select(MemberRow.name)).all() == ["Sam Sample"]


def test_notes_of_work_and_the_record_itself_have_clocks(engine: Engine, keys: KeyRing) -> None:
    notes = Notes(NOW - 31 * DAY, NOW - 29 * DAY)
    broom = retention.Broom(keys, notes, Clocks(), NOW)
    long_ago = TODAY - 6 * 365 * DAY
    keep(
        engine,
        *(DeletionRow(day=day, kind="alerts", removed=0, overdue=0) for day in (long_ago, long_ago - DAY)),
    )
    retention.delete(engine, "work", broom)
    retention.delete(engine, "deletions", broom)
    assert notes.ended == [NOW - 29 * DAY]
    with Session(engine) as session:
        rows = session.exec(select(DeletionRow).where(DeletionRow.kind == "alerts")).all()
    assert [row.day for row in rows] == [long_ago]


def test_the_record_gives_no_proof_of_what_was_not_done(
    engine: Engine,
    open_wave: Callable[[], WaveRow],
    broom: retention.Broom,
    proof: Callable[[str], tuple[int, int]],
) -> None:
    wave = open_wave()
    keep(engine, *(alert(wave, "words", raised_ago=51) for _ in range(12)))
    with engine.connect() as dump:
        dump.execute(text("select 1 from alert"))  # whoever reads the table keeps it from being written anew
        with pytest.raises((OperationalError, Unavailable)):
            retention.delete(engine, "alerts", broom)
    assert proof("alerts") == (10, 20)
    retention.delete(engine, "alerts", broom)
    assert proof("alerts") == (10, 0)


def test_a_kind_whose_proof_failed_yesterday_is_proven_today(
    engine: Engine, broom: retention.Broom, proof: Callable[[str], tuple[int, int]]
) -> None:
    keep(engine, DeletionRow(day=TODAY - DAY, kind="alerts", removed=10, overdue=10))
    with engine.connect() as connection:
        before = connection.scalar(text("select pg_relation_filepath('alert')"))
        connection.rollback()
        retention.delete(engine, "alerts", broom)
        assert connection.scalar(text("select pg_relation_filepath('alert')")) != before
    assert proof("alerts") == (0, 0)


def test_where_nothing_is_past_its_time_no_table_is_touched(
    engine: Engine, broom: retention.Broom, proof: Callable[[str], tuple[int, int]]
) -> None:
    def files() -> set[str]:
        tables = [table for kind in retention.KINDS if not kind.daily for table in kind.tables]
        with engine.connect() as connection:
            return {
                connection.scalar(text(f"select pg_relation_filepath('{table}')")) or "" for table in tables
            }

    before = files()
    for kind in retention.KINDS:
        retention.delete(engine, kind.name, broom)
        assert proof(kind.name) == (0, 0)
    assert files() == before


def test_calls_to_the_duty_member_go_by_the_clock_of_alerts(engine: Engine, broom: retention.Broom) -> None:
    member = MemberRow(name="Sam Sample", agency="Example School", joined=TODAY)
    keep(engine, member)
    with transaction(engine) as session:
        for ago in (49, 51):
            calls.call(
                session, member.id, "Safety queue", f"Written {ago} days ago", TODAY - timedelta(days=ago)
            )
        for row in session.exec(select(BroadcastRow)):
            row.state = BroadcastState.SENT
    retention.delete(engine, "broadcasts", broom)  # whose clock is shorter here
    with Session(engine) as session:
        assert len(session.exec(select(BroadcastRow)).all()) == 2
    retention.delete(engine, "calls", broom)
    with Session(engine) as session:
        assert session.exec(select(BroadcastRow.text)).all() == ["Written 49 days ago"]
        assert len(session.exec(select(DeliveryRow)).all()) == 1


def test_the_audit_trail_goes_after_six_years_and_its_files_with_it(
    engine: Engine, broom: retention.Broom, proof: Callable[[str], tuple[int, int]]
) -> None:
    for _ in range(12):
        with transaction(engine) as session:
            audit.record(session, Person(None, "Robin Madeup", "Lead"), "signed_in", None)
    retention.delete(engine, "audit", broom)
    with engine.begin() as connection:
        assert connection.scalar(text("select count(*) from audit")) == 12
        connection.execute(text("alter table audit disable trigger user"))
        connection.execute(text("update audit set at = at - interval '20 years' where number < 12"))
        connection.execute(text("alter table audit enable trigger user"))
    retention.delete(engine, "audit", broom)
    assert proof("audit") == (10, 0)
    with Session(engine) as session:
        checked = chain.check(session)
        assert (checked.entries, checked.broken) == (1, None)
