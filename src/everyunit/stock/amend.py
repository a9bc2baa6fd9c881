"""Change what may be changed of a unit: its note and its maker's number (WHS-59). Every change is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused
from everyunit.rules.rights import EDIT_UNITS
from everyunit.rules.serials import LENGTH_LIMIT, clean, home_of, looks_mangled
from everyunit.stock.queries import NUMBERED

NOTE_LIMIT = 4000


def write_maker_numbers(work: Work, numbers: Sequence[tuple[int, int, str]]) -> None:
    """Give units, each (id, home), the maker's number beside them; each change is kept. "" takes a number away."""
    listed = sql.listing(
        "s",
        {
            "unit_id": ("bigint", [unit_id for unit_id, _, _ in numbers]),
            "home": ("smallint", [home for _, home, _ in numbers]),
            "text": ("text", [text for _, _, text in numbers]),
        },
    )
    sql.execute(
        "INSERT INTO stock_unitedit (unit_id, home, field, old, new, actor_id, at)"
        f" SELECT u.id, u.home, 'maker_serial', u.maker_serial, s.text, %s, %s"
        f" FROM {listed.sql} CROSS JOIN stock_unit u"
        " WHERE u.id = s.unit_id AND u.home = s.home AND u.maker_serial <> s.text",
        [work.actor.user_id, work.at, *listed.params],
    )
    sql.execute(
        f"UPDATE stock_unit SET maker_serial = s.text FROM {listed.sql}"
        " WHERE stock_unit.id = s.unit_id AND stock_unit.home = s.home",
        listed.params,
    )


def refuse_known_number(item_id: int, text: str) -> None:
    """Refuse (`number_known`) a maker's number that a unit of the item has already, naming the units."""
    chosen = f"u.item_id = %s AND u.maker_serial = %s AND {NUMBERED}"
    known = [
        serial
        for (serial,) in sql.rows(
            f"SELECT u.serial FROM stock_unit u WHERE {chosen} ORDER BY u.id LIMIT {OFFENDERS_SHOWN}", [item_id, text]
        )
    ]
    if known:
        raise Refused(
            "number_known",
            f"{known[0]} has the maker's number {text} already. Both may bear it; then say that it is right.",
            [Offender(serial, "number_known", f"It has the number {text}.") for serial in known],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendUnit:
    """New values for a unit; None leaves a value as it is. `alike`: that another unit of the item has the same maker's
    number is right.
    """

    serial: str
    maker_serial: str | None = None
    note: str | None = None
    alike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAmended:
    """The unit as it stands, and which fields changed."""

    serial: str
    maker_serial: str
    note: str
    changed: tuple[str, ...]


@operation(right=EDIT_UNITS)
def amend_unit(work: Work, command: AmendUnit) -> UnitAmended:
    """Change the maker's number or the note. Refused: `unknown_unit`, `too_long`, `mangled`, and until somebody says
    that it is right `number_known`: makers' numbers may repeat, but mostly a box was scanned twice.
    """
    lock = " FOR UPDATE" if sql.on_postgres() else ""  # so that the history of edits is one chain
    found = sql.row(
        f"SELECT id, home, maker_serial, note, item_id FROM stock_unit WHERE serial = %s AND home = %s{lock}",
        [command.serial, home_of(command.serial)],
    )
    if found is None:
        raise Refused("unknown_unit", f"There is no unit {command.serial}.")
    unit_id, home, maker_serial, note, item_id = found
    wanted = {
        "maker_serial": maker_serial if command.maker_serial is None else clean(command.maker_serial),
        "note": note if command.note is None else command.note.strip(),
    }
    if len(wanted["maker_serial"]) > LENGTH_LIMIT or len(wanted["note"]) > NOTE_LIMIT:
        raise Refused("too_long", f"At most {LENGTH_LIMIT} characters in the maker's number, {NOTE_LIMIT} in the note.")
    if wanted["maker_serial"] != maker_serial and looks_mangled(wanted["maker_serial"]):
        raise Refused("mangled", "A spreadsheet has cut this number short. Take it from the box instead.")
    if wanted["maker_serial"] != maker_serial and not command.alike:
        refuse_known_number(item_id, wanted["maker_serial"])
    old = {"maker_serial": maker_serial, "note": note}
    changed = tuple(name for name in wanted if wanted[name] != old[name])
    for name in changed:
        sql.execute(f"UPDATE stock_unit SET {name} = %s WHERE id = %s AND home = %s", [wanted[name], unit_id, home])
        sql.execute(
            "INSERT INTO stock_unitedit (unit_id, home, field, old, new, actor_id, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [unit_id, home, name, old[name], wanted[name], work.actor.user_id, work.at],
        )
    return UnitAmended(serial=command.serial, maker_serial=wanted["maker_serial"], note=wanted["note"], changed=changed)
