"""Until when a warranty lasts."""

import datetime as dt

import pytest

from everyunit.rules.warranty import warranty_until, warranty_words


@pytest.mark.parametrize(
    ("sold_on", "months", "until"),
    [
        ("2026-11-26", 24, "2028-11-26"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_it_ends_on_the_same_day_of_the_month_or_its_last(sold_on: str, months: int, until: str) -> None:
    assert warranty_until(dt.date.fromisoformat(sold_on), months) == dt.date.fromisoformat(until)


def test_no_months_are_no_warranty() -> None:
    assert warranty_until(dt.date(2026, 1, 1), 0) is None


def test_beyond_the_calendar_there_is_none() -> None:
    assert warranty_until(dt.date(9999, 6, 1), 12) is None


def test_it_is_said_as_a_clerk_would() -> None:
    day = dt.date(2027, 5, 1)
    assert warranty_words(day, day) == "Under warranty until 2027-05-01."
    assert warranty_words(day, dt.date(2027, 5, 2)) == "The warranty ended on 2027-05-01."
    assert warranty_words(None, day) == ""
