"""The return desk: what is known of a unit that somebody brings back, or what is nearest where that is unknown."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import KINDS
from everyunit.reports.item_lookup import ItemMeant, item_on_label
from everyunit.reports.listed_units import ListedUnit, facts
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.reports.unit_page import Event, UnitPage, unit_page
from everyunit.rules.serials import NotARange, read_range
from everyunit.stock.queries import NUMBERED

CHOICES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """`page`: the one unit that the number means; `choices`: the units where it means several, or the first of
    a range (`ranged`); neither: unknown. `item`: whose code or barcode it is, where no unit has it as its number;
    `near`: units whose numbers differ from that in capital letters only.

    `left` and `came_back`: when it last went to a customer, and when it last came back from one, the newer of the two
    telling where it stands.
    """

    page: UnitPage | None = None
    choices: tuple[ListedUnit, ...] = ()
    ranged: bool = False
    item: ItemMeant | None = None
    near: tuple[ListedUnit, ...] = ()
    left: Event | None = None
    came_back: Event | None = None

    @property
    def sold(self) -> bool:
        """Whether it is with the customer that we sold it to."""
        return self.page is not None and self.page.sale is not None

    @property
    def refusable(self) -> bool:
        """Whether it may be refused: a customer has it, and it stands on no paper but an announced return."""
        if self.page is None or self.page.sale is None:
            return False
        holder = self.page.unit.held_by
        return holder is None or KINDS[holder.kind].release == "return_refused"

    @property
    def returned(self) -> bool:
        """Whether it was sold and is back already."""
        return not self.sold and self.came_back is not None


def brought(text: str, *, costs: bool) -> Brought:
    """What a serial number or a maker's number means at the return desk."""
    page = unit_page(text, costs=costs)
    if page is None:
        alike = units_with_maker_serial(text, costs=costs, limit=CHOICES_SHOWN)
        if not alike:
            return _unknown(text, costs)
        if len(alike) > 1:
            return Brought(choices=tuple(alike))
        page = unit_page(alike[0].serial, costs=costs)
        assert page is not None
    with_customers = [
        each
        for each in page.timeline.events
        if isinstance(each, Event)
        and each.crosses
        and not each.undoes
        and not each.undone
        and KINDS[each.document.kind].party == "customer"
    ]
    return Brought(
        page=page,
        left=next((each for each in with_customers if each.to_type == "out"), None),
        came_back=next((each for each in with_customers if each.to_type == "stock"), None),
    )


def _unknown(text: str, costs: bool) -> Brought:
    """No unit has exactly this number: the item that it names, the units of the range that it may be, or those with
    other capitals.
    """
    item = item_on_label(text)
    if item is not None:
        return Brought(item=item)
    try:
        ends = read_range(text)
    except NotARange:
        ends = None
    if ends is not None:
        within = sql.among("u.serial", ends.part(0, min(ends.count, CHOICES_SHOWN)).texts(), "text")
        units = facts([sql.Fragment(within.sql, within.params)], CHOICES_SHOWN, costs=costs, sort="serial")
        if units:
            return Brought(choices=tuple(units), ranged=True)
    other = [each for each in (text.upper(), text.lower()) if each != text]
    own, makers = sql.among("u.serial", other, "text"), sql.among("u.maker_serial", other, "text")
    alike = [sql.Fragment(own.sql, own.params), sql.Fragment(f"{makers.sql} AND {NUMBERED}", makers.params)]
    return Brought(near=tuple(facts(alike, CHOICES_SHOWN, costs=costs)) if other else ())
