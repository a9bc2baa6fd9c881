"""Begin a stock count of a location: of chosen bins, or of all its stock bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import numbering, sql
from everyunit.base.operation import Work, operation
from everyunit.counting.counts import SCOPE, CountSaved, saved
from everyunit.counting.models import CountBin, StockCount
from everyunit.documents.naming import bins_named, location_here
from everyunit.documents.reach import reach
from everyunit.places.models import Bin, BinType, Location, StockArea
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import COUNT

NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCount:
    """A count of these bins of a location, and those of an area and the areas in it; of all its stock bins without
    either.

    `blocked`: nothing moves in or out of a bin while it is counted; otherwise what moves meanwhile is taken into
    account. `blind`: who counts is not told what is recorded. `with_stock`: only bins in which something is recorded.
    """

    location: str | None = None
    bins: tuple[str, ...] = ()
    area: str | None = None
    blocked: bool = True
    blind: bool = False
    with_stock: bool = False
    note: str = ""


@operation(right=COUNT)
def make_count(work: Work, command: MakeCount) -> CountSaved:
    """A count with its bins, none of which is being counted yet (WHS-153).

    Refused: `unknown_location`, `no_company`, `unknown_area`, `unknown_bin`, `bin_discontinued`, `wrong_bin` (no stock
    bins of the location), `no_bins`, `too_long`, `other_location` (somebody else's, where locations are kept apart).
    """
    location = location_here(work, command.location)
    if len(command.note) > NOTE_LIMIT:
        raise Refused("too_long", f"A note has at most {NOTE_LIMIT} characters.")
    bins = _bins(location, command)
    if not bins:
        raise Refused("no_bins", f"There is no bin to count at {location.name}. Choose others.")
    far = [Offender(bin_.code, "other_location", why) for bin_ in bins if (why := reach(work).why_not(bin_))]
    refuse_if_any(far, "other_location", "Goods of another location are counted by those who work there.")
    count = StockCount.objects.create(
        number=numbering.take(SCOPE, location.pk).text(),
        location=location,
        blocked=command.blocked,
        blind=command.blind,
        note=command.note,
        created_by=work.actor.user_id,
        created_at=work.at,
    )
    CountBin.objects.bulk_create(CountBin(count=count, bin=bin_) for bin_ in bins)
    return saved(count)


def _bins(location: Location, command: MakeCount) -> list[Bin]:
    chosen = _named(location, command.bins) if command.bins else []
    if command.area is not None:
        chosen += [bin_ for bin_ in _in_area(location, command.area) if bin_ not in chosen]
    if not command.bins and command.area is None:
        chosen = list(_countable(location))
    if command.with_stock:
        filled = _filled()
        chosen = [bin_ for bin_ in chosen if bin_.pk in filled]
    return sorted(chosen, key=lambda bin_: (bin_.position, bin_.code))


def _named(location: Location, codes: Sequence[str]) -> list[Bin]:
    """Refused: `unknown_bin`, `bin_discontinued`, `wrong_bin`, each with all that are."""
    bins = list(bins_named(codes).values())
    refuse_if_any(
        [
            Offender(bin_.code, "wrong_bin", f"It is no stock bin of location {location.code}.")
            for bin_ in bins
            if bin_.bin_type != BinType.STOCK or bin_.location_id != location.pk
        ],
        "wrong_bin",
        "Only stock bins of one location are counted together.",
    )
    return bins


def _in_area(location: Location, code: str) -> list[Bin]:
    """The stock bins of the area and of those that lie in it. Refused: `unknown_area`."""
    area = StockArea.objects.filter(code__in=(code, code.upper()), location=location).first()
    if area is None:
        raise Refused("unknown_area", f"There is no stock area “{code}” at {location.name}.")
    inside = {
        int(area_id)
        for (area_id,) in sql.rows(
            "WITH RECURSIVE inside(id) AS (SELECT CAST(%s AS bigint) UNION"
            " SELECT a.id FROM places_stockarea a JOIN inside i ON a.parent_id = i.id) SELECT id FROM inside",
            [area.pk],
        )
    }
    return [bin_ for bin_ in _countable(location) if bin_.area_id in inside]


def _countable(location: Location) -> Sequence[Bin]:
    stock = Bin.objects.filter(location=location, bin_type=BinType.STOCK, discontinued=False)
    return list(stock.order_by("position", "code"))


def _filled() -> set[int]:
    return {int(bin_id) for (bin_id,) in sql.rows("SELECT DISTINCT bin_id FROM stock_balance WHERE quantity > 0")}
