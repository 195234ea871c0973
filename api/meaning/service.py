"""What may be shown of the comments of a wave: readings as they were frozen, and approved quotes."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlmodel import Session

from api.findings.tabulate import words_of
from api.meaning import codebook, quote_repository, repository
from api.meaning.contracts import Meaning, Quote, ThemeReading, ToneReading
from api.meaning.standing import Standing, enough, standing
from api.meaning.tables import QuoteState, ReadingKind, ReadingRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from surveys.model import Question, Survey


def of_wave(session: Session, wave_id: UUID) -> Meaning:
    """All that may be shown of a wave; empty while it is not closed. Raises NotFound."""
    wave = waves.get(session, wave_id)
    if wave.state != WaveState.CLOSED:
        return Meaning(taken=None)
    survey = catalogue.survey(session, wave)
    newest = newest_readings(session, wave_id)
    tones = [ToneReading.model_validate(row.published) for row in newest if row.kind == ReadingKind.TONE]
    themes = [ThemeReading.model_validate(row.published) for row in newest if row.kind == ReadingKind.THEMES]
    hidden = dict(_without_tone(session, wave, survey, {one.question for one in tones}))
    return Meaning(
        taken=max((row.taken for row in newest), default=None),
        tone=tuple(tones),
        themes=tuple(one for one in themes if one.table.base is not None),
        quotes=_quotes(session, wave_id),
        unchecked=tuple(label for label, why in hidden.items() if why != Standing.MISTRUSTED),
        mistrusted=tuple(label for label, why in hidden.items() if why == Standing.MISTRUSTED),
    )


def newest_readings(session: Session, wave_id: UUID) -> Sequence[ReadingRow]:
    """The last reading of each kind and question."""
    last = {(row.kind, row.question): row for row in repository.readings(session, wave_id)}
    return list(last.values())


def asked_in_words(survey: Survey) -> list[Question]:
    """The questions that people answer in their own words."""
    return [question for question in survey.questions if question.kind == "text"]


def _quotes(session: Session, wave_id: UUID) -> tuple[Quote, ...]:
    names = codebook.names(session)
    rows = quote_repository.of_wave(session, wave_id, QuoteState.APPROVED)
    return tuple(
        Quote(id=row.id, question=row.question, theme=names.get(row.theme, row.theme), words=row.words)
        for row in rows
    )


def _without_tone(
    session: Session, wave: WaveRow, survey: Survey, shown: set[str]
) -> Iterator[tuple[str, Standing]]:
    """Questions with comments enough whose tone is not shown, and why."""
    for question in asked_in_words(survey):
        if question.tone and question.key not in shown and enough(session, wave, survey, question):
            label = words_of(survey, question.label)
            yield label, standing(session, survey.key, question.key, label).standing
