"""How far the lines of orders have come, and what a pull sheet still has to pick of them: worked out, never kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import STOCK, Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.progress import Progress, progress

# The orders that goods are picked for: customers' orders that commit from stock.
PICKED_FOR: dict[str, Kind] = {
    kind.code: kind
    for kind in KINDS.values()
    if kind.stage is Stage.ORDER and kind.party == "customer" and kind.route.source == STOCK
}

LINE_COLUMNS = (
    "l.id, d.id, d.kind, d.number, d.status, d.date, p.code, p.name, l.position, i.id, i.code, i.name, i.tracking,"
    " l.quantity, l.attached"
)
LINE_TABLES = (
    "documents_line l JOIN documents_document d ON d.id = l.document_id JOIN catalog_item i ON i.id = l.item_id"
    " LEFT JOIN parties_party p ON p.id = d.party_id"
)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of a customer's order that goods are picked for."""

    line_id: int
    order_id: int
    kind: str
    number: str
    open: bool
    date: dt.date
    party: str
    party_name: str
    position: int
    item_id: int
    item: str
    item_name: str
    tracking: str
    ordered: int
    attached: int
    reached: Progress

    @property
    def order(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def gone_on(self) -> int:
        """How many are committed, on drafts or delivered. Units on drafts were lent; quantities stay committed."""
        drafted = self.reached.drafted
        if self.tracking == "quantity":
            return self.reached.done + max(self.attached, drafted)
        return self.reached.done + self.attached + drafted

    @property
    def outstanding(self) -> int:
        """How many nobody has picked yet."""
        return max(0, self.ordered - self.gone_on) if self.open else 0


@dataclass(frozen=True, slots=True)
class ToPick:
    """A line on a pull sheet: of `quantity` so many are picked since the sheet was made, and so many are left."""

    sheet_id: int
    of: OrderLine
    quantity: int
    start: int

    @property
    def picked(self) -> int:
        return min(self.quantity, max(0, self.of.gone_on - self.start))

    @property
    def left(self) -> int:
        return min(self.quantity - self.picked, self.of.outstanding)


def lines_on(sheet_ids: Sequence[int], line_ids: Collection[int] | None = None) -> list[ToPick]:
    """The lines of these sheets, or those of them for these lines of orders, oldest order first."""
    mine = sql.among("s.sheet_id", sheet_ids)
    chosen = sql.Fragment("1 = 1", []) if line_ids is None else sql.among("s.line_id", list(line_ids))
    found = sql.rows(
        f"SELECT {LINE_COLUMNS}, s.sheet_id, s.quantity, s.start FROM selling_sheetline s CROSS JOIN {LINE_TABLES}"
        f" WHERE {mine.sql} AND {chosen.sql} AND l.id = s.line_id ORDER BY d.date, d.id, l.position",
        [*mine.params, *chosen.params],
    )
    lines = _order_lines([row[:-3] for row in found])
    return [
        ToPick(sheet_id=sheet_id, of=line, quantity=quantity, start=start)
        for line, (*_, sheet_id, quantity, start) in zip(lines, found, strict=True)
    ]


def lines_of_order(order_id: int) -> list[OrderLine]:
    """The goods that the order sells, line by line."""
    return _order_lines(
        sql.rows(
            f"SELECT {LINE_COLUMNS} FROM {LINE_TABLES} WHERE d.id = %s AND l.quantity > 0 AND i.tracking <> 'none'"
            " ORDER BY l.position",
            [order_id],
        )
    )


def lines_to_pick(
    location_id: int,
    *,
    customer: str | None = None,
    date_from: dt.date | None = None,
    date_to: dt.date | None = None,
    order_ids: Sequence[int] = (),
) -> list[OrderLine]:
    """What is outstanding on the open orders of the location that wait on no pull sheet, oldest order first."""
    conditions = sql.Conditions()
    kinds = sql.among("d.kind", list(PICKED_FOR), "text")
    conditions.add(kinds.sql, *kinds.params)
    conditions.add("d.status = 'open' AND d.location_id = %s AND l.quantity > 0 AND i.tracking <> 'none'", location_id)
    conditions.add("NOT EXISTS (SELECT 1 FROM selling_sheetorder o WHERE o.order_id = d.id AND o.waiting)")
    if customer is not None:
        conditions.add("p.code = %s", customer)
    if date_from is not None:
        conditions.add("d.date >= %s", date_from)
    if date_to is not None:
        conditions.add("d.date <= %s", date_to)
    if order_ids:
        chosen = sql.among("d.id", order_ids)
        conditions.add(chosen.sql, *chosen.params)
    found = sql.rows(
        f"SELECT {LINE_COLUMNS} FROM {LINE_TABLES} WHERE {conditions.sql} ORDER BY d.date, d.id, l.position",
        conditions.params,
    )
    return [line for line in _order_lines(found) if line.outstanding]


def wanted_elsewhere(bin_ids: Sequence[int], before: int | None = None) -> Counter[int]:
    """How many of each item other open sheets still want from any of these bins: those older than the sheet `before`,
    or all of them.
    """
    chosen = sql.among("b.bin_id", bin_ids)
    older, params = ("", []) if before is None else (" AND s.id < %s", [before])
    others = sql.rows(
        "SELECT DISTINCT s.id FROM selling_pullsheet s JOIN selling_pullsheet_bins b ON b.pullsheet_id = s.id"
        f" WHERE s.status = 'open' AND {chosen.sql}{older}",
        [*chosen.params, *params],
    )
    wanted: Counter[int] = Counter()
    for line in lines_on([sheet_id for (sheet_id,) in others]):
        wanted[line.of.item_id] += line.left
    return wanted


def _order_lines(rows: Sequence[sql.Row]) -> list[OrderLine]:
    reached = progress([row[0] for row in rows])
    return [_order_line(row, reached[row[0]]) for row in rows]


def _order_line(row: sql.Row, reached: Progress) -> OrderLine:
    date = row[5]
    return OrderLine(
        line_id=row[0],
        order_id=row[1],
        kind=row[2],
        number=row[3],
        open=row[4] == "open",
        date=date if isinstance(date, dt.date) else dt.date.fromisoformat(date),
        party=row[6] or "",
        party_name=row[7] or "",
        position=row[8],
        item_id=row[9],
        item=row[10],
        item_name=row[11],
        tracking=row[12],
        ordered=row[13],
        attached=row[14],
        reached=reached,
    )
