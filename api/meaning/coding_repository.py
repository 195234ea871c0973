"""SQL of what comments are about, as people have decided."""

from collections.abc import Iterator, Mapping, Sequence, Set
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func
from sqlalchemy import select as columns
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.meaning.asking import drawn, is_comment, words_of
from api.meaning.tables import QUOTED, CodingRow, SuggesterRow
from api.runs.tables import ResponseRow
from api.waves.tables import WaveRow


def codings(
    session: Session, wave_id: UUID, question: str, responses: Sequence[UUID] | None = None
) -> Sequence[CodingRow]:
    """What was decided of the comments to a question, or of some of them."""
    asked = (
        select(CodingRow)
        .join(ResponseRow)
        .where(ResponseRow.wave_id == wave_id, CodingRow.question == question, CodingRow.theme != QUOTED)
    )
    if responses is not None:
        asked = asked.where(col(CodingRow.response_id).in_(responses))
    return session.exec(asked).all()


def put_codings(session: Session, rows: Sequence[CodingRow], *, over: bool) -> None:
    """Keeps decisions; `over`: in the place of earlier ones."""
    if not rows:
        return
    put = insert(CodingRow)
    keys = ["response_id", "question", "theme"]
    new = {"right": put.excluded.right, "bulk": put.excluded.bulk}
    kept = put.on_conflict_do_update(index_elements=keys, set_=new) if over else put.on_conflict_do_nothing()
    session.connection().execute(kept, [row.model_dump() for row in rows])


def drop_codings(session: Session, question: str, responses: Sequence[UUID]) -> None:
    """Takes back what was decided of some comments."""
    theirs = (col(CodingRow.question) == question, col(CodingRow.response_id).in_(responses))
    session.exec(delete(CodingRow).where(*theirs, col(CodingRow.theme) != QUOTED))


def mark_quoted(session: Session, response_id: UUID, question: str) -> bool:
    """Keeps that words of a comment were approved as a quote; False where they were before."""
    row = CodingRow(response_id=response_id, question=question, theme=QUOTED, right=False)
    put = insert(CodingRow).values(row.model_dump()).on_conflict_do_nothing()
    return session.exec(put.returning(col(CodingRow.response_id))).first() is not None


def quoted(session: Session, wave_id: UUID, question: str) -> Set[UUID]:
    """The responses whose comments were quoted before."""
    mine = (ResponseRow.wave_id == wave_id, CodingRow.question == question, CodingRow.theme == QUOTED)
    return set(session.exec(select(CodingRow.response_id).join(ResponseRow).where(*mine)))


def count_read(session: Session, wave_id: UUID, question: str) -> int:
    """How many comments somebody has read for themes."""
    asked = select(func.count()).select_from(CodingRow).join(ResponseRow)
    mine = (ResponseRow.wave_id == wave_id, CodingRow.question == question, CodingRow.theme == "")
    return session.exec(asked.where(*mine)).one()


def first_unread(session: Session, wave_id: UUID, question: str) -> int | None:
    """The place, from 0, of the first comment that nobody has read for themes; None where all are."""
    read = exists().where(
        col(CodingRow.response_id) == ResponseRow.id,
        col(CodingRow.question) == question,
        col(CodingRow.theme) == "",
    )
    here = is_comment(wave_id, question)
    place = drawn(question)
    first = session.exec(select(func.min(place)).select_from(ResponseRow).where(*here, ~read)).one()
    if first is None:
        return None
    before = select(func.count()).select_from(ResponseRow).where(*here, place < first)
    return session.exec(before).one()


def those_read(session: Session, wave_id: UUID, question: str) -> Iterator[tuple[UUID, str]]:
    """The comments that somebody has read for themes."""
    yield from holders(session, wave_id, question, "")


def count_decided(session: Session, survey: str, question: str) -> int:
    """How many comments somebody has read for themes, in all waves of a survey."""
    asked = select(func.count()).select_from(CodingRow).join(ResponseRow).join(WaveRow)
    return session.exec(asked.where(*_read_in(survey, question))).one()


def decided(session: Session, survey: str, question: str) -> Sequence[tuple[str, Set[str]]]:
    """Every comment that somebody has read for themes, in all waves of a survey, with those it is about."""
    asked = (
        columns(col(ResponseRow.id), words_of(question))
        .join(CodingRow, col(CodingRow.response_id) == ResponseRow.id)
        .join(WaveRow, col(WaveRow.id) == ResponseRow.wave_id)
        .where(*_read_in(survey, question), words_of(question) != "")
        .order_by(drawn(question))
    )
    read = {row[0]: row[1] for row in session.execute(asked)}
    about: dict[UUID, set[str]] = {response_id: set() for response_id in read}
    right = columns(col(CodingRow.response_id), col(CodingRow.theme)).join(ResponseRow).join(WaveRow)
    theirs = (col(WaveRow.survey) == survey, col(CodingRow.question) == question, col(CodingRow.right))
    for response_id, theme in session.execute(right.where(*theirs, col(CodingRow.theme) != "")):
        if response_id in about:
            about[response_id].add(theme)
    return [(words, about[response_id]) for response_id, words in read.items()]


def suggester(session: Session, survey: str, question: str) -> SuggesterRow | None:
    """What decisions have taught of a question."""
    # `keep_suggester` goes past what the session remembers.
    return session.get(SuggesterRow, (survey, question), populate_existing=True)


def keep_suggester(session: Session, row: SuggesterRow) -> None:
    """In the place of what they taught before."""
    put = insert(SuggesterRow).values(row.model_dump())
    new = {"known": row.known, "model": row.model}
    session.exec(put.on_conflict_do_update(index_elements=["survey", "question"], set_=new))


def _read_in(survey: str, question: str) -> Sequence[ColumnElement[bool]]:
    return (col(WaveRow.survey) == survey, col(CodingRow.question) == question, col(CodingRow.theme) == "")


def sizes(session: Session, wave_id: UUID, question: str) -> Mapping[str, int]:
    """True counts of comments by the theme that somebody has confirmed."""
    asked = columns(col(CodingRow.theme), func.count()).select_from(CodingRow).join(ResponseRow)
    mine = (col(ResponseRow.wave_id) == wave_id, col(CodingRow.question) == question, col(CodingRow.right))
    found = session.execute(asked.where(*mine).group_by(col(CodingRow.theme)))
    return {row[0]: row[1] for row in found}


def holders(session: Session, wave_id: UUID, question: str, theme: str) -> Sequence[tuple[UUID, str]]:
    """The comments that are about a theme, as somebody has confirmed."""
    asked = (
        columns(col(ResponseRow.id), words_of(question))
        .join(CodingRow, col(CodingRow.response_id) == ResponseRow.id)
        .where(*is_comment(wave_id, question), col(CodingRow.question) == question)
        .where(col(CodingRow.theme) == theme, col(CodingRow.right))
        .order_by(drawn(question))
    )
    return [(row[0], row[1]) for row in session.execute(asked)]
