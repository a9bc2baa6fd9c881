"""What a unit costs may change after it was born; every change is kept with its posting and its reason."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.rules.money import share
from everyunit.stock.queries import UnitRow
from everyunit.stock.runs import Units

# Where a unit stood when it got another cost.
STOOD = (
    "stock_costchange c JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
    " JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.step = c.step"
    " JOIN places_bin b ON b.id = m.to_bin_id"
)


def set_costs(
    posting_id: int,
    line_id: int,
    units: Units,
    total_minor: int,
    parts: int,
    reason: str,
    *,
    keep_all: bool = False,
) -> int:
    """Let the units, in their order, cost what `share` gives them of a total; by how much they cost more in all.

    `parts`: among how many it is shared, at least the number of units. `keep_all`: also keep steps that change nothing.
    """
    base, extra = share(total_minor, parts)
    steps = sql.Fragment(
        "SELECT u.id AS id, u.home AS home, u.step AS step, u.cost_minor AS old_minor,"
        " CAST(%s AS bigint) + CASE WHEN row_number() OVER (ORDER BY u.id) <= %s THEN 1 ELSE 0 END AS new_minor"
        f" {units.source()}",
        [base, extra, *units.params],
    )
    return sum(change_costs(posting_id, line_id, steps, reason, keep_all=keep_all))


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


def change_costs(
    posting_id: int, line_id: int, steps: sql.Fragment, reason: str, *, keep_all: bool = False
) -> tuple[int, int]:
    """Write the cost history and the new costs; by how much the units in stock cost more, and the others.

    `steps` selects id, home, step, old_minor and new_minor of units. The caller sees to valuations and the journal.
    """
    changing = "" if keep_all else " WHERE old_minor <> new_minor"
    before = _last_change()
    written = sql.execute(
        "INSERT INTO stock_costchange (posting_id, line_id, reason, unit_id, home, step, old_minor, new_minor)"
        f" SELECT %s, %s, %s, id, home, step, old_minor, new_minor FROM ({steps.sql}) steps{changing}",
        [posting_id, line_id, reason[:100], *steps.params],
    )
    if not written:
        return 0, 0
    _follow(posting_id, before)
    sums: dict[str, int] = dict(
        sql.rows(
            "SELECT b.bin_type, sum(c.new_minor - c.old_minor) FROM stock_costchange c"
            " JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home JOIN places_bin b ON b.id = u.bin_id"
            " WHERE c.posting_id = %s AND c.id > %s GROUP BY b.bin_type",
            [posting_id, before],
        )
    )
    return int(sums.get("stock", 0)), int(sums.get("out", 0))


def _last_change() -> int:
    """Changes that are written from now on have higher ids."""
    return int(sql.scalar("SELECT coalesce(max(id), 0) FROM stock_costchange"))


def _follow(posting_id: int, after: int) -> None:
    """Let the units cost what the changes of the posting with ids above `after` say."""
    sql.execute(
        "UPDATE stock_unit SET cost_minor = cost_minor + c.new_minor - c.old_minor FROM stock_costchange c"
        " WHERE c.posting_id = %s AND c.id > %s AND stock_unit.id = c.unit_id AND stock_unit.home = c.home",
        [posting_id, after],
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
    before = _last_change()
    sql.execute(
        "INSERT INTO stock_costchange (posting_id, line_id, reason, unit_id, home, step, old_minor, new_minor)"
        " SELECT %s, c.line_id, %s, c.unit_id, c.home, u.step, c.new_minor, c.old_minor"
        " FROM stock_costchange c JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
        " WHERE c.posting_id = %s ORDER BY c.id",
        [posting_id, reason[:100], original_id],
    )
    _follow(posting_id, before)
    change_values(_changes_in_stock(original_id))
    revalue_items(posting_id, {item_id: -value for item_id, value in revaluations(original_id).items()})


def _changes_in_stock(posting_id: int) -> dict[int, int]:
    """By how much taking a posting's changes back makes units cost more that were in stock when they changed, by
    item.
    """
    return {
        int(item_id): int(change)
        for item_id, change in sql.rows(
            f"SELECT u.item_id, sum(c.old_minor - c.new_minor) FROM {STOOD}"
            " WHERE c.posting_id = %s AND b.bin_type = 'stock' GROUP BY u.item_id",
            [posting_id],
        )
    }


def revaluations(posting_id: int) -> dict[int, int]:
    """By how much the posting changed the value of items without units."""
    return {
        int(item_id): int(value)
        for item_id, value in sql.rows(
            "SELECT item_id, sum(value_minor) FROM stock_revaluation WHERE posting_id = %s GROUP BY item_id",
            [posting_id],
        )
    }


def value_changes(posting_id: int) -> list[tuple[int, int | None, int, int | None]]:
    """By how much a posting changed what goods in stock are worth where they stood: (item, location, change, bin);
    goods without units have one value in the company, and no location.
    """
    return [
        (int(item_id), location_id, int(change), bin_id)
        for item_id, location_id, bin_id, change in sql.rows(
            f"SELECT u.item_id, b.location_id, b.id, sum(c.new_minor - c.old_minor) FROM {STOOD}"
            " WHERE c.posting_id = %s AND b.bin_type = 'stock' GROUP BY 1, 2, 3"
            " UNION ALL SELECT item_id, CAST(NULL AS bigint), CAST(NULL AS bigint), sum(value_minor)"
            " FROM stock_revaluation WHERE posting_id = %s GROUP BY 1",
            [posting_id, posting_id],
        )
    ]
