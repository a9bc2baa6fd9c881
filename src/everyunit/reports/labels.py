"""What a label of a unit says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from everyunit.base import sql
from everyunit.rules.refusals import Refused
from everyunit.stock.many import units_named


class LabelFacts(NamedTuple):
    """A unit as its label shows it."""

    serial: str
    maker_serial: str
    item: str
    item_name: str


def label_facts(texts: Sequence[str], most: int) -> list[LabelFacts]:
    """One for each of the units, in the order named. Refused: `too_many_labels`, and what `units_named` refuses."""
    units = units_named(texts)
    if len(units) > most:
        raise Refused("too_many_labels", f"At most {most:,} labels at once. Narrow the list, and print the rest next.")
    among = sql.among("i.id", sorted({unit.item_id for unit in units}))
    items = {
        each[0]: each[1:]
        for each in sql.rows(f"SELECT i.id, i.code, i.name FROM catalog_item i WHERE {among.sql}", among.params)
    }
    return [LabelFacts(unit.serial, unit.maker_serial, *items[unit.item_id]) for unit in units]
