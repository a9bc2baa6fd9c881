"""The ledger's one door: a posting is opened, units are generated or moved, quantities move, balances follow.

About a dozen statements, whether 5 units or 100,000. Movements are written first; the update of the units, guarded by
the bin and step where each must still stand, is the concurrency control.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyunit.base import numbering, sql
from everyunit.base.operation import Work
from everyunit.rules.money import share
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import Range, compress, home_of
from everyunit.stock.blocks import refuse_blocked
from everyunit.stock.days import today
from everyunit.stock.flows import flow
from everyunit.stock.lots import lots_follow
from everyunit.stock.periods import OPEN, refusal_of
from everyunit.stock.received import NOW_RECEIVED, STILL_RECEIVED, days_of_birth
from everyunit.stock.runs import Units

SERIAL_SCOPE = numbering.SERIALS
NO_DOCUMENT = 0  # of a posting that was entered by hand


@dataclass(frozen=True, slots=True)
class Birth:
    """`count` new units of an item: born in an out bin and moved from there, sharing `total_minor` as their cost.

    `maker_numbers` go to the first of them, in order.
    """

    line_id: int
    item_id: int
    count: int
    total_minor: int
    origin_bin_id: int
    target_bin_id: int
    maker_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuantityMove:
    """A quantity of an item without units goes from a bin to a bin, worth `value_minor`."""

    line_id: int
    item_id: int
    from_bin_id: int
    to_bin_id: int
    quantity: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What a posting moved, summed by line and bins."""

    line_id: int
    item_id: int
    from_bin_id: int
    to_bin_id: int
    born: bool
    quantity: int
    value_minor: int


def open_posting(
    work: Work, document_id: int, reverses_id: int | None = None, reason: str = "", *, date: dt.date | None = None
) -> int:
    """One row for the operation; its id. Further postings of the same operation get the key with a number.

    `date`: the day on which it happened, if not today. Refused: `period_closed`.
    """
    day = date or today(work)
    nth = work.memo["postings"] = work.memo.get("postings", 0) + 1
    key = work.key if nth == 1 else f"{work.key}#{nth}"
    opened = sql.scalar(
        "INSERT INTO stock_posting (key, fingerprint, actor_id, document_id, posted_at, date, reverses_id, reason)"
        f" SELECT %s, %s, %s, %s, %s, %s, %s, %s WHERE {OPEN.format(day='%s')} RETURNING id",
        [key, work.fingerprint, work.actor.user_id, document_id, work.at, day, reverses_id, reason, day],
    )
    if opened is None:
        raise refusal_of(day)
    return int(opened)


def generate(posting_id: int, births: Sequence[Birth], location_id: int, at: datetime) -> dict[int, list[Range]]:
    """Make new units and move them to their first bin; the serial numbers given, by line.

    Numbers come in one block of the location's series and never come again (SAL-105). Costs share the line's total so
    that their sum is the total (WHS-34).
    """
    count = sum(birth.count for birth in births)
    if count == 0:
        return {}
    serials = numbering.take(SERIAL_SCOPE, location_id, count).texts()
    ids = _take_ids(count)
    homes = [home_of(serial) for serial in serials]
    received = days_of_birth(posting_id, [birth.target_bin_id for birth in births])
    items, lines, costs, origins, bins, days, makers = [], [], [], [], [], [], []
    given: dict[int, list[Range]] = {}
    start = 0
    for birth in births:
        base, extra = share(birth.total_minor, birth.count)
        costs += [base + 1] * extra + [base] * (birth.count - extra)
        items += [birth.item_id] * birth.count
        lines += [birth.line_id] * birth.count
        origins += [birth.origin_bin_id] * birth.count
        bins += [birth.target_bin_id] * birth.count
        days += [received[birth.target_bin_id]] * birth.count
        makers += [*birth.maker_numbers, *[""] * (birth.count - len(birth.maker_numbers))]
        given.setdefault(birth.line_id, []).append(Range(serials[start], serials[start + birth.count - 1], birth.count))
        start += birth.count
    sql.insert(
        "stock_unit",
        {
            "id": ("bigint", ids),
            "home": ("smallint", homes),
            "serial": ("text", serials),
            "item_id": ("bigint", items),
            "bin_id": ("bigint", bins),
            "received_on": ("date", days),
            "cost_minor": ("bigint", costs),
            "origin_bin_id": ("bigint", origins),
            "maker_serial": ("text", makers),
        },
        {"step": 1, "entered_at": at, "generated_in_id": posting_id, "note": ""},
    )
    sql.insert(
        "stock_movement",
        {
            "unit_id": ("bigint", ids),
            "home": ("smallint", homes),
            "line_id": ("bigint", lines),
            "from_bin_id": ("bigint", origins),
            "to_bin_id": ("bigint", bins),
            "cost_minor": ("bigint", costs),
        },
        {"step": 1, "posting_id": posting_id},
    )
    return given


