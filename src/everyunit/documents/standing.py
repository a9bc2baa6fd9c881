"""How far documents have come as a whole, in a word each: what is delivered of orders, what vendors invoiced (PUR-31).

Worked out by one statement for many documents; lists are filtered by the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyunit.base import sql
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import INVOICING, KINDS, invoices
from everyunit.documents.on_orders import TRAVELLING
from everyunit.documents.queries import DocumentRow

NOT, IN_TRANSIT, PARTLY, WHOLLY = "not", "in_transit", "partly", "wholly"
DELIVERED, INVOICED = (NOT, IN_TRANSIT, PARTLY, WHOLLY), (NOT, PARTLY, WHOLLY)
TRAVELS = {NOT: "Requested", IN_TRANSIT: "In transit", PARTLY: "Partly arrived", WHOLLY: "Completed"}

STANDS = (
    "NOT EXISTS (SELECT 1 FROM stock_posting o JOIN stock_posting r ON r.reverses_id = o.id"
    " WHERE o.document_id = {document}.id)"
)


def is_delivered(kind: Kind) -> bool:
    """Whether papers that follow one of this kind deliver it, piece by piece. What is lent need never be sold."""
    return kind.stage is Stage.ORDER and bool(kind.becomes) and (kind.travels or not kind.waits)


def is_invoiced(kind: Kind) -> bool:
    """Whether what such a paper brings in, or announces, is invoiced by a later one."""
    return kind.stage is not Stage.QUOTE and any(invoices(KINDS[code]) for code in kind.becomes)


def gets_on(kind: Kind) -> bool:
    """Whether it is a question how far papers of this kind have come."""
    return is_delivered(kind) or is_invoiced(kind)


def said(word: str | None, done: str, travels: bool = False) -> str:
    """The word as people say it: partly shipped. `done`: what being delivered is called; "" where it is no question."""
    if word is None:
        return ""
    return TRAVELS[word] if travels else {NOT: f"Not {done}", PARTLY: f"Partly {done}"}.get(word, done.capitalize())


def _codes(kinds: Sequence[Kind]) -> str:
    return ", ".join(f"'{kind.code}'" for kind in kinds)


# Which documents get on at all: not a cancelled order, nor a draft or what was reversed.
_LIVES = f"(d.status IN ('open', 'closed') OR d.status = 'posted' AND {STANDS.format(document='d')})"
_DELIVERS = f"d.kind IN ({_codes([kind for kind in KINDS.values() if is_delivered(kind)])}) AND {_LIVES}"
_BILLED = f"d.kind IN ({_codes([kind for kind in KINDS.values() if is_invoiced(kind)])}) AND {_LIVES}"

# What followed line {line}, posted and not reversed.
_FOLLOWED = (
    "coalesce((SELECT sum(abs(f.quantity)) FROM documents_line f"
    " JOIN documents_document by ON by.id = f.document_id AND by.status = 'posted'{kinds}"
    f" WHERE f.source_line_id = {{line}} AND {STANDS.format(document='by')}), 0)"
)
_DIRECTLY = _FOLLOWED.format(line="l.id", kinds=f" AND by.kind IN ({INVOICING})")
_BY_RECEIPTS = (
    "coalesce((SELECT sum(abs(f.quantity)) FROM documents_line b"
    " JOIN documents_document between_ ON between_.id = b.document_id AND between_.status = 'posted'"
    " JOIN documents_line f ON f.source_line_id = b.id"
    f" JOIN documents_document by ON by.id = f.document_id AND by.kind IN ({INVOICING}) AND by.status = 'posted'"
    f" WHERE b.source_line_id = l.id AND {STANDS.format(document='by')}), 0)"
)
_AWAY = (
    f"CASE WHEN d.kind IN ({TRAVELLING})"
    " THEN l.attached + (SELECT count(*) FROM stock_hold h WHERE h.from_line_id = l.id) ELSE 0 END"
)


def _word(reached: str, away: str = "0") -> str:
    """The word for document d, by what its lines have `reached`. More than was asked for makes up for no other line."""
    return (
        "(SELECT CASE WHEN coalesce(sum(each.away), 0) > 0 THEN 'in_transit'"
        " WHEN coalesce(sum(each.reached), 0) = 0 THEN 'not'"
        " WHEN sum(CASE WHEN each.reached < each.asked THEN 1 ELSE 0 END) > 0 THEN 'partly' ELSE 'wholly' END"
        f" FROM (SELECT abs(l.quantity) AS asked, {reached} AS reached, {away} AS away"
        " FROM documents_line l WHERE l.document_id = d.id) each)"
    )


_DELIVERY = _word(_FOLLOWED.format(line="l.id", kinds=""), _AWAY)
_INVOICING = _word(f"{_DIRECTLY} + {_BY_RECEIPTS}")


# The conditions on document d that it has come so far: each asks for one of the words.
DELIVERED_IS = f"{_DELIVERS} AND {_DELIVERY} = %s"
INVOICED_IS = f"{_BILLED} AND {_INVOICING} = %s"


def with_standing(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The rows, and how far each is delivered and invoiced: one statement, where that is a question for any of them."""
    asked = [row.document_id for row in rows if gets_on(KINDS[row.kind])]
    if not asked:
        return list(rows)
    mine = sql.among("d.id", asked)
    found = {
        document_id: {"delivered": delivered, "invoiced": invoiced}
        for document_id, delivered, invoiced in sql.rows(
            f"SELECT d.id, CASE WHEN {_DELIVERS} THEN {_DELIVERY} END, CASE WHEN {_BILLED} THEN {_INVOICING} END"
            f" FROM documents_document d WHERE {mine.sql}",
            mine.params,
        )
    }
    return [replace(row, **found.get(row.document_id, {})) for row in rows]
