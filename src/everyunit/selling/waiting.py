"""Reading what a pull sheet can be made of: the orders that wait, and the bins to pick from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from everyunit.base.operation import Actor
from everyunit.documents.naming import location_named
from everyunit.places.models import Bin, Location
from everyunit.selling.bins import bins_to_pick_from, in_walking_order
from everyunit.selling.left import OrderLine, lines_to_pick, wanted_elsewhere
from everyunit.selling.walk import Need, can_be_picked


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingOrder:
    """An open order that is on no sheet: how many pieces are outstanding, and how many of them are there."""

    order_id: int
    kind: str
    number: str
    date: dt.date
    party: str
    party_name: str
    lines: int
    outstanding: int
    pickable: int

    @property
    def order(self) -> str:
        return f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedBin:
    """A stock bin of the location; `chosen`: the sheet would pick from it."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a sheet would be made of, oldest order first."""

    location: str
    bins: tuple[OfferedBin, ...]
    orders: tuple[WaitingOrder, ...]


def orders_waiting(
    actor: Actor,
    *,
    location: str | None = None,
    bins: Sequence[str] = (),
    customer: str | None = None,
    date_from: dt.date | None = None,
    date_to: dt.date | None = None,
) -> Waiting:
    """The open orders that are on no sheet and have something outstanding, and how much of it is there.

    Refused: `unknown_location`, `no_company`, `unknown_bin`, `bin_discontinued`, `wrong_bin`.
    """
    here = _here(actor, location)
    chosen = [bin_.pk for bin_ in bins_to_pick_from(actor, here, bins)]
    lines = lines_to_pick(here.pk, customer=customer, date_from=date_from, date_to=date_to)
    needs = [Need(line.line_id, line.item_id, line.tracking, line.outstanding) for line in lines]
    there = can_be_picked(needs, chosen, wanted_elsewhere(chosen))
    stock = in_walking_order(list(Bin.objects.filter(location=here, bin_type="stock", discontinued=False)))
    return Waiting(
        location=here.code,
        bins=tuple(OfferedBin(code=each.code, name=each.name, chosen=each.pk in chosen) for each in stock),
        orders=tuple(_order(list(mine), there) for _, mine in groupby(lines, key=lambda line: line.order_id)),
    )


def _here(actor: Actor, code: str | None) -> Location:
    if code is None and actor.location_id is not None:
        return Location.objects.get(pk=actor.location_id)
    return location_named(code)


def _order(lines: list[OrderLine], there: dict[int, int]) -> WaitingOrder:
    first = lines[0]
    return WaitingOrder(
        order_id=first.order_id,
        kind=first.kind,
        number=first.number,
        date=first.date,
        party=first.party,
        party_name=first.party_name,
        lines=len(lines),
        outstanding=sum(line.outstanding for line in lines),
        pickable=sum(there[line.line_id] for line in lines),
    )
