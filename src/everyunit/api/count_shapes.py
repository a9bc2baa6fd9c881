"""What stock counts look like on the wire, and the commands that the bodies become."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from everyunit.api.document_bodies import LINES_LIMIT, Numbers
from everyunit.api.document_shapes import ScanEntry
from everyunit.api.fields import Body, Code, Name, Text, Truth, Whole, WholeId
from everyunit.counting.count_rows import CountedRow, CountRows
from everyunit.counting.count_scans import CountScans
from everyunit.counting.decide import Decide
from everyunit.counting.enter_number import EnterNumber
from everyunit.counting.make_count import MakeCount
from everyunit.counting.take_away import TakeAway
from everyunit.documents.meaning import SCANS_LIMIT

CountState = Literal["uncounted", "counting", "counted", "complete", "void"]
SortName = Literal[
    "agrees", "misplaced", "outside", "missing", "held", "elsewhere", "moved", "unknown", "more", "fewer"
]
Codes = Annotated[list[Code], Field(max_length=LINES_LIMIT)]
BIN: dict[str, Any] = {
    "bin": "A1",
    "bin_name": "Shelf A1",
    "status": "counting",
    "round": 1,
    "recorded": 40,
    "found": 37,
    "expected": 36,
    "pieces": 0,
    "unknown": 0,
}


class CountBody(Body):
    """Which bins are counted, and how."""

    model_config = ConfigDict(json_schema_extra={"example": {"bins": ["A1", "A2"], "blocked": True}})

    location: Code | None = Field(None, description="Default: where the user works.")
    bins: Codes = Field([], description="Stock bins of the location; none, and no area: all of them.")
    area: Code | None = Field(None, description="The bins of this stock area and of those in it.")
    blocked: Truth = Field(True, description="Nothing moves in or out of a bin while it is counted.")
    blind: Truth = Field(False, description="Who counts is not told what is recorded.")
    with_stock: Truth = Field(False, description="Only bins in which something is recorded.")
    note: Text = ""

    def command(self) -> MakeCount:
        return MakeCount(**{**self.model_dump(), "bins": tuple(self.bins)})


class CountBinsBody(Body):
    """Which bins of the count; none: all that it can be done for."""

    model_config = ConfigDict(json_schema_extra={"example": {"bins": ["A1"]}})

    bins: Codes = []


class FinishBody(CountBinsBody):
    """Which bins are counted."""

    rest_is_none: Truth = Field(False, description="Of counted goods without a number, none are there.")


class CountScanBody(Body):
    """What was scanned while counting."""

    model_config = ConfigDict(json_schema_extra={"example": {"bin": "A1", "scans": ["100000", "100010-100019"]}})

    scans: Numbers
    bin: Code | None = Field(None, description="Where counting goes on; the code of a bin may be scanned, too.")
    include: Truth = Field(False, description="Yes to what is asked: units recorded elsewhere are here.")
    unit_id: WholeId | None = Field(None, description="The choice where one number means several units.")
    before: Code | Literal[""] = Field(
        "", description="What was scanned in this bin just before: a lot scanned now is of that piece of the item."
    )
    before_lot: Name | None = Field(
        None, description="Of which lot that piece was counted, as its answer said; empty where it was not counted."
    )

    def command(self, count_id: int) -> CountScans:
        return CountScans(count_id=count_id, **{**self.model_dump(), "scans": tuple(self.scans)})


class CountNumberBody(Body):
    """So many of an item are in a bin, in all."""

    model_config = ConfigDict(json_schema_extra={"example": {"bin": "A1", "item": "CABLE-1M", "quantity": 12}})

    bin: Code
    item: Code | Literal[""] = Field("", description="May be left out where only one item has such a lot.")
    quantity: Whole
    lot: Name = Field("", description="The lot that is counted; of units, the lot of what is more than recorded.")
    new_lot: Truth = Field(False, description="The lot is made if there is none yet.")

    def command(self, count_id: int) -> EnterNumber:
        return EnterNumber(count_id=count_id, **self.model_dump())


class CountedRowBody(Body):
    """A row of a list: what was found in which bin."""

    row: Whole = Field(description="Its number, by which it is told.")
    bin: Code
    text: Code | Literal[""] = Field(
        "", description="A serial or maker's number, a range, a barcode; with a quantity or a lot: an item."
    )
    quantity: Whole | None = Field(None, description="How many in all; with a lot and without a quantity, one.")
    lot: Name = Field("", description="The lot that is counted; alone it is enough where only one item has such a lot.")


class CountRowsBody(Body):
    """What a list says."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "rows": [
                    {"row": 1, "bin": "A1", "text": "100000"},
                    {"row": 2, "bin": "A1", "text": "CABLE-1M", "quantity": 12},
                    {"row": 3, "bin": "A1", "text": "MILK", "quantity": 8, "lot": "L-0412"},
                ]
            }
        }
    )

    rows: list[CountedRowBody] = Field(max_length=SCANS_LIMIT)
    include: Truth = Field(True, description="Units that are recorded elsewhere are where the row says.")
    new_lots: Truth = Field(False, description="Lots that are unknown are made.")

    def command(self, count_id: int) -> CountRows:
        rows = tuple(CountedRow(**each.model_dump()) for each in self.rows)
        return CountRows(count_id=count_id, rows=rows, include=self.include, new_lots=self.new_lots)


