"""Fixtures: a founded company, who acts in it, and a database whose commits are real."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django import DjangoDbBlocker

from everyunit.base.operation import Actor
from tests.trade import Trade, begin


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database of these settings: a second kind of database has nothing to say about the rest."""
    for item in items:
        asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture
def trade(db: None) -> Trade:
    """A company with an owner, a vendor, a customer and three items; rolled back afterwards."""
    return begin()


@pytest.fixture
def owner(trade: Trade) -> Actor:
    return trade.owner


@pytest.fixture
def committed(transactional_db: None) -> Trade:
    """The same with real commits, for threads and processes; the database is emptied afterwards."""
    return begin()


DEAD_ROWS = 2_000  # so many that were rolled back make looking through a table slow


@pytest.fixture(autouse=True)
def sweep_up(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """On PostgreSQL what tests rolled back stays in the tables until somebody sweeps: here, while they are empty."""
    yield
    if connection.vendor == "postgresql" and "db" in request.fixturenames and not connection.in_atomic_block:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > %s", [DEAD_ROWS])
            if tables := ", ".join(name for (name,) in cursor.fetchall()):
                cursor.execute(f"VACUUM {tables}")


@pytest.fixture(scope="session", autouse=True)
def flush_in_spite_of_the_guards() -> Iterator[None]:
    """Emptying the test database is the one thing that the guards must not forbid."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with unguarded():
            flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded_flush)
        yield


class unguarded:
    """Suspend the triggers that forbid, and foreign keys, so that a test database can be emptied."""

    def __enter__(self) -> None:
        self.triggers: list[str] = []
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                return
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, sql in cursor.fetchall():
                self.triggers.append(sql)
                cursor.execute(f"DROP TRIGGER {name}")

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            for sql in self.triggers:
                cursor.execute(sql)
            cursor.execute("PRAGMA foreign_keys = ON")
