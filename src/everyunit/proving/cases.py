"""What is measured: the ways of units through every kind of document, as a table of steps.

Each step is a verb on many units, and the rows that it writes for each of them, which the floor writes, too. Steps
without a name lead on to the next; they are not measured. Every way ends with its units out of stock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from everyunit.assembly.build import Build, build
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.spread_parts import SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.documents.attach import Attach, attach
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.post import Post, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned
from everyunit.proving.floor import Rows

VENDOR, CUSTOMER = "V1", "C1"
ITEM, AUTOMATIC, ASSEMBLY = "DRIVE", "PHONE", "BOX"


class Way:
    """So many units on their way through documents; `papers` are those that were made, the last one is at work."""

    def __init__(self, owner: Actor, count: int) -> None:
        self.owner, self.count = owner, count
        self.papers: list[DraftSaved] = []
        self.serials = ""
        self.stock_count = 0

    @property
    def paper(self) -> int:
        return self.papers[-1].document_id

    def new(self, kind: str, item: str | None = None, to_bin: str | None = None) -> None:
        """A paper; with an item it asks for all the units."""
        asked = (NewLine(item=item, quantity=self.count),) if item else ()
        party = {"vendor": VENDOR, "customer": CUSTOMER}.get(KINDS[kind].party or "")
        header = Header(reason="LOST" if KINDS[kind].adjusts else None)
        self.papers.append(draft(self.owner, Draft(kind=kind, party=party, lines=asked, to_bin=to_bin, header=header)))

    def to(self, kind: str) -> None:
        """The next paper, made from the last one."""
        self.papers.append(convert(self.owner, Convert(document_id=self.paper, to=kind)))

    def into(self, to_bin: str) -> None:
        """What is on the paper goes into this bin."""
        revise(self.owner, Revise(document_id=self.paper, to_bin=to_bin))

    def back(self) -> None:
        """The paper before the last one is at work again."""
        self.papers.pop()

    def attach(self) -> None:
        self._all(attach(self.owner, Attach(document_id=self.paper, scans=(self.serials,), by="range")))

    def detach(self) -> None:
        self._all(detach(self.owner, Detach(document_id=self.paper, scans=(self.serials,))))

    def pick(self) -> None:
        self._all(pick(self.owner, Pick(document_id=self.paper)))

    def commit(self) -> None:
        line = self.papers[-1].lines[0].line_id
        commit(self.owner, Commit(document_id=self.paper, line_id=line, quantity=self.count))

    def post(self) -> None:
        post(self.owner, Post(document_id=self.paper))

    def reverse(self) -> None:
        reverse(self.owner, Reverse(document_id=self.paper))

    def price(self, price_minor: int) -> None:
        """Every line at another price."""
        lines = sql.rows("SELECT id FROM documents_line WHERE document_id = %s", [self.paper])
        changes = tuple(LineChange(line_id=line_id, price_minor=price_minor) for (line_id,) in lines)
        revise(self.owner, Revise(document_id=self.paper, change=changes))

    def look(self) -> None:
        """Note the serial numbers of the units that were made last."""
        newest = sql.rows("SELECT serial FROM stock_unit ORDER BY id DESC LIMIT %s", [self.count])
        self.serials = f"{newest[-1][0]}-{newest[0][0]}"

    def order_work(self) -> None:
        """A work order for as many of the assembly, each of one unit."""
        self.papers.append(order_work(self.owner, OrderWork(item=ASSEMBLY, quantity=self.count)))

    def start_work(self) -> None:
        start_work(self.owner, StartWork(document_id=self.paper))

    def number(self) -> None:
        number_built(self.owner, NumberBuilt(document_id=self.paper))

    def spread(self) -> None:
        spread_parts(self.owner, SpreadParts(document_id=self.paper))

    def build(self) -> None:
        build(self.owner, Build(document_id=self.paper, good=self.count))

    def sell(self) -> None:
        """All that was made last is sold."""
        self.look()
        self.new("SI")
        self.attach()
        self.post()

    def counted(self, bin_code: str, found: bool) -> None:
        """A count of the bin, in which all the units are found, wherever they are recorded, or none is."""
        made = make_count(self.owner, MakeCount(bins=(bin_code,)))
        start_bins(self.owner, StartBins(count_id=made.count_id))
        if found:
            command = CountScans(count_id=made.count_id, bin=bin_code, scans=(self.serials,), include=True)
            count_scans(self.owner, command)
        finish_bins(self.owner, FinishBins(count_id=made.count_id))
        self.stock_count = made.count_id

    def finalize(self) -> None:
        done = finalize_count(self.owner, FinalizeCount(count_id=self.stock_count))
        assert sum(paper.units for paper in done.papers) == self.count, done.papers

    def _all(self, scanned: Scanned) -> None:
        assert sum(scanned.counts.values()) == self.count, scanned.counts
        assert "skipped" not in scanned.counts, f"units were left out: {scanned.counts}"


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


LOOK = Step("", Way.look, NOTHING)
HELD = Rows(held=True)
LENT = Rows(lent=True)
DETACHED = Rows(detached=True)
COMMITTED = Rows(held=True, moved=True)
UNCOMMITTED = Rows(detached=True, moved=True)
LET_GO = Rows(released=True, moved=True)
SOLD = Rows(moved=True, released=True, booked=True)
RECEIVED = Rows(born=True, booked=True)
REVALUED = Rows(revalued=True, released=True, booked=True)

WAYS: dict[str, tuple[Step, ...]] = {
    "received, sold, taken back, sent back to the vendor": (
        _new("PR", ITEM),
        Step("PR post", Way.post, RECEIVED),
        LOOK,
        _new("SI"),
        Step("SI attach", Way.attach, HELD),
        Step("SI detach", Way.detach, DETACHED),
        Step("", Way.attach, HELD),
        Step("SI post", Way.post, SOLD),
        _new("CO"),
        Step("CO attach", Way.attach, COMMITTED),
        _to("CM", "CM from CO", LENT),
        Step("CM post", Way.post, SOLD),
        _new("DO"),
        Step("DO attach", Way.attach, COMMITTED),
        _to("DM", "DM from DO", LENT),
        Step("DM post", Way.post, SOLD),
    ),
    "in stock, moved, revalued, sold by order": (
        _new("OS", ITEM),
        Step("OS post", Way.post, RECEIVED),
        LOOK,
        _new("ST", to_bin="RETURNS"),
        Step("ST attach", Way.attach, HELD),
        Step("ST post", Way.post, LET_GO),
        _new("CA"),
        Step("", Way.attach, HELD),
        _price(7100),
        Step("CA post", Way.post, REVALUED),
        _new("PP"),
        Step("", Way.attach, HELD),
        _price(7000),
        Step("PP post", Way.post, REVALUED),
        _new("SO"),
        Step("SO attach", Way.attach, COMMITTED),
        Step("SO detach", Way.detach, UNCOMMITTED),
        Step("", Way.attach, COMMITTED),
        _to("SI", "SI from SO", LENT),
        Step("SI post, from SO", Way.post, SOLD),
        Step("SI reverse", Way.reverse, Rows(moved=True, held=True, booked=True)),
        Step("", Way.back, NOTHING),
        _to("SI"),
        Step("", Way.post, Rows(moved=True, released=True, booked=True)),
    ),
    "sent elsewhere, arrived, written off, found, and lost for good": (
        _new("OS", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _new("TO"),
        Step("TO attach", Way.attach, COMMITTED),
        _to("ST", "ST from TO", LENT),
        _into("RETURNS"),
        Step("ST post, arrived", Way.post, LET_GO),
        _new("IA"),
        Step("IA attach", Way.attach, HELD),
        Step("IA post, written off", Way.post, SOLD),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("IA post, found", Way.post, SOLD),
        _new("IA"),
        Step("", Way.attach, HELD),
        Step("", Way.post, SOLD),
    ),
    "counted where they are not recorded, and not found again": (
        _new("OS", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        _counted("PACKING", found=True),
        Step("count finalize, misplaced", Way.finalize, Rows(held=True, moved=True, released=True)),
        _counted("PACKING", found=False),
        Step("count finalize, missing", Way.finalize, Rows(held=True, moved=True, released=True, booked=True)),
    ),
    "ordered, inspected, invoiced": (
        _new("PO", ITEM),
        Step("PO commit", Way.commit, Rows(born=True, held=True)),
        LOOK,
        _to("PI", "PI from PO", LENT),
        Step("PI post, from PO", Way.post, SOLD),
        Step("PI reverse", Way.reverse, Rows(moved=True, held=True, booked=True)),
        Step("", Way.back, NOTHING),
        Step("PO detach", Way.detach, DETACHED),
    ),
    "received, invoiced at another price, picked": (
        _new("PR", AUTOMATIC),
        Step("", Way.post, RECEIVED),
        LOOK,
        _to("PI"),
        _price(14001),
        Step("PI post, other price", Way.post, Rows(revalued=True, booked=True)),
        _new("SO", AUTOMATIC),
        Step("SO commit", Way.commit, COMMITTED),
        Step("", Way.detach, UNCOMMITTED),
        _new("SI", AUTOMATIC),
        Step("SI pick", Way.pick, HELD),
        Step("", Way.post, SOLD),
    ),
    "built into others, one into each": (
        _new("PR", ITEM),
        Step("", Way.post, RECEIVED),
        LOOK,
        Step("", Way.order_work, NOTHING),
        Step("", Way.attach, COMMITTED),
        Step("WO start", Way.start_work, Rows(moved=True)),
        Step("WO number", Way.number, Rows(numbered=True)),
        Step("", Way.spread, NOTHING),
        Step("WO build", Way.build, Rows(lent=True, moved=True, released=True, booked=True, built=True)),
        Step("", Way.sell, NOTHING),
    ),
}
