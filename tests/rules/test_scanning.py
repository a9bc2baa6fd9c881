"""The fill order of SAL-78, to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.scanning import Capacity, Filled, fill


def two_lines() -> list[Capacity]:
    """Lines 1 (quantity 2) and 3 (quantity 3) of the same item."""
    return [Capacity(line_id=1, position=1, asked=2, attached=0), Capacity(line_id=3, position=3, asked=3, attached=0)]


@pytest.mark.parametrize(
    ("selected", "placed"),
    [(1, (Filled(1, 2), Filled(3, 3))), (3, (Filled(3, 3), Filled(1, 2))), (None, (Filled(1, 2), Filled(3, 3)))],
)
def test_five_scans_fill_the_selected_line_first_then_the_other(selected, placed):
    filling = fill(two_lines(), selected, 5, exceed=False)
    assert filling.placed == placed
    assert filling.left == 0


def test_the_sixth_and_the_seventh_ask_first():
    full = [Capacity(1, 1, 2, 2), Capacity(3, 3, 3, 3)]
    assert fill(full, 3, 2, exceed=False) == fill(full, 1, 2, exceed=False)
    assert fill(full, 3, 2, exceed=False).left == 2


def test_with_a_yes_they_go_to_the_selected_line():
    full = [Capacity(1, 1, 2, 2), Capacity(3, 3, 3, 3)]
    assert fill(full, 3, 2, exceed=True).placed == (Filled(3, 2, exceeding=2),)
    assert fill(full, None, 2, exceed=True).placed == (Filled(1, 2, exceeding=2),)


def test_seven_at_once_with_a_yes_fill_both_and_exceed_the_selected():
    assert fill(two_lines(), 3, 7, exceed=True).placed == (Filled(3, 3), Filled(1, 2), Filled(3, 2, exceeding=2))


def test_a_line_that_follows_its_units_takes_what_is_left_without_asking():
    lines = [Capacity(1, 1, None, 4), Capacity(2, 2, 1, 0)]
    assert fill(lines, None, 3, exceed=False).placed == (Filled(2, 1), Filled(1, 2))


def test_selected_it_takes_all():
    lines = [Capacity(1, 1, 1, 0), Capacity(2, 2, None, 0)]
    assert fill(lines, 2, 3, exceed=False).placed == (Filled(2, 3),)


def test_without_a_line_everything_is_left():
    assert fill([], None, 3, exceed=True).left == 3


def test_nothing_scanned_goes_nowhere():
    assert fill(two_lines(), 1, 0, exceed=True) == fill(two_lines(), None, 0, exceed=False)


LINES = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 9)), st.integers(0, 12)),
    max_size=6,
).map(lambda pairs: [Capacity(number, number, *pair) for number, pair in enumerate(pairs, 1)])


@given(LINES, st.one_of(st.none(), st.integers(1, 7)), st.integers(0, 40), st.booleans())
def test_no_scan_is_lost_and_no_line_is_overfilled_without_a_yes(lines, selected, count, exceed):
    filling = fill(lines, selected, count, exceed)
    assert sum(part.count for part in filling.placed) + filling.left == count
    assert all(part.count > 0 for part in filling.placed)
    free = {line.line_id: count if line.asked is None else line.free for line in lines}
    for part in filling.placed:
        assert part.count - part.exceeding <= free[part.line_id]
    if exceed and lines:
        assert filling.left == 0
    if not exceed:
        assert not any(part.exceeding for part in filling.placed)
