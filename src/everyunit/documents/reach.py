"""How far somebody reaches from where they work: which goods they may take, and which papers they may open.

Nobody is held back unless the company chose so, and those who may cross locations never are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyunit.base import sql
from everyunit.base.operation import Actor, Work
from everyunit.documents.kind import STOCK
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document
from everyunit.documents.plans import Plan
from everyunit.places.default_bins import DefaultBins, place_named
from everyunit.places.models import Bin, Location
from everyunit.preferences.queries import Preferences, preferences
from everyunit.preferences.table import BINS_OF, OPEN_PURCHASES, OPEN_SALES
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import CROSS_LOCATIONS

TAKEN_FROM = {
    purpose
    for kind in KINDS.values()
    if kind.route.source == STOCK and kind.by_hand
    for purpose in (kind.route.source_default, kind.route.pick_default)
    if purpose
}
OPENED = {"customer": OPEN_SALES, "vendor": OPEN_PURCHASES}


class Reach:
    """The stock bins that somebody may take goods from (SAL-145, SET-120): those of the location where they work, and
    those that its goods are taken from by default. Goods that are not ours may come from anywhere.
    """

    def __init__(self, here: Location | None, workstation_id: int | None) -> None:
        self.here = here
        self.defaults: set[int] = set()
        if here is not None:
            usual = DefaultBins(here, workstation_id)
            self.defaults = {bin_.pk for purpose in TAKEN_FROM if (bin_ := usual.get(purpose)) is not None}

    def why_not(self, bin_: Bin) -> str:
        """Why goods in this bin are out of reach; "" where they are not."""
        if self.here is None or bin_.bin_type != STOCK:
            return ""
        if bin_.location_id == self.here.pk or bin_.pk in self.defaults:
            return ""
        return f"It is in {bin_.code}, in another location. You work at {self.here.name}, with goods of its own."

    def why_not_into(self, bin_: Bin) -> str:
        """Why goods cannot be put into this bin; "" where they can."""
        if self.here is None or not self.why_not(bin_):
            return ""
        return f"Bin {bin_.code} is in another location. You work at {self.here.name}: choose a bin there."


class Departure(Reach):
    """The stock bins that goods may leave from on their way to another location: those of the paper's own, as far as
    they are within reach.
    """

    def __init__(self, location: Location, within: Reach) -> None:
        self.location, self.within = location, within

    def why_not(self, bin_: Bin) -> str:
        if bin_.bin_type == STOCK and bin_.location_id != self.location.pk:
            return f"It is in {bin_.code}, not at {self.location.name}, where this transfer begins."
        return self.within.why_not(bin_)


def reach_for(work: Work, document: Document) -> Reach:
    """How far the actor reaches on this document."""
    return Departure(document.location, reach(work)) if KINDS[document.kind].travels else reach(work)


def reach(work: Work) -> Reach:
    """How far the actor reaches; read once per operation."""
    if "reach" not in work.memo:
        actor = work.actor
        free = actor.may(CROSS_LOCATIONS) or preferences(work).value(BINS_OF) == "all"
        work.memo["reach"] = Reach(None if free else where(actor), actor.workstation_id)
    found: Reach = work.memo["reach"]
    return found


def out_of_reach(work: Work, document: Document, plans: Sequence[Plan]) -> list[Offender]:
    """What would leave, or come into a bin that somebody chose, where the actor does not reach."""
    here, problems = reach(work), []
    for plan in plans:
        far = plan.source is not None and plan.line.source_line is None and here.why_not(plan.source)
        chosen = plan.target in (plan.line.to_bin, document.to_bin)
        if problem := far or (chosen and plan.target is not None and here.why_not_into(plan.target)):
            problems.append(Offender(plan.subject, "other_location", problem))
    return problems


def keep_to_own(work: Work, document: Document) -> None:
    """Refuse (`not_allowed`) to change or begin a document of another location, where the company wants it so."""
    refuse_elsewhere(work.actor, document.kind, document.number, document.location.code, preferences(work))


def where(actor: Actor) -> Location:
    """The location where somebody works: that of the workstation, else the company's."""
    if actor.location_id is not None:
        return Location.objects.get(pk=actor.location_id)
    return place_named(None)


def refuse_elsewhere(actor: Actor, kind: str, number: str, location: str, holding: Preferences | None = None) -> None:
    """Refuse (`not_allowed`) to open or change a paper of another location, where the company wants it so (SET-138).
    Without a number: to begin one. `holding`: the preferences, where they are read already.
    """
    opened = OPENED.get(KINDS[kind].party or "")
    if opened is None or actor.may(CROSS_LOCATIONS):
        return
    holding = holding or Preferences(actor.workstation_id)
    if holding.value(opened) == "all":
        return
    here = where(actor)
    if location != here.code:
        raise Refused(
            "not_allowed",
            f"{f'{KINDS[kind].name} {number}'.strip()} is for location {location}. You work at {here.name}, with papers"
            " of its own. Ask the owner of the company for the right to work across locations.",
        )


def going_far(plans: Sequence[Plan], bins: dict[int, Bin]) -> list[Offender]:
    """What a transfer would bring from one location to another at once, without being on the way (WHS-137). Locations
    that lie in the same one are not far from each other.
    """
    targets = {plan.line.pk: plan for plan in plans if plan.target is not None}
    chosen = sql.among("h.line_id", list(targets))
    leaving = sql.rows(
        "SELECT DISTINCT h.line_id, u.bin_id FROM stock_hold h"
        f" JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE {chosen.sql} ORDER BY 1, 2",
        chosen.params,
    )
    leaving += [(plan.line.pk, plan.source.pk) for plan in plans if plan.source is not None]
    parents = dict(Location.objects.values_list("pk", "parent_id")) if leaving else {}
    problems = []
    for line_id, bin_id in leaving:
        plan, bin_ = targets[line_id], bins[bin_id]
        if bin_.bin_type == STOCK and plan.target and _outermost(bin_, parents) != _outermost(plan.target, parents):
            message = f"{bin_.code} and {plan.target.code} are in different locations. Send it with a transfer order."
            problems.append(Offender(plan.subject, "use_transfer_order", message))
    return problems


def _outermost(bin_: Bin, parents: Mapping[int, int | None]) -> int:
    place = bin_.location_id
    while (parent := parents.get(place)) is not None:
        place = parent
    return place
