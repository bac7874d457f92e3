"""Alembic's entry: runs the steps on the connection that ``hotline.migrate`` gives it."""

from alembic import context
from sqlalchemy.engine import Connection

from foundation.database import Base
from hotline import tables

assert tables.ALL, "every table must be known before the schema is compared"


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
