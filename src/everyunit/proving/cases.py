"""What is measured: the ways of units through every kind of document, as a table of steps.

Each step is a verb on many units, and the rows that it writes, which the floor writes, too. Steps without a name lead
on to the next; they are not measured. Every way ends with its units out of stock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from everyunit.proving.few_rows import (
    BALANCE,
    BLOCKED,
    CHANGE,
    COUNT,
    COUNT_BIN,
    COUNT_PAPER,
    DOCUMENT,
    ENTRY,
    ENTRY_LINE,
    FLOW,
    HEAD,
    LINE,
    POSTING,
    SEAL,
    SERIES,
    VALUATION,
    WORK_ORDER,
)
from everyunit.proving.floor import Rows
from everyunit.proving.ways import AUTOMATIC, ITEM, Way


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: its name, if it is measured, the verb, and the rows of the floor."""

    name: str
    verb: Callable[[Way], None]
    rows: Rows


NOTHING = Rows()


def _new(kind: str, item: str | None = None, to_bin: str | None = None) -> Step:
    return Step("", partial(Way.new, kind=kind, item=item, to_bin=to_bin), NOTHING)


def _to(kind: str, name: str = "", rows: Rows = NOTHING) -> Step:
    return Step(name, partial(Way.to, kind=kind), rows)


def _price(price_minor: int) -> Step:
    return Step("", partial(Way.price, price_minor=price_minor), NOTHING)


def _into(to_bin: str) -> Step:
    return Step("", partial(Way.into, to_bin=to_bin), NOTHING)


def _counted(bin_code: str, found: bool) -> Step:
    return Step("", partial(Way.counted, bin_code=bin_code, found=found), NOTHING)


def _sets(rows: Rows) -> Rows:
    """The paper itself changes, too: the order keeps its commit bin."""
    return replace(rows, changed=(*rows.changed, DOCUMENT))


def _settles(rows: Rows) -> Rows:
    """The order closes with the last delivery, or opens again, and that is kept."""
    return replace(_sets(rows), made=(CHANGE, *rows.made))


LOOK = Step("", Way.look, NOTHING)
BACK = Step("", Way.back, NOTHING)
MOVED = (BALANCE, BALANCE)
FLOWS = (FLOW, FLOW)
BOOKED = (ENTRY, ENTRY_LINE, ENTRY_LINE)  # debit and credit
SALE = (ENTRY, ENTRY_LINE, ENTRY_LINE, ENTRY_LINE, ENTRY_LINE)  # and what it cost
HELD = Rows(held=True, made=(LINE,))  # the paper had no line yet
HELD_AGAIN = Rows(held=True, changed=(LINE,))
LENT = Rows(lent=True, made=(DOCUMENT, LINE), changed=(SERIES, LINE))
DETACHED = Rows(detached=True, changed=(LINE,))
OFF = Rows(detached=True, gone=(LINE,))  # the line followed its units
COMMITTED = Rows(held=True, moved=True, made=(LINE, *FLOWS), changed=MOVED)
COMMITTED_AGAIN = replace(COMMITTED, made=FLOWS, changed=(LINE, *MOVED))  # the order asked for it
UNCOMMITTED = Rows(detached=True, moved=True, made=FLOWS, changed=(LINE, *MOVED))
UNCOMMITTED_OFF = replace(UNCOMMITTED, changed=MOVED, gone=(LINE,))
OUTSIDE = Rows(held=True, moved=True, made=(LINE,), changed=MOVED)  # what is not ours flows nowhere
LEFT_OUTSIDE = Rows(detached=True, moved=True, changed=MOVED, gone=(LINE,))
ARRIVED = Rows(moved=True, released=True, made=FLOWS, changed=(DOCUMENT, LINE, *MOVED))
GONE = Rows(moved=True, released=True, made=(FLOW, *BOOKED), changed=(DOCUMENT, LINE, *MOVED, VALUATION))
SOLD = replace(GONE, made=(FLOW, *SALE))
RECEIVED = Rows(born=True, made=(FLOW, *BOOKED), changed=(SERIES, DOCUMENT, LINE, BALANCE, VALUATION))
REVALUED = Rows(revalued=True, released=True, made=(FLOW, *BOOKED), changed=(DOCUMENT, LINE, VALUATION))
UNDONE = Rows(moved=True, made=(FLOW, *BOOKED), changed=(*MOVED, VALUATION))
UNSOLD = replace(UNDONE, made=(FLOW, *SALE))
HELD_BY_ORDER = _settles(replace(UNSOLD, held=True, changed=(LINE, *UNSOLD.changed)))
OWED = Rows(made=(POSTING, SEAL, CHANGE, *BOOKED), changed=(HEAD, DOCUMENT, DOCUMENT, LINE))
DEARER = Rows(
    revalued=True, made=(FLOW, ENTRY, ENTRY_LINE, ENTRY_LINE, ENTRY_LINE), changed=(DOCUMENT, LINE, VALUATION)
)
COUNTED = Rows(
    moved=True,
    settled="counting_found",
    made=(DOCUMENT, LINE, *FLOWS, COUNT_PAPER),
    changed=(SERIES, COUNT, COUNT_BIN, *MOVED),
    gone=(BLOCKED,),
)
MISSED = replace(
    COUNTED,
    settled="counting_recorded",
    made=(DOCUMENT, LINE, FLOW, *BOOKED, COUNT_PAPER),
    changed=(*COUNTED.changed, VALUATION),
)
AWAITED = Rows(born=True, held=True, changed=(SERIES, DOCUMENT, LINE, BALANCE))
STARTED = Rows(moved=True, made=(*FLOWS, *BOOKED), changed=(WORK_ORDER, DOCUMENT, *MOVED))
NUMBERED = Rows(numbered=True, changed=(SERIES, LINE, BALANCE))
BUILT = Rows(
    moved=True,
    built=True,
    made=(DOCUMENT, LINE, LINE, CHANGE, *FLOWS, *BOOKED),
    changed=(SERIES, DOCUMENT, LINE, LINE, *MOVED, *MOVED, VALUATION, VALUATION),
)
TAKEN_APART = Rows(
    moved=True,
    apart=True,
    made=(DOCUMENT, LINE, LINE, *FLOWS, ENTRY),
    changed=(SERIES, *MOVED, *MOVED, VALUATION, VALUATION),
)

