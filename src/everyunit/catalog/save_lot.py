"""Create lots, or change what may be changed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.base import clock, numbering
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot, Tracking
from everyunit.fields.saving import kept
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.serials import clean

NUMBER_LIMIT, NOTE_LIMIT = 60, 500
LOTS = "LOT"  # the series of their numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLot:
    """A lot as it shall be; item and number name it and never change (WHS-212). `made_on`, `expires_on`: None where
    that is not known; it is good up to and including the day on which it expires. A new lot of which only is said when
    it was made is good for as long as its item's lots are. `vendors_number`: what its vendor calls it. `own`: what own
    fields shall hold, by code; one that is not named stays.
    """

    item: str
    number: str
    made_on: dt.date | None = None
    expires_on: dt.date | None = None
    note: str = ""
    vendors_number: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


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
    theirs = clean(command.vendors_number)
    if len(theirs) > NUMBER_LIMIT:
        problems.append(Offender("vendors_number", "too_long", f"It has at most {NUMBER_LIMIT} characters."))
    known = Lot.objects.filter(item=item, number=clean(command.number)).first()
    own = kept("lot", clean(command.number), known.pk if known else None, command.own)
    problems += own.problems
    lot = known or new_lot(work, item, command.number, problems, made_on=command.made_on)
    refuse_if_any(problems, "bad_lot", "The lot cannot be saved like this.")
    lot.expires_on = command.expires_on if known or command.expires_on else lot.expires_on
    lot.made_on, lot.note, lot.vendors_number = command.made_on, command.note.strip(), theirs
    lot.save(update_fields=["made_on", "expires_on", "note", "vendors_number"])
    own.write(work, lot.pk)
    return LotSaved(lot_id=lot.pk, item=item.code, number=lot.number, created=known is None)


def new_lot(
    work: Work,
    item: Item,
    text: str,
    problems: Sequence[Offender] = (),
    *,
    made_on: dt.date | None = None,
    fresh: bool = False,
) -> Lot:
    """A new lot of the item. It expires as lots of the item do, from the day on which it was made, or from today where
    it is `fresh`: made or delivered now. Of what was there already nobody knows its age. Refused, with these problems:
    `bad_lot`.
    """
    number = clean(text)
    found = [*code_problems(number), *problems]
    if not 0 < len(number) <= NUMBER_LIMIT:
        found.append(Offender("number", "bad_number", f"The number of a lot has 1 to {NUMBER_LIMIT} characters."))
    if "/" in number:
        found.append(Offender("number", "bad_number", "The number of a lot has no slash: it stands in an address."))
    if item.tracking == Tracking.NONE:
        found.append(Offender(item.code, "no_lots_here", "It is not kept in stock, so it has no lots."))
    refuse_if_any(found, "bad_lot", "The lot cannot be saved like this.")
    begins = made_on or (clock.today() if fresh else None)
    lasts = dt.timedelta(days=item.shelf_life_days)
    expires = begins + lasts if begins and lasts else None
    return Lot.objects.create(item=item, number=number, made_on=made_on, expires_on=expires, created_at=work.at)


def numbered_lot(work: Work, item: Item, location_id: int, *, fresh: bool) -> Lot:
    """A new lot with the next number of the location's that no lot of the item has (WHS-26)."""
    number = numbering.take(LOTS, location_id).text()
    while Lot.objects.filter(item=item, number=number).exists():
        number = numbering.take(LOTS, location_id).text()
    return new_lot(work, item, number, fresh=fresh)
