"""How things stand: what we own, what came and went, what was posted last, what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import clock, sql
from everyunit.documents.kind import OUT, STOCK
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.pricing import WORTH

DAYS = 14
WEEK = 7


@dataclass(frozen=True, slots=True)
class Owned:
    """What is in our stock bins: pieces with a serial number of their own, other pieces, and what all is worth."""

    units: int
    counted: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Pieces and their amount: at cost where received, at price where sold or taken back."""

    pieces: int = 0
    amount_minor: int = 0

    def plus(self, pieces: int, amount_minor: int) -> Flow:
        return Flow(self.pieces + pieces, self.amount_minor + amount_minor)


@dataclass(frozen=True, slots=True)
class Day:
    """What came and went on one day."""

    date: dt.date
    received: Flow
    sold: Flow
    returned: Flow


@dataclass(frozen=True, slots=True)
class PostingSeen:
    """One of the latest postings."""

    kind: str
    number: str
    posted_at: dt.datetime
    posted_by: str
    party: str | None
    party_name: str | None
    reverses: bool


def owned() -> Owned:
    """From the valuations, one row an item."""
    units, counted, value = sql.rows(
        "SELECT coalesce(sum(CASE WHEN i.tracking IN ('serialized', 'auto_serialized') THEN v.quantity ELSE 0 END), 0),"
        " coalesce(sum(CASE WHEN i.tracking = 'quantity' THEN v.quantity ELSE 0 END), 0),"
        " coalesce(sum(v.value_minor), 0)"
        " FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
    )[0]
    return Owned(int(units), int(counted), int(value))


def last_days(days: int = DAYS) -> list[Day]:
    """Each of the last days, today last, from the lines of what was posted; a reversal takes its pieces off again."""
    today = clock.now().date()
    first = today - dt.timedelta(days=days - 1)
    flows: dict[tuple[dt.date, str], Flow] = {}
    for date, kind, sign, pieces, amount in sql.rows(
        "SELECT p.date, d.kind, CASE WHEN l.quantity < 0 THEN -1 ELSE 1 END AS sign,"
        " sum(CASE WHEN p.reverses_id IS NULL THEN 1 ELSE -1 END * abs(l.quantity)),"
        " sum(CASE WHEN p.reverses_id IS NULL THEN 1 ELSE -1 END"
        f"  * {WORTH})"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id"
        " JOIN documents_line l ON l.document_id = d.id JOIN catalog_item i ON i.id = l.item_id"
        " WHERE p.date >= %s AND i.tracking <> 'none'"
        " GROUP BY p.date, d.kind, CASE WHEN l.quantity < 0 THEN -1 ELSE 1 END",
        [first],
    ):
        key = (date if isinstance(date, dt.date) else dt.date.fromisoformat(date), direction(kind, sign))
        flows[key] = flows.get(key, Flow()).plus(int(pieces), int(amount))
    dates = [first + dt.timedelta(days=number) for number in range(days)]
    return [
        Day(date, *(flows.get((date, name), Flow()) for name in ("received", "sold", "returned"))) for date in dates
    ]


def direction(kind: str, sign: int) -> str:
    """What a line of this sign does, by the kinds table: received, sold, returned, or within."""
    row = row_for(KINDS[kind], sign)
    if (row.party, row.route.source, row.route.target) == ("vendor", OUT, STOCK):
        return "received"
    if (row.party, row.route.source, row.route.target) == ("customer", STOCK, OUT):
        return "sold"
    if (row.party, row.route.source, row.route.target) == ("customer", OUT, STOCK):
        return "returned"
    return "within"


def total(flows: Sequence[Flow]) -> Flow:
    return Flow(sum(each.pieces for each in flows), sum(each.amount_minor for each in flows))


def latest_postings(limit: int = 10) -> list[PostingSeen]:
    """Newest first."""
    seen = []
    for kind, number, at, who, party, party_name, reverses_id in sql.rows(
        "SELECT d.kind, d.number, p.posted_at, u.username, c.code, c.name, p.reverses_id FROM stock_posting p"
        " JOIN documents_document d ON d.id = p.document_id LEFT JOIN parties_party c ON c.id = d.party_id"
        " LEFT JOIN people_user u ON u.id = p.actor_id ORDER BY p.id DESC LIMIT %s",
        [limit],
    ):
        posted_at = sql.moment(at)
        assert posted_at is not None
        seen.append(PostingSeen(kind, number, posted_at, who or "", party, party_name, reverses_id is not None))
    return seen
