"""Lines as the oracle expects them: what may come, what may change, and what stays."""

from __future__ import annotations

from everyunit.proving.oracle.amounts import own_price, price_again, set_tax, tax_of
from everyunit.proving.oracle.asked import Change, NewRow, No, refuse
from everyunit.proving.oracle.goods import half_up
from everyunit.proving.oracle.kinds import row_of
from everyunit.proving.oracle.kits import kit_fault, with_parts
from everyunit.proving.oracle.papers import ROWS_AT_MOST, Paper, Row
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.releasing import borrow
from everyunit.proving.oracle.state import State

MOST = 1_000_000
MOST_MONEY = 10**13
SPREADS = ("value", "quantity", "weight")


def append(paper: Paper, item: str, quantity: int, follows: bool, price: int) -> Row:
    """One more line at the end."""
    position = max((row.position for row in paper.rows), default=0) + 1
    paper.rows_made += 1
    row = Row(paper.id * ROWS_AT_MOST + paper.rows_made, position, item, quantity, follows, price)
    row.included = paper.included
    paper.rows.append(row)
    return row


def bin_named(state: State, code: str | None) -> str | None:
    if not code:
        return None
    if code not in state.bins:
        raise No("unknown_bin", [(code, "unknown_bin")])
    if state.bins[code].discontinued:
        raise No("bin_discontinued")
    return code


# --- lines come ---


def add_lines(state: State, paper: Paper, new: tuple[NewRow, ...]) -> None:
    if not new:
        return
    unknown = [code for code in dict.fromkeys(row.item for row in new) if not _item(state, code)]
    refuse("unknown_item", [(code or "(empty)", "unknown_item") for code in unknown])
    bins = list(dict.fromkeys(code for row in new for code in (row.from_bin, row.to_bin) if code))
    refuse("unknown_bin", [(code, "unknown_bin") for code in bins if code not in state.bins])
    refuse("bin_discontinued", [(code, "bin_discontinued") for code in bins if state.bins[code].discontinued])
    placed = with_parts(state, paper, new)
    new = tuple(row for row, _ in placed)
    offences = [(row.item, why) for row in new for why in _faults(state, paper, row)]
    offences += [(new[nth].item, why) for nth in range(len(new)) if (why := kit_fault(state, paper, placed, nth))]
    refuse("bad_lines", offences)
    refuse("bad_source", [(row.item, why) for row in new for why in _source_faults(state, paper, row)])
    _known_taxes(state, [row.tax for row in new])
    rows: list[Row] = []
    for row, whole in placed:
        item = _item(state, row.item)
        quantity = len(row.makers) if row.quantity is None else row.quantity
        made = append(paper, item, quantity, row.quantity is None, _price(state, paper, row, quantity))
        made.amount, made.from_bin, made.source, made.spread = row.amount, row.from_bin, row.source, row.spread
        made.to_bin, made.lot = row.to_bin, row.lot
        made.makers, made.discount = list(row.makers), row.discount or 0
        source = state.find(row.source)
        own = source.tax if source is not None else tax_of(state, paper, item)
        set_tax(state, made, own if row.tax is None else row.tax)
        made.kit = rows[whole].id if whole is not None else None
        rows.append(made)


def _item(state: State, code: str) -> str:
    return code if code in state.items else state.barcodes.get(code, "")


def _faults(state: State, paper: Paper, row: NewRow) -> list[str]:
    item, rule, quantity = state.items[_item(state, row.item)], paper.rule, row.quantity
    price = _price(state, paper, row, quantity if quantity is not None else len(row.makers)) if _by_itself(row) else 0
    price = price if row.price is None else row.price
    faults = {
        "item_discontinued": item.discontinued and rule.makes_units and not rule.adjusts,
        "empty_quantity": quantity == 0 or (quantity is None and not item.by_unit),
        "quantity_too_large": quantity is not None and abs(quantity) > MOST,
        "negative_quantity": quantity is not None and quantity < 0 and (rule.planned or not rule.opposite),
        "not_inventoried": item.tracking == "none" and rule.goods_only,
        "negative_price": min(row.price or 0, row.amount or 0) < 0,
        "price_too_large": max(price * abs(quantity or 1), row.amount or 0) > MOST_MONEY,
        "amount_without_quantity": row.amount is not None and quantity is None and not row.makers,
        "no_maker_numbers_here": bool(row.makers) and not (item.by_unit and rule.makes_units),
        "too_many_maker_numbers": quantity is not None and bool(row.makers) and len(row.makers) > quantity,
        "bad_discount": not 0 <= (row.discount or 0) <= 10_000,
        "bad_discount ": bool(row.discount) and row.amount is not None,
        "bad_spread": row.spread is not None
        and (item.tracking != "none" or row.spread not in SPREADS or (quantity or 0) < 0),
    }
    return [name.strip() for name, guilty in faults.items() if guilty]


