"""Themes are suggested by words, decided by people, and counted only then."""

from collections.abc import Callable, Mapping, Set
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, delete, select

from api.audit.tables import AuditRow
from api.errors import WrongState
from api.findings.rules import Rules
from api.findings.tables import SnapshotRow
from api.meaning import codebook, coding, coding_repository, counting
from api.meaning.service import of_wave
from api.meaning.tables import CodingRow, ReadingRow
from api.runs.tables import ResponseRow
from api.staff.person import Person, Role
from api.waves.tables import WaveRow
from nlu.themes import Theme, themes
from tests import comments
from tests.comments import CLOSED, QUESTION

ANN = Person(uuid4(), "Ann Example", "Analyst", {Role.ANALYST})
BUS, DARK, PLAIN = "The bus is full", "It is dark outside", "Nothing much really"
Opened = Callable[..., WaveRow]


def read(
    session: Session,
    wave: UUID,
    pages: int,
    decide: Callable[[coding.Comment], Set[str]] = lambda one: one.ticked,
) -> None:
    """Somebody confirms so many pages."""
    for number in range(1, pages + 1):
        shown = coding.page(session, wave, QUESTION, number)
        ticked: Mapping[UUID, Set[str]] = {one.response_id: decide(one) for one in shown.comments}
        coding.confirm(session, ANN, wave, QUESTION, ticked)


def test_suggestions_are_ticked_until_somebody_has_decided(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 12 + [PLAIN] * 12)
    first = coding.page(session, wave, QUESTION, 1)
    assert (len(first.comments), first.more) == (20, True)
    assert all(one.ticked == set(one.suggested) and not one.read for one in first.comments)
    assert {words: one.suggested for one in first.comments for words in [one.words]}[PLAIN] == []
    read(session, wave, 1, lambda one: {"listening", "made-up"})
    again = coding.page(session, wave, QUESTION, 1)
    assert all(one.ticked == {"listening"} and one.read for one in again.comments)
    assert [one.words for one in again.comments] == [one.words for one in first.comments]
    assert coding.first_unread(session, wave, QUESTION) == 2


def test_the_trail_tells_of_each_page_that_was_confirmed(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 40)
    read(session, wave, 2)
    rows = session.exec(select(AuditRow.subject).where(AuditRow.what == "comments_coded")).all()
    assert rows == [wave] * 2


def test_only_what_people_have_confirmed_is_counted(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 30 + [DARK] * 30)
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED)
    # Nobody thinks that they are about getting around.
    read(session, wave, 3, lambda one: one.ticked - {"travelling"})
    counting.count(session, ANN, wave, CLOSED)
    [themes] = of_wave(session, wave).themes
    assert themes.whole
    assert themes.table.several
    shown = {cell.value: cell.shown for cell in themes.table.cells}
    assert "travelling" not in shown
    assert (shown["area"], shown[":rest"], themes.table.base) == (30, 30, 60)


def test_a_theme_of_few_comments_is_not_named(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 7 + [DARK] * 33)
    read(session, wave, 2)
    counting.count(session, ANN, wave, CLOSED)
    [themes] = of_wave(session, wave).themes
    assert "travelling" not in {cell.value for cell in themes.table.cells}
    assert "travelling" not in str(session.exec(select(ReadingRow)).one().published)


def test_comments_keep_the_stricter_rules_of_their_snapshot(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 30 + [DARK] * 30)
    snapshot = session.exec(select(SnapshotRow).where(SnapshotRow.wave_id == wave)).one()
    audit = {**snapshot.published["audit"], "rules": "1/70/70"}
    snapshot.published = {**snapshot.published, "audit": audit}
    read(session, wave, 3)
    counting.count(session, ANN, wave, CLOSED)
    assert of_wave(session, wave).themes == ()


