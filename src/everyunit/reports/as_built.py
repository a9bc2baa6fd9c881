"""As built: what is in a unit, down to any depth, and what it is in, as it is or as it was at the end of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.reports.recall import CountedGoods, counted_goods_in
from everyunit.stock.part_links import Link, links_around

PARTS_SHOWN = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPart:
    """A unit of a tree: how deep it lies, and by which paper of which day it went into the unit above it.

    `cost_minor`: what it brought into that one's cost; None where the reader may not see it.
    """

    depth: int
    serial: str
    maker_serial: str
    item: str
    item_name: str
    vendor: str
    vendor_name: str
    since: dt.date
    kind: str
    number: str
    cost_minor: int | None

    @property
    def indent(self) -> range:
        return range(self.depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsBuilt:
    """`within`: what the unit is in, the nearest first; `parts`: what is in it, each followed by what is in that;
    `counted`: what its run took without a link.
    """

    within: tuple[BuiltPart, ...]
    parts: tuple[BuiltPart, ...]
    left_out: int = 0
    counted: tuple[CountedGoods, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.within or self.parts or self.counted)


def as_built(unit_id: int, on: dt.date | None = None, *, costs: bool) -> AsBuilt:
    """The tree around a unit; one statement a level, and one for all that is told of the units."""
    up, down = links_around(unit_id, on)
    counted = tuple(counted_goods_in(unit_id, on))
    if not up and not down:
        return AsBuilt(within=(), parts=(), counted=counted)
    ordered = _under(down, unit_id)
    shown = ordered[:PARTS_SHOWN]
    facts = _facts([link.whole_id for link in up] + [link.unit_id for _, link in shown])
    papers = _papers({link.posting_id for link in (*up, *(link for _, link in shown))})

    def part(depth: int, link: Link, unit: int) -> BuiltPart:
        serial, maker, item, name, vendor, vendor_name = facts[unit]
        since, kind, number = papers[link.posting_id]
        return BuiltPart(
            depth=depth,
            serial=serial,
            maker_serial=maker,
            item=item,
            item_name=name,
            vendor=vendor or "",
            vendor_name=vendor_name or "",
            since=since,
            kind=kind,
            number=number,
            cost_minor=link.cost_minor if costs else None,
        )

    return AsBuilt(
        within=tuple(part(depth, link, link.whole_id) for depth, link in enumerate(up)),
        parts=tuple(part(depth, link, link.unit_id) for depth, link in shown),
        left_out=len(ordered) - len(shown),
        counted=counted,
    )


def _under(links: Sequence[Link], unit_id: int) -> list[tuple[int, Link]]:
    """The links below a unit, each followed by those below it."""
    below: dict[int, list[Link]] = {}
    for link in links:
        below.setdefault(link.whole_id, []).append(link)
    waiting = [(0, link) for link in reversed(below.get(unit_id, []))]
    ordered = []
    while waiting:
        depth, link = waiting.pop()
        ordered.append((depth, link))
        waiting += [(depth + 1, each) for each in reversed(below.get(link.unit_id, []))]
    return ordered


def _facts(unit_ids: Sequence[int]) -> dict[int, tuple[str, str, str, str, str | None, str | None]]:
    """Serial and maker's number, item, and the vendor whose paper brought each unit in."""
    chosen = sql.among("u.id", unit_ids)
    return {
        unit_id: (serial, maker, item, name, vendor, vendor_name)
        for unit_id, serial, maker, item, name, vendor, vendor_name in sql.rows(
            "SELECT u.id, u.serial, u.maker_serial, i.code, i.name, p.code, p.name FROM stock_unit u"
            " JOIN catalog_item i ON i.id = u.item_id LEFT JOIN stock_posting g ON g.id = u.generated_in_id"
            " LEFT JOIN documents_document d ON d.id = g.document_id"
            " LEFT JOIN parties_party p ON p.id = d.party_id AND p.role = 'vendor'"
            f" WHERE {chosen.sql}",
            chosen.params,
        )
    }


def _papers(posting_ids: set[int]) -> dict[int, tuple[dt.date, str, str]]:
    chosen = sql.among("p.id", sorted(posting_ids))
    found = {}
    for posting_id, date, kind, number in sql.rows(
        "SELECT p.id, p.date, d.kind, d.number FROM stock_posting p"
        f" JOIN documents_document d ON d.id = p.document_id WHERE {chosen.sql}",
        chosen.params,
    ):
        day = sql.date(date)
        assert day is not None
        found[posting_id] = (day, kind, number)
    return found
