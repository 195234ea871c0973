"""Comments are labelled by several people, and what that says decides whether their tone is shown."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, delete, select

from api.audit.tables import AuditRow
from api.errors import NotFound, WrongState
from api.meaning import checking, counting, labelling
from api.meaning.contracts import Scorer
from api.meaning.service import of_wave
from api.meaning.standing import Standing, standing
from api.meaning.tables import Heard, LabelRow, ReadingRow, ScorerRow
from api.runs.tables import ResponseRow
from api.staff.person import Person, Role
from api.waves.tables import SurveyVersionRow, WaveRow
from tests import comments
from tests.comments import CLOSED, QUESTION

SURVEY = "your_voice_matters"
ASKED = "How is it for you, feeling safe or not safe? Say it in your own words."
ANN = Person(uuid4(), "Ann Example", "Analyst", {Role.ANALYST})
BOB = Person(uuid4(), "Bob Example", "Analyst", {Role.ANALYST})
DAY = timedelta(days=1)
Opened = Callable[..., WaveRow]


def check(session: Session, wave_id: UUID) -> None:
    """Somebody holds the programs against the labels."""
    checking.check(session, ANN, *labelling.question_of(session, wave_id, QUESTION, tone=True))


def through(session: Session, who: Person, wave_id: UUID, number: int, tone: str) -> list[UUID]:
    """Labels the next comments all alike; which they were."""
    seen = []
    for _ in range(number):
        found = labelling.next_one(session, who, wave_id, QUESTION)
        assert found.response_id is not None
        labelling.put(session, who, wave_id, QUESTION, found.response_id, tone)
        seen.append(found.response_id)
    return seen


def test_each_comment_comes_once_and_what_nobody_has_labelled_comes_first(
    session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(15, 15))
    ann = through(session, ANN, wave, 12, "positive")
    bob = through(session, BOB, wave, 18, "negative")
    assert len(set(ann)) == 12 and not set(ann) & set(bob)
    through(session, BOB, wave, 12, "negative")
    over = labelling.next_one(session, BOB, wave, QUESTION)
    assert (over.response_id, over.done, over.sample) == (None, 30, 30)


def test_a_label_can_be_taken_back(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(12, 12))
    [first] = through(session, ANN, wave, 1, "positive")
    labelling.take_back(session, ANN, wave, QUESTION, first)
    assert session.exec(select(LabelRow)).all() == []
    assert labelling.next_one(session, ANN, wave, QUESTION).response_id == first


def test_what_people_differ_on_is_mixed(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(10, 10))
    one, two, three = through(session, ANN, wave, 3, "positive")
    for response, tone in ((one, "negative"), (two, "positive"), (three, "cannot_tell")):
        labelling.put(session, BOB, wave, QUESTION, response, tone)
    tones = sorted(tone for _, _, tone in labelling.heard(session, SURVEY, QUESTION, ASKED))
    assert tones == ["mixed", "mixed", "positive"]


def test_nothing_is_labelled_while_a_wave_is_open_or_has_few_comments(
    session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(10, 9))
    with pytest.raises(NotFound):
        labelling.question_of(session, wave, QUESTION, tone=True)
    with pytest.raises(NotFound):
        labelling.question_of(session, open_wave().id, QUESTION, tone=True)


def test_a_question_that_asks_for_ideas_has_no_tone(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(15, 15))
    with pytest.raises(NotFound):
        labelling.question_of(session, wave, "safe_home", tone=True)


def test_labels_go_with_their_response(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(10, 10))
    through(session, ANN, wave, 5, "mixed")
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == wave))
    assert session.exec(select(LabelRow)).all() == []


def test_the_trail_tells_of_each_label_and_of_what_was_taken_back_and_never_which(
    session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(10, 10))
    first, _, _ = through(session, ANN, wave, 3, "mixed")
    for _ in range(2):  # the second time there is nothing to take back
        labelling.take_back(session, ANN, wave, QUESTION, first)
    rows = session.exec(select(AuditRow).order_by("number")).all()
    said = [(row.what, row.subject) for row in rows if "labelled" in row.what]
    assert said == [("comments_labelled", wave)] * 3 + [("comments_unlabelled", wave)]
    assert set(LabelRow.model_fields) == {"response_id", "question", "account", "tone"}


def test_the_tone_is_shown_once_labels_say_that_it_can_be_trusted(
    session: Session, open_wave: Opened
) -> None:
    wave = comments.closed(session, open_wave, comments.some(90, 50, 10))
    comments.label(session, wave, 90)
    assert standing(session, SURVEY, QUESTION, ASKED).standing == Standing.FEW
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED)
    assert of_wave(session, wave).unchecked
    comments.label(session, wave, 130)
    assert standing(session, SURVEY, QUESTION, ASKED).standing == Standing.UNCHECKED
    check(session, wave)
    known = standing(session, SURVEY, QUESTION, ASKED)
    assert known.standing == Standing.GOOD
    names = [one.name.split(",")[0] for one in checking.compared(known)]
    assert names == ["TextBlob", "VADER", "What the labels have taught"]
    assert counting.count(session, ANN, wave, CLOSED) == 1
    [tone] = of_wave(session, wave).tone
    shares = {cell.value: cell.percent for cell in tone.table.cells}
    assert tone.scorer == Scorer.TEXTBLOB
    assert abs((shares["positive"] or 0) - 60) <= tone.within
    assert abs((shares["negative"] or 0) - 33) <= tone.within
    assert tone.trust.labels == 130


def test_the_same_reading_is_not_taken_twice(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(90, 60))
    comments.label(session, wave, 120)
    check(session, wave)
    counting.count(session, ANN, wave, CLOSED)
    before = of_wave(session, wave)
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED + DAY)
    comments.label(session, wave, 125)
    check(session, wave)
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED + DAY)
    assert of_wave(session, wave) == before


def test_a_tone_that_is_near_to_chance_is_not_shown(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(80, 60))
    # What people hear has nothing to do with the words.
    comments.label(session, wave, 140, lambda words: "positive" if sum(map(ord, words)) % 2 else "negative")
    check(session, wave)
    known = standing(session, SURVEY, QUESTION, ASKED)
    assert known.standing == Standing.MISTRUSTED
    assert "not shown" in " ".join(checking.said(known))
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED)
    assert (len(of_wave(session, wave).mistrusted), of_wave(session, wave).tone) == (1, ())


def test_from_two_hundred_labels_on_what_they_taught_sorts_the_comments_of_later_waves_too(
    session: Session, open_wave: Opened
) -> None:
    said = [words.replace("The bus", "The gribble") for words in comments.some(120, 100)]
    first = comments.closed(session, open_wave, said)
    comments.label(
        session, first, 210, lambda words: comments.sounds(words.replace("The gribble", "The bus"))
    )
    check(session, first)
    known = standing(session, SURVEY, QUESTION, ASKED)
    assert known.judgement is not None and known.judgement.scorer == Scorer.LEARNED
    later = comments.closed(session, open_wave, comments.some(60, 60), title="Later group")
    counting.count(session, ANN, later, CLOSED)
    [tone] = of_wave(session, later).tone
    assert tone.scorer == Scorer.LEARNED
    shares = {cell.value: cell.percent for cell in tone.table.cells}
    assert abs((shares["negative"] or 0) - 50) <= tone.within


def test_what_labels_said_outlives_them_and_fewer_do_not_replace_it(
    session: Session, open_wave: Opened
) -> None:
    first = comments.closed(session, open_wave, comments.some(120, 100))
    comments.label(session, first, 210)
    check(session, first)
    before = standing(session, SURVEY, QUESTION, ASKED)
    later = comments.closed(session, open_wave, comments.some(60, 60), title="Later group")
    counting.count(session, ANN, later, CLOSED)
    band = of_wave(session, later).tone[0].within
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == first))
    # All labels came from elsewhere, though none of them is there any more.
    last = comments.closed(session, open_wave, comments.some(60, 60), title="Last group")
    counting.count(session, ANN, last, CLOSED)
    assert of_wave(session, last).tone[0].within == band
    comments.label(session, last, 20)
    check(session, last)
    after = standing(session, SURVEY, QUESTION, ASKED)
    assert (after.standing, after.judgement) == (Standing.GOOD, before.judgement)


def test_under_other_words_a_question_has_to_be_checked_anew(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(80, 50))
    comments.label(session, wave, 110)
    check(session, wave)
    assert standing(session, SURVEY, QUESTION, ASKED).standing == Standing.GOOD
    assert standing(session, SURVEY, QUESTION, "What is bad here?").standing == Standing.NONE
    row = session.get_one(ScorerRow, (SURVEY, QUESTION))
    row.judgement = {**row.judgement, "asked": "What is bad here?"}
    session.flush()
    with pytest.raises(WrongState):
        counting.count(session, ANN, wave, CLOSED)
    check(session, wave)
    assert counting.count(session, ANN, wave, CLOSED) == 1


def test_labels_of_other_words_say_nothing_of_a_question(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(80, 50))
    comments.label(session, wave, 110)
    reworded = "What is bad here?"
    row = session.exec(select(SurveyVersionRow).where(SurveyVersionRow.key == SURVEY)).one()
    assert ASKED in row.source
    source = row.source.replace(ASKED, reworded).replace(f"| {row.version} |", "| 99 |")
    session.add(SurveyVersionRow(key=SURVEY, version="99", source=source, published=row.published))
    session.commit()
    later = comments.closed(session, open_wave, comments.some(60, 60), title="Later group")
    assert session.get_one(WaveRow, later).version == "99"
    assert labelling.heard(session, SURVEY, QUESTION, reworded) == []
    check(session, later)
    assert standing(session, SURVEY, QUESTION, reworded).standing == Standing.NONE
    comments.label(session, later, 110)
    assert standing(session, SURVEY, QUESTION, reworded).standing == Standing.UNCHECKED
    check(session, later)
    assert standing(session, SURVEY, QUESTION, reworded).standing == Standing.GOOD


def test_a_reading_holds_no_words_of_anybody(session: Session, open_wave: Opened) -> None:
    wave = comments.closed(session, open_wave, comments.some(80, 50))
    comments.label(session, wave, 110)
    check(session, wave)
    counting.count(session, ANN, wave, CLOSED)
    [row] = session.exec(select(ReadingRow)).all()
    assert not any(word in str(row.published) for word in ("tutor", "lovely", "horrible"))


@pytest.mark.parametrize("tone", ["", "neutral"])
def test_only_what_is_offered_can_be_said(session: Session, open_wave: Opened, tone: str) -> None:
    wave = comments.closed(session, open_wave, comments.some(10, 10))
    found = labelling.next_one(session, ANN, wave, QUESTION)
    with pytest.raises(labelling.NotSaid):
        labelling.put(session, ANN, wave, QUESTION, found.response_id, tone)
    with pytest.raises(NotFound):
        labelling.put(session, ANN, wave, QUESTION, uuid4(), Heard.MIXED)
