"""Whether the process lives and whether it can serve."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from everyunit.base import sql


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated; 503 where not."""
    try:
        ready = sql.scalar("SELECT count(*) FROM places_company") is not None
    except Exception:
        ready = False
    return JsonResponse({"status": "ok" if ready else "not ready"}, status=200 if ready else 503)
