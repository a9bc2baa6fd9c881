"""The return desk: what is known of a unit that somebody brings back."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.documents.kinds import KINDS
from everyunit.reports.listed_units import ListedUnit
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.reports.unit_page import Event, UnitPage, unit_page

CHOICES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """`page`: the one unit that the number means; `choices`: the units where it means several; neither: unknown.

    `left` and `came_back`: when it last went to a customer, and when it last came back from one, the newer of the two
    telling where it stands.
    """

    page: UnitPage | None = None
    choices: tuple[ListedUnit, ...] = ()
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
        if len(alike) != 1:
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
