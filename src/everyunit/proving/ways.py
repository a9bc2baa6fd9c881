"""Units on their way through documents: what a step of a measurement does with all of them."""

from __future__ import annotations

from everyunit.assembly.build import Build, build
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.spread_parts import SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.documents.attach import Attach, attach
from everyunit.documents.close import Close, close
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

    def close(self) -> None:
        close(self.owner, Close(document_id=self.paper))

    def reverse(self) -> None:
        reverse(self.owner, Reverse(document_id=self.paper, reason="mistake"))

    def price(self, price_minor: int) -> None:
        """Every line at another price."""
        lines = sql.rows("SELECT id FROM documents_line WHERE document_id = %s", [self.paper])
        changes = tuple(LineChange(line_id=line_id, price_minor=price_minor) for (line_id,) in lines)
        revise(self.owner, Revise(document_id=self.paper, change=changes))

    def look(self) -> None:
        """Note the serial numbers of the units that were made last."""
        newest = self._newest()
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

    def take_apart(self) -> None:
        """All that was built last; its parts are at work again."""
        serials = [serial for (serial,) in self._newest()]
        take_apart(self.owner, TakeApart(serials=tuple(serials)))

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

    def _newest(self) -> list[sql.Row]:
        return sql.rows("SELECT serial FROM stock_unit ORDER BY id DESC LIMIT %s", [self.count])

    def _all(self, scanned: Scanned) -> None:
        assert sum(scanned.counts.values()) == self.count, scanned.counts
        assert "skipped" not in scanned.counts, f"units were left out: {scanned.counts}"
