"""The published content in SQL."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Table, any_, bindparam, delete, func, insert, literal, or_, select, text
from sqlmodel import Session, SQLModel

from api.guidance import tables
from api.guidance.model import Audience, MenuItem


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


_PACK = _table(tables.GuidancePack)
_SOURCE = _table(tables.GuidanceSource)
_CONTACT = _table(tables.Contact)
_TOPIC = _table(tables.Topic)
_LEVEL = _table(tables.Level)
_INDICATOR = _table(tables.Indicator)
_STAGE = _table(tables.EscalationStage)
_ALL = (_PACK, _SOURCE, _CONTACT, _TOPIC, _LEVEL, _INDICATOR, _STAGE)
# Columns that serve the search only.
_UNSEEN = {"place", "search_words", "search_text", "vector", "query"}

Found = Row[Any]


def _seen(table: Table, keep: Iterable[str] = ()) -> list[Any]:
    return [column for column in table.c if column.name not in _UNSEEN or column.name in keep]


_ONE_TOPIC = select(*_seen(_TOPIC, ["place"])).where(_TOPIC.c.slug == bindparam("slug"))
_SOURCES = select(*_seen(_SOURCE)).where(_SOURCE.c.key == func.any(bindparam("keys")))
_LABELS = select(_TOPIC.c.slug, _TOPIC.c.menu).where(_TOPIC.c.slug == func.any(bindparam("slugs")))
_CONTACTS = select(*_seen(_CONTACT))
_THE_PACK = select(_PACK.c.partnership, _PACK.c.phrases, _PACK.c.threshold)


def lock(session: Session) -> None:
    """One load at a time; freed when the transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('guidance pack'))"))


def digest(session: Session) -> str | None:
    return session.execute(select(_PACK.c.digest)).scalar()


def replace(session: Session, rows: Mapping[type[SQLModel], list[dict[str, Any]]]) -> None:
    """Every row of every table; readers see the old ones until the transaction ends."""
    for table in _ALL:
        session.execute(delete(table))
    for model, values in rows.items():
        if values:
            session.execute(insert(_table(model)), values)


def pack(session: Session) -> Found | None:
    return session.execute(_THE_PACK).first()


def topic(session: Session, slug: str) -> Found | None:
    return session.execute(_ONE_TOPIC, {"slug": slug}).first()


def contacts(session: Session) -> list[Found]:
    return list(session.execute(_CONTACTS))


def sources(session: Session, keys: Iterable[str]) -> list[Found]:
    return list(session.execute(_SOURCES, {"keys": list(keys)}))


def levels(session: Session) -> list[Found]:
    return list(session.execute(select(_LEVEL).order_by(_LEVEL.c.number)))


def stages(session: Session) -> list[Found]:
    return list(session.execute(select(*_seen(_STAGE)).order_by(_STAGE.c.place)))


def menu_items(session: Session, slugs: list[str]) -> list[MenuItem]:
    """In the order of `slugs`."""
    labels = {row.slug: row.menu for row in session.execute(_LABELS, {"slugs": slugs})}
    return [MenuItem(slug, labels[slug]) for slug in slugs if labels.get(slug)]


def menu(session: Session, audience: Audience) -> list[MenuItem]:
    rows = session.execute(
        select(_TOPIC.c.slug, _TOPIC.c.menu)
        .where(_TOPIC.c.menu.is_not(None), literal(audience) == any_(_TOPIC.c.audiences))
        .order_by(_TOPIC.c.place, _TOPIC.c.slug)
    )
    return [MenuItem(row.slug, row.menu) for row in rows]


# "all" has every word of the question; "some" has any, and is ranked by how many and where.
_SEARCH = text(
    """
    with asked as (
        select websearch_to_tsquery('english', :words) as "all",
               replace(plainto_tsquery('english', :words)::text, ' & ', ' | ')::tsquery as "some"
    )
    select slug, menu, title, text from topic, asked
    where menu is not null and vector @@ "some"
      and (cast(:audience as text) is null or :audience = any(audiences))
    order by vector @@ "all" desc, ts_rank(vector, "some") desc, place
    limit :limit
    """
)


def search(session: Session, words: str, audience: Audience | None, limit: int) -> list[Found]:
    return list(session.execute(_SEARCH, {"words": words, "audience": audience, "limit": limit}))


def matching(session: Session, worry: str, age: str | None) -> list[Found]:
    """Indicators that the worry has all words of, in the order of the content."""
    c = _INDICATOR.c
    fits_age = or_(c.ages == [], literal(age) == any_(c.ages)) if age else text("true")
    return list(
        session.execute(
            select(*_seen(_INDICATOR))
            .where(func.to_tsvector(text("'english'"), worry).op("@@")(c.query), fits_age)
            .order_by(c.place)
        )
    )
