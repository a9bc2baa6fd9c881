"""The history of a document: what each of its postings moved, from where to where, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql

STEPS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Pieces of one item that a posting took from a bin to another. `first` and `last`: of units, the oldest and the
    newest of them by number; "" for counted goods.
    """

    at: dt.datetime
    user: str
    reason: str
    undoes: bool
    item: str
    item_name: str
    from_bin: str
    to_bin: str
    pieces: int
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """`next_before`: the posting before which there is more; None where it began."""

    moved: tuple[Moved, ...]
    next_before: int | None


def history_of(document_id: int, before: int | None = None, at_most: int = STEPS_SHOWN) -> History:
    """What the latest so many postings of the document moved; one statement, whatever the number of units."""
    found = _moved(document_id, before, at_most + 1)
    postings = list(dict.fromkeys(posting_id for posting_id, _ in found))
    shown = set(postings[:at_most])
    last = postings[at_most - 1] if len(postings) > at_most else None
    return History(tuple(moved for posting_id, moved in found if posting_id in shown), last)


def _moved(document_id: int, before: int | None, at_most: int) -> list[tuple[int, Moved]]:
    behind, params = ("", []) if before is None else (" AND p.id < %s", [before])
    mine = (
        "posting_id IN (SELECT latest.id FROM ("
        f"SELECT p.id FROM stock_posting p WHERE p.document_id = %s{behind} ORDER BY p.id DESC LIMIT %s) latest)"
    )
    asked = [document_id, *params, at_most]
    found = sql.rows(
        "SELECT p.id, p.posted_at, w.username, p.reason, p.reverses_id, i.code, i.name, f.code, t.code, moved.pieces,"
        " head.serial, tail.serial FROM ("
        " SELECT posting_id, line_id, NULL AS item_id, from_bin_id, to_bin_id, count(*) AS pieces,"
        " min(unit_id) AS head_id, max(unit_id) AS tail_id"
        f" FROM stock_movement WHERE {mine} GROUP BY posting_id, line_id, from_bin_id, to_bin_id UNION ALL"
        " SELECT posting_id, line_id, item_id, from_bin_id, to_bin_id, sum(quantity), NULL, NULL"
        f" FROM stock_quantitymovement WHERE {mine} GROUP BY posting_id, line_id, item_id, from_bin_id, to_bin_id"
        ") moved JOIN stock_posting p ON p.id = moved.posting_id"
        " LEFT JOIN stock_unit head ON head.id = moved.head_id LEFT JOIN stock_unit tail ON tail.id = moved.tail_id"
        " JOIN catalog_item i ON i.id = coalesce(moved.item_id, head.item_id)"
        " JOIN places_bin f ON f.id = moved.from_bin_id JOIN places_bin t ON t.id = moved.to_bin_id"
        " LEFT JOIN people_user w ON w.id = p.actor_id ORDER BY p.id DESC, moved.line_id, moved.to_bin_id",
        [*asked, *asked],
    )
    return [(row[0], _row(row)) for row in found]


def _row(row: sql.Row) -> Moved:
    _, posted_at, user, reason, undoes, item, item_name, source, target, pieces, first, last = row
    at = sql.moment(posted_at)
    assert at is not None
    return Moved(
        at=at,
        user=user or "",
        reason=reason,
        undoes=undoes is not None,
        item=item,
        item_name=item_name,
        from_bin=source,
        to_bin=target,
        pieces=int(pieces),
        first=first or "",
        last=last or "",
    )
