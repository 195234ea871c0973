"""The scrutineer's pack: how far the asking reached, in which languages, and how soon something followed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine
from sqlmodel import Session

from api.actions import course
from api.actions import service as actions
from api.actions.smart import Typed
from api.actions.tables import ActionState, SourceKind
from api.db import transaction
from api.findings.tables import SnapshotRow
from api.papers import blocks
from api.papers.blocks import Paper
from api.reports import beginning, service
from api.reports.gathering import Subject, gathered
from api.reports.material import Material, Part, Timed
from api.reports.pace import pace
from api.reports.paper import paper
from api.reports.reach import LEAST_PLACES, grouped, places
from api.reports.tables import ReportKind, ReportRow
from api.staff import sessions
from tests import staff
from tests.api.reports.conftest import AUTUMN, Close, a_part, an_action, published, table
from tests.people import KIM, ROBIN

QUARTER, LAST, TODAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 5)
KINDS = "By kind of place"


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    with transaction(stocked) as session:
        yield session


def pack(material: Material, kind: ReportKind = ReportKind.SCRUTINY) -> Paper:
    row = ReportRow(
        kind=kind,
        about="",
        title="Made up",
        first=QUARTER,
        last=LAST,
        counted=TODAY,
        author="",
        waves=[],
        snapshots=[],
        material={},
    )
    return paper(row, material, "Example Partnership")


def words_of(made: Paper) -> str:
    return made.model_dump_json()


def tables(made: Paper) -> dict[str, blocks.Table]:
    return {block.caption: block for block in made.blocks if isinstance(block, blocks.Table)}


def at(kind: str, *, area: str = "", place: UUID | None = None, answered: int | None = 40) -> Part:
    return a_part(published(asked=50, answered=answered), kind=kind, area=area, place=place or uuid4())


def test_a_kind_of_place_stands_alone_from_three_places_on() -> None:
    schools = [at("A school") for _ in range(3)]
    clubs, hubs = [at("A club") for _ in range(2)], [at("A hub")]
    made = pack(Material(parts=(*schools, *clubs, *hubs, at(""))))
    assert tables(made)[KINDS].rows == (
        ("A school", "3", "3", "about 150", "about 120"),
        ("Other kinds of place, together", "3", "3", "about 150", "about 120"),
        ("Not set down", "1", "1", "about 50", "about 40"),
    )
    for kind in ("A club", "A hub"):
        assert kind not in words_of(made)


def test_which_kind_is_missing_tells_no_single_place() -> None:
    """The one club would be all that is "other": the smaller of the two kinds beside it joins it."""
    parts = (*[at("A school") for _ in range(4)], *[at("A hub") for _ in range(3)], at("A club"))
    rows = tables(pack(Material(parts=parts)))[KINDS].rows
    assert [row[:2] for row in rows] == [("A school", "4"), ("Other kinds of place, together", "4")]


def test_one_school_that_was_asked_thrice_is_one_place() -> None:
    school = uuid4()
    made = pack(Material(parts=tuple(at("A school", place=school) for _ in range(3))))
    assert KINDS not in tables(made)
    assert "A kind stands alone only where at least 3 places" in words_of(made)


def test_a_wave_without_numbers_makes_no_place_stand() -> None:
    parts = (at("A school"), at("A school"), at("A school", answered=None))
    assert KINDS not in tables(pack(Material(parts=parts)))


def test_areas_are_summed_as_kinds_are_and_never_crossed_with_them() -> None:
    kinds = ("A school", "A club", "A hub")
    parts = tuple(at(kind, area=area) for kind in kinds for area in ("North", "South"))
    made = pack(Material(parts=parts))
    assert [row[:3] for row in tables(made)["By area"].rows] == [("North", "3", "3"), ("South", "3", "3")]
    assert KINDS not in tables(made)
    for block in made.blocks:
        told = block.model_dump_json()
        assert not ("North" in told and "A school" in told)


def test_without_areas_the_pack_says_so() -> None:
    assert "by area is not recorded" in words_of(pack(Material(parts=(at("A school"),))))


def test_the_pack_names_no_kind_of_place_beside_a_single_wave_and_a_report_on_it_does() -> None:
    material = Material(parts=(at("A secondary school"),))
    assert "secondary school" not in words_of(pack(material))
    assert "young people (a secondary school), closed on" in words_of(pack(material, ReportKind.QUARTER))


@given(
    some.lists(
        some.tuples(some.sampled_from("abcd "), some.integers(0, 9), some.booleans()), min_size=1, max_size=30
    )
)
def test_no_label_ever_stands_for_fewer_than_three_places(
    drawn: list[tuple[str, int, bool]],
) -> None:
    ids = [uuid4() for _ in range(10)]
    parts = [
        at(kind.strip(), place=ids[place], answered=40 if shown else None) for kind, place, shown in drawn
    ]
    alone, rest = grouped(parts, lambda part: part.kind)
    for own in (*alone.values(), *([rest] if alone and rest else [])):
        assert places([part for part in own if part.published.answered]) >= LEAST_PLACES
    found = [part.wave_id for own in (*alone.values(), rest) for part in own]
    assert sorted(found) == sorted(part.wave_id for part in parts if part.kind)


def test_a_report_takes_its_labels_from_the_lists_of_the_partnership(close: Close, session: Session) -> None:
    school = uuid4()
    close(published(), more={"setting_kind": "secondary", "area": "gone", "place": school})
    [part] = gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)).parts
    assert (part.kind, part.area, part.place) == ("A secondary school", "gone", school)


def test_what_language_people_speak_is_told_where_a_survey_asks(close: Close, session: Session) -> None:
    asked = table("home_language", "Which language do you speak?", ("English", "Polish"), (41, 3))
    close(
        published(title="Parents", audience="parent", tables=(asked,), crossings=()),
        survey="parents_and_carers",
    )
    too_few = table("home_language", "Which language do you speak?", ("English", "Polish"), (11, 3))
    close(
        published(title="Second round", audience="parent", tables=(too_few,), crossings=()),
        survey="parents_and_carers",
    )
    made = pack(gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)))
    told = tables(made)["Parents: Which language do you speak?"]
    assert told.rows == (("English", "40", "89%"), ("Polish", "0 to 7", ""))
    assert "worked out: “Second round”" in words_of(made)
    assert "neither kept nor counted" in words_of(made)


def test_where_no_survey_asks_for_a_language_the_pack_says_so() -> None:
    assert "No survey of these waves asks what language people speak" in words_of(
        pack(Material(parts=(a_part(),)))
    )


def timed(made: int, begun: int | None = None, done: int | None = None) -> Timed:
    days = {"begun": begun, "done": done}
    found = {step: None if after is None else AUTUMN + timedelta(days=after) for step, after in days.items()}
    return Timed(title=f"After {made}", out=AUTUMN, made=AUTUMN + timedelta(days=made), **found)


def told(*lines: Timed) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What is concluded, and the rows beside it."""
    found = list(pace(lines))
    [said] = [block.text for block in found if isinstance(block, blocks.Paragraph)]
    return said, tuple(row for block in found if isinstance(block, blocks.Table) for row in block.rows)


