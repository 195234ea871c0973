"""Rows as a direct login shows them: every table of a database, with place and transaction number."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.attack.capture import Row

TABLES = text(
    "select table_schema, table_name from information_schema.tables"
    " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
)
# What PostgreSQL tells of the values themselves, and of who is connected and does what.
VIEWS = ("pg_stats", "pg_stat_activity", "pg_stat_user_tables", "pg_prepared_xacts", "pg_locks")
BYTES = re.compile(r"\\x(?:[0-9a-f]{2})*")  # by chance sealed bytes begin like the text of bytes
PLACE = "split_part(trim(both '()' from ctid::text), ',', {})::int"


def rows(engine: Engine) -> list[Row]:
    """All rows of all tables; guidance and settings among them, since nothing is known to be harmless."""
    with engine.connect() as connection:
        connection.execute(text("set time zone 'UTC'"))
        found = [tuple(row) for row in connection.execute(TABLES)]
        return [row for schema, table in found for row in _table(connection, schema, table)]


def views(engine: Engine) -> str:
    """The statistics views, as one text."""
    with engine.connect() as connection:
        return "\n".join(
            str(line)
            for view in VIEWS
            for line in connection.execute(text(f"select t::text from {view} t")).scalars()
        )


def _table(connection: Connection, schema: str, table: str) -> Iterator[Row]:
    asked = (
        f"select {PLACE.format(1)}, {PLACE.format(2)}, xmin::text::bigint, to_jsonb(t)"
        f' from "{schema}"."{table}" t order by ctid'
    )
    name = table if schema == "public" else f"{schema}.{table}"
    for block, offset, number, values in connection.execute(text(asked)):
        yield Row(name, (block, offset), number, dict(leaves("", values)))


def leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every leaf under the path that leads to it; what stands in a list has no number in its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(f"{path}.{at}", inner)
    elif isinstance(value, str) and value[:1] in "[{":
        try:
            yield from leaves(path, json.loads(value))
        except ValueError:
            yield path, value
    elif isinstance(value, str) and BYTES.fullmatch(value):
        yield path, value
        yield from leaves(f"{path} bytes", bytes.fromhex(value[2:]).decode("latin-1"))
    elif value is not None:
        yield path, value if isinstance(value, str) else json.dumps(value)
