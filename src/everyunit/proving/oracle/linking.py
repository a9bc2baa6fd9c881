"""Which part shall go into which unit, as the oracle expects it to be said on work orders."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.scan import texts_of
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.work_orders import Order, order_to_change

Entry = tuple[str, str, str, str, str]  # what became of it, its text, the unit, why not, and who holds it


def link(state: State, ask: Ask) -> Summary:
    """The unit is scanned, then its parts; or they come out again (WHS-197, WHS-199)."""
    order, texts, first = order_to_change(state, ask), texts_of(ask.scans), ask.get("whole", "")
    if not texts and not first:
        raise No("nothing_scanned")
    whole = _numbered(order, first)
    if first and whole is None:
        raise No("unknown_unit")
    entries: list[Entry] = []
    out: set[str] = set()
    stood = order.planned()
    for text in texts:
        chosen = _numbered(order, text)
        if chosen is not None:
            whole = chosen
            entries.append(("unit", text, whole.serial, "", ""))
            continue
        parts = _named(order, text, [each.row.id for each in order.components])
        if len(parts) != 1:
            entries.append(_stranger(order, text) if not parts else ("skipped", text, "", "ambiguous", ""))
        elif ask.get("undo"):
            gone = parts[0].serial not in stood or parts[0].serial in out
            entries.append(_told(text, parts[0], "not_linked" if gone else "", "taken_out"))
            out.add(parts[0].serial)
        else:
            entries.append(_told(text, parts[0], _link(order, whole, parts[0]), "linked"))
    for serial in out & stood.keys():
        del state.planned[serial]
    counts = [(each, order.linked_to(whole.serial, each)) for each in order.slots] if whole else []
    lacks = tuple(
        f"{each.quantity - count} {each.row.item}"
        for each, count in counts
        if each.link == "mandatory" and count < each.quantity
    )
    told = (whole.serial if whole else "", sum(count for _, count in counts), lacks)
    return "linked", tuple(entries), *told


def spread(state: State, ask: Ask) -> Summary:
    """Each numbered unit gets what it lacks, oldest parts first."""
    order = order_to_change(state, ask)
    if not state.attached(order.output):
        raise No("nothing_numbered")
    return "spread", spread_over(order, order.numbered)


def spread_over(order: Order, units: list[Unit]) -> int:
    """Parts that may be linked, but of which there are too few, are left alone."""
    state, planned = order.state, order.planned()
    linked: dict[str, str] = {}
    short = []
    for each in order.slots:
        wanted = [unit for unit in units for _ in range(each.quantity - order.linked_to(unit.serial, each))]
        rows = order.group(each)
        there = [unit for row_id in rows for unit in state.held(state.row(row_id)) if unit.serial not in planned]
        if len(wanted) <= len(there):
            linked |= {part.serial: unit.serial for part, unit in zip(there, wanted, strict=False)}
        elif each.link == "mandatory":
            short.append((each.row.name, "counts_differ"))
    refuse("counts_differ", short)
    state.planned |= linked
    return len(linked)


def _link(order: Order, whole: Unit | None, part: Unit) -> str:
    """Let it go into the unit; "" if it does, else why not."""
    held_by = order.state.holds[part.serial]
    each = order.meant(next(each for each in order.components if each.row.id == held_by))
    if whole is None:
        return "no_unit"
    if each.link == "no":
        return "not_linked"
    if part.serial in order.planned():
        return "linked_already"
    if each.quantity and order.linked_to(whole.serial, each) >= each.quantity:
        return "full"
    order.state.planned[part.serial] = whole.serial
    return ""


def _told(text: str, part: Unit, why: str, done: str) -> Entry:
    return ("skipped" if why else done, text, part.serial, why, "")


def _numbered(order: Order, text: str) -> Unit | None:
    found = _named(order, text, [order.output.id])
    return found[0] if len(found) == 1 else None


def _named(order: Order, text: str, rows: list[int]) -> list[Unit]:
    """What the order holds on these lines with this number: ours before the maker's."""
    mine = [order.output.id, *(each.row.id for each in order.components)]
    held = [unit for unit in order.state.units.values() if order.state.holds.get(unit.serial) in mine]
    ours = [unit for unit in held if unit.serial == text]
    named = ours or [unit for unit in held if text and unit.maker == text]
    return [unit for unit in named if order.state.holds[unit.serial] in rows]


def _stranger(order: Order, text: str) -> Entry:
    """Why what the order does not hold cannot go in."""
    state = order.state
    if _named(order, text, [order.output.id]):
        return ("skipped", text, "", "unknown_unit", "")
    unit = state.units.get(text) or next((unit for unit in state.units.values() if unit.maker == text), None)
    if unit is None:
        return ("skipped", text, "", "unknown_unit", "")
    holder = state.holds.get(unit.serial)
    if unit.item == order.output.item:
        return _told(text, unit, "not_numbered", "")
    if unit.item not in {each.row.item for each in order.components}:
        return _told(text, unit, "wrong_part", "")
    if holder is not None and not order.paper.has(holder):
        return ("skipped", text, unit.serial, "held", state.paper_of(holder).name)
    return _told(text, unit, "not_here", "")
