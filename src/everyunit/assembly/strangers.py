"""Units that a work order does not hold: why a scan of one cannot be used, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.orders import Order
from everyunit.base import sql

PARTING = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A unit that the order does not hold: why, and the paper that does."""

    serial: str
    item: str
    code: str
    message: str
    holder: str = ""


def strangers(order: Order, texts: Sequence[str]) -> dict[str, Stranger]:
    """What these numbers mean that the order holds nothing of; numbers that no unit has are left out: one statement."""
    serials, makers = sql.among("u.serial", texts, "text"), sql.among("u.maker_serial", texts, "text")
    wanted = {each.line.item_id for each in order.components}
    by_serial: dict[str, Stranger] = {}
    by_maker: dict[str, Stranger] = {}
    for serial, maker, item_id, item, bin_, held_by in sql.rows(
        "SELECT u.serial, u.maker_serial, u.item_id, i.code, b.code, d.kind || ' ' || d.number FROM stock_unit u"
        " JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
        " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
        " LEFT JOIN documents_line l ON l.id = h.line_id LEFT JOIN documents_document d ON d.id = l.document_id"
        f" WHERE {serials.sql} OR ({makers.sql} AND u.maker_serial <> '')",
        [*serials.params, *makers.params],
    ):
        told = _told(order, item_id in wanted, serial, item, bin_, held_by or "")
        by_serial[serial] = told
        by_maker.setdefault(maker, told)
    return by_maker | by_serial


def _told(order: Order, wanted: bool, serial: str, item: str, bin_: str, held_by: str) -> Stranger:
    if item == order.output.item.code:
        return Stranger(
            serial, item, "not_numbered", f"It is no unit that {order.name} has numbered and not built yet."
        )
    if not wanted:
        words = f"{item} does not go into {order.output.item.code}. Scan a part that does."
        return Stranger(serial, item, "wrong_part", words)
    if held_by and held_by != f"{order.kind.code} {order.document.number}":
        return Stranger(serial, item, "held", "Another paper holds it. Detach it there, or take another.", held_by)
    return Stranger(serial, item, "not_here", f"It is in {bin_} and not set aside for {order.name}. Attach it first.")


def numbers_in(text: str) -> list[str]:
    """The numbers that stand in one text, where several seem to."""
    return [part for part in PARTING.split(text) if part]
