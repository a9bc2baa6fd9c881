"""Whether the process lives and whether it can serve."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from everyunit.base.readiness import answers, missing_migrations

logger = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and every migration is applied; 503 where not, with what is missing."""
    try:
        database = answers()
        missing = missing_migrations()
    except DatabaseError as error:
        logger.error("the database does not answer: %s", error)
        return _state(database="does not answer", migrations="unknown", ready=False)
    migrations = "applied" if not missing else f"{len(missing)} missing, run: everyunit migrate"
    return _state(database="answers", migrations=migrations, ready=database and not missing)


def _state(database: str, migrations: str, ready: bool) -> JsonResponse:
    status = "ok" if ready else "not ready"
    return JsonResponse(
        {"status": status, "database": database, "migrations": migrations}, status=200 if ready else 503
    )
