"""SQL of comments, of labels, and of what is kept of both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, exists, func
from sqlalchemy import select as columns
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.listing import Part, cut, holds
from api.meaning.asking import drawn, is_comment, words_of
from api.meaning.tables import LabelRow, ReadingRow, ScorerRow
from api.runs.tables import ResponseRow
from api.waves.tables import WaveRow, WaveState

ORDERS: Mapping[str, Sequence[Any]] = {
    "closed": (col(WaveRow.closed), func.lower(WaveRow.title)),
    "title": (func.lower(WaveRow.title),),
}


def comments(session: Session, wave_id: UUID, question: str) -> Iterator[tuple[UUID, str]]:
    """Every comment with its response, streamed, in random order."""
    asked = columns(col(ResponseRow.id), words_of(question)).where(*is_comment(wave_id, question))
    # Whoever stops on the way leaves no cursor open.
    with session.execute(asked.order_by(drawn(question)), execution_options={"yield_per": 1000}) as found:
        for row in found:
            yield row[0], row[1]


def page(
    session: Session, wave_id: UUID, question: str, offset: int, limit: int
) -> Sequence[tuple[UUID, str]]:
    """Some of them, in the same order."""
    asked = columns(col(ResponseRow.id), words_of(question)).where(*is_comment(wave_id, question))
    found = session.execute(asked.order_by(drawn(question)).offset(offset).limit(limit))
    return [(row[0], row[1]) for row in found]


def comment(session: Session, wave_id: UUID, question: str, response_id: UUID) -> str | None:
    """The words of one; None where there is no such comment."""
    asked = columns(words_of(question)).where(
        *is_comment(wave_id, question), col(ResponseRow.id) == response_id
    )
    found: str | None = session.execute(asked).scalar_one_or_none()
    return found


def named(session: Session, wave_id: UUID, question: str, names: Sequence[str]) -> Mapping[str, UUID]:
    """The responses of comments by the names that these have under a question; of strange names nothing."""
    asked = columns(drawn(question), col(ResponseRow.id)).where(*is_comment(wave_id, question))
    return {row[0]: row[1] for row in session.execute(asked.where(drawn(question).in_(names)))}


def count_comments(session: Session, wave_id: UUID, question: str) -> int:
    """True count of the comments to a question."""
    asked = select(func.count()).select_from(ResponseRow).where(*is_comment(wave_id, question))
    return session.exec(asked).one()


def to_label(session: Session, wave_id: UUID, question: str, account: UUID, sample: int) -> Row[Any] | None:
    """The next comment of the sample for one person: what nobody has labelled comes first."""
    them = (
        columns(
            col(ResponseRow.id).label("id"), words_of(question).label("words"), drawn(question).label("place")
        )
        .where(*is_comment(wave_id, question))
        .order_by(drawn(question))
        .limit(sample)
        .subquery()
    )
    here = (col(LabelRow.response_id) == them.c.id) & (col(LabelRow.question) == question)
    mine = exists().where(here, col(LabelRow.account) == account)
    others = columns(func.count()).select_from(LabelRow).where(here).scalar_subquery()
    asked = columns(them.c.id, them.c.words).where(~mine).order_by(others, them.c.place).limit(1)
    return session.execute(asked).first()


def put_label(session: Session, row: LabelRow) -> None:
    """Keeps it in the place of an earlier one of the same person."""
    put = insert(LabelRow).values(row.model_dump())
    keys = ["response_id", "question", "account"]
    session.exec(put.on_conflict_do_update(index_elements=keys, set_={"tone": row.tone}))


def drop_label(session: Session, response_id: UUID, question: str, account: UUID) -> bool:
    """Takes back what one person said of one comment; False where they had said nothing."""
    mine = (col(LabelRow.response_id) == response_id, col(LabelRow.question) == question)
    return session.exec(delete(LabelRow).where(*mine, col(LabelRow.account) == account)).rowcount > 0


def labels_by(session: Session, wave_id: UUID, question: str, account: UUID) -> int:
    """How many comments of a wave one person has labelled."""
    mine = (LabelRow.question == question, LabelRow.account == account, ResponseRow.wave_id == wave_id)
    joined = select(func.count()).select_from(LabelRow).join(ResponseRow)
    return session.exec(joined.where(*mine)).one()


def labelled(
    session: Session, survey: str, question: str, versions: Sequence[str]
) -> Sequence[tuple[UUID, UUID, str, str]]:
    """Wave, response, comment and tone of every label of a question, in all waves of these versions."""
    asked = (
        columns(col(ResponseRow.wave_id), col(ResponseRow.id), words_of(question), col(LabelRow.tone))
        .join(LabelRow, col(LabelRow.response_id) == ResponseRow.id)
        .join(WaveRow, col(WaveRow.id) == ResponseRow.wave_id)
        .where(*_of(survey, versions), col(LabelRow.question) == question)
        .order_by(col(ResponseRow.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(asked)]


def count_labelled(session: Session, survey: str, question: str, versions: Sequence[str]) -> int:
    """How many comments to a question have a label, in all waves of these versions of its survey."""
    asked = (
        columns(func.count(func.distinct(LabelRow.response_id)))
        .select_from(LabelRow)
        .join(ResponseRow)
        .join(WaveRow)
        .where(*_of(survey, versions), col(LabelRow.question) == question)
    )
    number: int = session.execute(asked).scalar_one()
    return number


def count_labelled_here(session: Session, wave_id: UUID, question: str) -> int:
    """How many comments of one wave have a label."""
    asked = columns(func.count(func.distinct(LabelRow.response_id))).select_from(LabelRow).join(ResponseRow)
    mine = (col(ResponseRow.wave_id) == wave_id, col(LabelRow.question) == question)
    number: int = session.execute(asked.where(*mine)).scalar_one()
    return number


def scorer(session: Session, survey: str, question: str) -> ScorerRow | None:
    """What the labels have said of the scorers of a question."""
    # `keep_scorer` goes past what the session remembers.
    return session.get(ScorerRow, (survey, question), populate_existing=True)


def keep_scorer(session: Session, row: ScorerRow) -> None:
    """In the place of what they said before."""
    put = insert(ScorerRow).values(row.model_dump())
    new = {"judgement": row.judgement, "model": row.model}
    session.exec(put.on_conflict_do_update(index_elements=["survey", "question"], set_=new))


def readings(session: Session, wave_id: UUID) -> Sequence[ReadingRow]:
    """All readings of a wave, the older first."""
    found = select(ReadingRow).where(ReadingRow.wave_id == wave_id)
    return session.exec(found.order_by(ReadingRow.kind, ReadingRow.question, col(ReadingRow.number))).all()


def closed(session: Session, words: str, part: Part) -> Sequence[WaveRow]:
    """One page of closed waves whose titles hold the words."""
    asked = select(WaveRow).where(WaveRow.state == WaveState.CLOSED, holds(words, WaveRow.title))
    return session.exec(cut(asked, part, ORDERS, col(WaveRow.id))).all()


def count_closed(session: Session, words: str) -> int:
    """How many there are of them."""
    asked = select(func.count()).select_from(WaveRow)
    return session.exec(asked.where(WaveRow.state == WaveState.CLOSED, holds(words, WaveRow.title))).one()


def _of(survey: str, versions: Sequence[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(WaveRow.survey) == survey, col(WaveRow.version).in_(versions)
