"""Freezing the numbers of a wave, and giving out what is made from them."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from api.findings import papers, protection, repository, workshop
from api.findings.comments import TONES, Comments
from api.findings.errors import NoSnapshot, NotDue, PapersNotReady
from api.findings.published import Published, Table, Tone
from api.findings.tables import SnapshotRow
from api.findings.tabulate import tabulate, words_of
from api.findings.timing import NEW_LEAST, due
from api.findings.words import words
from api.runs.cards import EVERY_RUN, KINDS
from surveys.model import Survey

logger = logging.getLogger(__name__)

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
) -> UUID:
    """Counts the answers once, protects the counts and keeps only what is protected.

    `answers` are those of every response of this and earlier snapshots, `new` how many of them no snapshot
    held, `weeks` their Mondays; `shown` counts runs by help card. Raises NotDue, WorkshopFailed.
    """
    history = [_published(row) for row in repository.of_wave(session, wave_id)]
    last = history[-1] if history else None
    if not due(last.taken if last else None, new, today, closing):
        raise NotDue(TOO_SOON)
    with Comments() as comments:
        tally = tabulate(survey, answers, comments.add)
    tables = protection.together([protection.protect(counted) for counted in tally.questions])
    tone = _tone(survey, comments.counts)
    everything = [*tables, *(one.table for one in tone)]
    answered = protection.people(tally.responses, everything, _at_least(last, new))
    published = Published(
        id=snapshot_id,
        number=len(history) + 1,
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
        tables=tables,
        tone=tone,
        signposts=_signposts(shown, tally.responses, answered, last),
    )
    _keep(session, wave_id, _audited(history, published))
    return snapshot_id


def last_taken(session: Session, wave_id: UUID) -> date | None:
    """The day of the last snapshot, for `due`."""
    row = repository.newest(session, wave_id)
    return row.taken if row else None


def latest(session: Session, wave_id: UUID) -> Published | None:
    """What is published of a wave now."""
    row = repository.newest(session, wave_id)
    return _published(row) if row else None


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
    repository.keep_paper(session, snapshot_id, "csv", made.csv)
    repository.keep_paper(session, snapshot_id, "pdf", made.pdf)


def paper(session: Session, snapshot_id: UUID, kind: papers.Kind) -> bytes:
    """A stored paper. Raises NoSnapshot or PapersNotReady."""
    body = repository.paper(session, snapshot_id, kind)
    if body is not None:
        return body
    if repository.by_id(session, snapshot_id) is None:
        raise NoSnapshot("These numbers do not exist.")
    raise PapersNotReady("These papers are being printed: try again in a minute.")


def _tone(survey: Survey, counts: Mapping[str, Mapping[str, int]]) -> tuple[Tone, ...]:
    """The tones of each question with enough comments to speak of them."""
    found = []
    for question in survey.questions:
        tones = counts.get(question.key)
        if not tones:
            continue
        counted = protection.Counted(
            key=question.key,
            label=words_of(survey, question.label),
            choices=[(tone, words()["tone"][tone]) for tone in TONES],
            several=False,
            after=None,
            base=sum(tones.values()),
            counts=tones,
        )
        table = protection.protect(counted)
        points = protection.within(table)
        if points is not None:
            found.append(Tone(table=table, within=points))
    return tuple(found)


def _signposts(
    shown: Mapping[str, int], responses: int, answered: int | None, last: Published | None
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
    return protection.signposts(counted, max(answered or 0, before or 0))


def _at_least(last: Published | None, new: int) -> int | None:
    """The number of people never falls, and rises by a step where a step of people came."""
    if last is None or last.answered is None:
        return None
    return last.answered + (protection.PEOPLE_STEP if new >= NEW_LEAST else 0)


def _audited(history: list[Published], published: Published) -> Published:
    """Withholds tables that would give an answer away together with what was published before."""
    while history:
        everything = TypeAdapter(list[Published]).dump_json([*history, published])
        found = set(TypeAdapter(list[str]).validate_json(workshop.run("attack", everything)))
        shown = {table.key for table in published.every_table if table.base is not None}
        if not found & shown:
            break
        logger.info("snapshot %d withholds %d tables", published.number, len(found & shown))
        kept = [protection.withhold(t) if t.key in found else t for t in published.every_table]
        own = kept.pop() if published.signposts else None
        published = published.model_copy(update={"tables": tuple(kept), "signposts": own})
    return published


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
