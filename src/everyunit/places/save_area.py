"""Create stock areas, or change what may be changed of them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import Bin, Location, StockArea
from everyunit.places.save_bin import location_named
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveArea:
    """A stock area as it shall be. Code and location never change. `parent`: code of the area that it lies in; "" for
    none, None leaves it. `location`: of a new one without a parent; default: the company's. `new_only`: do not touch
    one that exists.
    """

    code: str
    name: str
    location: str | None = None
    parent: str | None = None
    discontinued: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSaved:
    """The area, and whether it is new."""

    area_id: int
    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_area(work: Work, command: SaveArea) -> AreaSaved:
    """Create the area, or change it. It is discontinued only when nothing in it is in use any more.

    Refused, `code_taken`, and all problems at once: `bad_area`.
    """
    code = command.code.strip()
    hold_tree()
    known = StockArea.objects.select_related("location", "parent").filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a stock area {code} already. Choose another code, or change that one.")
    parent = (
        StockArea.objects.select_related("location").filter(code=command.parent).first() if command.parent else None
    )
    location = known.location if known is not None else None
    if location is None:
        location = (
            parent.location if parent is not None and command.location is None else location_named(command.location)
        )
    refuse_if_any(
        _problems(command, code, known, parent, location), "bad_area", "The stock area cannot be saved like this."
    )
    assert location is not None
    area = known or StockArea(code=code, location=location)
    area.name, area.discontinued = command.name.strip(), command.discontinued
    if command.parent is not None:
        area.parent = parent
    area.save()
    return AreaSaved(area_id=area.pk, code=code, created=known is None)


def hold_tree() -> None:
    """Nobody else changes what lies in what until the operation ends: two changes might make a circle."""
    list(StockArea.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _problems(
    command: SaveArea, code: str, known: StockArea | None, parent: StockArea | None, location: Location | None
) -> list[Offender]:
    problems = code_problems(code)
    if not code or len(code) > 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A stock area's code has 1 to 20 characters and no spaces."))
    if not command.name.strip() or len(command.name.strip()) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if location is None:
        problems.append(Offender("location", "unknown_location", "There is no such location."))
    elif known is not None and command.location not in (None, location.code):
        problems.append(Offender("location", "location_fixed", "A stock area stays in its location."))
    if command.parent and parent is None:
        problems.append(Offender("parent", "unknown_area", "There is no such stock area."))
    elif parent is not None and location is not None:
        problems += parent_problems(known, parent, location)
    lies_in = parent if command.parent is not None else known.parent if known is not None else None
    if lies_in is not None and lies_in.discontinued and not command.discontinued:
        problems.append(Offender("parent", "area_discontinued", f"Stock area {lies_in.code} is discontinued."))
    if known is not None and command.discontinued and not known.discontinued:
        problems += _in_use(known)
    return problems


def parent_problems(area: StockArea | None, parent: StockArea, location: Location) -> list[Offender]:
    """Areas lie in areas of their own location, and not in themselves."""
    if parent.location_id != location.pk:
        return [Offender("parent", "other_location", f"Stock area {parent.code} is in another location.")]
    above: StockArea | None = parent
    while above is not None and area is not None:
        if above.pk == area.pk:
            return [Offender("parent", "into_itself", f"Stock area {area.code} cannot lie in itself.")]
        above = above.parent
    return []


def _in_use(area: StockArea) -> list[Offender]:
    bins = Bin.objects.filter(area=area, discontinued=False).values_list("code", flat=True)
    areas = StockArea.objects.filter(parent=area, discontinued=False).values_list("code", flat=True)
    message = "It is still in use there. Discontinue it or move it first."
    return [Offender(code, "in_use", message) for code in sorted((*bins, *areas))]
