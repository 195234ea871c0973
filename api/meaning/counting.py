"""Takes readings of the comments of a closed wave: counted once, protected, held against all that is out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import WrongState
from api.findings import gate
from api.findings import service as findings
from api.findings.numbers import strictest
from api.findings.protection import SYMBOL_UPTO, Counted, protect, within
from api.findings.published import REST, Published, Table
from api.findings.readings import Reading, asked_of
from api.findings.rules import FLOOR, Rules
from api.findings.tabulate import words_of
from api.meaning import codebook, coding, estimating, repository, workshop
from api.meaning.contracts import Scorer, ThemeReading, ToneReading
from api.meaning.service import asked_in_words, newest_readings
from api.meaning.standing import FEWEST, Judgement, Standing, enough, standing
from api.meaning.tables import ReadingKind, ReadingRow
from api.meaning.words import words
from api.staff.person import Person
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from nlu.tone import Tone
from surveys.model import Question, Survey

MORE = 10
"""Decisions or labels more, before anything is counted anew: fewer would tell of single comments."""
TOO_EARLY = "Comments are counted once the survey has closed."
NOTHING_NEW = (
    "There is nothing new to count. Themes are counted once comments have been read, and how comments sound "
    "once labels have shown that it can be trusted."
)


@dataclass(frozen=True)
class _Count:
    """One taking of readings."""

    session: Session
    wave: WaveRow
    survey: Survey
    snapshot: Published
    today: date
    before: Mapping[tuple[str, str], ReadingRow]
    rules: Rules


def count(session: Session, who: Person, wave_id: UUID, today: date, rules: Rules = FLOOR) -> int:
    """Takes what readings are due of every question; how many. `rules` are those of the installation.

    Raises NotFound, WrongState, HeardError.
    """
    waves.count_alone(session, wave_id)
    wave, snapshot = waves.get(session, wave_id), findings.latest(session, wave_id)
    if wave.state != WaveState.CLOSED or snapshot is None:
        raise WrongState(TOO_EARLY)
    before = {(row.kind, row.question): row for row in newest_readings(session, wave_id)}
    stricter = strictest(rules, [snapshot])
    taking = _Count(session, wave, catalogue.survey(session, wave), snapshot, today, before, stricter)
    taken = 0
    for question in asked_in_words(taking.survey):
        if enough(session, wave, taking.survey, question):
            taken += _tone(taking, question) + _themes(taking, question)
    if not taken:
        raise WrongState(NOTHING_NEW)
    audit.record(session, who, "comments_counted", wave_id)
    return taken


def _tone(taking: _Count, question: Question) -> bool:
    """Whether a reading was due, and there are comments enough for one."""
    session, wave = taking.session, taking.wave
    judgement = _trusted(taking, question)
    if judgement is None:
        return False
    row = repository.scorer(session, wave.survey, question.key)
    model = row.model if row and judgement.scorer == Scorer.LEARNED else None
    comments = repository.comments(session, wave.id, question.key)
    counted = workshop.counted(model, (comment for _, comment in comments))
    # Of the labels behind the judgement those of other waves may be gone by now.
    elsewhere = 2 * repository.count_labelled_here(session, wave.id, question.key) < judgement.labels
    found = estimating.estimate(counted, judgement.mistakes.table, elsewhere=elsewhere)
    asked = words_of(taking.survey, question.label)
    fresh = of_tones(question.key, asked, found.counts)
    table = _let_out(taking, question, fresh, scorer=_same(judgement.scorer))
    band = within(table)
    if band is None:
        return False
    reading = ToneReading(
        question=question.key,
        label=table.label,
        table=table,
        within=max(band, found.within),
        scorer=judgement.scorer,
        trust=judgement.trust,
    )
    _keep(taking, ReadingKind.TONE, reading, judgement.labels)
    return True


def _trusted(taking: _Count, question: Question) -> Judgement | None:
    """What the tone of a question is counted by; None where it is not trusted, or nothing is new in it."""
    label = words_of(taking.survey, question.label)
    known = standing(taking.session, taking.survey.key, question.key, label)
    if not question.tone or known.judgement is None or known.standing != Standing.GOOD:
        return None
    last = taking.before.get((ReadingKind.TONE, question.key))
    if last is None:
        return known.judgement
    same = ToneReading.model_validate(last.published).scorer == known.judgement.scorer
    return known.judgement if not same or known.judgement.labels >= last.made_of + MORE else None


def _themes(taking: _Count, question: Question) -> bool:
    """Whether a reading was due, and there are comments enough for one."""
    found = coding.decided(taking.session, taking.wave.id, question.key)
    last = taking.before.get((ReadingKind.THEMES, question.key))
    if found.base < FEWEST or (last is not None and found.base < last.made_of + MORE):
        return False
    asked = words_of(taking.survey, question.label)
    fresh = of_themes(question.key, asked, found, codebook.names(taking.session))
    table = _let_out(taking, question, fresh, whole=found.whole)
    if table.base is None and last is not None:  # what is out already stays
        return False
    reading = ThemeReading(question=question.key, label=table.label, table=table, whole=found.whole)
    _keep(taking, ReadingKind.THEMES, reading, found.base)
    return True


def _out(taking: _Count, question: Question) -> Iterator[Reading]:
    """The readings of a question that are out already, the older of each kind first."""
    for row in repository.readings(taking.session, taking.wave.id):
        if row.question != question.key:
            continue
        if row.kind == ReadingKind.THEMES:
            themes = ThemeReading.model_validate(row.published)
            yield Reading(themes.table, themes.whole)
        else:
            tone = ToneReading.model_validate(row.published)
            yield Reading(tone.table, scorer=_same(tone.scorer))


def _same(scorer: Scorer) -> str:
    """What labels have taught is taught anew by more of them, and may know more words then."""
    return "" if scorer == Scorer.LEARNED else scorer


def of_tones(key: str, asked: str, counts: Mapping[str, int]) -> Counted:
    """How the comments to a question sound."""
    choices = [(str(tone), words()["tone"][tone]) for tone in Tone]
    return Counted(key, asked, choices, several=False, after=None, base=sum(counts.values()), counts=counts)


def of_themes(key: str, asked: str, found: coding.Decided, names: Mapping[str, str]) -> Counted:
    """What the comments to a question are about.

    A theme of a few comments is not named at all: "0 to 7" beside its name would hint that it came up.
    """
    common = {theme: name for theme, name in names.items() if found.counts.get(theme, 0) > SYMBOL_UPTO}
    choices = [*common.items(), (REST, words()["themes"]["rest"])]
    counts = {**found.counts, REST: found.without(common.keys())}
    return Counted(key, asked, choices, several=True, after=None, base=found.base, counts=counts)


def _let_out(
    taking: _Count, question: Question, counted: Counted, *, whole: bool = True, scorer: str = ""
) -> Table:
    fresh = Reading(protect(counted, taking.rules), whole, scorer)
    every = [*_out(taking, question), fresh]
    return gate.reading([taking.snapshot], every, asked_of(taking.survey, question), taking.rules)


def _keep(taking: _Count, kind: ReadingKind, reading: ToneReading | ThemeReading, made_of: int) -> None:
    last = taking.before.get((kind, reading.question))
    row = ReadingRow(
        wave_id=taking.wave.id,
        snapshot_id=taking.snapshot.id,
        question=reading.question,
        kind=kind,
        number=last.number + 1 if last else 1,
        taken=taking.today,
        made_of=made_of,
        published=reading.model_dump(mode="json"),
    )
    taking.session.add(row)
    taking.session.flush()