def _take_ids(count: int) -> Sequence[int]:
    """`count` unit ids, ascending, taken before the units are written."""
    if sql.on_postgres():
        return [each[0] for each in sql.rows("SELECT nextval('stock_unit_ids') FROM generate_series(1, %s)", [count])]
    block = numbering.take("unit_id", 0, count)
    return range(block.first, block.first + count)


def move_held(posting_id: int, targets: Mapping[int, int]) -> int:
    """Move every unit that these lines hold to the line's target bin, and release it; how many moved."""
    listed = sql.listing("t", {"line_id": ("bigint", list(targets)), "bin_id": ("bigint", list(targets.values()))})
    moved = sql.execute(
        "INSERT INTO stock_movement"
        " (unit_id, step, home, posting_id, line_id, from_bin_id, to_bin_id, cost_minor, from_line_id)"
        " SELECT u.id, u.step + 1, u.home, %s, t.line_id, u.bin_id, t.bin_id, u.cost_minor, h.from_line_id"
        f" FROM {listed.sql} CROSS JOIN stock_hold h CROSS JOIN stock_unit u"
        " WHERE h.line_id = t.line_id AND u.id = h.unit_id AND u.home = h.home",
        [posting_id, *listed.params],
    )
    _bring_units(posting_id, moved)
    chosen = sql.among("line_id", list(targets))
    sql.execute(f"DELETE FROM stock_hold WHERE {chosen.sql}", chosen.params)
    return moved


def stand_elsewhere(units: Units, bin_id: int) -> bool:
    """Whether one of these units is not in the bin."""
    return bool(sql.scalar(f"SELECT count(*) {units.source()} AND u.bin_id <> %s", [*units.params, bin_id]))


def move_units(posting_id: int, units: Units, to_bin_id: int) -> int:
    """Move these units to one bin, each for its line; those that are there already stay. How many moved."""
    moved = sql.execute(
        "INSERT INTO stock_movement (unit_id, step, home, posting_id, line_id, from_bin_id, to_bin_id, cost_minor)"
        f" SELECT u.id, u.step + 1, u.home, %s, {units.line}, u.bin_id, %s, u.cost_minor"
        f" {units.source()} AND u.bin_id <> %s",
        [posting_id, to_bin_id, *units.params, to_bin_id],
    )
    _bring_units(posting_id, moved)
    return moved


def _bring_units(posting_id: int, expected: int, received: str = NOW_RECEIVED) -> None:
    """Let the moved units follow their movements, each only from where it must still stand."""
    followed = sql.execute(
        f"UPDATE stock_unit SET bin_id = m.to_bin_id, step = m.step, received_on = {received} FROM stock_movement m"
        " WHERE m.posting_id = %s AND stock_unit.id = m.unit_id AND stock_unit.home = m.home"
        " AND stock_unit.step = m.step - 1 AND stock_unit.bin_id = m.from_bin_id",
        [posting_id],
    )
    if followed != expected:
        raise Refused(
            "units_moved",
            "Some units were moved by somebody else a moment ago. Reload the document and look at its units.",
        )


def move_quantities(posting_id: int, moves: Sequence[QuantityMove]) -> None:
    """Write the movements of items without units."""
    if not moves:
        return
    sql.insert(
        "stock_quantitymovement",
        {
            "line_id": ("bigint", [move.line_id for move in moves]),
            "item_id": ("bigint", [move.item_id for move in moves]),
            "from_bin_id": ("bigint", [move.from_bin_id for move in moves]),
            "to_bin_id": ("bigint", [move.to_bin_id for move in moves]),
            "quantity": ("bigint", [move.quantity for move in moves]),
            "value_minor": ("bigint", [move.value_minor for move in moves]),
        },
        {"posting_id": posting_id},
    )


