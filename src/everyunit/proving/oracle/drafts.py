"""Drafts as the oracle expects them: made, changed, thrown away."""

from __future__ import annotations

from everyunit.proving.oracle.state import (
    BY_UNIT,
    RULES,
    USERS,
    Ask,
    Change,
    Item,
    NewRow,
    No,
    Paper,
    Row,
    State,
    Summary,
    half_up,
)

MOST = 1_000_000
MOST_MONEY = 10**13


def draft(state: State, ask: Ask) -> Summary:
    kind = ask.get("kind")
    if kind not in RULES:
        raise No("unknown_kind")
    must(ask.who, RULES[kind].right)
    party = _party(state, kind, ask.get("party"))
    from_bin, to_bin = (_bin(state, ask.get(name)) for name in ("from_bin", "to_bin"))
    paper = Paper(ask.doc, kind, "", party, from_bin, to_bin)
    _add(state, paper, ask.get("lines", ()))
    paper.number = str(state.take_number(kind))
    state.papers[paper.id] = paper
    return saved(state, paper)


def revise(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    if ask.get("party") is not None:
        paper.party = _party(state, paper.kind, ask.get("party"))
    for name in ("from_bin", "to_bin"):
        if ask.get(name) is not None:
            setattr(paper, name, _bin(state, ask.get(name)))
    remove = ask.get("remove", ())
    _must_be_here(paper, remove)
    for row in [row for row in paper.rows if row.id in remove]:
        drop(state, paper, row)
    _change(state, paper, ask.get("change", ()))
    _add(state, paper, ask.get("lines", ()))
    return saved(state, paper)


def discard(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    for row in list(paper.rows):
        drop(state, paper, row)
    del state.papers[paper.id]
    return "discarded", paper.kind, paper.number


def must(who: str, right: str) -> None:
    if right not in USERS[who]:
        raise No("not_allowed")


def open_draft(state: State, ask: Ask) -> Paper:
    """The draft that the command is about; a posted document is final."""
    paper = state.papers.get(ask.doc)
    if paper is None:
        raise No("unknown_document")
    must(ask.who, paper.rule.right)
    if paper.posted:
        raise No("already_posted")
    return paper


def drop(state: State, paper: Paper, row: Row) -> None:
    """A line goes, and lets go of its units."""
    for serial in [serial for serial, holder in state.holds.items() if holder == row.id]:
        del state.holds[serial]
    paper.rows.remove(row)
    del state.rows[row.id]


def saved(state: State, paper: Paper) -> Summary:
    return "saved", paper.kind, paper.number, shown(state, paper), paper.total()


def shown(state: State, paper: Paper) -> Summary:
    """The lines as they stand."""
    return tuple(
        (
            row.position,
            row.item,
            state.items[row.item].tracking,
            row.quantity,
            row.attached,
            row.follows,
            row.price,
            row.total,
        )
        for row in sorted(paper.rows, key=lambda row: row.position)
    )


def append(state: State, paper: Paper, item: str, quantity: int, follows: bool, price: int) -> Row:
    """One more line at the end."""
    position = max((row.position for row in paper.rows), default=0) + 1
    row = Row(state.new_id(), position, item, quantity, follows, 0, price, None, None, None)
    paper.rows.append(row)
    state.rows[row.id] = paper.id
    return row


def piece_price(row: Row) -> int:
    """What one piece of a line was charged."""
    return row.price if row.amount is None or row.quantity == 0 else half_up(row.amount, row.size)


def _party(state: State, kind: str, code: str | None) -> str | None:
    wanted = RULES[kind].party
    if wanted is None:
        if code:
            raise No("wrong_party")
        return None
    if not code:
        raise No("unknown_party")
    if code not in state.parties:
        raise No("unknown_party", [(code, "unknown_party")])
    role, discontinued = state.parties[code]
    if role != wanted:
        raise No("wrong_party")
    if discontinued:
        raise No("party_discontinued")
    return code


def _bin(state: State, code: str | None) -> str | None:
    if not code:
        return None
    if code not in state.bins:
        raise No("unknown_bin", [(code, "unknown_bin")])
    if state.bins[code].discontinued:
        raise No("bin_discontinued")
    return code


def _add(state: State, paper: Paper, new: tuple[NewRow, ...]) -> None:
    if not new:
        return
    unknown = [(code, "unknown_item") for code in dict.fromkeys(row.item for row in new) if not _item(state, code)]
    if unknown:
        raise No("unknown_item", [(code or "(empty)", why) for code, why in unknown])
    bins = list(dict.fromkeys(row.from_bin for row in new if row.from_bin))
    for reason, wrong in (
        ("unknown_bin", [code for code in bins if code not in state.bins]),
        ("bin_discontinued", [code for code in bins if code in state.bins and state.bins[code].discontinued]),
    ):
        if wrong:
            raise No(reason, [(code, reason) for code in wrong])
    _refuse("bad_lines", [(row.item, why) for row in new for why in _faults(state, paper, row)])
    _refuse("bad_source", [(row.item, why) for row in new for why in _source_faults(state, paper, row)])
    for row in new:
        item = _item(state, row.item)
        quantity = len(row.makers) if row.quantity is None else row.quantity
        made = append(state, paper, item, quantity, row.quantity is None, _price(state, paper, row, quantity))
        made.amount, made.from_bin, made.source = row.amount, row.from_bin, row.source
        made.makers, made.attached = list(row.makers), len(row.makers)


def _item(state: State, code: str) -> str:
    return code if code in state.items else state.barcodes.get(code, "")


def _faults(state: State, paper: Paper, row: NewRow) -> list[str]:
    item, rule, quantity = state.items[_item(state, row.item)], paper.rule, row.quantity
    counted = item.tracking not in BY_UNIT
    price = max(item.price, item.cost) if row.price is None else row.price
    faults = {
        "item_discontinued": item.discontinued and rule.makes_units,
        "empty_quantity": quantity == 0 or (quantity is None and counted),
        "quantity_too_large": quantity is not None and abs(quantity) > MOST,
        "negative_quantity": quantity is not None and quantity < 0 and rule.opposite is None,
        "not_inventoried": item.tracking == "none" and not rule.priced,
        "negative_price": min(row.price or 0, row.amount or 0) < 0,
        "price_too_large": max(price * abs(quantity or 1), row.amount or 0) > MOST_MONEY,
        "amount_without_quantity": row.amount is not None and quantity is None and not row.makers,
        "no_maker_numbers_here": bool(row.makers) and (counted or not rule.makes_units),
        "too_many_maker_numbers": quantity is not None and bool(row.makers) and len(row.makers) > quantity,
    }
    return [name for name, guilty in faults.items() if guilty]


def _source_faults(state: State, paper: Paper, row: NewRow) -> list[str]:
    """A line may only undo a posted line of the opposite nature, of the same party and item."""
    if row.source is None:
        return []
    origin = state.papers.get(state.rows.get(row.source, UNKNOWN))
    if origin is None or not origin.posted:
        return ["unknown_line"]
    sold = state.row(row.source)
    code, _ = origin.rule_of(sold.quantity)
    _, rule = paper.rule_of(row.quantity or 0)
    if rule.opposite is None or rule.opposite != code:
        return ["not_its_opposite"]
    if origin.party != paper.party:
        return ["other_customer"]
    return [] if sold.item == _item(state, row.item) else ["other_item"]


UNKNOWN = -1


def _price(state: State, paper: Paper, row: NewRow, quantity: int) -> int:
    """As asked; else as the total says; else as it was sold; else the item's own cost or price."""
    if row.price is not None or not paper.rule.priced:
        return row.price or 0
    if row.amount is not None:
        return half_up(row.amount, abs(quantity))
    if row.source is not None:
        return piece_price(state.row(row.source))
    return own_price(state, paper, state.items[_item(state, row.item)], quantity)


def own_price(state: State, paper: Paper, item: Item, quantity: int) -> int:
    """What one piece goes for by itself; what goes back to a vendor, for what it was last bought at."""
    if not paper.rule.makes_units:
        return item.price
    bought = [
        row
        for each in state.papers.values()
        if each.posting is not None and each.rule.makes_units and state.postings[each.posting].reversed_by is None
        for row in each.rows
        if row.item == item.code and row.quantity > 0
    ]
    last = max(bought, key=lambda row: row.id, default=None)
    return half_up(last.total, last.quantity) if quantity < 0 and last is not None else item.cost


def _change(state: State, paper: Paper, changes: tuple[Change, ...]) -> None:
    _must_be_here(paper, tuple(change.line for change in changes))
    offences = []
    for change in changes:
        row = state.row(change.line)
        offences += [(f"Line {row.position} ({row.item})", why) for why in _change_faults(paper, row, change)]
        if change.quantity is not None:
            row.quantity, row.follows, row.amount = change.quantity, False, None
        if change.price is not None:
            row.price, row.amount = change.price, None
        if change.from_bin is not None:
            row.from_bin = _bin(state, change.from_bin)
    _refuse("bad_lines", offences)


def _change_faults(paper: Paper, row: Row, change: Change) -> list[str]:
    quantity = row.quantity if change.quantity is None else change.quantity
    price = row.price if change.price is None else change.price
    turned = bool(row.attached) and (quantity < 0) != (row.quantity < 0)
    faults = {
        "empty_quantity": change.quantity == 0 or (quantity == 0 and not row.follows),
        "quantity_too_large": abs(quantity) > MOST,
        "negative_quantity": quantity < 0 and paper.rule.opposite is None,
        "units_attached": abs(quantity) < row.attached or turned,
        "bad_price": change.price is not None and not 0 <= change.price <= MOST_MONEY,
        "price_too_large": price * abs(quantity) > MOST_MONEY,
    }
    return [name for name, guilty in faults.items() if guilty]


def _must_be_here(paper: Paper, line_ids: tuple[int, ...]) -> None:
    mine = {row.id for row in paper.rows}
    _refuse("unknown_line", [(str(line), "unknown_line") for line in sorted(set(line_ids) - mine)])


def _refuse(code: str, offences: list[tuple[str, str]]) -> None:
    if offences:
        raise No(code, offences)
