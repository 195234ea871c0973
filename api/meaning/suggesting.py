"""What suggests the themes of comments: the code-book, and what people's decisions have taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from api.audit import service as audit
from api.errors import WrongState
from api.meaning import codebook, coding_repository, workshop
from api.meaning.standing import tens
from api.meaning.tables import SuggesterRow
from api.staff.person import Person
from api.waves import service as waves
from nlu.suggesting import FEWEST_TO_TEACH, LearnedThemes, Score, Suggester


@dataclass(frozen=True)
class Known:
    """What was learned of a question when it was last taught, from so many comments of all its waves.

    `words` and `learned`: by theme how good the code-book was, and what was learned on comments that it had
    not seen. The suggester has of each theme what was better.
    """

    decided: int
    words: Mapping[str, Score]
    learned: Mapping[str, Score]


@dataclass(frozen=True)
class Compared:
    """One learned theme in tenths: of its suggestions so many were right, of its comments so many found."""

    name: str
    words: tuple[int | None, int | None]
    learned: tuple[int | None, int | None]
    better: bool


@dataclass(frozen=True)
class Schooling:
    """How far a question is: comments read in all its waves, in tens, and what was learned of them."""

    read: int
    enough: bool
    taught: int | None
    compared: list[Compared]


def suggester(session: Session, wave_id: UUID, question: str) -> Suggester:
    """What suggests the themes of comments to a question of a wave."""
    return _suggester(session, coding_repository.suggester(session, _survey(session, wave_id), question))


def known(session: Session, wave_id: UUID, question: str) -> Known | None:
    """What was learned of a question of a wave; None where nothing was."""
    row = coding_repository.suggester(session, _survey(session, wave_id), question)
    return _known(row) if row else None


def schooling(session: Session, wave_id: UUID, question: str) -> Schooling:
    """How far a question is, for those who read its comments."""
    survey = _survey(session, wave_id)
    row = coding_repository.suggester(session, survey, question)
    read = coding_repository.count_decided(session, survey, question)
    found = _known(row) if row else None
    return Schooling(
        read=tens(read),
        enough=read >= FEWEST_TO_TEACH,
        taught=tens(found.decided) if found else None,
        compared=_compared(_suggester(session, row), found) if found else [],
    )


def learn(session: Session, who: Person, wave_id: UUID, question: str) -> None:
    """Learns from all that people have decided of the comments to a question, in all waves of its survey.

    Raises WrongState where they are too few, and Unavailable. Decisions go with their responses: what more of
    them have taught stays.
    """
    survey = _survey(session, wave_id)
    decided = coding_repository.decided(session, survey, question)
    if len(decided) < FEWEST_TO_TEACH:
        raise WrongState(
            f"Read more comments first: from {FEWEST_TO_TEACH} confirmed ones on there is enough to learn."
        )
    row = coding_repository.suggester(session, survey, question)
    if row is None or len(decided) >= _known(row).decided:
        taught = workshop.taught(codebook.book(session), decided)
        model = taught.pop("model")
        found = {"decided": len(decided), **taught}
        coding_repository.keep_suggester(
            session, SuggesterRow(survey=survey, question=question, known=found, model=model)
        )
    audit.record(session, who, "suggestions_learned", wave_id)


def _survey(session: Session, wave_id: UUID) -> str:
    return waves.get(session, wave_id).survey


def _suggester(session: Session, row: SuggesterRow | None) -> Suggester:
    model = row.model if row else None
    return Suggester(codebook.book(session), LearnedThemes.from_json(model) if model else None)


def _known(row: SuggesterRow) -> Known:
    return TypeAdapter(Known).validate_python(row.known)


def _compared(suggester: Suggester, known: Known) -> list[Compared]:
    return [
        Compared(
            suggester.themes[key].name,
            _tenths(known.words[key]),
            _tenths(score),
            suggester.learns(key),
        )
        for key, score in known.learned.items()
        if key in suggester.themes
    ]


def _tenths(score: Score) -> tuple[int | None, int | None]:
    def of(whole: int) -> int | None:
        return round(10 * score.right / whole) if whole else None

    return of(score.suggested), of(score.about)
