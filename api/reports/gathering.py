"""Gathers what a report is made from, out of what other rooms have published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.actions import service as actions
from api.errors import NotFilled
from api.feedback import reports as highlights
from api.findings import pools
from api.findings import service as findings
from api.findings.published import Counts, Published
from api.guidance import service as guidance
from api.meaning import service as meaning
from api.reports import repository
from api.reports.material import Issues, Material, Part, Raised, Silent
from api.reports.periods import quarter
from api.reports.shifts import compared, shifts
from api.reports.tables import ReportKind, ReportRow
from api.reports.timed import timed
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState

PRACTITIONERS = "practitioner"


@dataclass(frozen=True)
class Subject:
    """What a report is on: a wave, or days."""

    kind: ReportKind
    first: date
    last: date
    wave: WaveRow | None = None

    @property
    def about(self) -> str:
        """The same for all versions of a report, and for no other."""
        return f"{self.kind}:{self.wave.id if self.wave else self.first.isoformat()}"

    @property
    def days(self) -> tuple[date, date]:
        """In which other voices and actions are looked for: of a wave, the quarter in which it closed."""
        return quarter(self.last) if self.wave else (self.first, self.last)


def of_wave(session: Session, wave_id: UUID) -> Subject:
    """A report on one wave. Raises NotFilled unless it is closed."""
    wave = waves.get(session, wave_id)
    if wave.state != WaveState.CLOSED or wave.closed is None:
        raise NotFilled("wave", "Choose a wave that has closed")
    return Subject(ReportKind.WAVE, wave.opened, wave.closed, wave)


def gathered(session: Session, subject: Subject) -> Material:
    """Everything as it is published now. Raises NotFilled where nothing is."""
    first, last = subject.days
    closed = [wave for wave in waves.every(session) if _closed_within(wave, first, last)]
    asked = [subject.wave] if subject.wave else [wave for wave in closed if wave.audience != PRACTITIONERS]
    parts = list(_parts(session, asked))
    others = [wave for wave in closed if wave.audience == PRACTITIONERS and wave not in asked]
    practitioners = list(_parts(session, others))
    if not parts and not (practitioners and subject.wave is None):
        mend = "Nothing is published of it: numbers come when a wave closes and at least one person answered"
        raise NotFilled(subject.kind, mend)
    before = _before(session, subject)
    now = Material(
        parts=tuple(parts),
        practitioners=tuple(practitioners),
        issues=tuple(_issues(session, first, last)),
        actions=tuple(actions.of_period(session, first, last)),
        pools=tuple(_pools(session, subject, asked)),
        silent=tuple(_silent([*asked, *others], [*parts, *practitioners])),
        timed=tuple(timed(session, first, last)),
    )
    if before is None:
        return now
    then = Material.model_validate(before.material)
    found = {"since": before.last, "compared": compared(then, now), "moved": tuple(shifts(then, now))}
    return now.model_copy(update=found)


def _closed_within(wave: WaveRow, first: date, last: date) -> bool:
    return wave.state == WaveState.CLOSED and wave.closed is not None and first <= wave.closed <= last


def _parts(session: Session, asked: Iterable[WaveRow]) -> Iterable[Part]:
    """What is published of each, in the order in which they closed."""
    kinds, areas = guidance.setting_kinds(session), guidance.areas(session)
    for wave in sorted(asked, key=lambda wave: (wave.closed or wave.opened, wave.title)):
        published = findings.latest(session, wave.id)
        if published is not None:
            yield Part(
                wave_id=wave.id,
                setting=wave.setting,
                kind=kinds.get(wave.setting_kind or "", wave.setting_kind or ""),
                area=areas.get(wave.area or "", wave.area or ""),
                place=wave.place,
                spoken=tuple(_on_language(session, wave)),
                languages=tuple(wave.languages),
                closed=wave.closed or published.taken,
                published=published,
                meaning=meaning.of_wave(session, wave.id),
            )


def _on_language(session: Session, wave: WaveRow) -> Iterable[str]:
    """The questions by which people say what language they speak."""
    return (one.key for one in catalogue.survey(session, wave).questions if one.breakdown == "language")


def _silent(asked: Sequence[WaveRow], parts: Sequence[Part]) -> Iterable[Silent]:
    heard = {part.wave_id for part in parts}
    return [
        Silent(title=wave.title, closed=wave.closed) for wave in asked if wave.closed and wave.id not in heard
    ]


def _before(session: Session, subject: Subject) -> ReportRow | None:
    """The last published report of this kind on earlier days; of a wave, one on the same survey.

    One on the same place goes before: only with that can the answers be compared.
    """
    if subject.wave is None:
        # Years overlap: what stands in both would be compared with itself.
        return repository.last_published(session, subject.kind, subject.first)
    asked = [wave for wave in waves.every(session) if wave.survey == subject.wave.survey]
    there = [wave for wave in asked if wave.place == subject.wave.place]
    abouts = ([_about(wave) for wave in group] for group in (there, asked))
    found = (repository.last_published(session, subject.kind, subject.last, about) for about in abouts)
    return next(filter(None, found), None)


def _about(wave: WaveRow) -> str:
    return Subject(ReportKind.WAVE, wave.opened, wave.closed or wave.opened, wave).about


def _issues(session: Session, first: date, last: date) -> Iterable[Issues]:
    for row in highlights.within(session, first, last):
        raised = [
            Raised(words=one.words, asked=one.asked)
            for one in highlights.entries(session, row.id)
            if one.since is None
        ]
        yield Issues(
            first=row.first,
            last=row.last,
            version=row.version,
            counts=Counts.model_validate(row.counts),
            raised=tuple(raised),
        )


def _pools(session: Session, subject: Subject, asked: Sequence[WaveRow]) -> Iterable[Published]:
    """Waves of one survey together, where somebody has had them counted."""
    for survey in dict.fromkeys(wave.survey for wave in asked):
        several = sum(wave.survey == survey for wave in asked) > 1
        together = pools.of(session, survey, subject.first, subject.last) if several else None
        if together is not None:
            yield together
