"""What scans of parts mean, where one exchanges them: a serial number, or a maker's number that only one can mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.rules.refusals import Offender
from everyunit.rules.serials import clean
from everyunit.stock.part_links import all_within

NAMED = 5  # serial numbers that a sentence names


@dataclass(slots=True)
class Meant:
    """The serial number that each text means, as far as it means one, and what cannot be told."""

    serials: dict[str, str] = field(default_factory=dict)
    problems: list[Offender] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """What has this number: units that are where they are looked for, and whether one has it as serial number."""

    serial: str = ""
    fitting: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def meant(texts: Sequence[str], built_in: bool, within: str = "") -> Meant:
    """A serial number goes first. A maker's number means the one unit that has it and is built in, or is in our stock
    and nothing holds it; with `within`, the one that is in this unit, at any depth.
    """
    inside = _inside(within) if within else None
    found: dict[str, _Named] = {text: _Named() for text in texts}
    wanted = {text: clean(text) for text in texts}
    for serial, maker, unit_id, is_in, is_free in _named(list(wanted.values())):
        fits = (unit_id in inside if inside is not None else is_in) if built_in else is_free
        for text, number in wanted.items():
            if number == serial:
                found[text].serial = serial
                (found[text].fitting if fits or inside is None else found[text].others).append(serial)
            elif number == maker:
                (found[text].fitting if fits else found[text].others).append(serial)
    told = Meant()
    for text, named in found.items():
        told.serials[text] = _one(text, named)
        if within and named.others and not named.fitting:
            words = f"It is not in {within}. Open the unit that it is in."
            told.problems.append(Offender(text, "not_in_unit", words))
        elif told.serials[text] == text and not named.serial and (several := named.fitting or named.others):
            listed = ", ".join(several[:NAMED])
            words = f"{len(several)} units have it: {listed}. Scan the serial number."
            told.problems.append(Offender(text, "ambiguous", words))
    return told


def _one(text: str, named: _Named) -> str:
    """The serial number that is meant; the text itself where none is. What is wrong with the only unit that a maker's
    number can mean is told as of any unit.
    """
    if named.serial:
        return named.serial
    meant_by_maker = named.fitting or named.others
    return meant_by_maker[0] if len(meant_by_maker) == 1 else text


def _named(numbers: Sequence[str]) -> list[sql.Row]:
    serials, makers = sql.among("u.serial", numbers, "text"), sql.among("u.maker_serial", numbers, "text")
    return sql.rows(
        "SELECT u.serial, u.maker_serial, u.id, EXISTS (SELECT 1 FROM stock_partlink k WHERE k.unit_id = u.id"
        " AND k.home = u.home), b.bin_type = 'stock' AND NOT EXISTS (SELECT 1 FROM stock_hold h"
        " WHERE h.unit_id = u.id AND h.home = u.home) FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id"
        f" WHERE {serials.sql} OR ({makers.sql} AND u.maker_serial <> '') ORDER BY u.id",
        [*serials.params, *makers.params],
    )


def _inside(whole: str) -> set[int]:
    found = sql.scalar("SELECT id FROM stock_unit WHERE serial = %s", [whole])
    return {link.unit_id for link in all_within(int(found))} if found is not None else set()
