"""Whether the process lives, and whether it can serve."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from everyunit.base import readiness


@pytest.fixture(autouse=True)
def nothing_known():
    readiness._complete.clear()
    yield
    readiness._complete.clear()


def test_a_live_process_says_so(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_migrated_database_is_ready_and_then_asked_for_little(db, client, django_assert_num_queries):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": "answers", "migrations": "applied"},
    )
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_a_missing_migration_is_told(db, client):
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("money")
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 missing, run: everyunit migrate"


def test_a_silent_database_is_told(db, client, monkeypatch):
    def silent():
        raise OperationalError("connection refused to secret-host")

    monkeypatch.setattr("everyunit.api.health.answers", silent)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert b"secret-host" not in answer.content
