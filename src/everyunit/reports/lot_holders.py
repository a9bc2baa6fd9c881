"""Who has something of a lot, and the papers by which it came there: whom to write to in a recall, and about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from everyunit.base import sql
from everyunit.reports.listed_units import STOCK_TO_OUT
from everyunit.reports.lots import SHOWN, own_units
from everyunit.reports.recall import Reach, reach_of
from everyunit.rules.serials import Range, joined
from everyunit.stock.runs import Units, alike

Got = Mapping[tuple[int, str], int]  # pieces by document and item


@dataclass(frozen=True, slots=True)
class HolderPaper:
    """A paper by which a customer got something of the lot, or gave counted goods back (below zero). `item`: of what
    went there, which may have been built of the lot; `units`: those that are there still, none of counted goods.
    """

    kind: str
    number: str
    date: dt.date
    item: str
    pieces: int
    units: tuple[Range, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A customer that has pieces or units of the lot; `since`: when the last of them went there. The pieces of the
    papers, newest first, sum to the pieces.
    """

    customer: str
    name: str
    contact: str
    email: str
    phone: str
    address: str
    pieces: int
    since: dt.date
    papers: tuple[HolderPaper, ...]


def holders_of(lot_id: int, at_most: int = SHOWN) -> list[Holder]:
    """Every customer who has something of it: pieces that were sold and did not come back, units that are out, and what
    was built of either. The number of statements depends on how deep it was built in alone.
    """
    reach = reach_of(lot_id, own_units(lot_id))
    pieces, units = _pieces_gone(reach), _units_gone(reach)
    counted = {key: pieces.get(key, 0) + sum(each.count for each in units.get(key, ())) for key in {*pieces, *units}}
    return list(_holders(counted, units))[:at_most]


def _pieces_gone(reach: Reach) -> Got:
    """Counted goods that came to be somebody else's, less what came back."""
    lots = sql.among("m.lot_id", sorted(reach.lots))
    return {
        (document_id, item): int(pieces)
        for document_id, item, pieces in sql.rows(
            "SELECT p.document_id, i.code, sum(CASE WHEN t.bin_type = 'out' THEN m.quantity ELSE -m.quantity END)"
            " FROM stock_lotmovement m JOIN stock_posting p ON p.id = m.posting_id"
            " JOIN catalog_item i ON i.id = m.item_id"
            " JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
            f" WHERE {lots.sql} AND f.bin_type <> t.bin_type AND p.document_id IS NOT NULL"
            " GROUP BY p.document_id, i.code",
            lots.params,
        )
        if pieces
    }


def _units_gone(reach: Reach) -> dict[tuple[int, str], tuple[Range, ...]]:
    """Units that are out of our stock, by the paper that they left with last."""
    chosen = sql.among("u.id", sorted(reach.units))
    units = Units(
        "stock_unit u JOIN catalog_item i ON i.id = u.item_id"
        " JOIN places_bin now ON now.id = u.bin_id AND now.bin_type = 'out'"
        " JOIN stock_movement way ON way.unit_id = u.id AND way.home = u.home"
        f" AND way.step = (SELECT max(m.step) FROM {STOCK_TO_OUT} WHERE m.unit_id = u.id AND m.home = u.home)"
        " JOIN stock_posting gone ON gone.id = way.posting_id",
        chosen.sql,
        chosen.params,
    )
    found: dict[tuple[int, str], list[Range]] = {}
    for each in alike(units, ("gone.document_id", "i.code")) if reach.units else ():
        found.setdefault((each.facts[0], each.facts[1]), []).append(each.serials)
    ordered = {key: sorted(runs, key=lambda run: (len(run.first), run.first)) for key, runs in found.items()}
    return {key: tuple(joined(runs)) for key, runs in ordered.items()}


def _holders(got: Got, units: Mapping[tuple[int, str], tuple[Range, ...]]) -> Iterator[Holder]:
    """By name; customers who gave everything back are left out."""
    items: dict[int, list[str]] = {}
    for document_id, item in sorted(got):
        items.setdefault(document_id, []).append(item)
    for facts, rows in groupby(_papers(items), key=lambda row: row[4:]):
        code, name, contact, email, phone, address = facts
        papers = tuple(
            HolderPaper(kind, number, sql.date(day) or dt.date.min, item, got[key], units.get(key, ()))
            for document_id, kind, number, day, *_ in rows
            for item in items[document_id]
            if (key := (document_id, item))
        )
        if (pieces := sum(each.pieces for each in papers)) > 0:
            yield Holder(
                customer=code,
                name=name,
                contact=contact,
                email=email,
                phone=phone,
                address=address,
                pieces=pieces,
                since=max(each.date for each in papers if each.pieces > 0),
                papers=papers,
            )


def _papers(document_ids: Iterable[int]) -> list[sql.Row]:
    """Those of customers, with whom they are for."""
    chosen = sql.among("d.id", sorted(document_ids))
    return sql.rows(
        "SELECT d.id, d.kind, d.number, d.date, c.code, c.name, c.contact, c.email, c.phone, c.address"
        " FROM documents_document d JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer'"
        f" WHERE {chosen.sql} ORDER BY c.name, c.code, d.date DESC, d.id DESC",
        chosen.params,
    )
