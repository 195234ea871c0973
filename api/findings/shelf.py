"""The list of waves that have findings, with what is published of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.findings import repository
from api.listing import Part
from api.waves.tables import WaveState


@dataclass(frozen=True)
class Shelved:
    """The newest findings of a wave. `closed` None: it still takes answers.

    answered: people in steps of ten, None when too few to tell. printed: its papers can be taken.
    """

    wave_id: UUID
    title: str
    survey: str
    closed: date | None
    taken: date
    answered: int | None
    printed: bool


def listed(session: Session, words: str, survey: str, part: Part) -> list[Shelved]:
    """One page of the waves whose title holds `words`, of one survey or of all.

    They can be ordered by closed, title, survey and answered.
    """
    return [_shelved(*row) for row in repository.shelved(session, repository.fitting(words, survey), part)]


def count(session: Session, words: str, survey: str) -> int:
    """How many waves there are on all pages of `listed`."""
    return repository.count_shelved(session, repository.fitting(words, survey))


def surveys(session: Session) -> Sequence[tuple[str, str]]:
    """Key and title of every survey that has findings, by title."""
    return repository.surveys(session)


def _shelved(wave_id: UUID, title: str, state: str, closed: date | None, *published: Any) -> Shelved:
    survey, taken, answered, printed = published
    ended = closed if state in (WaveState.CLOSING, WaveState.CLOSED) else None
    return Shelved(wave_id, title, survey, ended, taken, answered, printed)
