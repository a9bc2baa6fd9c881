"""Documents listed: by what is asked for, in the order asked for, in pages by key, and never counted as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.queries import DocumentRow, documents_where
from everyunit.documents.standing import DELIVERED, DELIVERED_IS, INVOICED, INVOICED_IS, STANDS, with_standing
from everyunit.rules.refusals import Refused

CHANGING = ("draft", "open", "closed", "cancelled")
FILE_BATCH = 500
ORDER_KINDS = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.stage is Stage.ORDER)
REVERSED = (
    "SELECT o.document_id FROM stock_posting r JOIN stock_posting o ON o.id = r.reverses_id"
    " WHERE r.reverses_id IS NOT NULL AND o.document_id IS NOT NULL"
)
Key = tuple[str | int, ...]

# What a list may be sorted by, and the columns that say so; each is read off an index.
ORDERS: dict[str, tuple[str, ...]] = {"entered": ("d.id",), "date": ("d.date", "d.id"), "number": ("d.number",)}


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


READERS: dict[str, Callable[[str], str | int]] = {
    "d.id": _id,
    "d.date": lambda text: dt.date.fromisoformat(text).isoformat(),
    "d.number": str,
}

# An open order with a line of which not all has been delivered.
OUTSTANDING = (
    f"d.status = 'open' AND d.kind IN ({ORDER_KINDS}) AND EXISTS (SELECT 1 FROM documents_line l"
    " WHERE l.document_id = d.id AND abs(l.quantity) > (SELECT coalesce(sum(abs(f.quantity)), 0) FROM documents_line f"
    " JOIN documents_document done ON done.id = f.document_id AND done.status = 'posted'"
    f" WHERE f.source_line_id = l.id AND {STANDS.format(document='done')}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """What to list; empty values do not narrow. Parties and locations by code; both dates are included.

    `number` is the whole number, `reference` a part of the reference or of their number. `outstanding`: open orders of
    which something is still to be delivered. `created_by`: a user's id; `representative`: a user's name. `delivered`,
    `invoiced`: how far, as in standing.DELIVERED and INVOICED.
    """

    kinds: tuple[str, ...] = ()
    status: str = ""
    party: str = ""
    location: str = ""
    number: str = ""
    reference: str = ""
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    outstanding: bool = False
    delivered: str = ""
    invoiced: str = ""
    created_by: int | None = None
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """By what the list is sorted, and whether the largest come first."""

    by: str = "entered"
    falling: bool = True

    def key(self, row: DocumentRow) -> Key:
        """Where the row stands in this order."""
        keys: dict[str, Key] = {
            "entered": (row.document_id,),
            "date": (row.date.isoformat(), row.document_id),
            "number": (row.number,),
        }
        return keys[self.by]

    def read(self, parts: Sequence[str]) -> Key | None:
        """The key out of its parts as texts; None where they are none of this order."""
        try:
            return tuple(READERS[column](part) for column, part in zip(ORDERS[self.by], parts, strict=True))
        except ValueError:
            return None


NEWEST = Order()


def order_in(text: str, *, one_kind: bool) -> Order:
    """The order that a text such as "-date" asks for; the usual one where it asks for none."""
    by = text.removeprefix("-")
    if by not in ORDERS or (by == "number" and not one_kind):
        return NEWEST
    return Order(by=by, falling=text.startswith("-"))


def find_documents(
    wanted: DocumentFilter,
    *,
    order: Order = NEWEST,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = 50,
) -> list[DocumentRow]:
    """Documents that fit: the ones behind the key `after`, or those just ahead of `before`; in their order.

    Refused: `bad_order` where many kinds are sorted by number: each kind has numbers of its own.
    """
    if order.by == "number" and len(wanted.kinds) != 1:
        raise Refused("bad_order", "Choose one kind of document to sort by number.")
    columns = ORDERS[order.by]
    backwards = before is not None
    falling = order.falling != backwards
    conditions = _conditions(wanted)
    start = before if backwards else after
    if start is not None:
        marks = ", ".join("%s" for _ in columns)
        conditions.add(f"({', '.join(columns)}) {'<' if falling else '>'} ({marks})", *start)
    sorted_by = ", ".join(f"{column} {'DESC' if falling else 'ASC'}" for column in columns)
    found = with_standing(
        documents_where(f"WHERE {conditions.sql} ORDER BY {sorted_by} LIMIT %s", [*conditions.params, limit])
    )
    return found[::-1] if backwards else found


def every_document(wanted: DocumentFilter, order: Order = NEWEST) -> Iterator[DocumentRow]:
    """All documents that fit, read in batches as they are asked for."""
    after: Key | None = None
    while True:
        batch = find_documents(wanted, order=order, after=after, limit=FILE_BATCH)
        yield from batch
        if len(batch) < FILE_BATCH:
            return
        after = order.key(batch[-1])


def count_documents(wanted: DocumentFilter, most: int | None) -> int:
    """How many documents fit, no further than to `most`."""
    conditions = _conditions(wanted)
    return sql.count(f"SELECT 1 FROM documents_document d WHERE {conditions.sql}", conditions.params, most)


def _conditions(wanted: DocumentFilter) -> sql.Conditions:
    conditions = sql.Conditions()
    if len(wanted.kinds) == 1:
        conditions.add("d.kind = %s", wanted.kinds[0])
    elif wanted.kinds:
        chosen = sql.among("d.kind", wanted.kinds, "text")
        conditions.add(chosen.sql, *chosen.params)
    for condition, value in (
        ("d.party_id = (SELECT id FROM parties_party WHERE code = %s)", wanted.party),
        ("d.location_id = (SELECT id FROM places_location WHERE code = %s)", wanted.location),
        ("d.number = %s", wanted.number),
        ("d.date >= %s", wanted.date_from),
        ("d.date <= %s", wanted.date_to),
        ("d.created_by = %s", wanted.created_by),
        ("d.representative_id = (SELECT id FROM people_user WHERE username = %s)", wanted.representative),
    ):
        if value not in ("", None):
            conditions.add(condition, value)
    conditions.contains(wanted.reference, "d.reference", "d.their_number")
    if wanted.status in CHANGING:
        conditions.add(f"d.status = '{wanted.status}'")  # written out, so that the partial indexes serve
    elif wanted.status == "reversed":
        conditions.add(sql.one_of_few("d.id", REVERSED))
    elif wanted.status:
        conditions.add(f"d.status = 'posted' AND {STANDS.format(document='d')}")
    if wanted.outstanding:
        conditions.add(OUTSTANDING)
    if wanted.delivered in DELIVERED:
        conditions.add(DELIVERED_IS, wanted.delivered)
    if wanted.invoiced in INVOICED:
        conditions.add(INVOICED_IS, wanted.invoiced)
    return conditions
