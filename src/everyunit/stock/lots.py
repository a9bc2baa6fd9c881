"""The lots of what is counted: which lots each quantity that a posting moves is of, and how many of each are where.

A second book beside the quantity movements: it says nothing of value, and only of items that use lots and only of what
is in our stock. `everyunit verify` proves that both say the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from everyunit.base import clock, sql
from everyunit.rules.lots import Shelf, take
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

# What goes to customers and into what is built: of a line's document d with its party y.
FRESH_ONLY = "(y.role = 'customer' OR d.kind IN ('WO', 'WR'))"


@dataclass(frozen=True, slots=True)
class _Move:
    """A quantity that a posting moved. `lot_id`: what its line names, or the order line that it delivers; `leads`: the
    lines that may have put goods by for it, or sold what comes back. `fresh_only`: what has expired is left.
    """

    line_id: int
    item_id: int
    from_bin_id: int
    to_bin_id: int
    quantity: int
    lot_id: int | None
    leads: tuple[int, ...]
    subject: str
    fresh_only: bool


@dataclass(frozen=True, slots=True)
class _Part:
    move: _Move
    lot_id: int
    quantity: int


def lots_follow(posting_id: int, owned: Mapping[int, bool]) -> None:
    """Write of which lots the quantities are that the posting moved, and let the lots' balances follow.

    What a line names is taken; else what was put by for it, then what expires first. What was undone goes back as it
    came. Refused, each with all its lines: `lot_needed`, `lot_short`, `lot_expired`.
    """
    moves = [each for each in _moves(posting_id) if owned[each.from_bin_id] or owned[each.to_bin_id]]
    if not moves:
        return
    mirrored = sql.scalar("SELECT reverses_id FROM stock_posting WHERE id = %s", [posting_id])
    parts = _mirrored(int(mirrored), moves, owned) if mirrored is not None else _allotted(moves, owned)
    sql.insert(
        "stock_lotmovement",
        {
            "line_id": ("bigint", [each.move.line_id for each in parts]),
            "item_id": ("bigint", [each.move.item_id for each in parts]),
            "lot_id": ("bigint", [each.lot_id for each in parts]),
            "from_bin_id": ("bigint", [each.move.from_bin_id for each in parts]),
            "to_bin_id": ("bigint", [each.move.to_bin_id for each in parts]),
            "quantity": ("bigint", [each.quantity for each in parts]),
        },
        {"posting_id": posting_id},
    )
    _change_balances(parts, owned)


def _moves(posting_id: int) -> list[_Move]:
    return [
        _Move(
            line_id=row[0],
            item_id=row[1],
            from_bin_id=row[2],
            to_bin_id=row[3],
            quantity=int(row[4]),
            lot_id=row[5],
            leads=tuple(each for each in (row[0], row[6]) if each is not None),
            subject=f"Line {row[7]} ({row[8]})",
            fresh_only=bool(row[9]),
        )
        for row in sql.rows(
            "SELECT q.line_id, q.item_id, q.from_bin_id, q.to_bin_id, q.quantity, coalesce(own.lot_id, lead.lot_id),"
            " l.source_line_id, CASE WHEN d.kind = 'WR' AND lead_line.id IS NOT NULL THEN lead_line.position"
            " ELSE l.position END, i.code,"
            f" CASE WHEN {FRESH_ONLY} THEN 1 ELSE 0 END FROM stock_quantitymovement q"
            " JOIN catalog_item i ON i.id = q.item_id LEFT JOIN documents_line l ON l.id = q.line_id"
            " LEFT JOIN documents_document d ON d.id = l.document_id LEFT JOIN parties_party y ON y.id = d.party_id"
            " LEFT JOIN documents_linelot own ON own.line_id = l.id"
            " LEFT JOIN documents_linelot lead ON lead.line_id = l.source_line_id"
            " LEFT JOIN documents_line lead_line ON lead_line.id = l.source_line_id"
            " WHERE q.posting_id = %s AND i.uses_lots ORDER BY q.id",
            [posting_id],
        )
    ]


def _mirrored(original_id: int, moves: Sequence[_Move], owned: Mapping[int, bool]) -> list[_Part]:
    """As the posting that is undone moved them, the other way. What it moved before the item used lots leaves by
    expiry, and comes back into the item's first lot.
    """
    back = {(each.line_id, each.item_id, each.from_bin_id, each.to_bin_id): each for each in moves}
    parts = [
        _Part(back[line_id, item_id, to_bin_id, from_bin_id], int(lot_id), int(quantity))
        for line_id, item_id, from_bin_id, to_bin_id, lot_id, quantity in sql.rows(
            "SELECT line_id, item_id, from_bin_id, to_bin_id, lot_id, quantity FROM stock_lotmovement"
            " WHERE posting_id = %s ORDER BY id",
            [original_id],
        )
    ]
    told = {part.move for part in parts}
    older = [replace(move, lot_id=None, leads=(), fresh_only=False) for move in moves if move not in told]
    if not older:
        return parts
    first = _first_lots([move.item_id for move in older])
    return parts + _allotted(
        [move if owned[move.from_bin_id] else replace(move, lot_id=first.get(move.item_id)) for move in older], owned
    )


def _first_lots(item_ids: Sequence[int]) -> dict[int, int]:
    """The oldest lot of each item that has one."""
    chosen = sql.among("item_id", item_ids)
    return dict(
        sql.rows(f"SELECT item_id, min(id) FROM catalog_lot WHERE {chosen.sql} GROUP BY item_id", chosen.params)
    )


def _allotted(moves: Sequence[_Move], owned: Mapping[int, bool]) -> list[_Part]:
    """The moves in their order, each taking from what those before it left."""
    shelves = _shelves([each for each in moves if owned[each.from_bin_id]])
    put_by, sold = _brought(moves)
    parts: list[_Part] = []
    problems: list[Offender] = []
    for move in moves:
        if owned[move.from_bin_id]:
            stays = owned[move.to_bin_id]
            found, problem = _from_shelves(move, shelves[move.item_id, move.from_bin_id], put_by, stays)
        else:
            found, problem = _coming_in(move, sold)
        parts += found
        problems += problem
        for part in found:
            place = shelves[move.item_id, move.from_bin_id]
            if part.lot_id in place:
                pieces, expires_on = place[part.lot_id]
                place[part.lot_id] = (pieces - part.quantity, expires_on)
    refuse_if_any(problems, problems[0].code if problems else "", "Some lots cannot be told. Nothing was moved.")
    return parts


Place = dict[int, tuple[int, dt.date | None]]  # pieces and expiry by lot


def _shelves(moves: Sequence[_Move]) -> defaultdict[tuple[int, int], Place]:
    """What is where, locked in order until the transaction ends."""
    found: defaultdict[tuple[int, int], Place] = defaultdict(dict)
    items = sql.among("b.item_id", sorted({each.item_id for each in moves}))
    bins = sql.among("b.bin_id", sorted({each.from_bin_id for each in moves}))
    lock = " FOR UPDATE OF b" if sql.on_postgres() else ""
    for item_id, bin_id, lot_id, pieces, expires_on in sql.rows(
        "SELECT b.item_id, b.bin_id, b.lot_id, b.quantity, l.expires_on FROM stock_lotbalance b"
        f" JOIN catalog_lot l ON l.id = b.lot_id WHERE {items.sql} AND {bins.sql} AND b.quantity > 0"
        f" ORDER BY b.item_id, b.bin_id, b.lot_id{lock}",
        [*items.params, *bins.params],
    ):
        found[item_id, bin_id][lot_id] = (int(pieces), sql.date(expires_on))
    return found


Brought = dict[tuple[int, int, int], int]  # (line, bin, lot): pieces


def _brought(moves: Sequence[_Move]) -> tuple[Brought, Brought]:
    """What the leading lines brought into each bin, less what they took out again; and what they sold of each lot, less
    what came back of it, by line and with bin 0.
    """
    lines = sql.among("m.line_id", sorted({lead for move in moves for lead in move.leads}))
    put_by: Brought = defaultdict(int)
    sold: Brought = defaultdict(int)
    for line_id, lot_id, from_bin, to_bin, from_type, to_type, quantity in sql.rows(
        "SELECT m.line_id, m.lot_id, m.from_bin_id, m.to_bin_id, f.bin_type, t.bin_type, sum(m.quantity)"
        " FROM stock_lotmovement m JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
        f" WHERE {lines.sql} GROUP BY 1, 2, 3, 4, 5, 6",
        lines.params,
    ):
        put_by[line_id, to_bin, lot_id] += int(quantity)
        put_by[line_id, from_bin, lot_id] -= int(quantity)
        if from_type != to_type:
            sold[line_id, 0, lot_id] += int(quantity) if to_type == "out" else -int(quantity)
    back = sql.among("l.source_line_id", sorted({lead for move in moves for lead in move.leads}))
    for line_id, lot_id, from_bin, from_type, to_type, quantity in sql.rows(
        "SELECT l.source_line_id, m.lot_id, m.from_bin_id, f.bin_type, t.bin_type, sum(m.quantity)"
        " FROM documents_line l JOIN stock_lotmovement m ON m.line_id = l.id"
        " JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
        f" WHERE {back.sql} GROUP BY 1, 2, 3, 4, 5",
        back.params,
    ):
        put_by[line_id, from_bin, lot_id] -= int(quantity)
        if from_type != to_type:  # a return that was undone did not come back
            sold[line_id, 0, lot_id] += int(quantity) if to_type == "out" else -int(quantity)
    return put_by, sold


def _from_shelves(move: _Move, place: Place, put_by: Brought, stays: bool) -> tuple[list[_Part], list[Offender]]:
    """`stays`: in our stock; then what was put by for the line moves about, whether it has expired or not."""
    if move.lot_id is not None:
        pieces = place.get(move.lot_id, (0, None))[0]
        if pieces < move.quantity:
            message = f"There are {pieces} of this lot in the bin, not {move.quantity}."
            return [], [Offender(move.subject, "lot_short", message)]
        return [_Part(move, move.lot_id, move.quantity)], []
    taken = take(
        move.quantity,
        [
            Shelf(
                lot_id,
                pieces,
                expires_on,
                max(0, sum(put_by.get((lead, move.from_bin_id, lot_id), 0) for lead in move.leads)),
            )
            for lot_id, (pieces, expires_on) in place.items()
        ],
        today=clock.today() if move.fresh_only else None,
        put_by_goes=stays,
    )
    if taken.short and taken.expired:
        message = f"{taken.expired} that are there have expired. Name their lot on the line to take them all the same."
        return [], [Offender(move.subject, "lot_expired", message)]
    if taken.short:
        return [], [Offender(move.subject, "lot_short", f"{taken.short} are in no lot. Have the bin counted.")]
    return [_Part(move, lot_id, quantity) for lot_id, quantity in taken.parts], []


def _coming_in(move: _Move, sold: Brought) -> tuple[list[_Part], list[Offender]]:
    """Of the lot that is named; what comes back is of the lots that the line which sold it took."""
    if move.lot_id is not None:
        return [_Part(move, move.lot_id, move.quantity)], []
    left, parts = move.quantity, []
    for (line_id, _, lot_id), pieces in sorted(sold.items()):
        if line_id in move.leads and (part := min(left, max(0, pieces))):
            parts.append(_Part(move, lot_id, part))
            left -= part
    if left:
        return [], [Offender(move.subject, "lot_needed", "Say which lot it is: enter its number on the line.")]
    return parts, []


def _change_balances(parts: Sequence[_Part], owned: Mapping[int, bool]) -> None:
    changes: dict[tuple[int, int, int], int] = defaultdict(int)
    for part in parts:
        for bin_id, sign in ((part.move.from_bin_id, -1), (part.move.to_bin_id, 1)):
            if owned[bin_id]:
                changes[part.move.item_id, bin_id, part.lot_id] += sign * part.quantity
    ordered = sorted(changes.items())
    keys = {
        "item_id": ("bigint", [key[0] for key, _ in ordered]),
        "bin_id": ("bigint", [key[1] for key, _ in ordered]),
        "lot_id": ("bigint", [key[2] for key, _ in ordered]),
    }
    short = _too_few(ordered)
    if short:
        raise Refused("lot_short", "Some of these lots have moved on. What came of them must come back first.")
    sql.insert("stock_lotbalance", keys, {"quantity": 0}, conflict="ON CONFLICT DO NOTHING")
    sql.add("stock_lotbalance", keys, {"quantity": ("bigint", [change for _, change in ordered])})


def _too_few(changes: Sequence[tuple[tuple[int, int, int], int]]) -> bool:
    """Whether a bin has fewer of a lot than are to be taken out of it."""
    leaving = {key: -change for key, change in changes if change < 0}
    if not leaving:
        return False
    lots = sql.among("lot_id", sorted({key[2] for key in leaving}))
    there = {
        (item_id, bin_id, lot_id): int(quantity)
        for item_id, bin_id, lot_id, quantity in sql.rows(
            f"SELECT item_id, bin_id, lot_id, quantity FROM stock_lotbalance WHERE {lots.sql}", lots.params
        )
    }
    return any(there.get(key, 0) < count for key, count in leaving.items())


NOWHERE = 0  # the bin that lots come from that were in stock before the item used lots

# How many pieces of each lot are in each stock bin, as the movements say: (item_id, bin_id, lot_id, quantity).
STANDING = (
    "SELECT s.item_id, s.bin_id, s.lot_id, sum(s.change) AS quantity FROM ("
    " SELECT item_id, to_bin_id AS bin_id, lot_id, quantity AS change FROM stock_lotmovement UNION ALL"
    " SELECT item_id, from_bin_id, lot_id, -quantity FROM stock_lotmovement) s"
    " JOIN places_bin b ON b.id = s.bin_id AND b.bin_type = 'stock'"
    " GROUP BY s.item_id, s.bin_id, s.lot_id HAVING sum(s.change) <> 0"
)


def rebuild_lots() -> int:
    """Make the balances of lots again; how many were wrong."""
    before = _balances()
    sql.execute("DELETE FROM stock_lotbalance")
    sql.execute(f"INSERT INTO stock_lotbalance (item_id, bin_id, lot_id, quantity) {STANDING}")
    return len({key[:3] for key in before ^ _balances()})


def _balances() -> set[tuple[int, ...]]:
    found = sql.rows("SELECT item_id, bin_id, lot_id, quantity FROM stock_lotbalance WHERE quantity <> 0")
    return {tuple(int(each) for each in row) for row in found}


def begin(posting_id: int, item_id: int, lot_id: int) -> int:
    """What is in stock of the item is of this lot from now on; how many pieces."""
    sql.execute(
        "INSERT INTO stock_lotmovement (posting_id, line_id, item_id, lot_id, from_bin_id, to_bin_id, quantity)"
        " SELECT %s, 0, b.item_id, %s, %s, b.bin_id, b.quantity FROM stock_balance b"
        " WHERE b.item_id = %s AND b.owned AND b.quantity > 0",
        [posting_id, lot_id, NOWHERE, item_id],
    )
    sql.execute(
        "INSERT INTO stock_lotbalance (item_id, bin_id, lot_id, quantity)"
        " SELECT item_id, to_bin_id, lot_id, quantity FROM stock_lotmovement WHERE posting_id = %s",
        [posting_id],
    )
    return int(
        sql.scalar("SELECT coalesce(sum(quantity), 0) FROM stock_lotmovement WHERE posting_id = %s", [posting_id])
    )
