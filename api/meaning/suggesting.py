"""What suggests the themes of comments: the code-book, and what people's decisions have taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from api.audit import service as audit
from api.errors import WrongState
from api.meaning import codebook, coding_repository, workshop
from api.meaning.tables import SuggesterRow
from api.staff.person import Person
from api.waves import service as waves
from nlu.suggesting import FEWEST_TO_TEACH, LearnedThemes, Suggester, Worth


@dataclass(frozen=True)
class Known:
    """What was learned of a question when it was last taught, from so many comments (in tens).

    `words` and `learned`: for themes with enough comments what the code-book is worth, and what was learned
    on comments that it had not seen. The suggester has what was learned only where that is clearly better.
    """

    decided: int
    words: Mapping[str, Worth]
    learned: Mapping[str, Worth]


@dataclass(frozen=True)
class Suggesting:
    """What suggests the themes of comments to a question, and what is known of it."""

    suggester: Suggester
    known: Known | None

    def unseen(self, theme: str) -> Worth | None:
        """What the suggestions of a learned theme were worth on comments not seen; None of the others."""
        return self.known.learned[theme] if self.known and self.suggester.learns(theme) else None


@dataclass(frozen=True)
class Compared:
    """One theme with enough comments, by its name. `better`: what was learned suggests it now."""

    name: str
    words: Worth
    learned: Worth
    better: bool


@dataclass(frozen=True)
class Schooling:
    """How far a question is: comments read in all its waves, and when it was last taught, in tens."""

    read: int
    enough: bool
    taught: int | None
    compared: list[Compared]


def of(session: Session, wave_id: UUID, question: str) -> Suggesting:
    """What suggests the themes of comments to a question of a wave."""
    return _read(session, coding_repository.suggester(session, _survey(session, wave_id), question))


def schooling(session: Session, wave_id: UUID, question: str) -> Schooling:
    """How far a question is, for those who read its comments."""
    read = coding_repository.count_decided(session, _survey(session, wave_id), question)
    here = of(session, wave_id, question)
    return Schooling(
        read=_tens(read),
        enough=read >= FEWEST_TO_TEACH,
        taught=here.known.decided if here.known else None,
        compared=_compared(here),
    )


def learn(session: Session, who: Person, wave_id: UUID, question: str) -> None:
    """Learns anew from all that people have decided of a question, in all waves of its survey.

    Raises WrongState where they are too few, and Unavailable: then what was learned before stays.
    """
    survey = _survey(session, wave_id)
    decided = coding_repository.decided(session, survey, question)
    if len(decided) < FEWEST_TO_TEACH:
        raise WrongState(
            f"Read more comments first: from {FEWEST_TO_TEACH} confirmed ones on there is enough to learn."
        )
    taught = workshop.taught(codebook.book(session), decided)
    model, known = taught.pop("model"), {"decided": _tens(len(decided)), **taught}
    coding_repository.keep_suggester(
        session, SuggesterRow(survey=survey, question=question, known=known, model=model)
    )
    audit.record(session, who, "suggestions_learned", wave_id)


def _survey(session: Session, wave_id: UUID) -> str:
    return waves.get(session, wave_id).survey


def _read(session: Session, row: SuggesterRow | None) -> Suggesting:
    book = codebook.book(session)
    if row is None:
        return Suggesting(Suggester(book), None)
    learned = LearnedThemes.from_json(row.model) if row.model else None
    return Suggesting(Suggester(book, learned), TypeAdapter(Known).validate_python(row.known))


def _compared(here: Suggesting) -> list[Compared]:
    if here.known is None:
        return []
    themes = here.suggester.themes
    return [
        Compared(themes[key].name, here.known.words[key], learned, here.suggester.learns(key))
        for key, learned in here.known.learned.items()
        if key in themes
    ]


def _tens(number: int) -> int:
    """Rounded down: who needs so many more is not told that there are enough."""
    return number // 10 * 10
