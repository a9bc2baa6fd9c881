"""After each test of a verb the books are sound, whatever was done or refused."""

from collections.abc import Iterator

import pytest
from tests.prepared import prepared

from everyunit.base import sql
from everyunit.reports.verify import TRUTHS_OF_ROWS, TruthResult, verify, walk_the_chain


@pytest.fixture(autouse=True)
def the_books_are_sound(request: pytest.FixtureRequest) -> Iterator[None]:
    if "trade" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("trade")  # so that it is still there when this fixture ends
    yield
    assert broken_truths() == []


def broken_truths() -> list[TruthResult]:
    """As `verify` finds them. On PostgreSQL all are asked with one statement first, and singly where that finds any."""
    if sql.on_postgres():
        with sql.reading_all():  # the plan is kept, and must do for a test with thousands of rows
            found = prepared("truths", " UNION ALL ".join(_asked()))
        if not found and not walk_the_chain().broken:
            return []
    return [truth for truth in verify().truths if truth.broken]


def _asked() -> Iterator[str]:
    for nth, (_, statement) in enumerate(TRUTHS_OF_ROWS):
        yield f"SELECT {nth} WHERE EXISTS ({statement})"
