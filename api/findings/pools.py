"""Several closed waves of one survey as one, where a wave alone is too small: a quarter, a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from sqlmodel import Session

from api.findings import gate, papers, protection
from api.findings import pool_repository as repository
from api.findings import service as findings
from api.findings.alike import common
from api.findings.case import Case, Together
from api.findings.errors import NoPool, PapersNotReady, TooFewWaves
from api.findings.numbers import protected, strictest
from api.findings.published import Published
from api.findings.rules import FLOOR, Rules
from api.findings.tables import PoolRow
from api.findings.tabulate import tabulate, words_of
from api.findings.words import words
from api.listing import Part as Rows
from api.runs import service as runs
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow

FEWEST = 2


@dataclass(frozen=True)
class Part:
    """A closed wave with findings. `answered`: people in steps of ten, None when too few to tell."""

    wave: WaveRow
    answered: int | None


def parts(session: Session, survey: str, first: date, last: date) -> list[Part]:
    """The waves of a survey that closed in these days and whose answers are still there, by that day."""
    found = []
    for wave in repository.closed(session, survey, first, last):
        numbers = findings.latest(session, wave.id)
        if numbers is not None and runs.finished(session, wave.id):
            found.append(Part(wave, numbers.answered))
    return found


def begin(session: Session, survey: str, first: date, last: date) -> UUID:
    """Asks the worker for the numbers of a survey's waves that closed in these days. Raises TooFewWaves.

    The same waves are put together once, by whatever days they were chosen.
    """
    found = [part.wave.id for part in parts(session, survey, first, last)]
    if len(found) < FEWEST:
        raise TooFewWaves(words()["pool"]["too_few"])
    return repository.keep(session, survey, first, last, found)


def count(session: Session, pool_id: UUID, today: date, rules: Rules = FLOOR) -> None:
    """Counts all answers of its waves once, and stores what the gate lets out. To be called by the worker.

    Raises NoPool, WorkshopFailed.
    """
    row = repository.held(session, pool_id)
    if row is None:
        raise NoPool("These waves have not been put together.")
    if row.taken is not None:
        return
    own = [part.wave for part in of_row(session, row)]
    case, history = _case(session, row)
    published = _counted(session, row, own, today, strictest(rules, history))
    fresh = Together(waves=tuple(case.order.index(wave) for wave in row.waves), published=published)
    passed = gate.passed(Case(waves=case.waves, pools=(*case.pools, fresh)))
    row.taken, row.published = today, passed.model_dump(mode="json")
    session.flush()


def get(session: Session, pool_id: UUID) -> tuple[PoolRow, Published | None]:
    """One pool, and its numbers once they are counted. Raises NoPool."""
    row = repository.by_id(session, pool_id)
    if row is None:
        raise NoPool("These waves have not been put together.")
    return row, _published(row)


def of(session: Session, survey: str, first: date, last: date) -> Published | None:
    """The numbers of all waves of the survey that closed in these days; None until they are counted.

    A wave that has no findings, because nobody answered it, need not be among them.
    """
    closed = [wave.id for wave in repository.closed(session, survey, first, last)]
    exactly = repository.of_waves(session, closed)
    if exactly is not None:
        return _published(exactly)
    told = {wave for wave in closed if findings.last_taken(session, wave) is not None}
    same_days = (
        row
        for row in repository.of_survey(session, survey)
        if (row.first, row.last) == (first, last) and told.issubset(row.waves)
    )
    return next((_published(row) for row in same_days), None)


def every(session: Session) -> Sequence[PoolRow]:
    """All of them, the newest days first."""
    return repository.every(session)


def page(session: Session, part: Rows) -> Sequence[PoolRow]:
    """One page of them, ordered by last."""
    return repository.page(session, part)


def number(session: Session) -> int:
    """How many there are on all pages."""
    return repository.count(session)


def of_row(session: Session, row: PoolRow) -> list[Part]:
    """Its waves, by the day on which they closed."""
    own = sorted((waves.get(session, wave) for wave in row.waves), key=_by_close)
    numbers = [(wave, findings.latest(session, wave.id)) for wave in own]
    return [Part(wave, told.answered if told else None) for wave, told in numbers]


def uncounted(session: Session) -> Sequence[UUID]:
    """Those that the worker still has to count."""
    return repository.uncounted(session)


def unprinted(session: Session) -> Sequence[UUID]:
    """Those whose papers the worker still has to print."""
    return repository.unprinted(session, papers.KINDS[-1])


def store_papers(session: Session, pool_id: UUID) -> None:
    """Prints its papers and keeps them. To be called by the worker. Raises NoPool, WorkshopFailed."""
    repository.held(session, pool_id)
    _, published = get(session, pool_id)
    if published is not None:
        for kind, body in vars(papers.make(published, together=True)).items():
            repository.keep_paper(session, pool_id, kind, body)


def paper(session: Session, pool_id: UUID, kind: papers.Kind) -> bytes:
    """A stored paper. Raises NoPool or PapersNotReady."""
    body = repository.paper(session, pool_id, kind)
    if body is None:
        get(session, pool_id)
        raise PapersNotReady("These papers are being printed: try again in a minute.")
    return body


def _by_close(wave: WaveRow) -> tuple[date, UUID]:
    return wave.closed or wave.opened, wave.id


def _published(row: PoolRow) -> Published | None:
    return None if row.published is None else Published.model_validate(row.published)


@dataclass(frozen=True)
class _Known:
    """All that is out of the waves of a pool, and of those that other pools count together with them."""

    order: list[UUID]
    waves: tuple[tuple[Published, ...], ...]
    pools: tuple[Together, ...]


def _case(session: Session, row: PoolRow) -> tuple[_Known, list[Published]]:
    others: dict[UUID, PoolRow] = {}
    order = list(row.waves)
    while more := [one for one in repository.sharing(session, order, row.id) if one.id not in others]:
        others |= {one.id: one for one in more}
        order += dict.fromkeys(wave for one in more for wave in one.waves if wave not in order)
    snapshots = tuple(tuple(findings.history(session, wave)) for wave in order)
    pooled = tuple(
        Together(
            waves=tuple(order.index(wave) for wave in one.waves),
            published=Published.model_validate(one.published),
        )
        for one in others.values()
    )
    history = [*chain.from_iterable(snapshots), *(one.published for one in pooled)]
    return _Known(order, snapshots, pooled), history


def _counted(session: Session, row: PoolRow, own: Sequence[WaveRow], today: date, rules: Rules) -> Published:
    survey = common([catalogue.survey(session, wave) for wave in own])
    tally = tabulate(survey, chain.from_iterable(runs.answers(session, wave.id) for wave in own))
    numbers = protected(tally, rules)
    answered = protection.people(tally.responses, numbers.tables, None, rules)
    weeks = sorted(week for wave in own for week in runs.weeks(session, wave.id))
    said = words_of(survey, survey.title) or survey.key
    title = words()["pool"]["title"]
    return Published(
        id=row.id,
        number=1,
        taken=today,
        final=True,
        title=title.format(survey=said, waves=len(own), first=_day(row.first), last=_day(row.last)),
        audience=survey.audience,
        survey=said,
        version=", ".join(dict.fromkeys(wave.version for wave in own)),
        first_week=min(weeks, default=None),
        last_week=max(weeks, default=None),
        asked=protection.asked(_sum(wave.invited for wave in own), answered),
        answered=answered,
        tables=numbers.tables,
        crossings=numbers.crossings,
        audit=numbers.audit,
    )


def _sum(invited: Iterable[int | None]) -> int | None:
    known = list(invited)
    return None if None in known else sum(one for one in known if one is not None)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
