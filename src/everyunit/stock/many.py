"""Many units at once: named by their numbers and by ranges, all known or none (WHS-61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_UNITS
from everyunit.rules.serials import LENGTH_LIMIT, NotARange, clean, looks_like_range, looks_mangled, read_range
from everyunit.stock.amend import NOTE_LIMIT, write_maker_numbers
from everyunit.stock.queries import UnitRow, units_by_maker_serial, units_by_serial

MOST = 100_000
SHOWN = 50
DIGITS = 18


def units_named(texts: Sequence[str]) -> list[UnitRow]:
    """The units with these serial numbers or in these ranges, in the order given, each once.

    Refused: `no_units`, `too_many_units`, and with every one that there is not: `unknown_units`.
    """
    given = [clean(text) for text in texts if text.strip()]
    known = units_by_serial(given)
    serials = list(dict.fromkeys(serial for text in given for serial in _expanded(text, known)))
    if not serials:
        raise Refused("no_units", "No units are named. Tick some, or write their serial numbers.")
    if len(serials) > MOST:
        raise Refused("too_many_units", f"At most {MOST:,} units at once. Narrow the list, and take the rest next.")
    known |= units_by_serial([serial for serial in serials if serial not in known])
    refuse_if_any(
        [Offender(serial, "unknown_unit", "There is no such unit.") for serial in serials if serial not in known],
        "unknown_units",
        "Some of these units do not exist. Check their numbers.",
    )
    return [known[serial] for serial in serials]


def _expanded(text: str, known: dict[str, UnitRow]) -> list[str]:
    if text in known or not looks_like_range(text):
        return [text]
    try:
        return read_range(text, MOST).texts()
    except NotARange as error:
        raise Refused("too_many_units" if error.code == "range_too_wide" else error.code, str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendUnits:
    """A note for many units, named by serial numbers and ranges. `add`: below what their notes say already."""

    units: tuple[str, ...]
    note: str
    add: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsAmended:
    """How many units there were, and how many changed."""

    units: int
    changed: int


@operation(right=EDIT_UNITS)
def amend_units(work: Work, command: AmendUnits) -> UnitsAmended:
    """Write the note on each unit; every change is kept.

    Refused: `no_units`, `too_many_units`, `unknown_units`, `range_backwards`, and with every note that would get too
    long: `too_long`.
    """
    units = units_named(command.units)
    note = command.note.strip()
    listed = _listing(units)
    new = "CASE WHEN u.note = '' THEN %s ELSE u.note || %s END" if command.add else "%s"
    values = [note, f"\n{note}"] if command.add else [note]
    long = sql.rows(
        f"SELECT u.serial FROM {listed.sql} CROSS JOIN stock_unit u WHERE u.id = s.unit_id AND u.home = s.home"
        f" AND length({new}) > %s ORDER BY u.id",
        [*listed.params, *values, NOTE_LIMIT],
    )
    refuse_if_any(
        [Offender(serial, "too_long", "Its note would be too long.") for (serial,) in long],
        "too_long",
        f"A note has at most {NOTE_LIMIT:,} characters.",
    )
    if command.add and not note:
        return UnitsAmended(units=len(units), changed=0)
    changed = sql.execute(
        "INSERT INTO stock_unitedit (unit_id, home, field, old, new, actor_id, at)"
        f" SELECT u.id, u.home, 'note', u.note, {new}, %s, %s FROM {listed.sql} CROSS JOIN stock_unit u"
        f" WHERE u.id = s.unit_id AND u.home = s.home AND u.note <> {new}",
        [*values, work.actor.user_id, work.at, *listed.params, *values],
    )
    sql.execute(
        f"UPDATE stock_unit SET note = {new.replace('u.note', 'stock_unit.note')} FROM {listed.sql}"
        " WHERE stock_unit.id = s.unit_id AND stock_unit.home = s.home",
        [*values, *listed.params],
    )
    return UnitsAmended(units=len(units), changed=changed)


def _listing(units: Sequence[UnitRow]) -> sql.Fragment:
    return sql.listing(
        "s",
        {
            "unit_id": ("bigint", [unit.unit_id for unit in units]),
            "home": ("smallint", [unit.home for unit in units]),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberUnits:
    """Makers' numbers for many units, in the order in which they are named: prefix, running number, suffix.

    `first`: the first running number as it is written, with its zeros. `replace`: also where a unit has a number
    already. `repeat`: also where another unit has the number.
    """

    units: tuple[str, ...]
    first: str
    prefix: str = ""
    suffix: str = ""
    replace: bool = False
    repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A unit with the maker's number that it had and the one that it has."""

    serial: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsNumbered:
    """How many units have new numbers, the first and the last of these, and the first fifty units."""

    units: int
    first: str
    last: str
    shown: tuple[Numbered, ...]


@operation(right=EDIT_UNITS)
def number_units(work: Work, command: NumberUnits) -> UnitsNumbered:
    """Give each unit the next maker's number (WHS-61); every change is kept. Try it first with a dry run.

    Refused: `no_units`, `too_many_units`, `unknown_units`, `range_backwards`, `bad_number` (no running number, or too
    long, or as a spreadsheet mangles it), and with every unit and number that stands in the way: `numbers_taken` (each
    `has_number` or `taken`).
    """
    units = units_named(command.units)
    numbers = _numbers(command, len(units))
    others = units_by_maker_serial(numbers)
    ours = {unit.unit_id for unit in units}
    offenders = [
        Offender(unit.serial, "has_number", f"It has the maker’s number {unit.maker_serial} already.")
        for unit, number in zip(units, numbers, strict=True)
        if unit.maker_serial not in ("", number) and not command.replace
    ]
    offenders += [
        Offender(number, "taken", f"Unit {other.serial} has this number.", holder=other.serial)
        for number in numbers
        for other in others.get(number, [])
        if other.unit_id not in ours and not command.repeat
    ]
    refuse_if_any(
        offenders,
        "numbers_taken",
        "Some units or numbers are in the way. Begin with another number, or say it is meant.",
    )
    write_maker_numbers(work, [(unit.unit_id, unit.home, number) for unit, number in zip(units, numbers, strict=True)])
    return UnitsNumbered(
        units=len(units),
        first=numbers[0],
        last=numbers[-1],
        shown=tuple(
            Numbered(serial=unit.serial, old=unit.maker_serial, new=number)
            for unit, number in zip(units[:SHOWN], numbers[:SHOWN], strict=True)
        ),
    )


def _numbers(command: NumberUnits, count: int) -> list[str]:
    first = command.first.strip()
    if not (first.isascii() and first.isdigit() and len(first) <= DIGITS):
        raise Refused("bad_number", f"Write the first running number: 1 to {DIGITS} digits, such as 0001.")
    prefix, suffix = clean(command.prefix), clean(command.suffix)
    numbers = [f"{prefix}{number:0{len(first)}d}{suffix}" for number in range(int(first), int(first) + count)]
    if len(numbers[-1]) > LENGTH_LIMIT or any(map(looks_mangled, (numbers[0], numbers[-1]))):
        raise Refused("bad_number", f"A maker’s number has at most {LENGTH_LIMIT} characters and no form like 1.2E+14.")
    return numbers
