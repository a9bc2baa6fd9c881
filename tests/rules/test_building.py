"""What goes into what is built, and what it costs: whatever is shared out sums to the whole."""

from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.building import due, needed, parted, places_of, unit_costs

counts = st.integers(0, 1000)
money = st.integers(0, 10**9)


def test_what_is_lost_rounds_half_up_and_is_needed_besides() -> None:
    assert needed(10, 2) == 20
    assert needed(10, 1, waste=1000) == 11
    assert needed(5, 1, waste=1000) == 6  # half a piece
    assert needed(4, 1, waste=1000) == 4
    assert needed(10, 2, waste=500, waste_quantity=1) == 31


@given(st.integers(1, 200), counts, st.data())
def test_runs_take_in_all_just_what_is_planned(whole: int, planned: int, data: st.DataObject) -> None:
    built = used = 0
    while built < whole:
        run = data.draw(st.integers(1, whole - built))
        used += due(planned, used, built, run, whole)
        built += run
        assert 0 <= used <= planned
    assert used == planned


@given(st.integers(1, 50), counts, counts, st.integers(1, 50))
def test_what_was_used_beyond_the_plan_is_not_asked_for_again(whole: int, planned: int, used: int, run: int) -> None:
    assert due(planned, used, 0, run, whole) == max(0, due(planned, 0, 0, run, whole) - used)


@given(st.lists(money, min_size=1, max_size=50), money)
def test_units_cost_their_own_parts_and_an_even_share_that_sums(own: list[int], shared: int) -> None:
    costs = unit_costs(own, shared)
    assert sum(costs) == sum(own) + shared
    shares = [cost - each for cost, each in zip(costs, own, strict=True)]
    assert shares == sorted(shares, reverse=True)
    assert max(shares) - min(shares) <= 1


def test_nothing_built_costs_nothing() -> None:
    assert unit_costs([], 0) == []


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 100))
def test_each_unit_gets_just_what_it_lacks_or_none_does(missing: list[int], parts: int) -> None:
    places = places_of(missing, parts)
    if sum(missing) > parts:
        assert places is None
    else:
        assert places is not None
        assert [places.count(nth) for nth in range(len(missing))] == missing
        assert places == sorted(places)


@given(money, st.lists(money, min_size=1, max_size=20))
def test_parts_cost_what_the_unit_cost(cost: int, recorded: list[int]) -> None:
    costs = parted(cost, recorded)
    assert sum(costs) == cost
    assert all(part >= 0 for part in costs)


@given(st.lists(money, min_size=1, max_size=20))
def test_a_unit_that_still_costs_what_went_in_parts_into_just_that(recorded: list[int]) -> None:
    assert not any(recorded) or parted(sum(recorded), recorded) == recorded
