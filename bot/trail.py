"""./heard check audit: whether the audit trail is as it was written, whether Heard runs or not."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.progress import Progress
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from api import clock, db, postgres
from api.audit import chain
from api.audit.chain import Check, Walk
from api.errors import HeardError
from api.settings import Settings

DIGEST = 32  # bytes
TELL = "Tell whoever answers for data protection."


class Changed(HeardError):
    """The trail is not what was written, or lacks what somebody knows to have stood in it."""


def check(settings: Settings, wanted: argparse.Namespace) -> None:
    """Reads the whole trail and says what it found. Raises Changed."""
    against = None if wanted.against is None else _digest(wanted.against)
    with _database(settings) as url:
        engine = db.connect(url, patient=True)
        try:
            with Session(engine) as session:
                found = _walk(session, Walk(against))
        except ProgrammingError as fault:
            raise HeardError(
                "The database is of another Heard than this program: start Heard once, then check again."
            ) from fault
        finally:
            engine.dispose()
    for line in _said(found, against):
        print(line)


def _walk(session: Session, walk: Walk) -> Check:
    with Progress(transient=True) as bar:
        task = bar.add_task("Reading the audit trail", total=chain.length(session))
        for entries in chain.steps(walk, session):
            bar.update(task, completed=entries)
    return walk.known


def _said(found: Check, against: bytes | None) -> Iterator[str]:
    """What was found, in lines. Raises Changed."""
    if found.broken is not None:
        raise Changed(
            f"The audit trail is not what was written: entry {found.broken} was changed, or one before it "
            f"was taken away. The {found.entries} before it are sound. {TELL}"
        )
    if found.first and found.last:
        entries = f"{found.entries:,} entr{'y' if found.entries == 1 else 'ies'}"
        yield f"The audit trail is as it was written: {entries}, {_day(found.first)} to {_day(found.last)}."
        if found.gone:
            yield (
                f"Before them {found.gone:,} more were written. They have gone: the trail lets go only of "
                f"what is older than six years. If that cannot be, they were taken away. {TELL}"
            )
        yield f"Digest of the newest, to be kept elsewhere: {found.newest.hex()}"
    else:
        yield "The audit trail is empty."
    if against is None:
        return
    if found.place is None:
        raise Changed(
            "No entry has the digest that was kept: the newest entries were cut off, the trail was written "
            f"anew, or that entry has gone because it was older than six years. {TELL}"
        )
    yield f"The entry with the digest that was kept is still there: number {found.place}."


def _digest(written: str) -> bytes:
    try:
        digest = bytes.fromhex(written)
    except ValueError:
        digest = b""
    if len(digest) != DIGEST:
        raise HeardError(f"That is no digest of an entry: it has {2 * DIGEST} signs, from 0 to 9 and a to f.")
    return digest


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """The address of the database; the embedded one is started for the occasion when no Heard runs here."""
    folder = settings.home / "postgres"
    if settings.database_url is not None:
        yield settings.database_url
    elif postgres.holder(settings.home) is not None:
        yield postgres.find(folder)
    elif not folder.exists():
        raise HeardError("There is no audit trail here yet: Heard has never been started.")
    else:
        with postgres.only_one(settings.home):
            postgres.start(folder)
            try:
                yield postgres.find(folder)
            finally:
                postgres.stop(folder)


def _day(moment: datetime) -> str:
    day = clock.here(moment)
    return f"{day.day} {day:%B %Y}"
