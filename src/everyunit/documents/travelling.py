"""What is on its way from one location to another, and what is requested."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.on_orders import TRAVELLING
from everyunit.documents.progress import progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An open transfer order, in pieces: what was `requested`, what of it is `in_transit` and what has `arrived`."""

    document_id: int
    kind: str
    number: str
    date: dt.date
    deliver_on: dt.date | None
    origin: str
    origin_name: str
    destination: str
    destination_name: str
    reference: str
    lines: int
    requested: int
    in_transit: int
    arrived: int

    @property
    def state(self) -> str:
        """How far it has come, in a word."""
        if self.in_transit:
            return "in_transit"
        return "partly_arrived" if self.arrived else "requested"

    @property
    def to_send(self) -> int:
        return max(0, self.requested - self.in_transit - self.arrived)


def transfers() -> list[Transfer]:
    """All that are open, the oldest first: three statements, whatever their number."""
    found = sql.dicts(
        "SELECT d.id AS document_id, d.kind, d.number, d.date, d.deliver_on, o.code AS origin, o.name AS origin_name,"
        " coalesce(t.code, '') AS destination, coalesce(t.name, '') AS destination_name, d.reference"
        " FROM documents_document d JOIN places_location o ON o.id = d.location_id"
        " LEFT JOIN places_location t ON t.id = d.destination_id"
        f" WHERE d.status = 'open' AND d.kind IN ({TRAVELLING}) ORDER BY d.id"
    )
    lines = _lines([row["document_id"] for row in found])
    return [
        Transfer(
            **row | {"date": sql.date(row["date"]) or dt.date.min, "deliver_on": sql.date(row["deliver_on"])},
            lines=len(lines.get(row["document_id"], ())),
            requested=sum(asked for asked, _, _ in lines.get(row["document_id"], ())),
            in_transit=sum(away for _, away, _ in lines.get(row["document_id"], ())),
            arrived=sum(min(asked, done) for asked, _, done in lines.get(row["document_id"], ())),
        )
        for row in found
    ]


def _lines(document_ids: list[int]) -> dict[int, list[tuple[int, int, int]]]:
    """By document: of each line how many are requested, on the way, also on a draft that is arriving, and arrived."""
    mine = sql.among("l.document_id", document_ids)
    rows = sql.rows(
        "SELECT l.document_id, l.id, l.quantity, l.attached,"
        " (SELECT count(*) FROM stock_hold h WHERE h.from_line_id = l.id)"
        f" FROM documents_line l WHERE {mine.sql}",
        mine.params,
    )
    reached = progress([row[1] for row in rows])
    lines: dict[int, list[tuple[int, int, int]]] = {}
    for document_id, line_id, quantity, attached, lent in rows:
        lines.setdefault(document_id, []).append((int(quantity), int(attached) + int(lent), reached[line_id].done))
    return lines
