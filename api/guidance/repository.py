"""The published content in SQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Table, any_, delete, func, insert, literal, or_, select, text
from sqlmodel import Session, SQLModel

from api.guidance import tables
from api.guidance.model import Audience


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


_FILE = _table(tables.FileRow)
_PACK = _table(tables.GuidancePack)
_INDICATOR = _table(tables.Indicator)


def lock(session: Session) -> None:
    """One load at a time; freed when the transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('guidance pack'))"))


def digest(session: Session) -> str | None:
    return session.execute(select(_PACK.c.digest)).scalar()


def pack(session: Session) -> Row[Any] | None:
    """Its `digest` and its JSON, `pack`."""
    return session.execute(select(_PACK.c.digest, _PACK.c.pack)).first()


def fault(session: Session) -> str:
    """Why the files of the program, or what was edited, could not be taken in; empty when all is well."""
    return session.execute(select(_PACK.c.fault)).scalar() or ""


def files(session: Session) -> dict[str, tables.FileRow]:
    """Copies, by name: nothing that is done to them reaches the database."""
    return {row.name: tables.FileRow(**row._mapping) for row in session.execute(select(_FILE))}


def replace(session: Session, rows: Mapping[type[SQLModel], list[dict[str, Any]]]) -> None:
    """Every row of every table; readers see the old ones until the transaction ends."""
    for model, values in rows.items():
        session.execute(delete(_table(model)))
        if values:
            session.execute(insert(_table(model)), values)


# "all" has every word of the question; "some" has any, and is ranked by how many and where.
_SEARCH = text(
    """
    with asked as (
        select websearch_to_tsquery('english', :words) as "all",
               replace(plainto_tsquery('english', :words)::text, ' & ', ' | ')::tsquery as "some"
    )
    select slug from topic, asked
    where vector @@ "some"
      and (cast(:audience as text) is null or :audience = any(audiences))
    order by vector @@ "all" desc, ts_rank(vector, "some") desc, place
    limit :limit
    """
)


def search(session: Session, words: str, audience: Audience | None, limit: int) -> list[str]:
    """Slugs, the best first."""
    return list(session.execute(_SEARCH, {"words": words, "audience": audience, "limit": limit}).scalars())


def matching(session: Session, worry: str, age: str | None) -> list[str]:
    """Keys of the indicators that the worry has all words of, in the order of the content."""
    c = _INDICATOR.c
    fits_age = or_(c.ages == [], literal(age) == any_(c.ages)) if age else text("true")
    return list(
        session.execute(
            select(c.key)
            .where(func.to_tsvector(text("'english'"), worry).op("@@")(c.query), fits_age)
            .order_by(c.place)
        ).scalars()
    )