def test_the_installation_may_ask_for_more_comments(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 30 + [DARK] * 30)
    read(session, wave, 3)
    counting.count(session, ANN, wave, CLOSED, Rules(70, 70))
    assert of_wave(session, wave).themes == ()


def test_of_a_part_that_was_read_the_part_alone_is_told(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 100)
    read(session, wave, 2)
    counting.count(session, ANN, wave, CLOSED)
    [themes] = of_wave(session, wave).themes
    assert not themes.whole
    assert themes.table.base == 40


def test_nothing_is_counted_anew_for_a_few_comments_more(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 49)
    read(session, wave, 2)
    counting.count(session, ANN, wave, CLOSED)
    [before] = of_wave(session, wave).themes
    read(session, wave, 3)  # nine more
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED + timedelta(days=30))
    assert of_wave(session, wave).themes == (before,)


def test_the_rest_of_a_theme_is_accepted_only_where_its_suggestions_are_good(
    session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [f"{BUS} and {DARK}"] * 120)
    read(session, wave, 1)
    assert not coding.accept(session, ANN, wave, QUESTION, "travelling")
    wrong = iter([True, True, True, True, True] + [False] * 35)
    read(session, wave, 2, lambda one: one.ticked - ({"area"} if next(wrong) else set()))
    offers = {one.theme: one for one in coding.offers(session, wave, QUESTION)}
    assert (offers["travelling"].precise, offers["travelling"].of_ten) == (True, 10)
    assert (offers["area"].precise, offers["area"].of_ten) == (False, 8)
    assert not coding.accept(session, ANN, wave, QUESTION, "area")
    assert coding.accept(session, ANN, wave, QUESTION, "travelling")
    assert len(coding_repository.holders(session, wave, QUESTION, "travelling")) == 120


def test_what_nobody_has_read_is_not_counted_though_it_was_accepted(
    session: Session, open_wave: Opened
) -> None:
    # No word of the second sentence suggests what everybody who reads it sees.
    wave = comments.closed(session, open_wave, [BUS] * 60 + ["Getting here takes ages"] * 60)
    read(session, wave, 4, lambda one: {"travelling"})
    assert coding.accept(session, ANN, wave, QUESTION, "travelling")
    decided = coding.decided(session, wave, QUESTION)
    assert (decided.whole, decided.base, decided.counts) == (False, 80, {"travelling": 80})
    read(session, wave, 6, lambda one: {"travelling"})
    assert coding.decided(session, wave, QUESTION).whole


def test_what_somebody_has_read_is_not_accepted_over_their_head(
    session: Session, open_wave: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 40 + ["The ferry is slow"] * 4)
    read(session, wave, 3)
    # The partnership adds a word to the theme only then.
    given = themes()
    more = Theme("Getting around", given["travelling"].stems | {"ferry"})
    monkeypatch.setattr("api.meaning.codebook.themes", lambda: {**given, "travelling": more})
    assert coding.accept(session, ANN, wave, QUESTION, "travelling")
    assert coding.decided(session, wave, QUESTION).counts["travelling"] == 40


def test_codings_go_with_their_response(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [BUS] * 20)
    read(session, wave, 1)
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == wave))
    assert session.exec(select(CodingRow)).all() == []


def test_comments_of_another_wave_cannot_be_decided_here(session: Session, open_wave: Opened) -> None:
    here = comments.closed(session, open_wave, [BUS] * 20)
    there = comments.closed(session, open_wave, [BUS] * 20)
    strange = coding.page(session, there, QUESTION, 1).comments[0].response_id
    coding.confirm(session, ANN, here, QUESTION, {strange: {"travelling"}, uuid4(): {"area"}})
    assert session.exec(select(CodingRow)).all() == []


def test_the_partnership_has_themes_of_its_own(session: Session, open_wave: Opened) -> None:
    open_wave()
    assert codebook.names(session)["safe-spaces"] == "Safe Spaces"
    assert "safe-spaces" in codebook.book(session).suggest("The safe space in the shop helped me")
