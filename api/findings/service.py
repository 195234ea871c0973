"""Freezing the numbers of a wave, and giving out what is made from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.findings import gate, papers, protection, repository
from api.findings.errors import NoSnapshot, NotDue, PapersNotReady
from api.findings.numbers import protected, strictest
from api.findings.published import Published, Table
from api.findings.rules import FLOOR, Rules
from api.findings.tables import SnapshotRow
from api.findings.tabulate import tabulate, words_of
from api.findings.timing import NEW_LEAST, due
from api.findings.words import words
from api.runs.cards import EVERY_RUN, KINDS
from surveys.model import Survey

TOO_SOON = "Too little is new since the last numbers: they change after seven days and ten answers."
SIGNPOSTS = ":signposts"
"""The key of the table of help cards: no question can have it."""


def take_snapshot(
    session: Session,
    *,
    snapshot_id: UUID,
    wave_id: UUID,
    survey: Survey,
    answers: Iterable[Mapping[str, Any]],
    invited: int | None,
    title: str,
    audience: str,
    weeks: Sequence[date],
    new: int,
    today: date,
    closing: bool,
    shown: Mapping[str, int],
    rules: Rules = FLOOR,
) -> UUID:
    """Counts the answers once, protects the counts and keeps only what is protected.

    `answers` are those of every response of this and earlier snapshots, `new` how many of them no snapshot
    held, `weeks` their Mondays; `shown` counts runs by help card. `rules` are those of the installation: what
    was published of the wave under stricter ones keeps these. Raises NotDue, WorkshopFailed.
    """
    before = history(session, wave_id)
    last = before[-1] if before else None
    if not due(last.taken if last else None, new, today, closing):
        raise NotDue(TOO_SOON)
    tally, rules = tabulate(survey, answers), strictest(rules, before)
    numbers = protected(tally, rules)
    answered = protection.people(tally.responses, numbers.tables, _at_least(last, new), rules)
    published = Published(
        id=snapshot_id,
        number=len(before) + 1,
        taken=today,
        final=closing,
        title=title,
        audience=audience,
        survey=words_of(survey, survey.title) or survey.key,
        version=survey.version,
        first_week=min(weeks, default=None),
        last_week=max(weeks, default=None),
        asked=protection.asked(invited, answered),
        answered=answered,
        tables=numbers.tables,
        signposts=_signposts(shown, tally.responses, answered, last, rules),
        crossings=numbers.crossings,
        audit=numbers.audit,
    )
    _keep(session, wave_id, gate.audited(before, published))
    return snapshot_id


def last_taken(session: Session, wave_id: UUID) -> date | None:
    """The day of the last snapshot, for `due`."""
    row = repository.newest(session, wave_id)
    return row.taken if row else None


def latest(session: Session, wave_id: UUID) -> Published | None:
    """What is published of a wave now."""
    row = repository.newest(session, wave_id)
    return _published(row) if row else None


def history(session: Session, wave_id: UUID) -> list[Published]:
    """Everything that is or was published of a wave, in order."""
    return [_published(row) for row in repository.of_wave(session, wave_id)]


def finish(session: Session, wave_id: UUID) -> None:
    """Marks the last numbers of a closed wave as final; papers that say otherwise are printed again."""
    row = repository.newest(session, wave_id)
    if row is None or _published(row).final:
        return
    # Who is printing now, prints the old words: wait, then take them away.
    repository.held(session, row.id)
    row.published = _published(row).model_copy(update={"final": True}).model_dump(mode="json")
    repository.drop_papers(session, row.id)


def has_papers(session: Session, snapshot_id: UUID) -> bool:
    """Whether the papers of a snapshot have been printed."""
    return snapshot_id not in without_papers(session)


def without_papers(session: Session) -> Sequence[UUID]:
    """Snapshots whose papers the worker still has to print."""
    return repository.without_papers(session)


def store_papers(session: Session, snapshot_id: UUID) -> None:
    """Prints the papers of a snapshot and keeps them. To be called by the worker."""
    row = repository.held(session, snapshot_id)
    if row is None:
        raise NoSnapshot("These numbers do not exist.")
    made = papers.make(_published(row))
    for kind, body in vars(made).items():
        repository.keep_paper(session, snapshot_id, kind, body)


def paper(session: Session, snapshot_id: UUID, kind: papers.Kind) -> bytes:
    """A stored paper. Raises NoSnapshot or PapersNotReady."""
    body = repository.paper(session, snapshot_id, kind)
    if body is not None:
        return body
    if repository.by_id(session, snapshot_id) is None:
        raise NoSnapshot("These numbers do not exist.")
    raise PapersNotReady("These papers are being printed: try again in a minute.")


def _signposts(
    shown: Mapping[str, int],
    responses: int,
    answered: int | None,
    last: Published | None,
    rules: Rules,
) -> Table | None:
    """The cards of all runs; None where responses are older than the counting of cards."""
    runs = shown.get(EVERY_RUN, 0)
    if runs < responses:
        return None
    said = words()["signposts"]
    counted = protection.Counted(
        key=SIGNPOSTS,
        label=said["label"],
        choices=[(kind, said["kinds"][kind]) for kind in KINDS],
        several=True,
        after=None,
        base=runs,
        counts=shown,
    )
    before = last.signposts.base if last and last.signposts else None
    return protection.signposts(counted, max(answered or 0, before or 0), rules)


def _at_least(last: Published | None, new: int) -> int | None:
    """The number of people never falls, and rises by a step where a step of people came."""
    if last is None or last.answered is None:
        return None
    return last.answered + (protection.PEOPLE_STEP if new >= NEW_LEAST else 0)


def _published(row: SnapshotRow) -> Published:
    return Published.model_validate(row.published)


def _keep(session: Session, wave_id: UUID, published: Published) -> None:
    session.add(
        SnapshotRow(
            id=published.id,
            wave_id=wave_id,
            number=published.number,
            taken=published.taken,
            published=published.model_dump(mode="json"),
        )
    )
    session.flush()
