"""How many queries a page takes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config", "SET LOCAL")


def queries_of(ask: Callable[[], object]) -> list[str]:
    """The statements that `ask` ran, those of the session left in, but not what only frames them."""
    with CaptureQueriesContext(connection) as caught:
        ask()
    return [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(FRAMES)]
