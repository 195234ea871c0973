"""How far the comments of a wave are: labelled, read for themes, counted, quoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.errors import WrongState
from api.findings.tabulate import words_of
from api.listing import Part
from api.meaning import checking, coding_repository, quotes, repository
from api.meaning.contracts import Meaning
from api.meaning.service import asked_in_words, newest_readings, of_wave
from api.meaning.standing import enough, standing, tens
from api.meaning.tables import QuoteState
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState


@dataclass(frozen=True)
class Line:
    """One closed wave in the list: numbers of labels and of comments read in steps of ten."""

    wave: WaveRow
    asks: bool
    labelled: int
    read: int
    quoted: int
    counted: date | None


@dataclass(frozen=True)
class Asked:
    """One question with comments enough to work on. `tone`: whether its tone may be counted at all."""

    key: str
    label: str
    tone: bool
    read: int
    said: Sequence[str]
    offered: Sequence[quotes.Offered]


@dataclass(frozen=True)
class Progress:
    """One wave for its page. `idle` are questions that are not worked on, by their labels."""

    wave: WaveRow
    asked: Sequence[Asked]
    idle: Sequence[str]
    meaning: Meaning
    quotes: Mapping[str, int]


def page(session: Session, words: str, part: Part) -> list[Line]:
    """One page of closed waves whose titles hold the words."""
    return [_line(session, wave) for wave in repository.closed(session, words, part)]


def count(session: Session, words: str) -> int:
    """How many there are of them."""
    return repository.count_closed(session, words)


def progress(session: Session, wave_id: UUID) -> Progress:
    """How far one wave is. Raises NotFound, and WrongState while it is not closed."""
    wave = waves.get(session, wave_id)
    if wave.state != WaveState.CLOSED:
        raise WrongState("Comments can be looked at once the survey has closed.")
    survey = catalogue.survey(session, wave)
    asked: list[Asked] = []
    idle: list[str] = []
    for question in asked_in_words(survey):
        label = words_of(survey, question.label)
        if not enough(session, wave, survey, question):
            idle.append(label)
            continue
        asked.append(
            Asked(
                key=question.key,
                label=label,
                tone=question.tone,
                read=tens(coding_repository.count_read(session, wave_id, question.key)),
                said=list(checking.said(standing(session, wave.survey, question.key, label))),
                offered=quotes.offered(session, wave_id, [question.key]),
            )
        )
    return Progress(wave, asked, idle, of_wave(session, wave_id), _by_state(session, wave_id))


def _line(session: Session, wave: WaveRow) -> Line:
    questions = asked_in_words(catalogue.survey(session, wave))
    readings = newest_readings(session, wave.id)
    labelled = [repository.count_labelled_here(session, wave.id, question.key) for question in questions]
    read = [coding_repository.count_read(session, wave.id, question.key) for question in questions]
    return Line(
        wave=wave,
        asks=bool(questions),
        labelled=tens(sum(labelled)),
        read=tens(sum(read)),
        quoted=_by_state(session, wave.id).get(QuoteState.APPROVED, 0),
        counted=max((row.taken for row in readings), default=None),
    )


def _by_state(session: Session, wave_id: UUID) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in quotes.of_wave(session, wave_id):
        found[row.state] = found.get(row.state, 0) + 1
    return found
