"""What is still to come or to go on open orders: by item, location and kind (PUR-15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields

from everyunit.base import sql
from everyunit.documents.kinds import KINDS, STOCK, Kind, Stage


@dataclass(slots=True)
class OnOrders:
    """Pieces of an item that open orders have not delivered yet: promised to customers, going back to vendors, ordered
    from vendors, coming back from customers.
    """

    promised: int = 0
    going_back: int = 0
    ordered: int = 0
    coming_back: int = 0

    def add(self, other: OnOrders) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def any(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def _field_of(kind: Kind) -> str:
    """Which of the fields counts orders of this kind: told by what their delivery does and for whom it is."""
    incoming = KINDS[kind.becomes[0]].route.target == STOCK
    if kind.party == "vendor":
        return "ordered" if incoming else "going_back"
    return "coming_back" if incoming else "promised"


_FIELDS = {kind.code: _field_of(kind) for kind in KINDS.values() if kind.stage is Stage.ORDER}


def on_orders(item_ids: Sequence[int]) -> dict[tuple[int, int], OnOrders]:
    """By item and location; one statement, whatever the number of items. Where nothing is on order, nothing is said."""
    chosen = sql.among("l.item_id", item_ids)
    kinds = sql.among("d.kind", list(_FIELDS), "text")
    found: dict[tuple[int, int], OnOrders] = defaultdict(OnOrders)
    for item_id, location_id, kind, count in sql.rows(
        "SELECT item_id, location_id, kind, sum(asked - done) FROM ("
        " SELECT l.item_id, d.location_id, d.kind, l.quantity AS asked, coalesce(("
        "  SELECT sum(abs(f.quantity)) FROM documents_line f JOIN documents_document fd ON fd.id = f.document_id"
        "  WHERE f.source_line_id = l.id AND fd.status = 'posted' AND NOT EXISTS ("
        "   SELECT 1 FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = fd.id)"
        " ), 0) AS done FROM documents_document d JOIN documents_line l ON l.document_id = d.id"
        f" WHERE d.status = 'open' AND {kinds.sql} AND l.quantity > 0 AND {chosen.sql}) lines"
        " WHERE asked > done GROUP BY item_id, location_id, kind",
        [*kinds.params, *chosen.params],
    ):
        mine = found[item_id, location_id]
        setattr(mine, _FIELDS[kind], getattr(mine, _FIELDS[kind]) + int(count))
    return dict(found)
