"""Move bins and stock areas into another area of their location."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import Bin, StockArea
from everyunit.places.save_area import hold_tree, parent_problems
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearrange:
    """These bins and areas, by code, go into the area `into`; "" is right below the location."""

    bins: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranged:
    """How many lie elsewhere now."""

    moved: int


@operation(right=EDIT_MASTER)
def rearrange(work: Work, command: Rearrange) -> Rearranged:
    """What is in the bins stays in them; no stock moves (SET-27).

    Refused, `unknown_area`, and all problems at once: `cannot_rearrange` (`unknown_bin`, `unknown_area`,
    `other_location`, `into_itself`, `area_discontinued`).
    """
    hold_tree()  # before anything is read: where an area lies may just have changed
    into = StockArea.objects.select_related("location").filter(code=command.into).first() if command.into else None
    if command.into and into is None:
        raise Refused("unknown_area", f"There is no stock area “{command.into[:60]}”.")
    bins = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in=command.bins).order_by("code")}
    named = StockArea.objects.select_related("location").filter(code__in=command.areas).order_by("code")
    areas = {area.code: area for area in named}
    problems = [
        Offender(code[:60], "unknown_bin", "There is no such bin.") for code in command.bins if code not in bins
    ]
    problems += [
        Offender(code[:60], "unknown_area", "There is no such stock area.")
        for code in command.areas
        if code not in areas
    ]
    if into is not None:
        problems += [problem for bin_ in bins.values() for problem in _bin_problems(bin_, into)]
        for code, area in areas.items():
            problems += [Offender(code, each.code, each.message) for each in parent_problems(area, into, area.location)]
        if into.discontinued:
            problems.append(Offender(into.code, "area_discontinued", "The stock area is discontinued."))
    refuse_if_any(problems, "cannot_rearrange", "Not everything can lie there. Nothing was changed.")
    new = into.pk if into is not None else None
    moved = [each for each in bins.values() if each.area_id != new]
    Bin.objects.filter(pk__in=[each.pk for each in moved]).update(area=into)
    nested = [each for each in areas.values() if each.parent_id != new]
    StockArea.objects.filter(pk__in=[each.pk for each in nested]).update(parent=into)
    return Rearranged(moved=len(moved) + len(nested))


def _bin_problems(bin_: Bin, into: StockArea) -> list[Offender]:
    if bin_.location_id == into.location_id:
        return []
    return [Offender(bin_.code, "other_location", f"It is in another location than {into.code}.")]
