"""Which bin is used for a purpose when the paper names none: the workstation's, else the location's, else what is
above it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.places.models import (
    ELSE_AS,
    PURPOSES,
    Bin,
    BinType,
    Company,
    DefaultBin,
    Location,
    SearchBin,
    StockType,
    Workstation,
)
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True)
class Place:
    """Where default bins may be set: a workstation, or a location."""

    workstation: bool
    row_id: int
    code: str
    name: str


class DefaultBins:
    """The default bins for papers of a location: those of the workstation, where it stands in that location, then of
    the location, of its parents, and of the company's default location (SET-30..49).
    """

    def __init__(self, location: Location, workstation_id: int | None = None) -> None:
        self.location = location
        self.chain = _chain(location, workstation_id)
        self.known: dict[str, list[tuple[Place, Bin]]] = {}
        nearness = {(place.workstation, place.row_id): at for at, place in enumerate(self.chain)}
        found = DefaultBin.objects.filter(_of(self.chain)).select_related("bin")
        for each in sorted(found, key=lambda each: nearness[_holder(each)]):
            self.known.setdefault(each.purpose, []).append((self.chain[nearness[_holder(each)]], each.bin))

    def get(self, purpose: str) -> Bin | None:
        """The bin for the purpose; none for ""."""
        found = self.known.get(purpose) or self.known.get(ELSE_AS.get(purpose, ""))
        return found[0][1] if found else None

    def need(self, purpose: str) -> Bin:
        """As `get`. Refused: `no_default_bin`."""
        found = self.get(purpose)
        if found is None:
            raise Refused(
                "no_default_bin",
                f"Location {self.location.code} has no default bin for “{purpose}”."
                " Choose a bin on the document, or set the default.",
            )
        return found


def default_bins(work: Work, location: Location) -> DefaultBins:
    """The default bins for papers of this location, here and now; read once per operation."""
    key = f"default_bins {location.pk}"
    if key not in work.memo:
        work.memo[key] = DefaultBins(location, work.actor.workstation_id)
    found: DefaultBins = work.memo[key]
    return found


def _chain(location: Location, workstation_id: int | None) -> list[Place]:
    """From near to far. A workstation speaks for the location that it stands in, and for no other."""
    here = Workstation.objects.filter(pk=workstation_id, location=location) if workstation_id is not None else ()
    chain = [Place(True, each.pk, each.code, each.name) for each in here]
    company = Company.objects.select_related("default_location").first()
    for start in (location, company.default_location if company else None):
        place = start
        while place is not None and (False, place.pk) not in {(each.workstation, each.row_id) for each in chain}:
            chain.append(Place(False, place.pk, place.code, place.name))
            place = place.parent
    return chain


def _of(chain: list[Place]) -> Q:
    locations = Q(location_id__in=[each.row_id for each in chain if not each.workstation], workstation=None)
    return locations | Q(workstation_id__in=[each.row_id for each in chain if each.workstation])


def _holder(each: DefaultBin) -> tuple[bool, int]:
    if each.workstation_id is None:
        return False, each.location_id
    return True, each.workstation_id


def searched_bins(location: Location) -> list[Bin]:
    """Where picking looks when the first bin has too few: as the location says, else in its normal stock bins by their
    position (SET-58). Bins that have become something else meanwhile are left out.
    """
    said = [each.bin for each in SearchBin.objects.filter(location=location).select_related("bin").order_by("rank")]
    found = said or Bin.objects.filter(location=location).order_by("position", "code")
    normal = (BinType.STOCK, StockType.NORMAL)
    return [bin_ for bin_ in found if (bin_.bin_type, bin_.stock_type) == normal and not bin_.discontinued]


# --- reading them ---


@dataclass(frozen=True, slots=True)
class BinChoice:
    """A bin that a place has set for a purpose."""

    place: Place
    bin: str
    bin_name: str
    discontinued: bool


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """What is set for a purpose, nearest first, and which bin is used: the first, or that of `else_as`, or none."""

    purpose: str
    bin_type: str
    else_as: str
    choices: tuple[BinChoice, ...]
    used: BinChoice | None

    def set_at(self, place: Place) -> str:
        """The bin that this place itself has set; "" for none."""
        return next((each.bin for each in self.choices if each.place == place), "")

    def without(self, place: Place) -> BinChoice | None:
        """What would be used if this place had set nothing."""
        return next((each for each in self.choices if each.place != place), None)


@dataclass(frozen=True, slots=True)
class BinTable:
    """The default bins of a place: where they are looked up, from near to far, and what is found."""

    chain: tuple[Place, ...]
    rows: tuple[PurposeRow, ...]


def bin_table(location: str | None = None, workstation: str | None = None) -> BinTable:
    """Every purpose with the bin that is used at the workstation, else for the location, else for the company's.

    Refused: `unknown_workstation`, `unknown_location`, `no_company`.
    """
    machine = workstation_named(workstation)
    found = DefaultBins(machine.location if machine else place_named(location), machine.pk if machine else None)
    choices = {
        purpose: tuple(BinChoice(place, bin_.code, bin_.name, bin_.discontinued) for place, bin_ in set_)
        for purpose, set_ in found.known.items()
    }
    rows = []
    for purpose, bin_type in PURPOSES.items():
        own, else_as = choices.get(purpose, ()), ELSE_AS.get(purpose, "")
        used = next(iter(own or choices.get(else_as, ())), None)
        rows.append(PurposeRow(purpose, str(bin_type), else_as, own, used))
    return BinTable(tuple(found.chain), tuple(rows))


def usual_bins(location: str, workstation_id: int | None = None) -> dict[str, str]:
    """The codes of the bins that are used here and now for papers of the location, by purpose; those that are set. What
    `DefaultBins` finds, in one statement, for pages.
    """
    found: dict[str, str] = {}
    for purpose, code in sql.rows(
        "WITH RECURSIVE chain(id, parent_id, far) AS ("
        " SELECT l.id, l.parent_id, 0 FROM places_location l WHERE l.code = %s"
        " UNION ALL SELECT l.id, l.parent_id, 1000 FROM places_company c"
        " JOIN places_location l ON l.id = c.default_location_id"
        " UNION ALL SELECT p.id, p.parent_id, chain.far + 1 FROM chain"
        " JOIN places_location p ON p.id = chain.parent_id)"
        " SELECT d.purpose, b.code FROM chain JOIN places_defaultbin d ON d.location_id = chain.id"
        " JOIN places_bin b ON b.id = d.bin_id"
        " WHERE d.workstation_id IS NULL OR (chain.far = 0 AND d.workstation_id = %s)"
        " ORDER BY CASE WHEN d.workstation_id IS NULL THEN chain.far ELSE -1 END",
        [location, workstation_id or 0],
    ):
        found.setdefault(purpose, code)
    return {purpose: found[other] for purpose, other in ELSE_AS.items() if other in found} | found


@dataclass(frozen=True, slots=True)
class SearchOrder:
    """Where picking for a location looks further. `by_position`: nobody has said so, they are its normal bins."""

    location: str
    by_position: bool
    bins: tuple[str, ...]


def search_order(location: str | None = None) -> SearchOrder:
    """For a location, else for the company's. Refused: `unknown_location`, `no_company`."""
    place = place_named(location)
    said = SearchBin.objects.filter(location=place).exists()
    return SearchOrder(place.code, not said, tuple(bin_.code for bin_ in searched_bins(place)))


def workstation_named(code: str | None) -> Workstation | None:
    """The workstation by code; none for none. Refused: `unknown_workstation`."""
    if not code:
        return None
    found = Workstation.objects.select_related("location").filter(code=code).first()
    if found is None:
        raise Refused("unknown_workstation", f"There is no workstation “{code}”.")
    return found


def place_named(code: str | None) -> Location:
    """The location by code; without one, the company's. Refused: `unknown_location`, `no_company`."""
    if code:
        found = Location.objects.filter(code=code).first()
        if found is None:
            raise Refused("unknown_location", f"There is no location “{code}”.")
        return found
    company = Company.objects.select_related("default_location").first()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first.")
    return company.default_location
