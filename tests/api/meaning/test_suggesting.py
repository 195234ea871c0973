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
from nlu.suggesting import FEWEST_TO_TEACH, Worth
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


def test_nothing_is_learned_from_one_too_few(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, ([QUEUE, PARKED, PLAIN] * (FEWEST_TO_TEACH // 3))[1:])
    read(session, wave)
    schooling = suggesting.schooling(session, wave, QUESTION)
    # Rounded down: "about 300" would not do where 300 do.
    assert (schooling.read, schooling.enough, schooling.taught) == (290, False, None)
    with pytest.raises(WrongState, match="300"):
        suggesting.learn(session, ANN, wave, QUESTION)
    assert suggesting.of(session, wave, QUESTION).known is None


def test_it_is_said_how_good_the_suggestions_are(session: Session, taught: UUID) -> None:
    schooling = suggesting.schooling(session, taught, QUESTION)
    assert (schooling.read, schooling.enough, schooling.taught) == (300, True, 300)
    [waiting] = schooling.compared
    assert (waiting.words, waiting.learned) == (Worth(None, 0, often=False), Worth(10, 10, often=True))
    assert waiting.better


@pytest.mark.parametrize(("right", "often"), [(8, True), (None, True), (10, False)])
def test_learned_suggestions_are_accepted_where_they_were_good_on_unseen_comments_too(
    session: Session, taught: UUID, right: int | None, often: bool
) -> None:
    def offer() -> coding.Offer:
        [one] = [one for one in coding.offers(session, taught, QUESTION) if one.theme == "waiting"]
        return one

    # All that was read was suggested rightly: the model knows it.
    assert (offer().read, offer().right, offer().precise) == (100, 100, True)
    row = session.exec(select(SuggesterRow)).one()
    known = {**row.known, "learned": {"waiting": {"right": right, "found": 10, "often": often}}}
    coding_repository.keep_suggester(
        session, SuggesterRow(survey=row.survey, question=row.question, known=known, model=row.model)
    )
    assert (offer().precise, offer().of_ten) == (False, right or 0)
    assert not coding.accept(session, ANN, taught, QUESTION, "waiting")


def test_learned_suggestions_are_accepted_where_somebody_has_read_some_of_this_wave(
    session: Session, taught: UUID, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, [QUEUE] * 60)
    assert not coding.accept(session, ANN, wave, QUESTION, "waiting")
    read(session, wave, 2 * coding.PAGE)
    assert coding.accept(session, ANN, wave, QUESTION, "waiting")


def test_what_was_learned_is_learned_anew_and_stays_when_decisions_are_gone(
    session: Session, taught: UUID, open_wave: Opened
) -> None:
    more = comments.closed(session, open_wave, [QUEUE] * 20)
    read(session, more)
    suggesting.learn(session, ANN, more, QUESTION)
    assert suggesting.schooling(session, taught, QUESTION).taught == FEWEST_TO_TEACH + 20
    # Fewer teach as well, while there are enough of them: what they have learned is what is there.
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == more))
    suggesting.learn(session, ANN, taught, QUESTION)
    assert suggesting.schooling(session, taught, QUESTION).taught == FEWEST_TO_TEACH
    session.exec(delete(CodingRow))
    with pytest.raises(WrongState):
        suggesting.learn(session, ANN, taught, QUESTION)
    schooling = suggesting.schooling(session, taught, QUESTION)
    assert (schooling.read, schooling.taught) == (0, FEWEST_TO_TEACH)
    assert suggested(session, taught)[QUEUE] == ["waiting"]


def test_without_the_workshop_everything_stays(
    session: Session, taught: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = suggesting.of(session, taught, QUESTION).known
    monkeypatch.setattr(workshop, "PATIENCE", 0)
    with pytest.raises(Unavailable):
        suggesting.learn(session, ANN, taught, QUESTION)
    assert suggesting.of(session, taught, QUESTION).known == found