class TakeAwayBody(Body):
    """What is not there after all."""

    model_config = ConfigDict(json_schema_extra={"example": {"bin": "A1", "scans": ["100000"]}})

    bin: Code
    scans: Numbers = []
    items: Codes = Field([], description="One piece less of each of these counted goods.")
    lots: Annotated[list[Name], Field(max_length=LINES_LIMIT)] = Field(
        [], description="Of which lot each of the items is, in their order."
    )

    def command(self, count_id: int) -> TakeAway:
        items, lots = tuple(self.items), tuple(self.lots)
        return TakeAway(count_id=count_id, bin=self.bin, scans=tuple(self.scans), items=items, lots=lots)


class DecideBody(Body):
    """What becomes of what differs."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"bin": "A1", "decision": "bring_back", "serials": ["100000"]}}
    )

    bin: Code
    decision: Literal["put_right", "leave", "bring_back"]
    serials: Numbers = []
    items: Codes = []
    lot: Name = Field("", description="Only this lot of the items.")
    sort: SortName | Literal[""] = Field("", description="All of this sort in the bin.")

    def command(self, count_id: int) -> Decide:
        return Decide(
            count_id=count_id,
            bin=self.bin,
            decision=self.decision,
            serials=tuple(self.serials),
            items=tuple(self.items),
            lot=self.lot,
            sort=self.sort,
        )


class CountBin(Schema):
    """A bin on a count."""

    bin: str
    bin_name: str
    status: CountState
    round: int = Field(description="How many times it was counted.")
    recorded: int | None = Field(description="Units recorded there as its count began; null: not told to who counts.")
    found: int = Field(description="Units found there.")
    expected: int | None = Field(description="Of these, units that were recorded there; null: not told to who counts.")
    pieces: int = Field(description="Items of counted goods that have a number.")
    unknown: int = Field(description="Numbers that nobody knows.")


class CountAnswer(Schema):
    """The count as it stands."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"count_id": 3, "number": "100002", "status": "counting", "bins": [BIN]}}
    )

    count_id: int
    number: str
    status: CountState
    bins: list[CountBin]


class CountEntry(ScanEntry):
    """What became of a scan, or above fifty of them of all that fared alike."""

    lot: str = Field(description="Of counted goods that are kept by lot.")


class CountedAnswer(Schema):
    """What became of each scan, newest last, and how the bin stands. A scan that does not fit is no error."""

    count_id: int
    number: str
    bin: CountBin
    entries: list[CountEntry]
    counts: dict[str, int] = Field(description="How many scans had which action.")
    asks: int = Field(description="How many units wait for a yes: send them again with `include`.")


class RowProblem(Schema):
    """Why a row was not counted, or what is to be known of it."""

    row: int
    text: str
    code: str
    message: str


class RowsAnswer(Schema):
    """How many rows were counted, and what is to be told of others."""

    count_id: int
    number: str
    counted: int
    problems: list[RowProblem]
    told: list[RowProblem] = Field(description="Counted, but recorded elsewhere.")
    bins: list[CountBin]


class PaperMade(Schema):
    """A paper that was posted."""

    document_id: int
    kind: str
    number: str
    units: int
    quantity: int
    value_minor: int | None


class FinalizedAnswer(CountAnswer):
    """The count as it stands, and the papers that were posted."""

    model_config = ConfigDict(json_schema_extra={})

    papers: list[PaperMade]


class ApprovedAnswer(Schema):
    """The count that was approved, and what it writes off and adds."""

    count_id: int
    number: str
    worth_minor: int


class CountHead(Schema):
    """A stock count."""

    count_id: int
    number: str
    status: CountState
    location: str
    location_name: str
    blocked: bool
    blind: bool
    note: str
    created_by: str
    created_at: dt.datetime
    bins: int = Field(description="How many bins are on it.")
    done: int = Field(description="How many of them are counted or complete.")


class SortTotal(Schema):
    """How many units or pieces of the bins that are counted are of a sort."""

    sort: SortName
    units: int
    value_minor: int | None = Field(description="Null for who may not see costs.")


class EarlierCount(Schema):
    """What a bin was counted at before it was counted again."""

    bin: str
    round: int
    counted_by: str
    counted_at: dt.datetime | None
    recorded: int
    found: int
    differences: int
    again_by: str
    again_at: dt.datetime


class CountPaper(Schema):
    """A paper by which the count was put right."""

    document_id: int
    kind: str
    number: str


class StockCount(CountHead):
    """A stock count with its bins, what was found, the papers that put it right, and earlier counts."""

    each_bin: list[CountBin]
    totals: list[SortTotal]
    papers: list[CountPaper]
    earlier: list[EarlierCount]


class Goods(Schema):
    """Pieces of an item in a bin, or of a lot of it."""

    bin: str
    item: str
    item_name: str
    lot: str
    counted: int | None = Field(description="Null: nobody has said yet.")
    recorded: int | None = Field(description="When its number was entered; null: not told to who counts.")


class Difference(Schema):
    """A unit that differs, a number of counted goods, or a number that nobody knows."""

    bin: str
    sort: SortName
    serial: str
    maker_serial: str
    item: str
    item_name: str
    lot: str = Field(description="Of counted goods that are kept by lot.")
    recorded_in: str = Field(description="The bin where it is recorded now.")
    found_by: str
    decision: Literal["", "leave", "bring_back"]
    paper: str = Field(description="What holds it, or by which it left or moved.")
    party: str
    quantity: int = Field(description="How many more or fewer.")
    cost_minor: int | None
    then: str = Field(description="What becomes of it when the count is finalized; then, what became of it.")
