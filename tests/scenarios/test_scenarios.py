"""The stories in this folder, run as tests.

A story is told in paragraphs; between them stand tables of two columns. Under “do” each row is a step of the clerk,
under “see” each row is what the clerk then sees. A draft is called by the words before “from”, “to” or “to bin”:

    draft    receipt from V1 · second invoice to C2 · transfer to bin MAIN · late bill from V2 for receipt
             request to BRANCH · loss because LOST
    location BRANCH with bin BAY
    line     2 PC price 450.00 · 10 CABLE total 19.99 · 1 FREIGHT price 30.00 shared by value
             8 CABLE out of RETURNS
    price    1 to 510.00
    quantity 1 to 2
    scan     100000 MK-2 100000-100004
    detach   100000
    commit   2 to line 1
    generate 1 at 250.00 for line 1
    replace  100000 by MK-9 · 100000
    refuse   100000 because it was dropped
    convert  order to first invoice · first receipt and second receipt to bill
    open     invoice
    post
    reverse  invoice
    maker's number  MK-2 for 100000
    pull sheet  of what is there · of all that is outstanding
    pick     100000 100001 · 5 CABLE from MAIN
    put back 100000
    invoices first invoice, second invoice
    pack     100000 CABLE CABLE
    today    2026-03-31
    date     2026-03-28
    close    2026-03-31
    reopen   2026-03-31 because a bill was forgotten

    bill     BUILT of 2 DRIVE, 1 WORK · BUILT of 1 DRIVE besides 1 CABLE for 5.00 %
    supply   order
    work order  order of 3 BUILT
    start    order
    number   order
    link     100007 100000 100001 100008 100002
    build    3
    swap     100004 for 100006
    take apart  100007

    stock count  of SHELF MAIN
    count    SHELF 100000 100001 MAIN 100002
    it is    100003 in SHELF
    counted  SHELF
    bring back  100003 in SHELF
    leave    100003 in SHELF
    finalize SHELF

    lots     of CABLE
    lot      A-17 of CABLE until 2026-06-30
    of lot   A-17 for line 1

Invoices are those of the pull sheet, in the order in which their orders came. What is packed goes into a parcel of the
paper in hand. An order is a purchase order “from” somebody and a sales order “to” somebody. An announced return is a
credit order, a bill a purchase invoice, a vendor return a debit order. A request is a transfer order “to” a location,
an arrival the stock transfer made of it, a loss an inventory adjustment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from tests.papers import account, status_of
from tests.trade import Trade, begin, bin_of, cost_of, entry, in_bin, one

from everyunit.assembly.build import Build, Built, build
from everyunit.assembly.link_parts import LinkParts, PartsLinked, link_parts
from everyunit.assembly.number_built import BuiltNumbered, NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.start_work import StartWork, WorkStarted, start_work
from everyunit.assembly.supply_work import Supplied, SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, Swapped, swap
from everyunit.assembly.take_apart import TakeApart, TakenApart, take_apart
from everyunit.base import clock
from everyunit.catalog.by_products import ByProductAs
from everyunit.catalog.save_bill import BillSaved, ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.save_lot import LotSaved, SaveLot, save_lot
from everyunit.closing.close_period import ClosePeriod, PeriodClosed, close_period
from everyunit.closing.periods import closings, period_page
from everyunit.closing.reopen_period import PeriodReopened, ReopenPeriod, reopen_period
from everyunit.counting.answers import Counted
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.counts import CountSaved
from everyunit.counting.decide import Decide, decide
from everyunit.counting.difference_list import differences_page
from everyunit.counting.finalize_count import FinalizeCount, Finalized, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.header import Header
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.refuse_return import RefuseReturn, ReturnRefused, refuse_return
from everyunit.documents.replace_unit import ReplaceUnit, replace_unit
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned
from everyunit.documents.use_lots import LotsUsed, UseLots, use_lots
from everyunit.money.queries import trial_balance
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import LocationSaved, SaveLocation, save_location
from everyunit.reports.as_built import AsBuilt, as_built
from everyunit.reports.as_of import StockFilter, StockRow, UnitThen, stock_as_of, total_of, unit_as_of
from everyunit.reports.lot_holders import holders_of
from everyunit.reports.lots import LotRow, built_with, lot_named, lot_of_unit, places_of
from everyunit.reports.unit_page import unit_page
from everyunit.reports.verify import verify
from everyunit.rules.money import format_amount, parse_amount
from everyunit.rules.refusals import Refused
from everyunit.selling.invoice_pull_sheet import InvoiceMade, InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pack import Pack, pack
from everyunit.selling.packing import packing_of
from everyunit.selling.page import sheet_page
from everyunit.selling.parcels import ParcelPacked
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from everyunit.selling.sheets import Picked, SheetSaved
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit

STORIES = sorted(Path(__file__).parent.glob("*.md"))
KINDS = {
    "receipt": "PR",
    "bill": "PI",
    "invoice": "SI",
    "announced": "CO",
    "credit": "CM",
    "return": "DO",
    "debit": "DM",
    "transfer": "ST",
    "arrival": "ST",
    "request": "TO",
    "loss": "IA",
}
ORDERS = {"from": "PO", "to": "SO"}
Step = (
    DraftSaved
    | BillSaved
    | PartsLinked
    | Supplied
    | WorkStarted
    | BuiltNumbered
    | Built
    | Swapped
    | TakenApart
    | ReturnRefused
    | Scanned
    | Posted
    | Reversed
    | CountSaved
    | Counted
    | Finalized
    | UnitAmended
    | SheetSaved
    | Picked
    | InvoicesMade
    | ParcelPacked
    | LocationSaved
    | PeriodClosed
    | PeriodReopened
    | LotsUsed
    | LotSaved
)
PICK = re.compile(r"(?P<quantity>\d+) (?P<item>\S+) from (?P<bin>\S+)")
DRAFT = re.compile(
    r"(?P<name>.+?) (?:to bin (?P<bin>\S+)|because (?P<reason>\S+)|(?P<side>from|to) (?P<party>\S+))"
    r"(?: for (?P<source>.+))?"
)
LINE = re.compile(
    r"(?P<quantity>-?\d+) (?P<item>\S+)(?: (?P<by>price|total) (?P<amount>\S+))?(?: shared by (?P<spread>\S+))?"
    r"(?: out of (?P<bin>\S+))?"
)


@dataclass
class Clerk:
    """Who acts the story out: the papers by name, the one in hand, and how the last step went."""

    trade: Trade
    papers: dict[str, DraftSaved | InvoiceMade] = field(default_factory=dict)
    paper: DraftSaved | InvoiceMade | None = None
    sheet: int = 0
    counting: int = 0
    parcels: dict[int, int] = field(default_factory=dict)
    today: dt.date | None = None
    answer: Step | None = None
    refusal: Refused | None = None

    def do(self, step: str, what: str) -> None:
        assert self.refusal is None, f"before “{step} {what}” came a refusal that nobody saw: {self.refusal}"
        if step == "today":
            self.today = dt.date.fromisoformat(what)
            return
        noon = dt.datetime.combine(self.today, dt.time(12), dt.UTC) if self.today else dt.datetime.now(dt.UTC)
        try:
            with clock.at(noon):
                self.answer = STEPS[step](self, what)
        except Refused as refusal:
            self.refusal = refusal

    def in_hand(self) -> DraftSaved | InvoiceMade:
        assert self.paper is not None
        return self.paper

    def draft(self, what: str) -> DraftSaved:
        found = DRAFT.fullmatch(what)
        assert found, f"no draft: {what}"
        name, last = found["name"], found["name"].split()[-1]
        kind = ORDERS[found["side"]] if last == "order" else KINDS[last]
        source = self.papers[found["source"]].document_id if found["source"] else None
        party, header = found["party"], Header(reason=found["reason"])
        if kind == "TO":
            party, header = None, Header(destination=party)
        self.paper = self.trade.draft(kind, party=party, to_bin=found["bin"], source_id=source, header=header)
        self.papers[name] = self.paper
        return self.paper

    def settle_down(self, what: str) -> LocationSaved:
        code, bin_ = what.split(" with bin ")
        made = save_location(self.trade.owner, SaveLocation(code=code, name=code.title()))
        save_bin(self.trade.owner, SaveBin(code=bin_, name=bin_.title(), location=code, default_for=("receiving",)))
        return made

    def open(self, what: str) -> DraftSaved:
        self.paper = self.papers[what]
        return self.paper

    def line(self, what: str) -> DraftSaved:
        found = LINE.fullmatch(what)
        assert found, f"no line: {what}"
        amount = (
            {f"{found['by']}_minor".replace("total", "amount"): parse_amount(found["amount"])} if found["by"] else {}
        )
        new = NewLine(
            item=found["item"],
            quantity=int(found["quantity"]),
            spread=found["spread"],
            from_bin=found["bin"],
            **amount,  # type: ignore[arg-type]
        )
        return revise(self.trade.owner, Revise(document_id=self.in_hand().document_id, add=(new,)))

    def date(self, what: str) -> DraftSaved:
        paper = Revise(document_id=self.in_hand().document_id, date=dt.date.fromisoformat(what))
        return revise(self.trade.owner, paper)

    def close(self, what: str) -> PeriodClosed:
        return close_period(self.trade.owner, ClosePeriod(through=dt.date.fromisoformat(what)))

    def reopen(self, what: str) -> PeriodReopened:
        first, reason = what.split(" because ")
        return reopen_period(self.trade.owner, ReopenPeriod(first=dt.date.fromisoformat(first), reason=reason))

    def line_of(self, position: str) -> int:
        found = one(
            "SELECT id FROM documents_line WHERE document_id = %s AND position = %s",
            self.in_hand().document_id,
            int(position),
        )
        return int(str(found))

    def change(self, what: str, **values: int) -> DraftSaved:
        change = LineChange(line_id=self.line_of(what), **values)
        return revise(self.trade.owner, Revise(document_id=self.in_hand().document_id, change=(change,)))

    def price(self, what: str) -> DraftSaved:
        position, amount = what.split(" to ")
        return self.change(position, price_minor=parse_amount(amount))

    def quantity(self, what: str) -> DraftSaved:
        position, quantity = what.split(" to ")
        return self.change(position, quantity=int(quantity))

    def commit(self, what: str) -> DraftSaved:
        quantity, position = what.split(" to line ")
        command = Commit(document_id=self.in_hand().document_id, line_id=self.line_of(position), quantity=int(quantity))
        return commit(self.trade.owner, command)

    def generate(self, what: str) -> DraftSaved:
        how, position = what.split(" for line ")
        count, cost = how.split(" at ")
        command = Generate(
            document_id=self.in_hand().document_id,
            line_id=self.line_of(position),
            count=int(count),
            cost_minor=parse_amount(cost),
        )
        return generate(self.trade.owner, command)

    def replace(self, what: str) -> DraftSaved:
        replaced, _, by = what.partition(" by ")
        command = ReplaceUnit(document_id=self.in_hand().document_id, replaced=replaced, by=by)
        return replace_unit(self.trade.owner, command)

    def refuse(self, what: str) -> ReturnRefused:
        serial, reason = what.split(" because ")
        return refuse_return(self.trade.owner, RefuseReturn(serial=serial, reason=reason))

    def convert(self, what: str) -> DraftSaved:
        names, name = what.split(" to ")
        first, *further = [self.papers[each].document_id for each in names.split(" and ")]
        command = Convert(document_id=first, to=KINDS[name.split()[-1]], further=tuple(further))
        self.paper = self.papers[name] = convert(self.trade.owner, command)
        return self.paper

    def detach(self, what: str) -> Scanned:
        return detach(self.trade.owner, Detach(document_id=self.in_hand().document_id, scans=tuple(what.split())))

    def name_unit(self, what: str) -> UnitAmended:
        number, serial = what.split(" for ")
        return amend_unit(self.trade.owner, AmendUnit(serial=serial, maker_serial=number, alike=True))

    def scan(self, what: str) -> Scanned:
        return self.trade.scan(self.in_hand(), *what.split())

    def post(self, what: str) -> Posted:
        return self.trade.post(self.in_hand())

    def reverse(self, what: str) -> Reversed:
        return reverse(self.trade.owner, Reverse(document_id=self.papers[what].document_id, reason="mistake"))

    def pull(self, what: str) -> SheetSaved:
        made = make_pull_sheet(self.trade.owner, MakePullSheet(pickable=what == "of what is there"))
        self.sheet = made.sheet_id
        return made

    def pick(self, what: str) -> Picked:
        if found := PICK.fullmatch(what):
            command = PickFromBin(
                sheet_id=self.sheet, item=found["item"], quantity=int(found["quantity"]), from_bin=found["bin"]
            )
            return pick_from_bin(self.trade.owner, command)
        return pick_by_scan(self.trade.owner, PickByScan(sheet_id=self.sheet, scans=tuple(what.split())))

    def put_back(self, what: str) -> Picked:
        return put_back(self.trade.owner, PutBack(sheet_id=self.sheet, scans=tuple(what.split())))

    def invoices(self, what: str) -> InvoicesMade:
        made = invoice_pull_sheet(self.trade.owner, InvoicePullSheet(sheet_id=self.sheet))
        self.papers |= dict(zip(what.split(", "), made.invoices, strict=True))
        return made

    def pack(self, what: str) -> ParcelPacked:
        """Into the parcel of the paper in hand, which is begun with the first scan."""
        document_id = self.in_hand().document_id
        if document_id not in self.parcels:
            begun = save_parcel(self.trade.owner, SaveParcel(document_id=document_id))
            self.parcels[document_id] = begun.parcel_id
        return pack(self.trade.owner, Pack(parcel_id=self.parcels[document_id], scans=tuple(what.split())))

    def bill(self, what: str) -> BillSaved:
        item, parts = what.split(" of ")
        parts, _, besides = parts.partition(" besides ")
        asked = [part.split() for part in parts.split(", ")]
        components = tuple(ComponentAs(item=code, quantity=int(quantity)) for quantity, code in asked)
        by_products = tuple(
            ByProductAs(item=code, quantity=int(quantity), share=parse_amount(share))
            for quantity, code, _, share, _ in [each.split() for each in besides.split(", ") if each]
        )
        return save_bill(self.trade.owner, SaveBill(item=item, components=components, by_products=by_products))

    def work_order(self, what: str) -> DraftSaved:
        name, asked = what.split(" of ")
        quantity, item = asked.split()
        self.paper = self.papers[name] = order_work(self.trade.owner, OrderWork(item=item, quantity=int(quantity)))
        return self.paper

    def link(self, what: str) -> PartsLinked:
        command = LinkParts(document_id=self.in_hand().document_id, scans=tuple(what.split()))
        return link_parts(self.trade.owner, command)

    def build(self, what: str) -> Built:
        return build(self.trade.owner, Build(document_id=self.in_hand().document_id, good=int(what)))

    def swap(self, what: str) -> Swapped:
        old, new = what.split(" for ")
        return swap(self.trade.owner, Swap(parts=(Exchange(old=old, new=new),)))

    def lot(self, what: str) -> LotSaved:
        number, rest = what.split(" of ")
        item, expires = rest.split(" until ")
        return save_lot(self.trade.owner, SaveLot(item=item, number=number, expires_on=dt.date.fromisoformat(expires)))

    def of_lot(self, what: str) -> DraftSaved:
        number, position = what.split(" for line ")
        command = NameLot(document_id=self.in_hand().document_id, line_id=self.line_of(position), lot=number)
        return name_lot(self.trade.owner, command)

    def stock_count(self, what: str) -> CountSaved:
        made = make_count(self.trade.owner, MakeCount(bins=tuple(what.removeprefix("of ").split())))
        self.counting = made.count_id
        return made

    def count(self, what: str) -> Counted:
        return count_scans(self.trade.owner, CountScans(count_id=self.counting, scans=tuple(what.split())))

    def it_is(self, what: str) -> Counted:
        serials, bin_code = what.split(" in ")
        command = CountScans(count_id=self.counting, bin=bin_code, scans=tuple(serials.split()), include=True)
        return count_scans(self.trade.owner, command)

    def counted(self, what: str) -> CountSaved:
        return finish_bins(self.trade.owner, FinishBins(count_id=self.counting, bins=tuple(what.split())))

    def decide(self, what: str, decision: Literal["leave", "bring_back"]) -> CountSaved:
        serials, bin_code = what.split(" in ")
        command = Decide(count_id=self.counting, bin=bin_code, decision=decision, serials=tuple(serials.split()))
        return decide(self.trade.owner, command)

    def finalize(self, what: str) -> Finalized:
        return finalize_count(self.trade.owner, FinalizeCount(count_id=self.counting, bins=tuple(what.split())))

    def differs(self, bin_code: str) -> str:
        """Which units differ in a bin that is counted, and how."""
        rows = differences_page(self.counting, bin=bin_code)
        return ", ".join(f"{row.serial} {row.sort}" for row in rows) or "nothing"

    def left(self, bin_code: str) -> str:
        """Which units differ that no paper of the count has put right."""
        rows = differences_page(self.counting, bin=bin_code)
        return ", ".join(f"{row.serial} {row.sort}" for row in rows if not row.put_right) or "nothing"

    def put_right_by(self) -> str:
        assert isinstance(self.answer, Finalized)
        return ", ".join(f"{each.kind} {each.number} of {each.units}" for each in self.answer.papers) or "nothing"

    def walk(self) -> str:
        """Bin by bin what is to be taken."""
        found = sheet_page(self.sheet)
        assert found is not None
        stops = [(stop.bin.code, each) for stop in found.walk for each in stop.items]
        return ", ".join(f"{code} {each.count} {each.item}" for code, each in stops) or "nowhere"

    def packed(self) -> str:
        packing = packing_of(self.in_hand().document_id)
        missing = f", missing {', '.join(packing.missing)}" if packing.missing else ""
        return f"{packing.packed} of {packing.expected}{missing}"

    def see(self, what: str) -> str:
        """What there is to see, in the words of the story."""
        for pattern, look in SIGHTS.items():
            if found := re.fullmatch(pattern, what):
                return look(self, *found.groups())
        raise AssertionError(f"nobody knows how to see “{what}”")

    def scanned(self, number: str) -> str:
        assert isinstance(self.answer, Scanned | Picked | ParcelPacked | Counted)
        seen = self.answer.entries[int(number) - 1]
        return f"{seen.action}: {seen.code}" if seen.action == "skipped" else str(seen.action)

    def line_seen(self, position: str) -> str:
        found = self.line_of(position)
        quantity = one("SELECT quantity FROM documents_line WHERE id = %s", found)
        return f"{quantity}, {one('SELECT attached FROM documents_line WHERE id = %s', found)} attached"

    def booked(self) -> str:
        assert isinstance(self.answer, Posted | Reversed)
        sides = entry(self.answer.posting_id).items()
        return ", ".join(sorted(f"{purpose} {format_amount(amount)}" for purpose, amount in sides)) or "nothing"


def exchanged(serial: str, replaces: bool) -> str:
    page = unit_page(serial, costs=False)
    assert page is not None
    return ", ".join(each.other for each in page.exchanged if each.replaces == replaces) or "nothing"


STEPS: dict[str, Callable[[Clerk, str], Step]] = {
    "draft": Clerk.draft,
    "location": Clerk.settle_down,
    "open": Clerk.open,
    "line": Clerk.line,
    "price": Clerk.price,
    "quantity": Clerk.quantity,
    "scan": Clerk.scan,
    "detach": Clerk.detach,
    "commit": Clerk.commit,
    "generate": Clerk.generate,
    "replace": Clerk.replace,
    "refuse": Clerk.refuse,
    "convert": Clerk.convert,
    "maker's number": Clerk.name_unit,
    "post": Clerk.post,
    "reverse": Clerk.reverse,
    "pull sheet": Clerk.pull,
    "pick": Clerk.pick,
    "put back": Clerk.put_back,
    "invoices": Clerk.invoices,
    "pack": Clerk.pack,
    "date": Clerk.date,
    "close": Clerk.close,
    "reopen": Clerk.reopen,
    "bill": Clerk.bill,
    "work order": Clerk.work_order,
    "start": lambda clerk, what: start_work(clerk.trade.owner, StartWork(document_id=clerk.papers[what].document_id)),
    "number": lambda clerk, what: number_built(
        clerk.trade.owner, NumberBuilt(document_id=clerk.papers[what].document_id)
    ),
    "supply": lambda clerk, what: supply_work(
        clerk.trade.owner, SupplyWork(document_id=clerk.papers[what].document_id)
    ),
    "link": Clerk.link,
    "build": Clerk.build,
    "swap": Clerk.swap,
    "take apart": lambda clerk, what: take_apart(clerk.trade.owner, TakeApart(serials=tuple(what.split()))),
    "lots": lambda clerk, what: use_lots(clerk.trade.owner, UseLots(item=what.removeprefix("of "))),
    "lot": Clerk.lot,
    "of lot": Clerk.of_lot,
    "stock count": Clerk.stock_count,
    "count": Clerk.count,
    "it is": Clerk.it_is,
    "counted": Clerk.counted,
    "bring back": lambda clerk, what: clerk.decide(what, "bring_back"),
    "leave": lambda clerk, what: clerk.decide(what, "leave"),
    "finalize": Clerk.finalize,
}
SIGHTS: dict[str, Callable[..., str]] = {
    r"where (\S+) was on (\S+)": lambda clerk, serial, on: unit_then(serial, on).bin or "nowhere",
    r"where (\S+)": lambda clerk, serial: bin_of(serial),
    r"cost of (\S+)": lambda clerk, serial: format_amount(cost_of(serial)),
    r"lot (\S+) of (\S+) in (\S+)": lambda clerk, number, item, bin_code: str(in_lot(item, number, bin_code)),
    r"lot of (\S+)": lambda clerk, serial: lot_of_unit(unit_called(serial))[1],
    r"who has (\S+) of (\S+)": lambda clerk, number, item: ", ".join(
        f"{each.customer} {each.pieces}" for each in holders_of(lot_called(item, number).lot_id)
    ),
    r"lots in (\S+)": lambda clerk, serial: ", ".join(each.lot for each in tree(serial).counted if each.lot) or "none",
    r"built with (\S+) of (\S+)": lambda clerk, number, item: " ".join(
        each.serial for each in built_with(lot_called(item, number).lot_id)
    ),
    r"(\S+) in (\S+)": lambda clerk, item, bin_code: str(in_bin(item, bin_code)),
    r"scan (\d+)": Clerk.scanned,
    r"line (\d+)": Clerk.line_seen,
    r"status of (.+)": lambda clerk, name: status_of(clerk.papers[name]),
    r"balance of (\S+)": lambda clerk, purpose: format_amount(account(purpose)),
    r"(\S+) replaces": lambda clerk, serial: exchanged(serial, True),
    r"(\S+) is replaced by": lambda clerk, serial: exchanged(serial, False),
    r"parts of (\S+)": lambda clerk, serial: " ".join(sorted(part.serial for part in tree(serial).parts)) or "none",
    r"(\S+) is in": lambda clerk, serial: " ".join(whole.serial for whole in tree(serial).within) or "nothing",
    r"vendor of (\S+) in (\S+)": lambda clerk, serial, whole: next(
        part.vendor for part in tree(whole).parts if part.serial == serial
    ),
    r"walk": Clerk.walk,
    r"what differs in (\S+)": Clerk.differs,
    r"left to put right in (\S+)": Clerk.left,
    r"put right by": Clerk.put_right_by,
    r"sheet": lambda clerk: clerk.answer.status,
    r"packed": Clerk.packed,
    r"holder": lambda clerk: clerk.answer.entries[0].holder,
    r"given": lambda clerk: ", ".join(clerk.answer.serials.values()),
    r"total": lambda clerk: format_amount(clerk.answer.total_minor),
    r"(\S+) in stock on (\S+)": lambda clerk, item, on: str(total_of(stock_then(on, item=item)).quantity),
    r"stock value on (\S+)": lambda clerk, on: format_amount(total_of(stock_then(on)).value_minor),
    r"stock value on (\S+) as known on (\S+)": lambda clerk, on, known: format_amount(
        total_of(stock_then(on, known)).value_minor
    ),
    r"inventory on (\S+) as known on (\S+)": lambda clerk, on, known: format_amount(
        sum(
            each.balance_minor
            for each in trial_balance(dt.date.fromisoformat(on), dt.date.fromisoformat(known)).accounts
            if each.purpose == "inventory"
        )
    ),
    r"kept for (\S+)": lambda clerk, through: kept(through),
    r"stock value": lambda clerk: format_amount(
        int(str(one("SELECT coalesce(sum(value_minor), 0) FROM stock_valuation")))
    ),
    r"booked": Clerk.booked,
    r"books": lambda clerk: "sound" if verify().sound else "broken",
}


def unit_called(serial: str) -> int:
    return int(str(one("SELECT id FROM stock_unit WHERE serial = %s", serial)))


def lot_called(item: str, number: str) -> LotRow:
    lot = lot_named(item, number)
    assert lot is not None
    return lot


def in_lot(item: str, number: str, bin_code: str) -> int:
    return sum(each.pieces for each in places_of(lot_called(item, number).lot_id) if each.bin == bin_code)


def tree(serial: str) -> AsBuilt:
    return as_built(unit_called(serial), costs=False)


def stock_then(on: str, known: str = "", item: str = "") -> list[StockRow]:
    known_on = dt.date.fromisoformat(known) if known else None
    return stock_as_of(StockFilter(on=dt.date.fromisoformat(on), known=known_on, item=item))


def unit_then(serial: str, on: str) -> UnitThen:
    return unit_as_of(unit_called(serial), dt.date.fromisoformat(on), None, costs=True)


def kept(through: str) -> str:
    """What was kept of the stock at the newest closing up to this day, and whether it is so still."""
    closing = next(each for each in closings() if not each.opened and str(each.through) == through)
    page = period_page(closing.closing_id)
    assert page is not None
    return f"{format_amount(closing.value_minor or 0)}, {'the same now' if page.same else 'another now'}"


def tables(story: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The tables of a story: “do” or “see”, and the rows."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in story.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|", 1)] if line.startswith("|") else []
        if not cells:
            continue
        head, rest = cells[0], cells[1].strip("| ") if len(cells) > 1 else ""
        if (head, rest) in (("do", "what"), ("see", "is")):
            found.append((head, []))
        elif not set(head) <= set("-| "):
            found[-1][1].append((head, rest))
    return found


def look(clerk: Clerk, rows: list[tuple[str, str]]) -> None:
    """Compare what the story says with what is; a refusal must be seen, and is then over."""
    for what, said in rows:
        if what == "refused":
            assert clerk.refusal is not None, f"“refused {said}”, but it was not"
            assert clerk.refusal.code == said
        elif what == "because":
            assert clerk.refusal is not None
            assert said in {text for each in clerk.refusal.offenders for text in (each.subject, each.holder)}
        else:
            expected = ", ".join(sorted(said.split(", "))) if what == "booked" else said
            assert clerk.see(what) == expected, f"“{what}” is {clerk.see(what)}, not {said}"
    if any(what == "refused" for what, _ in rows):
        clerk.refusal = None


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_is_true(db: None, path: Path) -> None:
    clerk = Clerk(begin())
    save_item(clerk.trade.owner, SaveItem(code="PC", name="Computer", price_minor=90000, cost_minor=50000))
    save_party(clerk.trade.owner, SaveParty(code="C3", name="Test customer C3", role="customer"))
    save_bin(clerk.trade.owner, SaveBin(code="SHELF", name="Shelf", position=20))
    save_item(clerk.trade.owner, SaveItem(code="WORK", name="Hour of building", tracking="none", cost_minor=2500))
    built = SaveItem(code="BUILT", name="Computer of our own", price_minor=40000, item_type="assembly")
    save_item(clerk.trade.owner, built)
    save_item(clerk.trade.owner, SaveItem(code="OFFCUT", name="Offcut of cable", tracking="quantity"))
    save_item(clerk.trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    told = tables(path.read_text())
    assert any(head == "see" for head, _ in told)
    for head, rows in told:
        if head == "see":
            look(clerk, rows)
        else:
            for step, what in rows:
                clerk.do(step, what)
    assert clerk.refusal is None, f"a refusal that nobody saw: {clerk.refusal}"