def _source_faults(state: State, paper: Paper, row: NewRow) -> list[str]:
    """A line may only undo a posted line of the opposite nature, of the same party and item."""
    if row.source is None:
        return []
    sold = state.find(row.source)
    if sold is None or not state.paper_of(sold).posted:
        return ["unknown_line"]
    origin = state.paper_of(sold)
    _, rule = row_of(paper.kind, row.quantity or 0)
    code, undone = row_of(origin.kind, sold.quantity)
    if rule.opposite != code or paper.rule.makes_units or undone.makes_units:
        return ["not_its_opposite"]
    if origin.party != paper.party:
        return [f"other_{paper.rule.party}"]
    return [] if sold.item == _item(state, row.item) else ["other_item"]


def _by_itself(row: NewRow) -> bool:
    """Nobody said what it shall cost."""
    return row.price is None and row.amount is None and row.source is None


def _price(state: State, paper: Paper, row: NewRow, quantity: int) -> int:
    """As asked; else as the total says; else as it was sold; else the item's own."""
    if row.price is not None or not paper.rule.price:
        return row.price or 0
    if row.amount is not None:
        return half_up(row.amount, abs(quantity))
    if row.source is not None:
        return price_again(state, state.row(row.source), paper)
    return own_price(state, paper, quantity, _item(state, row.item))


# --- lines change and go ---


def change_lines(state: State, paper: Paper, changes: tuple[Change, ...]) -> None:
    must_be_here(paper, tuple(change.line for change in changes))
    _known_taxes(state, [change.tax for change in changes])
    keep_what_is_built(state, paper, tuple(change.line for change in changes if change.quantity is not None))
    offences = []
    wholes = {row.kit for row in paper.rows}
    for change in changes:
        row = state.row(change.line)
        if row.id in wholes and change.quantity not in (None, row.quantity):
            offences.append((row.name, "has_parts"))
        offences += [(row.name, why) for why in _change_faults(state, paper, row, change)]
        if change.quantity is not None:
            row.quantity, row.follows, row.amount = change.quantity, False, None
        if change.price is not None:
            row.price, row.amount = change.price, None
        if change.discount is not None:
            row.discount, row.amount = change.discount, None
        if change.tax is not None:
            set_tax(state, row, change.tax)
        if change.from_bin is not None:
            row.from_bin = bin_named(state, change.from_bin)
        if change.to_bin is not None:
            row.to_bin = bin_named(state, change.to_bin)
    refuse("bad_lines", offences)
    for change in changes:
        if change.quantity is not None:
            borrow(state, paper, state.row(change.line))


def _change_faults(state: State, paper: Paper, row: Row, change: Change) -> list[str]:
    """A line never asks for less than it has, nor an order for less than it has passed on and still holds."""
    quantity = row.quantity if change.quantity is None else change.quantity
    price = row.price if change.price is None else change.price
    attached, passed = state.attached(row), passed_on(state, row)
    turned = change.quantity is not None and (quantity < 0) != row.negative
    too_few = abs(quantity) < attached or (attached > 0 and turned)
    followed = any(each.source == row.id for other in state.papers.values() for each in other.rows)
    making = row.unknown > 0 or any(
        said.row == row.id and not (said.serial or said.expected) for said in paper.stand_ins
    )
    tied = turned and (row.source is not None or followed or making)  # what follows from a line goes its way
    faults = {
        "empty_quantity": change.quantity == 0,
        "bad_discount": change.discount is not None and not 0 <= change.discount <= 10_000,
        "quantity_too_large": abs(quantity) > MOST,
        "negative_quantity": (change.quantity or 0) < 0 and (paper.rule.planned or not paper.rule.opposite),
        "bad_spread": quantity < 0 and row.spread is not None,
        "units_attached": too_few,
        "turned": not too_few and tied,
        "delivered": not too_few and not tied and passed > 0 and (abs(quantity) < passed + attached or turned),
        "bad_price": change.price is not None and not 0 <= change.price <= MOST_MONEY,
        "price_too_large": price * abs(quantity) > MOST_MONEY,
    }
    return [name for name, guilty in faults.items() if guilty]


def _known_taxes(state: State, codes: list[str | None]) -> None:
    unknown = dict.fromkeys(code for code in codes if code and code not in state.taxes)
    refuse("unknown_tax_code", [(code, "unknown_tax_code") for code in unknown])


def must_be_here(paper: Paper, row_ids: tuple[int, ...]) -> None:
    mine = {row.id for row in paper.rows}
    refuse("unknown_line", [(str(row_id), "unknown_line") for row_id in sorted(set(row_ids) - mine)])


def keep_what_is_built(state: State, paper: Paper, row_ids: tuple[int, ...]) -> None:
    """A work order is about what it builds."""
    rows = [state.row(row_id) for row_id in row_ids] if not paper.rule.by_hand else []
    refuse("built_line", [(row.name, "built_line") for row in rows if row.negative])


def stay_if_followed(state: State, row_ids: tuple[int, ...]) -> None:
    """A line that a later paper was made from, stays."""
    refuse(
        "followed",
        [(row.item, "followed") for paper in state.papers.values() for row in paper.rows if row.source in row_ids],
    )
