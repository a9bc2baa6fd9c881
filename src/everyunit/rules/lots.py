"""Which lots a quantity is taken from: what was put by for it, then what expires first (WHS-213)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """So many pieces of a lot in a bin. `put_by`: how many of them were brought there for whoever takes now."""

    lot_id: int
    pieces: int
    expires_on: dt.date | None = None
    put_by: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """`parts`: (lot, pieces), each lot once; `short`: how many are missing; `expired`: how many there are whose time is
    over, where those are not taken.
    """

    parts: tuple[tuple[int, int], ...]
    short: int = 0
    expired: int = 0


def take(wanted: int, shelves: Sequence[Shelf], *, today: dt.date | None = None, put_by_goes: bool = False) -> Taken:
    """Take so many pieces: what was put by first, then by expiry, lots that never expire last, older lots before newer.

    `today`: lots that expired before are left; None takes them too. `put_by_goes`: but what was put by of them goes.
    """
    fresh = [each for each in shelves if today is None or each.expires_on is None or each.expires_on >= today]
    taken: dict[int, int] = {}
    left = wanted
    for each in sorted(shelves if put_by_goes else fresh, key=_order):
        if part := min(left, each.put_by, each.pieces):
            taken[each.lot_id] = part
            left -= part
    for each in sorted(fresh, key=_order):
        if part := min(left, each.pieces - taken.get(each.lot_id, 0)):
            taken[each.lot_id] = taken.get(each.lot_id, 0) + part
            left -= part
    expired = sum(each.pieces - taken.get(each.lot_id, 0) for each in shelves if each not in fresh)
    return Taken(tuple(taken.items()), left, expired)


def _order(shelf: Shelf) -> tuple[dt.date, int]:
    return shelf.expires_on or dt.date.max, shelf.lot_id
