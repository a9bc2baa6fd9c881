"""Which lots a quantity is taken from."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.lots import Shelf, take

SOON, LATER, TODAY = dt.date(2027, 1, 1), dt.date(2028, 1, 1), dt.date(2027, 6, 1)


def test_what_expires_first_goes_first_and_what_never_expires_last() -> None:
    shelves = [Shelf(1, 5), Shelf(2, 5, LATER), Shelf(3, 5, SOON)]
    assert take(12, shelves).parts == ((3, 5), (2, 5), (1, 2))


def test_of_two_that_expire_together_the_older_lot_goes_first() -> None:
    assert take(1, [Shelf(8, 5, SOON), Shelf(7, 5, SOON)]).parts == ((7, 1),)


def test_what_was_put_by_goes_before_what_expires_sooner() -> None:
    assert take(4, [Shelf(1, 5, SOON), Shelf(2, 5, LATER, put_by=3)]).parts == ((2, 3), (1, 1))


def test_what_has_expired_is_left_and_counted() -> None:
    taken = take(7, [Shelf(1, 5, SOON), Shelf(2, 5, LATER)], today=TODAY)
    assert (taken.parts, taken.short, taken.expired) == (((2, 5),), 2, 5)
    assert take(7, [Shelf(1, 5, SOON), Shelf(2, 5, LATER)]).short == 0


def test_it_is_good_on_the_day_on_which_it_expires() -> None:
    assert take(1, [Shelf(1, 5, TODAY)], today=TODAY).short == 0


EXPIRY = st.none() | st.sampled_from([SOON, LATER])
SHELVES = st.lists(
    st.builds(Shelf, st.integers(1, 9), st.integers(1, 20), EXPIRY, st.integers(0, 5)),
    unique_by=lambda shelf: shelf.lot_id,
)


@given(st.integers(1, 60), SHELVES)
def test_parts_and_what_is_short_make_up_what_was_wanted(wanted: int, shelves: list[Shelf]) -> None:
    taken = take(wanted, shelves)
    there = {shelf.lot_id: shelf.pieces for shelf in shelves}
    assert sum(pieces for _, pieces in taken.parts) + taken.short == wanted
    assert all(0 < pieces <= there[lot] for lot, pieces in taken.parts)
    assert taken.short == max(0, wanted - sum(there.values()))
