"""Beginning, finishing and settling runs, so that nothing links a response to a person."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session

from api import codes
from api.errors import WrongState
from api.runs import cards, repository
from api.runs.repository import Overtaken as Overtaken
from api.runs.tables import ResponseRow, RunRow
from api.waves.keys import KeyRing
from surveys.model import Progress

log = logging.getLogger(__name__)

# Fewer finished runs than this wait, so that a response never stands alone in time (measured: a shuffled
# batch of ten leaves a 10 % chance guess). The ten of findings (NEW_LEAST) has another reason, what two
# snapshots give away when they are compared: one may change without the other.
SMALLEST_BATCH = 10
RECEIPT = "receipt"


def takes_part(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Whether the person behind this token has begun the wave."""
    return repository.takes_part(session, wave_id, token)


def count_in(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Counts a person in; False when they were in already. To be called in a transaction of its own."""
    return repository.count_in(session, wave_id, token)


def begun(session: Session, wave_id: UUID) -> int:
    """True count of people who have begun; shown to nobody."""
    return repository.count_tokens(session, wave_id)


def finished(session: Session, wave_id: UUID) -> int:
    """True count of people who have sent their answers; shown to nobody."""
    return repository.count_finished(session, wave_id)


def begin(session: Session, keys: KeyRing, wave_id: UUID, progress: Progress) -> RunRow:
    """A new run under a random id."""
    row = RunRow(wave_id=wave_id, progress=keys.seal(wave_id, progress.to_json()))
    session.add(row)
    session.flush()
    return row


def get(session: Session, run_id: UUID) -> RunRow | None:
    """A run in progress; None when its wave has closed."""
    return repository.run(session, run_id)


def progress(keys: KeyRing, run: RunRow) -> Progress:
    """How far a run has come. Raises WrongState when its wave has closed."""
    return Progress.from_json(keys.open(run.wave_id, run.progress))


def save(session: Session, keys: KeyRing, run: RunRow, progress: Progress) -> None:
    """Keeps how far a run has come. Raises Overtaken."""
    noted = cards.of(keys.open(run.wave_id, run.progress))
    _keep(session, keys, run, {**progress.to_json(), **noted})


def note(session: Session, keys: KeyRing, run: RunRow, shown: Collection[str]) -> None:
    """That help cards were shown in a run, by their kinds, also at its very end. Raises Overtaken."""
    if cards.counts(shown):
        session.flush()  # a run that has just been finished is changed by way of the session
        kept = keys.open(run.wave_id, run.progress)
        _keep(session, keys, run, {**kept, **cards.of(kept, shown)})


def _keep(session: Session, keys: KeyRing, run: RunRow, kept: dict[str, Any]) -> None:
    sealed = keys.seal(run.wave_id, kept)
    repository.save(session, run, sealed)
    # The row was changed past the session: whatever follows in this turn builds on what was saved.
    set_committed_value(run, "progress", sealed)


def finish(keys: KeyRing, run: RunRow, progress: Progress) -> str:
    """Ends a run; the receipt by which its person, and nobody else, can take the answers back."""
    receipt = codes.make(codes.RECEIPT_LENGTH)
    run.finished = True
    digest = keys.receipt(run.wave_id, receipt)
    noted = cards.of(keys.open(run.wave_id, run.progress))
    run.progress = keys.seal(run.wave_id, {**progress.to_json(), **noted, RECEIPT: digest.hex()})
    return receipt


def take_back(session: Session, keys: KeyRing, receipt: str) -> bool:
    """Deletes the answers that a receipt stands for; whether there were any.

    Once a wave has closed its key is gone, and nobody can say any more which answers were whose.
    """
    digests = {wave: keys.receipt(wave, codes.tidy(receipt)) for wave in keys.held()}
    waiting = [run for run in repository.every_finished(session) if run.wave_id in digests]
    wave_of = {run.id: run.wave_id for run in waiting}
    told = _told(keys, waiting)
    found = [run_id for run_id, kept in told if _receipt(kept) == digests[wave_of[run_id]]]
    repository.drop_runs(session, found)
    return repository.drop_with_receipt(session, digests.values()) or bool(found)


def drop(session: Session, run: RunRow) -> None:
    """Removes a run of which nothing is to be kept."""
    repository.drop_runs(session, [run.id])


def settle(
    session: Session,
    keys: KeyRing,
    wave_id: UUID,
    today: date,
    *,
    closing: Callable[[Progress], bool] | None = None,
) -> int:
    """Turns finished runs into responses, shuffled and under new ids; how many were settled.

    While the wave is open a pool of SMALLEST_BATCH drawn by lot stays behind, and no fewer are settled: so
    the last batch, at close, is no small one either. `closing` says of the progress of who has not sent it
    whether everything is answered: those are counted then, as they were told, and nobody is left out.
    Which help cards were shown is summed of the same batch, and at close of the runs that nobody finished.
    """
    waiting = list(repository.finished(session, wave_id, every=closing is not None))
    if not closing and len(waiting) < 2 * SMALLEST_BATCH:
        return 0
    random.SystemRandom().shuffle(waiting)
    told = _told(keys, waiting[0 if closing else SMALLEST_BATCH :])
    if closing:
        unsent = repository.unfinished(session, wave_id)
        complete = [one for one in _told(keys, unsent) if closing(Progress.from_json(one[1]))]
        _count_rest(session, keys, wave_id, unsent, complete)
        told += complete
        random.SystemRandom().shuffle(told)
    _add_shown(session, keys, wave_id, cards.sums(kept for _, kept in told))
    week = today - timedelta(days=today.weekday())
    session.add_all(
        ResponseRow(wave_id=wave_id, week=week, answers=kept["answers"], receipt=_receipt(kept))
        for _, kept in told
    )
    session.flush()
    repository.drop_runs(session, [run_id for run_id, _ in told])
    return len(told)


def _count_rest(
    session: Session,
    keys: KeyRing,
    wave_id: UUID,
    unsent: Sequence[RunRow],
    complete: Sequence[tuple[UUID, dict[str, Any]]],
) -> None:
    """Sums the cards of runs that are no response; they are marked, so that a crash counts none twice."""
    gone = {run_id for run_id, _ in complete}
    rest = {run.id: run for run in unsent if run.id not in gone}
    told = _told(keys, list(rest.values()))
    _add_shown(session, keys, wave_id, cards.sums(kept for _, kept in told))
    for run_id, kept in told:
        rest[run_id].progress = keys.seal(wave_id, cards.counted(kept))


def _add_shown(session: Session, keys: KeyRing, wave_id: UUID, sums: dict[str, int]) -> None:
    together = Counter(shown(session, keys, wave_id)) + Counter(sums)
    repository.set_shown(session, wave_id, keys.seal(wave_id, dict(together)))


def run_ids(session: Session, wave_id: UUID) -> Sequence[UUID]:
    """Runs of a wave that have not been settled."""
    return repository.run_ids(session, wave_id)


def forget_wave(session: Session, wave_id: UUID) -> None:
    """At close: unfinished runs, all tokens and the sums of cards go."""
    repository.drop_wave(session, wave_id)


def forget_closed(session: Session) -> int:
    """Drops what `forget_wave` does of waves that have closed; how many. Closing has done it already."""
    return repository.drop_of_closed(session)


def of_closed(session: Session) -> int:
    """How many rows `forget_closed` would drop."""
    return repository.count_of_closed(session)


def forget_responses(session: Session, closed_before: date) -> int:
    """Drops the responses of waves that closed before a day; how many."""
    return repository.drop_old(session, closed_before)


def old_responses(session: Session, closed_before: date) -> int:
    """How many responses `forget_responses` would drop."""
    return repository.count_old(session, closed_before)


def shown(session: Session, keys: KeyRing, wave_id: UUID) -> dict[str, int]:
    """In how many settled runs each kind of help card was shown, and under EVERY_RUN how many they are.

    True sums; only `findings` may make numbers of them that somebody sees. Raises WrongState without the key.
    """
    sealed = repository.shown(session, wave_id)
    return {} if sealed is None else dict(keys.open(wave_id, sealed))


def new_responses(session: Session, wave_id: UUID) -> int:
    """True count of responses that no snapshot has; never shown to anybody."""
    return repository.count_new(session, wave_id)


def freeze(session: Session, wave_id: UUID, snapshot_id: UUID) -> int:
    """Adds the new responses to a snapshot; how many they are."""
    return repository.mark_new(session, wave_id, snapshot_id)


def answers(session: Session, wave_id: UUID) -> Iterator[dict[str, Any]]:
    """Every answer that a snapshot holds, streamed."""
    return repository.responses(session, wave_id)


def weeks(session: Session, wave_id: UUID) -> list[date]:
    """Mondays of the weeks with responses."""
    return list(repository.weeks(session, wave_id))


def _told(keys: KeyRing, waiting: Sequence[RunRow]) -> list[tuple[UUID, dict[str, Any]]]:
    """What each run holds. One that cannot be opened must not keep a wave from closing."""
    found = []
    for run in waiting:
        try:
            found.append((run.id, keys.open(run.wave_id, run.progress)))
        except WrongState:
            log.error("a run cannot be opened any more and is left out")
    return found


def _receipt(kept: dict[str, Any]) -> bytes | None:
    return bytes.fromhex(kept[RECEIPT]) if RECEIPT in kept else None
