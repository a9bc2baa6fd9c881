"""What a line of an order lacks where it is, and where else there is some of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import STOCK, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Line, Status
from everyunit.documents.progress import Progress, progress

# Free pieces by item and bin: counted goods less what orders hold, units that nothing holds.
FREE = (
    "SELECT v.item_id, v.bin_id, v.quantity"
    " - (SELECT count(*) FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
    "  WHERE u.item_id = v.item_id AND u.bin_id = v.bin_id)"
    " - (SELECT coalesce(sum(q.quantity), 0) FROM stock_quantityhold q"
    "  WHERE q.item_id = v.item_id AND q.bin_id = v.bin_id) AS free"
    " FROM stock_balance v WHERE v.quantity > 0 AND {condition}"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A bin in which there is something of the item, and how many are free."""

    bin: str
    bin_name: str
    location: str
    location_name: str
    free: int


def lacks(lines: Sequence[Line]) -> dict[int, int]:
    """How many each line of an open order that takes from our stock still wants, beyond what it holds."""
    mine = [line for line in lines if _takes(line)]
    reached = progress([line.pk for line in mine]) if mine else {}
    wanting = {line.pk: line.quantity - _gone_on(line, reached[line.pk]) for line in mine}
    return {line_id: count for line_id, count in wanting.items() if count > 0}


def offers(line: Line) -> list[Offer]:
    """Stock bins in which there are free ones, those of the order's own location first."""
    return [
        Offer(bin_, bin_name, location, location_name, int(free))
        for bin_, bin_name, location, location_name, free in sql.rows(
            f"SELECT b.code, b.name, l.code, l.name, f.free FROM ({FREE.format(condition='v.item_id = %s')}) f"
            " JOIN places_bin b ON b.id = f.bin_id AND b.bin_type = 'stock'"
            " JOIN places_location l ON l.id = b.location_id WHERE f.free > 0"
            " ORDER BY CASE WHEN l.id = %s THEN 0 ELSE 1 END, l.code, b.position, b.code",
            [line.item_id, line.document.location_id],
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToBring:
    """A line of an order: what it lacks, and where there is some."""

    line_id: int
    kind: str
    number: str
    item: str
    item_name: str
    lacking: int
    offers: list[Offer]

    @property
    def order(self) -> str:
        return f"{self.kind} {self.number}"


def line_to_bring(line_id: int) -> LineToBring | None:
    """None where there is no such line."""
    line = Line.objects.select_related("document", "item").filter(pk=line_id).first()
    if line is None:
        return None
    return LineToBring(
        line_id=line.pk,
        kind=line.document.kind,
        number=line.document.number,
        item=line.item.code,
        item_name=line.item.name,
        lacking=lacks([line]).get(line.pk, 0),
        offers=offers(line),
    )


def _gone_on(line: Line, reached: Progress) -> int:
    """How many are committed, on drafts or delivered. Units on drafts were lent; quantities stay committed."""
    if line.item.tracking == "quantity":
        return reached.done + max(line.attached, reached.drafted)
    return reached.done + reached.drafted + line.attached


def _takes(line: Line) -> bool:
    kind = KINDS[line.document.kind]
    takes = kind.stage is Stage.ORDER and kind.route.source == STOCK and line.document.status == Status.OPEN
    return takes and line.quantity > 0 and line.item.tracking != "none"
