"""One page of a long list, as SQL: which rows, in which order, and which hold the words looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, GenerativeSelect, and_, or_

PAGE = 50

Wanted = TypeVar("Wanted", bound=GenerativeSelect)


@dataclass(frozen=True)
class Part:
    """The rows from `offset` on, at most `limit` of them, ordered by a column of a name or the other way."""

    order: str
    down: bool = False
    offset: int = 0
    limit: int = PAGE


def cut(
    asked: Wanted,
    part: Part,
    orders: Mapping[str, Sequence[Any]],
    last: Any,
) -> Wanted:
    """The rows of one page. `orders` tells what each name sorts by: `down` turns the first, the rest decide
    between equals. `last` is unique, so that no row is on two pages. Raises KeyError for another name.
    """
    first, *then = orders[part.order]
    ordered = first.desc().nulls_last() if part.down else first.asc().nulls_last()
    return asked.order_by(ordered, *then, last).offset(part.offset).limit(part.limit)


def holds(words: str, *columns: Any) -> ColumnElement[bool]:
    """Whether each of the words stands in one of the columns, in large or small letters."""
    return and_(
        True,
        *(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()),
    )
