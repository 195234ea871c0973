"""How comments sound to people: a sample of them, one after the other, by whoever of the staff has time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import HeardError, NotFound
from api.findings.tabulate import words_of
from api.meaning import repository
from api.meaning.service import asked_in_words
from api.meaning.standing import asking, enough, tens
from api.meaning.tables import Heard, LabelRow
from api.staff.person import Person
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from nlu.tone import Tone
from surveys.model import Question

SAMPLE = 200
"""Comments of one question that are labelled; drawn at random, since responses have random ids."""


class NotSaid(HeardError):
    """How it sounds was not chosen."""

    status = 422


@dataclass(frozen=True)
class Next:
    """A comment to label, or None once a person has been through the sample; both numbers in steps of ten."""

    response_id: UUID | None
    words: str
    done: int
    sample: int


def question_of(session: Session, wave_id: UUID, key: str, *, tone: bool = False) -> tuple[WaveRow, Question]:
    """A closed wave and a question in it that has comments enough; with `tone`, one whose tone is counted.

    Raises NotFound.
    """
    wave = waves.get(session, wave_id)
    survey = catalogue.survey(session, wave)
    found = {one.key: one for one in asked_in_words(survey)}
    open_to = wave.state == WaveState.CLOSED and key in found and (found[key].tone or not tone)
    if not open_to or not enough(session, wave, survey, found[key]):
        raise NotFound("There are no comments to work on here.")
    return wave, found[key]


def label_of(session: Session, wave: WaveRow, question: Question) -> str:
    """What was asked, in the language of the papers."""
    return words_of(catalogue.survey(session, wave), question.label)


def next_one(session: Session, who: Person, wave_id: UUID, question: str) -> Next:
    """What somebody labels next."""
    account = _account(who)
    row = repository.to_label(session, wave_id, question, account, SAMPLE)
    sample = min(SAMPLE, repository.count_comments(session, wave_id, question))
    done = min(repository.labels_by(session, wave_id, question, account), sample)
    return Next(row.id if row else None, row.words if row else "", tens(done), tens(sample))


def one(session: Session, wave_id: UUID, question: str, response_id: UUID) -> str:
    """The words of a comment. Raises NotFound."""
    words = repository.comment(session, wave_id, question, response_id)
    if words is None:
        raise NotFound("This comment is not there any more.")
    return words


def named(session: Session, wave_id: UUID, question: str, name: str) -> UUID | None:
    """Which comment a form means; None where there is none of this name."""
    return repository.named(session, wave_id, question, [name]).get(name)


def put(
    session: Session, who: Person, wave_id: UUID, question: str, response_id: UUID | None, tone: str
) -> None:
    """Keeps how it sounds to somebody. Raises NotFound, and NotSaid where nothing is chosen."""
    if response_id is None or tone not in set(Heard):
        raise NotSaid("Choose how it sounds")
    one(session, wave_id, question, response_id)
    row = LabelRow(response_id=response_id, question=question, account=_account(who), tone=tone)
    repository.put_label(session, row)
    audit.record(session, who, "comments_labelled", wave_id)


def take_back(session: Session, who: Person, wave_id: UUID, question: str, response_id: UUID) -> None:
    """Their own label of a comment goes. Raises NotFound."""
    one(session, wave_id, question, response_id)
    if repository.drop_label(session, response_id, question, _account(who)):
        audit.record(session, who, "comments_unlabelled", wave_id)


def heard(session: Session, survey: str, question: str, asked: str) -> Sequence[tuple[UUID, str, Tone]]:
    """Wave, comment and how it sounds, for each that was labelled in any wave that asked in these words.

    Where people differ, and where somebody cannot tell, it is mixed or unclear.
    """
    said: dict[UUID, list[str]] = {}
    comments: dict[UUID, tuple[UUID, str]] = {}
    for wave_id, response_id, words, tone in repository.labelled(
        session, survey, question, asking(session, survey, question, asked)
    ):
        said.setdefault(response_id, []).append(tone)
        comments[response_id] = wave_id, words
    return [(*comments[response_id], _together(tones)) for response_id, tones in said.items()]


def _together(tones: Sequence[str]) -> Tone:
    """What most people say, where it is more than half of them."""
    [(commonest, times)] = Counter(tones).most_common(1)
    if 2 * times <= len(tones) or commonest == Heard.CANNOT_TELL:
        return Tone.mixed
    return Tone(commonest)


def _account(who: Person) -> UUID:
    if who.id is None:
        raise NotFound("Labels are given by people with an account.")
    return who.id
