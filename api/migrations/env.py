"""Alembic's entry: one connection, one transaction."""

from alembic import context
from sqlmodel import SQLModel

import api.tables  # noqa: F401  (fills the metadata)
from api.db import connect

engine = connect(context.config.attributes["url"], patient=True)
try:
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
finally:
    engine.dispose()