WAYS: dict[str, tuple[Step, ...]] = {
    "received, sold, taken back, sent back to the vendor": (
        _new("PR", ITEM),
        Step("PR post", Way.post, RECEIVED),
        LOOK,
        _new("SI"),
        Step("SI attach", Way.attach, HELD),
        Step("SI detach", Way.detach, OFF),
        Step("", Way.attach, HELD),
        Step("SI post", Way.post, SOLD),
        _new("CO"),
        Step("CO attach", Way.attach, OUTSIDE),
        Step("CO detach", Way.detach, LEFT_OUTSIDE),
        Step("", Way.attach, OUTSIDE),
        _to("CM", "CM from CO", LENT),
        Step("CM post, from CO", Way.post, _settles(SOLD)),
        _new("DO"),
        Step("DO attach", Way.attach, _sets(COMMITTED)),
        Step("DO detach", Way.detach, UNCOMMITTED_OFF),
        Step("", Way.attach, COMMITTED),
        _to("DM", "DM from DO", LENT),
        Step("DM post, from DO", Way.post, _settles(GONE)),
    ),
    "sold and taken back without orders, and undone": (
        _new("PR", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _new("SI"),
        Step("", Way.attach, HELD),
        Step("", Way.post, SOLD),
        _new("CM"),
        Step("CM attach", Way.attach, HELD),
        Step("CM detach", Way.detach, OFF),
        Step("", Way.attach, HELD),
        Step("CM post", Way.post, SOLD),
        Step("CM reverse", Way.reverse, UNSOLD),
        BACK,
        Step("SI reverse", Way.reverse, UNSOLD),
        _new("DM"),
        Step("DM attach", Way.attach, HELD),
        Step("DM post", Way.post, GONE),
        Step("DM reverse", Way.reverse, UNDONE),
        BACK,
        BACK,
        Step("PR reverse", Way.reverse, UNDONE),
    ),
    "in stock, moved, revalued, sold by order": (
        _new("OS", ITEM),
        Step("OS post", Way.post, RECEIVED),
        LOOK,
        _new("ST", to_bin="RETURNS"),
        Step("ST attach", Way.attach, HELD),
        Step("ST detach", Way.detach, OFF),
        Step("", Way.attach, HELD),
        Step("ST post", Way.post, ARRIVED),
        _new("CA"),
        Step("CA attach", Way.attach, HELD),
        _price(7100),
        Step("CA post", Way.post, REVALUED),
        _new("PP"),
        Step("PP attach", Way.attach, HELD),
        _price(7000),
        Step("PP post", Way.post, REVALUED),
        _new("SO"),
        Step("SO attach", Way.attach, _sets(COMMITTED)),
        Step("SO detach", Way.detach, UNCOMMITTED_OFF),
        Step("", Way.attach, COMMITTED),
        _to("SI", "SI from SO", LENT),
        Step("SI post, from SO", Way.post, _settles(SOLD)),
        Step("SI reverse, from SO", Way.reverse, HELD_BY_ORDER),
        BACK,
        Step("SO close", Way.close, _settles(UNCOMMITTED)),
        _new("SI"),
        Step("", Way.attach, HELD),
        Step("", Way.post, SOLD),
    ),
    "sent elsewhere, arrived, written off, found, and lost for good": (
        _new("OS", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _new("TO"),
        Step("TO attach", Way.attach, COMMITTED),
        Step("TO detach", Way.detach, UNCOMMITTED_OFF),
        Step("", Way.attach, COMMITTED),
        _to("ST", "ST from TO", LENT),
        _into("RETURNS"),
        Step("ST post, from TO", Way.post, _settles(ARRIVED)),
        _new("IA"),
        Step("IA attach", Way.attach, HELD),
        Step("IA post, written off", Way.post, GONE),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("IA post, found", Way.post, GONE),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("", Way.post, GONE),
        _new("IA", ITEM),
        Step("IA post, new ones", Way.post, RECEIVED),
        LOOK,
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("", Way.post, GONE),
    ),
    "repaired and lent": (
        _new("OS", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _new("RW"),
        Step("RW attach", Way.attach, COMMITTED),
        Step("RW detach", Way.detach, UNCOMMITTED_OFF),
        _new("LO"),
        Step("LO attach", Way.attach, COMMITTED),
        Step("LO detach", Way.detach, UNCOMMITTED_OFF),
        Step("", Way.attach, COMMITTED),
        _to("SI", "SI from LO", LENT),
        Step("SI post, from LO", Way.post, _settles(SOLD)),
        _new("RO"),
        Step("RO attach", Way.attach, OUTSIDE),
        Step("RO detach", Way.detach, LEFT_OUTSIDE),
    ),
    "counted where they are not recorded, and not found again": (
        _new("OS", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _counted("PACKING", found=True),
        Step("count finalize, misplaced", Way.finalize, COUNTED),
        _counted("PACKING", found=False),
        Step("count finalize, missing", Way.finalize, MISSED),
    ),
    "ordered, inspected, invoiced": (
        _new("PO", ITEM),
        Step("PO commit", Way.commit, AWAITED),
        LOOK,
        _to("PI", "PI from PO", LENT),
        Step("PI post, from PO", Way.post, _settles(GONE)),
        Step("PI reverse, from PO", Way.reverse, replace(HELD_BY_ORDER, made=(CHANGE, *UNDONE.made))),
        BACK,
        Step("PO detach", Way.detach, DETACHED),
    ),
    "ordered, received, invoiced": (
        _new("PO", ITEM),
        Step("", Way.commit, AWAITED),
        LOOK,
        _to("PR", "PR from PO", LENT),
        Step("PR post, from PO", Way.post, GONE),
        _to("PI", "PI from PR", Rows(made=(DOCUMENT, LINE), changed=(SERIES,))),
        Step("PI post, same price", Way.post, OWED),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("", Way.post, GONE),
    ),
    "invoiced at once, and undone": (
        _new("PI", ITEM),
        Step("PI post", Way.post, RECEIVED),
        Step("PI reverse", Way.reverse, UNDONE),
    ),
    "received, invoiced at another price, picked": (
        _new("PR", AUTOMATIC),
        Step("", Way.post, RECEIVED),
        LOOK,
        _to("PI"),
        _price(14001),
        Step("PI post, other price", Way.post, DEARER),
        _new("SO", AUTOMATIC),
        Step("SO commit", Way.commit, _sets(COMMITTED_AGAIN)),
        Step("", Way.detach, UNCOMMITTED),
        _new("SI", AUTOMATIC),
        Step("SI pick", Way.pick, HELD_AGAIN),
        Step("SI post, picked", Way.post, GONE),
    ),
    "built into others, one into each": (
        _new("PR", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        Step("", Way.order_work, NOTHING),
        Step("WO attach", Way.attach, _sets(COMMITTED_AGAIN)),
        Step("WO start", Way.start_work, STARTED),
        Step("WO number", Way.number, NUMBERED),
        Step("WO spread", Way.spread, Rows(planned=True)),
        Step("WO build", Way.build, BUILT),
        Step("", Way.sell, NOTHING),
    ),
    "built into others and taken apart": (
        _new("PR", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        Step("", Way.order_work, NOTHING),
        Step("", Way.attach, COMMITTED),
        Step("", Way.start_work, STARTED),
        Step("", Way.number, NUMBERED),
        Step("", Way.spread, Rows(planned=True)),
        Step("", Way.build, BUILT),
        Step("TA post", Way.take_apart, TAKEN_APART),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("", Way.post, GONE),
    ),
}
# How many units a verb on the way takes at once, where that is few.
LIMITED = {"built into others and taken apart": 10_000}
