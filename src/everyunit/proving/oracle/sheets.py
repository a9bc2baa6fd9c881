"""Pull sheets as the oracle expects them: what is to be picked for orders, and what picking commits to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.blocking import refuse_blocked
from everyunit.proving.oracle.converting import convert
from everyunit.proving.oracle.counting import free as free_pieces
from everyunit.proving.oracle.goods import HQ, PLACES, Unit
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.orders import commit
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import free_units
from everyunit.proving.oracle.progress import done, drafted
from everyunit.proving.oracle.scan import Scan, meanings, texts_of
from everyunit.proving.oracle.scans import attach
from everyunit.proving.oracle.state import Sheet, State
from everyunit.proving.oracle.taking_off import detach

PICKED_FOR = ("SO", "LO")
SET_ASIDE = ("packing", "customer_return", "vendor_return")


# --- the sheet ---


def make(state: State, ask: Ask) -> Summary:
    """A sheet of what is outstanding on orders, or of what of it can be picked now."""
    place = ask.get("place") or HQ
    if place not in PLACES:
        raise No("unknown_location")
    bins = _bins(state, place, ask.get("bins", ()))
    orders = ask.get("orders", ())
    _check(state, place, orders)
    waiting = {paper_id for sheet in state.sheets.values() for paper_id in sheet.waiting}
    papers = [
        paper for paper in _picked_for(state, place) if paper.id not in waiting and (not orders or paper.id in orders)
    ]
    rows = [row for paper in papers for row in goods(state, paper) if _outstanding(state, row)]
    counts = _counts(state, rows, bins, ask.get("pickable", True))
    if not any(counts.values()):
        raise No("nothing_to_pick", [(f"{_order(state, row).name} line {row.position}", "short") for row in rows])
    sheet = Sheet(state.take_numbers("pull sheet", place)[0], tuple(bins), ask.get("newest", False))
    state.sheets[ask.new] = sheet
    for row in rows:
        if counts[row.id]:
            sheet.rows[row.id] = (counts[row.id], gone_on(state, row))
            sheet.orders[_order(state, row).id] = True
    return _saved(state, sheet)


def take_off(state: State, ask: Ask) -> Summary:
    """An order leaves the sheet; the last one closes it."""
    sheet = _to_change(state, ask)
    if ask.doc not in sheet.orders:
        raise No("not_on_sheet")
    del sheet.orders[ask.doc]
    sheet.rows = {row_id: each for row_id, each in sheet.rows.items() if state.paper_of(row_id).id != ask.doc}
    if not sheet.orders:
        sheet.status = "closed"
    else:
        _settle(state, sheet)
    return _saved(state, sheet)


def close_sheet(state: State, ask: Ask) -> Summary:
    sheet = _to_change(state, ask)
    sheet.orders = dict.fromkeys(sheet.orders, False)
    sheet.status = "closed"
    return _saved(state, sheet)


def invoice(state: State, ask: Ask) -> Summary:
    """A draft for each order of what it has committed and of what is not kept in stock."""
    sheet = state.sheets.get(ask.get("sheet"))
    if sheet is None:
        raise No("unknown_sheet")
    wanted = ask.doc if ask.get("one") else None
    papers = _by_day([paper for paper in state.papers.values() if paper.id in sheet.orders])
    orders = [paper for paper in papers if wanted in (None, paper.id)]
    if not orders:
        raise No("not_on_sheet")
    news = list(ask.get("news"))
    made: list[Summary] = []
    left_out: list[str] = []
    for order in orders:
        ready = {row.id: _ready(state, row) for row in order.rows}
        picked = any(ready[row.id] and state.items[row.item].tracking != "none" for row in order.rows)
        if order.status != "open" or not picked:
            left_out.append(order.name)
            continue
        given = (("to", order.rule.becomes[0]), ("wanted", tuple(each for each in ready.items() if each[1])))
        convert(state, Ask("convert", ask.who, doc=order.id, new=news[len(made)], with_=given))
        made.append((state.papers[news[len(made)]].name, order.name))
    if not made:
        raise No("nothing_picked", [(name, "nothing_picked") for name in left_out])
    return "invoices", tuple(made), tuple(left_out)


# --- picking ---


@dataclass(slots=True)
class _Picking:
    """A sheet while it is picked from: what each line still wants, and what became of each scan."""

    sheet: Sheet
    left: dict[int, int]
    entries: list[Summary] = field(default_factory=list)


def pick_by_scan(state: State, ask: Ask) -> Summary:
    """Each unit goes to the order that has waited longest; a code takes a piece along the walk (SAL-165)."""
    sheet = _to_change(state, ask)
    texts = texts_of(ask.scans)
    if not texts:
        raise No("nothing_scanned")
    picking = _begin(state, sheet)
    scans = meanings(state, texts)
    _choose(state, picking, scans)
    _pick_units(state, picking, scans, ask)
    source = ask.get("from_bin")
    if source is not None and source not in _walk(state, sheet):
        raise No("not_in_its_bins")
    _pick_items(state, picking, scans, ask, source)
    skipped = [("skipped", scan.text, 1, _serial(scan), scan.code, scan.holder) for scan in scans if scan.code]
    place = {scan.text: nth for nth, scan in enumerate(scans)}
    entries = sorted([*picking.entries, *skipped], key=lambda entry: place.get(entry[1], len(place)))
    return _answered(state, sheet, entries)


def pick_from_bin(state: State, ask: Ask) -> Summary:
    sheet = _to_change(state, ask)
    code = ask.get("item")
    if code not in state.items:
        raise No("unknown_item", [(code, "unknown_item")])
    picking = _begin(state, sheet)
    rows = _rows_for(state, picking, code, ask)
    if not rows:
        raise No("not_on_sheet")
    if state.items[code].tracking == "serialized":
        raise No("scan_the_units")
    count, source = ask.get("quantity"), ask.get("from_bin")
    if count < 1:
        raise No("empty_quantity")
    if source not in _walk(state, sheet):
        raise No("not_in_its_bins")
    if count > sum(picking.left[row.id] for row in rows):
        raise No("exceeds")
    if count > _free(state, code, source):
        raise No("short")
    _take_from(state, picking, _shares(picking, rows, count), source, code)
    return _answered(state, sheet, picking.entries)


def put_back(state: State, ask: Ask) -> Summary:
    """The orders let go of it; it goes back to the bin that it was taken from."""
    sheet = _to_change(state, ask)
    texts, counted = texts_of(ask.scans), ask.get("counted", ())
    if not texts and not counted:
        raise No("nothing_scanned")
    entries: list[Summary] = []
    by_order: dict[int, dict[str, str]] = {}
    for scan in meanings(state, texts):
        candidates = [scan.unit] if scan.unit else scan.choices
        here = [unit for unit in candidates if state.holds.get(unit.serial) in sheet.rows]
        if here:
            order = state.paper_of(state.holds[here[0].serial])
            by_order.setdefault(order.id, {})[here[0].serial] = scan.text
        else:
            entries.append(("skipped", scan.text, 1, "", "not_picked", ""))
    for order_id, said in by_order.items():
        order = state.papers[order_id]
        undone = Ask("detach", "owner", doc=order_id, scans=tuple(said), with_=(("undo", True),))
        told = detach(state, undone)[1]
        refuse_blocked(state)
        for action, text, serial, _, code, _ in told:
            entries.append((action, said.get(text, text), 1, serial, code, order.name))
    entries += _pieces_back(state, sheet, counted)
    return _answered(state, sheet, entries)


def _pieces_back(state: State, sheet: Sheet, counted: Sequence[tuple[int, int, str]]) -> list[Summary]:
    wanted: Counter[int] = Counter()
    for row_id, count, _ in counted:
        wanted[row_id] += count
    offences: list[Offence] = []
    for row_id, count in wanted.items():
        row = state.find(row_id) if row_id in sheet.rows else None
        if row is None:
            offences.append((str(row_id), "unknown_line"))
            continue
        name = f"{_order(state, row).name} line {row.position}"
        if state.items[row.item].tracking != "quantity":
            offences.append((name, "scan_the_units"))
        elif not 0 < count <= state.attached(row) - drafted(state, row) or any(
            each[1] < 1 for each in counted if each[0] == row_id
        ):
            offences.append((name, "not_picked"))
    refuse("not_picked", offences)
    entries: list[Summary] = []
    for row_id, count, bin_code in counted:
        row, order = state.row(row_id), state.paper_of(row_id)
        given = (("quantity", state.attached(row) - count), ("to_bin", bin_code or None))
        commit(state, Ask("commit", "owner", doc=order.id, line=row_id, with_=given))
        refuse_blocked(state)
        entries.append(("detached", row.item, count, "", "", order.name))
    return entries


def _choose(state: State, picking: _Picking, scans: list[Scan]) -> None:
    """Where a number means several units but only one can be picked here, it is that one."""
    items = {state.row(row_id).item for row_id in picking.left}
    for scan in scans:
        if scan.choices:
            walk = _walk(state, picking.sheet)
            fitting = [
                unit
                for unit in scan.choices
                if unit.serial not in state.holds and unit.item in items and unit.bin in walk
            ]
            if len(fitting) == 1:
                scan.unit, scan.choices = fitting[0], []
            else:
                scan.skip("ambiguous")


def _pick_units(state: State, picking: _Picking, scans: list[Scan], ask: Ask) -> None:
    by_item: dict[str, list[Scan]] = {}
    seen: set[str] = set()
    for scan in scans:
        if scan.unit is None or scan.code:
            continue
        unit, holder = scan.unit, state.holds.get(scan.unit.serial)
        if unit.serial in seen:
            scan.skip("repeated")
        elif holder is not None:
            scan.skip("already_here" if holder in picking.left else "held", state.paper_of(holder).name)
        elif not _rows_for(state, picking, unit.item, ask):
            scan.skip("not_on_sheet")
        elif unit.bin not in _walk(state, picking.sheet):
            scan.skip("not_in_its_bins")
        else:
            by_item.setdefault(unit.item, []).append(scan)
        seen.add(unit.serial)
    for code, mine in by_item.items():
        rest = list(mine)
        for row, count in _shares(picking, _rows_for(state, picking, code, ask), len(rest)):
            taken, rest = rest[:count], rest[count:]
            _take_units(state, picking, row, [(scan.unit, scan.text) for scan in taken if scan.unit])
        for scan in rest:
            scan.skip("exceeds")


def _pick_items(state: State, picking: _Picking, scans: list[Scan], ask: Ask, source: str | None) -> None:
    by_item: dict[str, list[Scan]] = {}
    for scan in scans:
        if scan.item:
            by_item.setdefault(scan.item, []).append(scan)
    for code, mine in by_item.items():
        rows, taken = _rows_for(state, picking, code, ask), 0
        if not rows or state.items[code].tracking == "serialized":
            for scan in mine:
                scan.skip("item_code" if rows else "not_on_sheet")
            continue
        for bin_code in _walk(state, picking.sheet):
            if source in (None, bin_code):
                shares = _shares(picking, rows, min(_free(state, code, bin_code), len(mine) - taken))
                _take_from(state, picking, shares, bin_code, mine[0].text)
                taken += sum(count for _, count in shares)
        for scan in mine[taken:]:
            scan.skip("short" if any(picking.left[row.id] for row in rows) else "exceeds")


def _take_from(state: State, picking: _Picking, shares: list[tuple[Row, int]], bin_code: str, text: str) -> None:
    """Commit an item out of a bin: units whose turn it is, or pieces."""
    for row, count in shares:
        if state.items[row.item].by_unit:
            units = free_units(state, row.item, bin_code)
            units = units[::-1] if picking.sheet.newest else units
            _take_units(state, picking, row, [(unit, text) for unit in units[:count]])
            continue
        order = _order(state, row)
        given = (("quantity", state.attached(row) + count), ("from_bin", bin_code))
        commit(state, Ask("commit", "owner", doc=order.id, line=row.id, with_=given))
        refuse_blocked(state)
        picking.entries.append(("assigned", text, count, "", "", order.name))


def _take_units(state: State, picking: _Picking, row: Row, units: list[tuple[Unit, str]]) -> None:
    order = _order(state, row)
    serials = tuple(unit.serial for unit, _ in units)
    scanned = attach(state, Ask("attach", "owner", doc=order.id, line=row.id, scans=serials, by="serial"))
    refuse_blocked(state)
    assert dict(scanned[2]) == {"assigned": len(serials)}
    for (unit, text), entry in zip(units, scanned[1], strict=True):
        picking.entries.append(("assigned", text, 1, unit.serial, entry[4], order.name))


# --- how far it has come ---


def _begin(state: State, sheet: Sheet) -> _Picking:
    return _Picking(sheet, {row.id: _left(state, sheet, row) for row in _lines(state, sheet)})


def _to_change(state: State, ask: Ask) -> Sheet:
    sheet = state.sheets.get(ask.get("sheet"))
    if sheet is None:
        raise No("unknown_sheet")
    if sheet.status == "closed":
        raise No("sheet_closed")
    return sheet


def _settle(state: State, sheet: Sheet) -> None:
    """The status follows what is left; an order waits on one sheet."""
    status = "open" if any(_left(state, sheet, row) for row in _lines(state, sheet)) else "picked"
    if status == sheet.status:
        return
    if status == "open":
        _refuse_taken(state, sheet.orders, sheet)
    sheet.orders = dict.fromkeys(sheet.orders, status == "open")
    sheet.status = status


def _refuse_taken(state: State, orders: Sequence[int] | dict[int, bool], mine: Sheet | None = None) -> None:
    taken = [
        state.papers[paper_id].name
        for sheet in state.sheets.values()
        if sheet is not mine
        for paper_id in sheet.waiting
        if paper_id in orders
    ]
    refuse("on_another_sheet", [(name, "on_another_sheet") for name in taken])


def _check(state: State, place: str, orders: Sequence[int]) -> None:
    offences: list[Offence] = []
    for paper_id in dict.fromkeys(orders):
        paper = state.papers.get(paper_id)
        if paper is None:
            offences.append((str(paper_id), "unknown_document"))
        elif paper.kind not in PICKED_FOR or paper.status != "open" or paper.place != place:
            offences.append((paper.name, "not_to_pick"))
    refuse("not_to_pick", offences)
    _refuse_taken(state, orders)


def _picked_for(state: State, place: str) -> list[Paper]:
    papers = [paper for paper in state.papers.values() if paper.kind in PICKED_FOR and paper.place == place]
    return _by_day([paper for paper in papers if paper.status == "open"])


def _by_day(papers: list[Paper]) -> list[Paper]:
    """Those that have waited longest first; of one day in the order in which they were made."""
    return sorted(papers, key=lambda paper: paper.day)


def goods(state: State, paper: Paper) -> list[Row]:
    rows = [row for row in paper.rows if row.quantity > 0 and state.items[row.item].tracking != "none"]
    return sorted(rows, key=lambda row: row.position)


def _lines(state: State, sheet: Sheet) -> list[Row]:
    """Oldest order first."""
    papers = _by_day([paper for paper in state.papers.values() if paper.id in sheet.orders])
    rows = [row for paper in papers for row in sorted(paper.rows, key=lambda row: row.position)]
    return [row for row in rows if row.id in sheet.rows]


def gone_on(state: State, row: Row) -> int:
    """Committed, on drafts, or delivered: units on drafts were lent, quantities stay committed."""
    away, here = drafted(state, row), state.attached(row)
    return done(state, row) + (max(here, away) if state.items[row.item].tracking == "quantity" else here + away)


def _outstanding(state: State, row: Row) -> int:
    return max(0, row.quantity - gone_on(state, row)) if _order(state, row).status == "open" else 0


def _picked(state: State, sheet: Sheet, row: Row) -> int:
    quantity, start = sheet.rows[row.id]
    return min(quantity, max(0, gone_on(state, row) - start))


def _left(state: State, sheet: Sheet, row: Row) -> int:
    return min(sheet.rows[row.id][0] - _picked(state, sheet, row), _outstanding(state, row))


def _ready(state: State, row: Row) -> int:
    """What is committed and on no draft; of what is not kept in stock, all that is left."""
    tracking = state.items[row.item].tracking
    left = row.size - done(state, row) - drafted(state, row)
    here = state.attached(row) - (drafted(state, row) if tracking == "quantity" else 0)
    return max(0, left if tracking == "none" else min(left, here))


def _order(state: State, row: Row) -> Paper:
    return state.paper_of(row)


# --- where ---


def _bins(state: State, place: str, named: Sequence[str]) -> list[str]:
    if not named:
        aside = {state.usual_bin(purpose, place) for purpose in SET_ASIDE}
        normal = [
            bin_ for bin_ in state.bins.values() if (bin_.type, bin_.sort, bin_.place) == (STOCK, "normal", place)
        ]
        return [bin_.code for bin_ in normal if not bin_.discontinued and bin_.code not in aside]
    refuse("unknown_bin", [(code, "unknown_bin") for code in dict.fromkeys(named) if code not in state.bins])
    given_up = [code for code in dict.fromkeys(named) if state.bins[code].discontinued]
    refuse("bin_discontinued", [(code, "bin_discontinued") for code in given_up])
    refuse("wrong_bin", [(code, "wrong_bin") for code in dict.fromkeys(named) if not _is_stock(state, place, code)])
    return list(dict.fromkeys(named))


def _is_stock(state: State, place: str, code: str) -> bool:
    return state.owned(code) and state.bins[code].place == place


def _walk(state: State, sheet: Sheet) -> list[str]:
    return sorted(sheet.bins, key=lambda code: (state.bins[code].position, code))


def _counts(state: State, rows: list[Row], bins: list[str], pickable: bool) -> dict[int, int]:
    """All that is outstanding, or what is free, less what other open sheets want from these bins."""
    if not pickable:
        return {row.id: _outstanding(state, row) for row in rows}
    ahead: Counter[str] = Counter()
    for sheet in state.sheets.values():
        if sheet.status == "open" and set(sheet.bins) & set(bins):
            for row in _lines(state, sheet):
                ahead[row.item] += _left(state, sheet, row)
    free = {item: sum(_free(state, item, code) for code in bins) for item in state.items}
    counts = {}
    for row in rows:
        counts[row.id] = min(_outstanding(state, row), max(0, free[row.item] - ahead[row.item]))
        free[row.item] -= counts[row.id]
    return counts


def _free(state: State, item: str, bin_code: str) -> int:
    if state.items[item].by_unit:
        return len(free_units(state, item, bin_code))
    return max(0, free_pieces(state, item, bin_code))


def _rows_for(state: State, picking: _Picking, item: str, ask: Ask) -> list[Row]:
    """The lines that ask for it, of the selected order or of all."""
    chosen = ask.doc if ask.get("one") else None
    return [
        row for row in _lines(state, picking.sheet) if row.item == item and chosen in (None, state.paper_of(row).id)
    ]


def _shares(picking: _Picking, rows: list[Row], count: int) -> list[tuple[Row, int]]:
    shares = []
    for row in rows:
        taken = min(count, picking.left[row.id])
        if taken > 0:
            picking.left[row.id] -= taken
            count -= taken
            shares.append((row, taken))
    return shares


# --- the answer ---


def _serial(scan: Scan) -> str:
    return scan.unit.serial if scan.unit else ""


def _answered(state: State, sheet: Sheet, entries: list[Summary]) -> Summary:
    _settle(state, sheet)
    return "picked", sheet.number, sheet.status, tuple(entries), _shown(state, sheet)


def _saved(state: State, sheet: Sheet) -> Summary:
    return "sheet", sheet.number, sheet.status, _shown(state, sheet)


def _shown(state: State, sheet: Sheet) -> Summary:
    return tuple(
        (
            _order(state, row).name,
            row.position,
            row.item,
            sheet.rows[row.id][0],
            _picked(state, sheet, row),
            _left(state, sheet, row),
        )
        for row in _lines(state, sheet)
    )
