"""What a unit costs may change after it was born; every change is kept with its posting and its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.stock.queries import UnitRow


@dataclass(frozen=True, slots=True)
class CostStep:
    """A unit's cost goes from `old_minor` to `new_minor`, by this line of a paper."""

    unit_id: int
    home: int
    step: int
    old_minor: int
    new_minor: int
    line_id: int | None


def set_costs(
    posting_id: int,
    line_id: int,
    units: Sequence[UnitRow],
    new_minor: Sequence[int],
    reason: str,
    *,
    keep_all: bool = False,
) -> int:
    """Give each unit the cost beside it; by how much they cost more in all. `keep_all`: also keep steps that change
    nothing.
    """
    old = costs_of(units)
    steps = [
        CostStep(unit.unit_id, unit.home, unit.step, old[unit.unit_id], new, line_id)
        for unit, new in zip(units, new_minor, strict=True)
    ]
    change_costs(posting_id, steps, reason, keep_all=keep_all)
    return sum(step.new_minor - step.old_minor for step in steps)


def costs_of(units: Sequence[UnitRow]) -> dict[int, int]:
    """What each of these units costs now."""
    listed = sql.listing(
        "s",
        {
            "unit_id": ("bigint", [unit.unit_id for unit in units]),
            "home": ("smallint", [unit.home for unit in units]),
        },
    )
    return {
        int(unit_id): int(cost)
        for unit_id, cost in sql.rows(
            f"SELECT u.id, u.cost_minor FROM {listed.sql} CROSS JOIN stock_unit u"
            " WHERE u.id = s.unit_id AND u.home = s.home",
            listed.params,
        )
    }


def change_costs(posting_id: int, steps: Sequence[CostStep], reason: str, *, keep_all: bool = False) -> None:
    """Write the cost history and the new costs. The caller sees to valuations and the journal."""
    changed = [step for step in steps if keep_all or step.old_minor != step.new_minor]
    if not changed:
        return
    keys = {
        "unit_id": ("bigint", [step.unit_id for step in changed]),
        "home": ("smallint", [step.home for step in changed]),
    }
    sql.insert(
        "stock_costchange",
        {
            **keys,
            "step": ("integer", [step.step for step in changed]),
            "old_minor": ("bigint", [step.old_minor for step in changed]),
            "new_minor": ("bigint", [step.new_minor for step in changed]),
            "line_id": ("bigint", [step.line_id for step in changed]),
        },
        {"posting_id": posting_id, "reason": reason[:100]},
    )
    sql.add(
        "stock_unit",
        {"id": keys["unit_id"], "home": keys["home"]},
        {"cost_minor": ("bigint", [step.new_minor - step.old_minor for step in changed])},
    )


def revalue_items(posting_id: int, changes: dict[int, int]) -> None:
    """Change what we own of items by these amounts: for items without units the reason that movements do not tell."""
    chosen = sorted((item_id, change) for item_id, change in changes.items() if change)
    if not chosen:
        return
    sql.insert(
        "stock_revaluation",
        {
            "item_id": ("bigint", [item_id for item_id, _ in chosen]),
            "value_minor": ("bigint", [change for _, change in chosen]),
        },
        {"posting_id": posting_id},
    )
    change_values(dict(chosen))


def change_values(changes: dict[int, int]) -> None:
    """Add to the value of what we own of these items."""
    chosen = sorted((item_id, change) for item_id, change in changes.items() if change)
    if chosen:
        sql.add(
            "stock_valuation",
            {"item_id": ("bigint", [item_id for item_id, _ in chosen])},
            {"value_minor": ("bigint", [change for _, change in chosen])},
        )


def mirror_costs(posting_id: int, original_id: int, reason: str) -> None:
    """Take back the cost changes and revaluations of the original posting, of units that stand where they stood."""
    found = sql.rows(
        "SELECT c.unit_id, c.home, u.step, c.new_minor, c.old_minor, c.line_id, u.item_id,"
        " CASE WHEN b.bin_type = 'stock' AND m.unit_id IS NULL THEN 1 ELSE 0 END"
        " FROM stock_costchange c JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
        " JOIN places_bin b ON b.id = u.bin_id"
        " LEFT JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.posting_id = c.posting_id"
        " WHERE c.posting_id = %s ORDER BY c.id",
        [original_id],
    )
    change_costs(posting_id, [CostStep(*each[:6]) for each in found], reason, keep_all=True)
    changes: dict[int, int] = {}
    for _, _, _, new, old, _, item_id, owned in found:
        if owned:
            changes[item_id] = changes.get(item_id, 0) + int(old) - int(new)
    change_values(changes)
    revalue_items(posting_id, {item_id: -value for item_id, value in revaluations(original_id).items()})


def revaluations(posting_id: int) -> dict[int, int]:
    """By how much the posting changed the value of items without units."""
    return {
        int(item_id): int(value)
        for item_id, value in sql.rows(
            "SELECT item_id, sum(value_minor) FROM stock_revaluation WHERE posting_id = %s GROUP BY item_id",
            [posting_id],
        )
    }


def value_changes(posting_id: int) -> list[tuple[int, int | None, int]]:
    """By how much a posting changed what goods in stock are worth without moving them: (item, location, change); goods
    without units have one value in the company, and no location.
    """
    return [
        (int(item_id), location_id, int(change))
        for item_id, location_id, change in sql.rows(
            "SELECT u.item_id, b.location_id, sum(c.new_minor - c.old_minor) FROM stock_costchange c"
            " JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
            " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock'"
            " WHERE c.posting_id = %s AND NOT EXISTS (SELECT 1 FROM stock_movement m"
            " WHERE m.unit_id = c.unit_id AND m.home = c.home AND m.posting_id = c.posting_id) GROUP BY 1, 2"
            " UNION ALL SELECT item_id, CAST(NULL AS bigint), sum(value_minor) FROM stock_revaluation"
            " WHERE posting_id = %s GROUP BY 1",
            [posting_id, posting_id],
        )
    ]
