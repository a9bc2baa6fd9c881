"""Create lots, or change what may be changed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot, Tracking
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.serials import clean

NUMBER_LIMIT, NOTE_LIMIT = 60, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLot:
    """A lot as it shall be; item and number name it and never change (WHS-212). `made_on`, `expires_on`: None where
    that is not known; it is good up to and including the day on which it expires.
    """

    item: str
    number: str
    made_on: dt.date | None = None
    expires_on: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSaved:
    """The lot, and whether it is new."""

    lot_id: int
    item: str
    number: str
    created: bool


@operation(right=EDIT_MASTER)
def save_lot(work: Work, command: SaveLot) -> LotSaved:
    """Create the lot, or change its days and note (WHS-211). Refused: `unknown_item`, and all problems: `bad_lot`."""
    item = Item.objects.filter(code=command.item).first()
    if item is None:
        raise Refused("unknown_item", f"There is no item “{command.item}”.")
    problems = []
    if command.made_on and command.expires_on and command.expires_on < command.made_on:
        problems.append(Offender("expires_on", "before_made", "It would expire before it was made."))
    if len(command.note) > NOTE_LIMIT:
        problems.append(Offender("note", "too_long", f"A note on a lot has at most {NOTE_LIMIT} characters."))
    known = Lot.objects.filter(item=item, number=clean(command.number)).first()
    lot = known or new_lot(work, item, command.number, problems)
    refuse_if_any(problems, "bad_lot", "The lot cannot be saved like this.")
    lot.made_on, lot.expires_on, lot.note = command.made_on, command.expires_on, command.note.strip()
    lot.save(update_fields=["made_on", "expires_on", "note"])
    return LotSaved(lot_id=lot.pk, item=item.code, number=lot.number, created=known is None)


def new_lot(work: Work, item: Item, text: str, problems: Sequence[Offender] = ()) -> Lot:
    """A new lot of the item, of which nothing but its number is known. Refused, with these problems: `bad_lot`."""
    number = clean(text)
    found = [*code_problems(number), *problems]
    if not 0 < len(number) <= NUMBER_LIMIT:
        found.append(Offender("number", "bad_number", f"The number of a lot has 1 to {NUMBER_LIMIT} characters."))
    if "/" in number:
        found.append(Offender("number", "bad_number", "The number of a lot has no slash: it stands in an address."))
    if item.tracking == Tracking.NONE:
        found.append(Offender(item.code, "no_lots_here", "It is not kept in stock, so it has no lots."))
    refuse_if_any(found, "bad_lot", "The lot cannot be saved like this.")
    return Lot.objects.create(item=item, number=number, created_at=work.at)
