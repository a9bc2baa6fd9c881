"""Create bins, or change what may be changed of them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.places.models import (
    PURPOSES,
    Bin,
    BinType,
    Company,
    DefaultBin,
    Location,
    SearchBin,
    StockArea,
    StockType,
)
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.words import PURPOSES as WORDS

POSITION_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBin:
    """A bin as it shall be. Code, bin type and location never change.

    `area`: code of the stock area that it lies in; "" for none, None leaves it. `default_for`: the purposes that it
    becomes its location's default for. `new_only`: do not touch a bin that exists.
    """

    code: str
    name: str
    bin_type: str = "stock"
    stock_type: str = "normal"
    location: str | None = None
    position: int = 0
    area: str | None = None
    discontinued: bool = False
    default_for: tuple[str, ...] = ()
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BinSaved:
    """The bin, and whether it is new."""

    bin_id: int
    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_bin(work: Work, command: SaveBin) -> BinSaved:
    """Create the bin, or change it. Refused, `code_taken`, and all problems at once: `bad_bin`."""
    code = command.code.strip()
    known = Bin.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a bin {code} already. Choose another code, or change that one.")
    location = known.location if known is not None and command.location is None else location_named(command.location)
    problems = code_problems(code)
    if not code or len(code) > 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A bin code has 1 to 20 characters and no spaces."))
    if not command.name.strip() or len(command.name.strip()) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if command.bin_type not in BinType.values:
        problems.append(Offender("bin_type", "bad_bin_type", "A bin is of type stock or out."))
    elif known is not None and known.bin_type != command.bin_type:
        problems.append(Offender("bin_type", "bin_type_fixed", f"Bin {code} stays of type {known.bin_type}."))
    if command.stock_type not in StockType.values:
        problems.append(Offender("stock_type", "bad_stock_type", f"One of {', '.join(StockType.values)}."))
    if abs(command.position) > POSITION_LIMIT:
        problems.append(Offender("position", "bad_position", f"A position is at most {POSITION_LIMIT:,}."))
    problems += _purpose_problems(command)
    if known is not None and command.discontinued and not known.discontinued:
        problems += in_the_way(known)
    area = StockArea.objects.filter(code=command.area).first() if command.area else None
    problems += _area_problems(command, known, location, area)
    if location is None:
        problems.append(Offender("location", "unknown_location", "There is no such location."))
    elif known is not None and command.location is not None and known.location_id != location.pk:
        problems.append(Offender("location", "location_fixed", "A bin stays in its location."))
    refuse_if_any(problems, "bad_bin", "The bin cannot be saved like this.")
    assert location is not None
    bin_ = known or Bin(code=code, bin_type=command.bin_type, location=location)
    bin_.name, bin_.stock_type = command.name.strip(), command.stock_type
    bin_.position, bin_.discontinued = command.position, command.discontinued
    if command.area is not None:
        bin_.area = area
    if known is None:
        bin_.save(force_insert=True)
    else:
        bin_.save(update_fields=["name", "stock_type", "position", "area", "discontinued"])
    for purpose in command.default_for:
        DefaultBin.objects.update_or_create(
            location=location, workstation=None, purpose=purpose, defaults={"bin": bin_}
        )
    return BinSaved(bin_id=bin_.pk, code=code, created=known is None)


def _purpose_problems(command: SaveBin) -> list[Offender]:
    problems = []
    for purpose in command.default_for:
        if purpose not in PURPOSES:
            problems.append(Offender(purpose[:60], "bad_purpose", f"A bin is a default for {', '.join(PURPOSES)}."))
        elif PURPOSES[purpose] != command.bin_type:
            problems.append(Offender(purpose, "wrong_bin_type", f"That takes a bin of type {PURPOSES[purpose]}."))
    return problems


def _area_problems(
    command: SaveBin, known: Bin | None, location: Location | None, area: StockArea | None
) -> list[Offender]:
    """A bin lies in an area of its own location that is in use."""
    if command.area and area is None:
        return [Offender("area", "unknown_area", "There is no such stock area.")]
    lies_in = area if command.area is not None or known is None else known.area
    if lies_in is None or location is None:
        return []
    if lies_in.location_id != location.pk:
        return [Offender("area", "other_location", f"Stock area {lies_in.code} is in another location.")]
    if lies_in.discontinued and not command.discontinued:
        return [Offender("area", "area_discontinued", f"Stock area {lies_in.code} is discontinued.")]
    return []


def in_the_way(bin_: Bin) -> list[Offender]:
    """Everything that keeps the bin in use: what is in it, as the ledger's balances say (SET-28), and what uses it by
    default.
    """
    goods = sql.rows(
        "SELECT i.code, v.quantity FROM stock_balance v JOIN catalog_item i ON i.id = v.item_id"
        " WHERE v.bin_id = %s AND v.quantity > 0 ORDER BY i.code",
        [bin_.pk],
    )
    defaults = DefaultBin.objects.filter(bin=bin_).select_related("location", "workstation").order_by("pk")
    searched = SearchBin.objects.filter(bin=bin_).select_related("location").order_by("pk")
    put_away = sql.rows(
        "SELECT i.code FROM catalog_putaway p JOIN catalog_item i ON i.id = p.item_id"
        " WHERE p.bin_id = %s ORDER BY i.code",
        [bin_.pk],
    )
    return [
        *(Offender(item, "bin_not_empty", f"{count} in it. Move them first.") for item, count in goods),
        *(
            Offender(
                (each.workstation or each.location).code,
                "default_bin",
                f"“{WORDS[each.purpose]}” names it there. Choose another bin for that first.",
            )
            for each in defaults
        ),
        *(
            Offender(each.location.code, "searched_bin", "Picking looks into it there. Change the search order first.")
            for each in searched
        ),
        *(Offender(item, "put_away_bin", "It is put away there. Say another bin.") for (item,) in put_away),
    ]


def location_named(code: str | None) -> Location | None:
    """The location by code; without one, the company's; None where there is none."""
    if code is not None:
        return Location.objects.filter(code=code).first()
    company = Company.objects.select_related("default_location").first()
    return company.default_location if company else None
