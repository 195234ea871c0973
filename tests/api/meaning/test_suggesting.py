"""What people decide on themes teaches the suggestions, of all waves of a survey."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, delete, select

from api.audit.tables import AuditRow
from api.errors import Unavailable, WrongState
from api.meaning import coding, coding_repository, suggesting, workshop
from api.meaning.tables import CodingRow, SuggesterRow
from api.runs.tables import ResponseRow
from api.staff.person import Person, Role
from api.waves.tables import WaveRow
from nlu.suggesting import FEWEST_TO_TEACH, Score
from tests import comments
from tests.comments import QUESTION

ANN = Person(uuid4(), "Ann Example", "Analyst", {Role.ANALYST})
# The code-book does not know the first, and is misled by the second.
QUEUE, PARKED, PLAIN = "The queue is long", "My mind is parked", "Nothing much really"
ABOUT = {QUEUE: {"waiting"}, PARKED: set[str](), PLAIN: set[str]()}
Opened = Callable[..., WaveRow]


def read(session: Session, wave: UUID, most: int = 1000) -> None:
    """Somebody decides on every comment of a wave."""
    for number in range(1, most // coding.PAGE + 1):
        shown = coding.page(session, wave, QUESTION, number)
        if shown.comments:
            ticked = {one.response_id: ABOUT[one.words] for one in shown.comments}
            coding.confirm(session, ANN, wave, QUESTION, ticked)


def suggested(session: Session, wave: UUID) -> dict[str, list[str]]:
    shown = coding.page(session, wave, QUESTION, 1)
    return {one.words: list(one.suggested) for one in shown.comments}


@pytest.fixture
def taught(session: Session, open_wave: Opened) -> UUID:
    """A wave with enough comments that somebody has read, and learned from."""
    wave = comments.closed(session, open_wave, [QUEUE, PARKED, PLAIN] * (FEWEST_TO_TEACH // 3))
    assert suggested(session, wave)[QUEUE] == []
    read(session, wave)
    suggesting.learn(session, ANN, wave, QUESTION)
    return wave


def test_decisions_teach_suggestions_of_every_wave_of_the_survey(
    session: Session, taught: UUID, open_wave: Opened
) -> None:
    another = comments.closed(session, open_wave, [QUEUE] * 20)
    for wave in (taught, another):
        assert suggested(session, wave)[QUEUE] == ["waiting"]
    elsewhere = comments.closed(session, open_wave, [QUEUE] * 20, survey="parents_and_carers")
    assert suggested(session, elsewhere)[QUEUE] == []
    [row] = session.exec(select(AuditRow).where(AuditRow.what == "suggestions_learned")).all()
    assert row.subject == taught


def test_nothing_is_learned_from_few(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, [QUEUE, PARKED, PLAIN] * (FEWEST_TO_TEACH // 3))
    read(session, wave, FEWEST_TO_TEACH - coding.PAGE)
    schooling = suggesting.schooling(session, wave, QUESTION)
    assert (schooling.read, schooling.enough, schooling.taught) == (280, False, None)
    with pytest.raises(WrongState, match="300"):
        suggesting.learn(session, ANN, wave, QUESTION)
    assert suggesting.known(session, wave, QUESTION) is None


def test_it_is_said_how_good_the_suggestions_are(session: Session, taught: UUID) -> None:
    schooling = suggesting.schooling(session, taught, QUESTION)
    assert (schooling.read, schooling.enough, schooling.taught) == (300, True, 300)
    [waiting] = schooling.compared
    assert (waiting.words, waiting.learned, waiting.better) == ((None, 0), (10, 10), True)


def test_learned_suggestions_are_offered_by_what_they_were_worth_unseen(
    session: Session, taught: UUID
) -> None:
    row = session.exec(select(SuggesterRow)).one()
    known = {**row.known, "learned": {"waiting": {"about": 100, "suggested": 200, "right": 100}}}
    coding_repository.keep_suggester(
        session, SuggesterRow(survey=row.survey, question=row.question, known=known, model=row.model)
    )
    offers = {one.theme: one for one in coding.offers(session, taught, QUESTION)}
    # All that was read was suggested rightly: the model knows it.
    assert (offers["waiting"].read, offers["waiting"].right) == (200, 100)
    assert not coding.accept(session, ANN, taught, QUESTION, "waiting")


def test_what_more_decisions_taught_stays_when_they_are_gone(
    session: Session, taught: UUID, open_wave: Opened
) -> None:
    found = suggesting.known(session, taught, QUESTION)
    assert found is not None and found.learned["waiting"] == Score(100, 100, 100)
    comments.closed(session, open_wave, [QUEUE])
    session.exec(delete(CodingRow))
    wave = comments.closed(session, open_wave, [PLAIN] * FEWEST_TO_TEACH)
    read(session, wave)
    gone = select(ResponseRow.id).where(ResponseRow.wave_id == wave).limit(1)
    session.exec(delete(ResponseRow).where(col(ResponseRow.id).in_(gone)))
    with pytest.raises(WrongState):  # one fewer
        suggesting.learn(session, ANN, wave, QUESTION)
    assert suggesting.known(session, wave, QUESTION) == found


def test_without_the_workshop_everything_stays(
    session: Session, taught: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = suggesting.known(session, taught, QUESTION)
    monkeypatch.setattr(workshop, "PATIENCE", 0)
    with pytest.raises(Unavailable):
        suggesting.learn(session, ANN, taught, QUESTION)
    assert suggesting.known(session, taught, QUESTION) == found
