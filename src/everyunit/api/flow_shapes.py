"""What the steps from paper to paper look like on the wire, and the commands that the bodies become."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from everyunit.api.document_bodies import LINES_LIMIT, Numbers
from everyunit.api.fields import Body, Code, Whole, WholeId
from everyunit.documents.capture import Capture
from everyunit.documents.commit import Commit
from everyunit.documents.convert import Convert, Wanted
from everyunit.documents.generate import Generate
from everyunit.documents.replace_unit import ReplaceUnit
from everyunit.documents.unscan import Unscan


class WantedBody(Body):
    """How many of a line go on."""

    line_id: WholeId
    quantity: Whole


class ConvertBody(Body):
    """Which document to make, and of what."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"to": "SI", "wanted": [{"line_id": 12, "quantity": 2}], "further": []}}
    )

    to: Code = Field(description="The kind to make: see `becomes` in `GET /kinds`.")
    further: list[WholeId] = Field(
        [], max_length=LINES_LIMIT, description="More documents of the same party that go onto the same paper."
    )
    wanted: list[WantedBody] | None = Field(
        None, max_length=LINES_LIMIT, description="Only these lines and quantities; null: all that is outstanding."
    )

    def command(self, document_id: int) -> Convert:
        wanted = None if self.wanted is None else tuple(Wanted(**each.model_dump()) for each in self.wanted)
        return Convert(document_id=document_id, to=self.to, further=tuple(self.further), wanted=wanted)


class CommitBody(Body):
    """How many a line of an order shall hold in all."""

    model_config = ConfigDict(json_schema_extra={"example": {"line_id": 12, "quantity": 5}})

    line_id: WholeId
    quantity: Whole = Field(description="In all, not in addition; a lower figure releases the rest.")
    from_bin: Code | None = Field(None, description="Where they are taken from.")
    to_bin: Code | None = Field(None, description="Where a quantity goes that is released; null: the release bin.")
    numbered: Literal["take", "skip"] | None = Field(
        None, description="Whether units that have makers' numbers are picked, where that was asked (`choose_units`)."
    )

    def command(self, document_id: int) -> Commit:
        return Commit(
            document_id=document_id,
            line_id=self.line_id,
            quantity=self.quantity,
            from_bin=self.from_bin,
            to_bin=self.to_bin,
            numbered=self.numbered,
        )


class GenerateBody(Body):
    """How many units of a line were never ours."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"line_id": 12, "count": 1, "cost_minor": 2500, "maker_numbers": ["W1F0A1"]}}
    )

    line_id: WholeId
    count: Whole
    cost_minor: Whole | None = Field(None, description="What each shall cost; null: the item's average, else 0.")
    maker_numbers: Numbers | None = Field(
        None, description="Makers' numbers for the first of them; null: as said before."
    )

    def command(self, document_id: int) -> Generate:
        return Generate(
            document_id=document_id,
            line_id=self.line_id,
            count=self.count,
            cost_minor=self.cost_minor,
            maker_numbers=None if self.maker_numbers is None else tuple(self.maker_numbers),
        )


class ReplaceBody(Body):
    """Which unit stands in for which."""

    model_config = ConfigDict(json_schema_extra={"example": {"replaced": "100012", "by": "WD-7781"}})

    replaced: Code = Field(description="The unit that is replaced: its serial or maker's number.")
    by: Code | None = Field(None, description="The unit on the document, or the maker's number of one to come.")
    item: Code | None = Field(None, description="What a unit to come is; null: the same item.")
    cost_minor: Whole | None = Field(None, description="What a unit to come costs; null: what the replaced one does.")
    forget: bool = Field(False, description="It does not stand in after all.")
    alike: bool = Field(False, description="Yes, another unit of the item has this maker's number, too.")

    def command(self, document_id: int) -> ReplaceUnit:
        return ReplaceUnit(
            document_id=document_id,
            replaced=self.replaced,
            by=self.by or "",
            item=self.item,
            cost_minor=self.cost_minor,
            forget=self.forget,
            alike=self.alike,
        )


class UnscanBody(Body):
    """What the last scan did: units attached, pieces counted."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["100000"], "counted": []}})

    scans: Numbers = []
    counted: list[WholeId] = Field([], max_length=LINES_LIMIT, description="Lines on which one piece was counted.")
    captured: Numbers = Field([], description="Serial numbers that were given a maker's number.")

    def command(self, document_id: int) -> Unscan:
        return Unscan(
            document_id=document_id,
            scans=tuple(self.scans),
            counted=tuple(self.counted),
            captured=tuple(self.captured),
        )


class CaptureBody(Body):
    """What is on the boxes that leave."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["356938035643809"]}})

    scans: Numbers = Field(description="Makers' numbers.")
    line_id: WholeId | None = Field(None, description="Only this line.")

    def command(self, document_id: int) -> Capture:
        return Capture(document_id=document_id, scans=tuple(self.scans), line_id=self.line_id)


class StatusAnswer(Schema):
    """The order as it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"document_id": 57, "kind": "SO", "number": "100003", "status": "closed", "quote": ""}
        }
    )

    document_id: int
    kind: str
    number: str
    status: str
    quote: str = Field(description="The quote that cancelling made, such as SQ 100001; else empty.")
