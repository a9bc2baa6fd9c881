"""After each test of a verb the books are sound, whatever was done or refused."""

from collections.abc import Iterator

import pytest

from everyunit.reports.verify import verify


@pytest.fixture(autouse=True)
def the_books_are_sound(request: pytest.FixtureRequest) -> Iterator[None]:
    if "trade" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("trade")  # so that it is still there when this fixture ends
    yield
    assert [truth for truth in verify().truths if truth.broken] == []