def test_half_of_the_actions_follow_within_so_many_days() -> None:
    said, rows = told(
        timed(-3, 0, 9), timed(1, 2, 40), timed(10, 10, 41), timed(12, 20, 60), timed(80, 90), timed(90)
    )
    assert said == (
        "At least half of 6 actions were put down within 10 days of the numbers or the report that they"
        " answer. At least half of the 5 that have been begun were begun within 10 days of these."
    )
    assert rows[0] == ("After -3", "14 September 2026", "the same day", "the same day", "9 days")
    assert rows[1][2:] == ("1 day", "2 days", "40 days")
    assert rows[-1][2:] == ("90 days", "not yet", "not yet")


def test_of_few_actions_no_middle_is_told() -> None:
    said, rows = told(*(timed(day) for day in (1, 2, 3, 4)))
    assert "Fewer than 5 actions answer" in said
    assert "Half" not in said
    assert len(rows) == 4


def test_without_an_action_that_answers_something_the_pack_says_so() -> None:
    made = pack(Material(parts=(a_part(),), actions=(an_action(),)))
    assert "it cannot be told how soon something followed" in words_of(made)
    assert "Light the path behind the shops" in words_of(made)


@pytest.fixture
def put_down(session: Session) -> Callable[..., UUID]:
    """Puts an action down on a day."""
    who = sessions.person(staff.account(session))

    def put(day: date, source: SourceKind, source_id: UUID | None) -> UUID:
        typed = Typed(
            title=f"From a {source}",
            measure="Fewer feel unsafe",
            agency="City council",
            owner="Head of streets",
            lens="",
            priority="high",
            due=date(2027, 3, 1),
            source=source,
            source_id=source_id,
            question="home",
            origin="Made up",
        )
        return actions.write(session, who, typed, day).id

    return put


def test_the_time_to_an_action_counts_from_the_day_its_source_came_out(
    close: Close, session: Session, put_down: Callable[..., UUID]
) -> None:
    wave_id = close(published())
    row = beginning.begin(session, ROBIN, beginning.on_wave(session, wave_id), AUTUMN)
    unpublished = put_down(date(2026, 9, 15), SourceKind.REPORT, row.id)
    assert unpublished and gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)).timed == ()
    service.ask(session, ROBIN, row.id)
    service.publish(session, KIM, row.id, service.mark(row), date(2026, 9, 20))
    found = put_down(date(2026, 9, 24), SourceKind.FINDING, wave_id)
    put_down(date(2026, 9, 24), SourceKind.WORDS, None)
    put_down(date(2026, 9, 24), SourceKind.HIGHLIGHT, uuid4())
    put_down(date(2026, 9, 24), SourceKind.REPORT, uuid4())
    read = course.proof_mark(actions.get(session, found))
    course.prove(session, ROBIN, found, "Nine of ten feel safe", "", read)
    course.move_to(session, ROBIN, found, ActionState.DONE, "", date(2026, 9, 29))
    timed = {one.title: one for one in gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)).timed}
    assert set(timed) == {"From a report", "From a finding"}
    assert (timed["From a report"].out, timed["From a report"].made) == (date(2026, 9, 20), date(2026, 9, 15))
    one = timed["From a finding"]
    assert (one.out, one.made, one.done) == (AUTUMN, date(2026, 9, 24), date(2026, 9, 29))
    course.move_to(session, ROBIN, found, ActionState.UNDER_WAY, "", date(2026, 9, 30))
    course.move_to(session, ROBIN, found, ActionState.DROPPED, "It did not work", date(2026, 9, 30))
    again = {one.title: one for one in gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)).timed}
    assert again["From a finding"].done is None


def test_numbers_of_which_none_was_shown_had_not_come_out(
    close: Close, session: Session, put_down: Callable[..., UUID]
) -> None:
    wave_id = close(published(answered=None, taken=date(2026, 8, 3)))
    later = published(number=2)
    said = later.model_dump(mode="json")
    session.add(SnapshotRow(id=later.id, wave_id=wave_id, number=2, taken=later.taken, published=said))
    session.flush()
    put_down(date(2026, 9, 24), SourceKind.FINDING, wave_id)
    [one] = gathered(session, Subject(ReportKind.SCRUTINY, QUARTER, LAST)).timed
    assert one.out == AUTUMN