def lock_valuations(item_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(quantity, value) of what we own of these items, locked in order until the transaction ends."""
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    chosen = sql.among("item_id", wanted)
    lock = " FOR UPDATE" if sql.on_postgres() else ""
    found = sql.rows(
        f"SELECT item_id, quantity, value_minor FROM stock_valuation WHERE {chosen.sql} ORDER BY item_id{lock}",
        chosen.params,
    )
    known = {item_id: (int(quantity), int(value)) for item_id, quantity, value in found}
    return {item_id: known.get(item_id, (0, 0)) for item_id in wanted}


def what_moved(posting_id: int) -> list[Moved]:
    """What the posting moved, units and quantities, summed by line and bins."""
    return [
        Moved(line_id, item_id, from_bin_id, to_bin_id, bool(born), int(quantity), int(value))
        for line_id, item_id, from_bin_id, to_bin_id, born, quantity, value in sql.rows(
            "SELECT g.line_id, u.item_id, g.from_bin_id, g.to_bin_id, g.born, g.quantity, g.value_minor FROM ("
            " SELECT line_id, from_bin_id, to_bin_id, CASE WHEN step = 1 THEN 1 ELSE 0 END AS born,"
            " count(*) AS quantity, sum(cost_minor) AS value_minor, min(unit_id) AS unit_id"
            " FROM stock_movement WHERE posting_id = %s GROUP BY 1, 2, 3, 4) g"
            " JOIN stock_unit u ON u.id = g.unit_id"
            " UNION ALL"
            " SELECT line_id, item_id, from_bin_id, to_bin_id, 0, sum(quantity), sum(value_minor)"
            " FROM stock_quantitymovement WHERE posting_id = %s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            [posting_id, posting_id],
        )
    ]


def settle(posting_id: int, moved: Sequence[Moved], owned: Mapping[int, bool]) -> None:
    """Let balances, valuations and flows follow what moved. `owned`: whether each bin is a stock bin.

    A unit is born in its origin bin without a movement, so its first movement takes nothing from that bin's balance.
    Refused: `bin_blocked`, `lot_needed`, `lot_short`, `lot_expired`.
    """
    refuse_blocked({bin_id for each in moved for bin_id in (each.from_bin_id, each.to_bin_id)})
    quantities: dict[tuple[int, int], int] = {}
    values: dict[int, list[int]] = {}
    flows: dict[tuple[int, int], list[int]] = {}
    for each in moved:
        for bin_id, sign in ((each.from_bin_id, -1), (each.to_bin_id, 1)):
            if not (each.born and sign < 0):
                key = (each.item_id, bin_id)
                quantities[key] = quantities.get(key, 0) + sign * each.quantity
            if owned[bin_id]:
                for total in (
                    values.setdefault(each.item_id, [0, 0]),
                    flows.setdefault((each.item_id, bin_id), [0, 0]),
                ):
                    total[0] += sign * each.quantity
                    total[1] += sign * each.value_minor
    lots_follow(posting_id, owned)
    _change_balances(sorted((key, change) for key, change in quantities.items() if change), owned)
    _change_valuations(sorted((item, total[0], total[1]) for item, total in values.items() if total != [0, 0]))
    flow(posting_id, flows)


def _change_balances(changes: Sequence[tuple[tuple[int, int], int]], owned: Mapping[int, bool]) -> None:
    """First make sure of the rows, then add: a check would refuse a negative row before it could conflict."""
    if not changes:
        return
    keys = {
        "item_id": ("bigint", [key[0] for key, _ in changes]),
        "bin_id": ("bigint", [key[1] for key, _ in changes]),
    }
    sql.insert(
        "stock_balance",
        {**keys, "owned": ("boolean", [owned[key[1]] for key, _ in changes])},
        {"quantity": 0},
        conflict="ON CONFLICT DO NOTHING",
    )
    sql.add("stock_balance", keys, {"quantity": ("bigint", [change for _, change in changes])})


def _change_valuations(changes: Sequence[tuple[int, int, int]]) -> None:
    if not changes:
        return
    keys = {"item_id": ("bigint", [change[0] for change in changes])}
    sql.insert("stock_valuation", keys, {"quantity": 0, "value_minor": 0}, conflict="ON CONFLICT DO NOTHING")
    sql.add(
        "stock_valuation",
        keys,
        {
            "quantity": ("bigint", [change[1] for change in changes]),
            "value_minor": ("bigint", [change[2] for change in changes]),
        },
    )


def mirror_units(posting_id: int, original_id: int) -> int:
    """Move every unit of the original posting back to where it came from; how many moved."""
    moved = sql.execute(
        "INSERT INTO stock_movement (unit_id, step, home, posting_id, line_id, from_bin_id, to_bin_id, cost_minor)"
        " SELECT u.id, u.step + 1, u.home, %s, m.line_id, m.to_bin_id, m.from_bin_id, u.cost_minor"
        " FROM stock_movement m CROSS JOIN stock_unit u"
        " WHERE m.posting_id = %s AND u.id = m.unit_id AND u.home = m.home",
        [posting_id, original_id],
    )
    _bring_units(posting_id, moved, STILL_RECEIVED)
    return moved


def mirror_quantities(posting_id: int, original_id: int) -> int:
    """Move every quantity of the original posting back, at the value it had."""
    return sql.execute(
        "INSERT INTO stock_quantitymovement"
        " (posting_id, line_id, item_id, from_bin_id, to_bin_id, quantity, value_minor)"
        " SELECT %s, line_id, item_id, to_bin_id, from_bin_id, quantity, value_minor"
        " FROM stock_quantitymovement WHERE posting_id = %s",
        [posting_id, original_id],
    )


def hold_moved(posting_id: int, at: datetime) -> int:
    """Hold every unit that the posting moved for the line it moved for; how many."""
    return sql.execute(
        "INSERT INTO stock_hold (unit_id, home, line_id, held_at)"
        " SELECT unit_id, home, line_id, %s FROM stock_movement WHERE posting_id = %s",
        [at, posting_id],
    )


def serials_moved(posting_id: int) -> dict[int, list[Range]]:
    """The serial numbers that a posting moved, as ranges by line."""
    listed: dict[int, list[str]] = {}
    for line_id, serial in sql.rows(
        "SELECT m.line_id, u.serial FROM stock_movement m JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " WHERE m.posting_id = %s ORDER BY m.line_id, u.id",
        [posting_id],
    ):
        listed.setdefault(line_id, []).append(serial)
    return {line_id: compress(serials) for line_id, serials in listed.items()}
