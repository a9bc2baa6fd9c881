"""What is still to come or to go on open orders: by item, location and kind (PUR-15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import OUT, STOCK, Kind, Stage
from everyunit.documents.kinds import KINDS, NEGATIVE


@dataclass(slots=True)
class OnOrders:
    """Pieces of an item that open orders have not delivered yet: promised to customers or to work orders, going back to
    vendors, ordered from vendors or to be built, coming back from customers. `away`: ours, but in repair, lent, or on
    the way to another location.
    """

    promised: int = 0
    going_back: int = 0
    ordered: int = 0
    coming_back: int = 0
    away: int = 0

    def count(self, kind: str, pieces: int) -> None:
        """So many more on orders of this kind."""
        setattr(self, _FIELDS[kind], getattr(self, _FIELDS[kind]) + pieces)


def _field_of(kind: Kind) -> str:
    """Which of the fields counts orders of this kind: told by what their delivery does and for whom it is."""
    if kind.waits:
        return "away"
    incoming = KINDS[kind.becomes[0]].route.target == STOCK
    if kind.party == "vendor":
        return "ordered" if incoming else "going_back"
    return "coming_back" if incoming else "promised"


def _is_ours(kind: Kind) -> bool:
    """A repair of a customer's goods says nothing of ours."""
    return not (kind.waits and kind.route.source == OUT)


_FIELDS = {kind.code: _field_of(kind) for kind in KINDS.values() if kind.stage is Stage.ORDER and _is_ours(kind)}
# Orders whose negative lines make goods: what is still to be built is expected as what vendors still deliver.
MAKING = [code for code, row in NEGATIVE.items() if row.stage is Stage.ORDER and row.generates]
_MADE = " to be made"
_FIELDS |= {code + _MADE: "ordered" for code in MAKING}


TRAVELLING = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.travels)
# What is requested from another location is promised to nobody; what is on the way there is away.
_ASKED = (
    f"CASE WHEN d.kind IN ({TRAVELLING})"
    " THEN l.attached + (SELECT count(*) FROM stock_hold h WHERE h.from_line_id = l.id) ELSE abs(l.quantity) END"
)
_DONE = f"CASE WHEN d.kind IN ({TRAVELLING}) THEN 0 ELSE coalesce(({{sum}}), 0) END"


_DELIVERED = (
    "SELECT sum(abs(f.quantity)) FROM documents_line f JOIN documents_document fd ON fd.id = f.document_id"
    " WHERE f.source_line_id = l.id AND fd.status = 'posted' AND NOT EXISTS ("
    " SELECT 1 FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = fd.id)"
)


def left_on_orders(condition: sql.Fragment) -> sql.Fragment:
    """A table to select from: `line_id`, `document_id`, `item_id`, `location_id`, `kind` and how many are `waiting`, of
    each line `l` of an open order that fulfils the condition and is not wholly delivered; of what is to be made, too.
    """
    kinds, making = sql.among("d.kind", list(_FIELDS), "text"), sql.among("d.kind", MAKING, "text")
    return sql.Fragment(
        "(SELECT line_id, document_id, item_id, location_id, kind, asked - done AS waiting FROM ("
        "SELECT l.id AS line_id, l.document_id, l.item_id, d.location_id,"
        f" CASE WHEN l.quantity < 0 THEN d.kind || '{_MADE}' ELSE d.kind END AS kind, {_ASKED} AS asked,"
        f" {_DONE.format(sum=_DELIVERED)} AS done"
        " FROM documents_document d JOIN documents_line l ON l.document_id = d.id"
        f" WHERE d.status = 'open' AND {kinds.sql} AND (l.quantity > 0 OR l.quantity < 0 AND {making.sql})"
        f" AND {condition.sql}) lines WHERE asked > done)",
        [*kinds.params, *making.params, *condition.params],
    )


def kinds_counted(*fields: str) -> list[str]:
    """The kinds of order that these fields of `OnOrders` count."""
    return [kind for kind, field in _FIELDS.items() if field in fields]


def on_orders(item_ids: Sequence[int]) -> dict[tuple[int, int], OnOrders]:
    """By item and location; one statement, whatever the number of items. Where nothing is on order, nothing is said."""
    left = left_on_orders(sql.among("l.item_id", item_ids))
    found: dict[tuple[int, int], OnOrders] = defaultdict(OnOrders)
    for item_id, location_id, kind, pieces in sql.rows(
        f"SELECT item_id, location_id, kind, sum(waiting) FROM {left.sql} waits GROUP BY item_id, location_id, kind",
        left.params,
    ):
        found[item_id, location_id].count(kind, int(pieces))
    return dict(found)
