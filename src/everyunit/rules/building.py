"""Building units of others: how much goes in, which part goes into which unit, and what each unit costs.

Whatever is shared out sums to the whole: what was built and what came of it besides cost just what went in, to the
cent (WHS-202, WHS-203).
"""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.rules.money import divide_half_up, share, spread

WHOLE_WASTE = 10_000  # waste is in hundredths of a percent


def needed(built: int, quantity: int, waste: int = 0, waste_quantity: int = 0) -> int:
    """How many of a component go in where so many units are built: `quantity` for each, `waste` hundredths of a percent
    of that and `waste_quantity` for each besides. What is lost in percent rounds half up (WHS-175).
    """
    return built * (quantity + waste_quantity) + divide_half_up(built * quantity * waste, WHOLE_WASTE)


def due(planned: int, used: int, built: int, run: int, whole: int) -> int:
    """How many of the `planned` a run takes that brings what is built from `built` to `built + run` of the `whole`.

    Runs take just what is planned in all, however it is parted. What earlier runs used beyond that counts.
    """
    return max(0, divide_half_up(planned * min(whole, built + run), whole) - used)


def unit_costs(own: Sequence[int], shared_minor: int) -> list[int]:
    """What each unit costs: its own parts, and its share of the rest; the first units take the cent."""
    if not own:
        return []
    base, extra = share(shared_minor, len(own))
    return [each + base + (1 if nth < extra else 0) for nth, each in enumerate(own)]


def by_product_values(total_minor: int, shares: Sequence[int]) -> list[int]:
    """What by-products are worth that take these hundredths of a percent of the cost: each takes what the shares up to
    it leave, so that they never come to more than the whole.
    """
    values, seen, given = [], 0, 0
    for part in shares:
        seen += part
        reached = divide_half_up(total_minor * seen, WHOLE_WASTE)
        values.append(reached - given)
        given = reached
    return values


def relieved(costs: Sequence[int], by_minor: int) -> list[int]:
    """What units cost where by-products have taken so much of it over: of each in proportion to its cost."""
    return [cost - part for cost, part in zip(costs, spread(by_minor, costs), strict=True)]


def places_of(missing: Sequence[int], parts: int) -> list[int] | None:
    """For each of so many parts the unit that it goes into, in order, where just as many are missing in all, or fewer
    parts are needed than there are; None where there are too few.
    """
    places = [nth for nth, count in enumerate(missing) for _ in range(count)]
    return places if len(places) <= parts else None


def shared_out(wanted: Sequence[int], there: int) -> list[tuple[int, int]]:
    """Who wants so many of what is there gets it in order: where each one's begin, and how many they are."""
    shares, start = [], 0
    for count in wanted:
        count = min(count, there - start)
        shares.append((start, count))
        start += count
    return shares


def parted(cost_minor: int, recorded: Sequence[int]) -> list[int]:
    """What the parts of a unit that is taken apart cost: its cost now, split as their recorded costs are to each
    other.
    """
    return spread(cost_minor, recorded)
