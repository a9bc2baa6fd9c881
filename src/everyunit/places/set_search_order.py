"""Say in which bins picking looks further, and in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.default_bins import place_named
from everyunit.places.models import Bin, BinType, SearchBin, StockType
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSearchOrder:
    """These bins, by code, the first first; none: the location's normal stock bins by their position.

    `location`: default: the company's.
    """

    bins: tuple[str, ...]
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOrderSet:
    """The order as it stands."""

    location: str
    bins: tuple[str, ...]


@operation(right=SET_UP)
def set_search_order(work: Work, command: SetSearchOrder) -> SearchOrderSet:
    """Set the whole order. Bins of other locations may be in it; all are normal stock bins.

    Refused: `unknown_location`, `no_company`, and all problems at once: `bad_search_order`.
    """
    location = place_named(command.location)
    known = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in=command.bins)}
    refuse_if_any(_problems(command.bins, known), "bad_search_order", "This order cannot be. Nothing was changed.")
    SearchBin.objects.filter(location=location).delete()
    SearchBin.objects.bulk_create(
        SearchBin(location=location, bin=known[code], rank=rank) for rank, code in enumerate(command.bins, 1)
    )
    return SearchOrderSet(location=location.code, bins=command.bins)


def _problems(codes: tuple[str, ...], known: dict[str, Bin]) -> list[Offender]:
    problems = []
    times = Counter(codes)
    for code in dict.fromkeys(codes):
        bin_ = known.get(code)
        if bin_ is None:
            problems.append(Offender(code[:60], "unknown_bin", "There is no such bin."))
        elif times[code] > 1:
            problems.append(Offender(code, "repeated", "It is named more than once."))
        elif bin_.bin_type != BinType.STOCK or bin_.stock_type != StockType.NORMAL:
            problems.append(Offender(code, "wrong_bin_type", "Only normal stock bins are searched."))
        elif bin_.discontinued:
            problems.append(Offender(code, "bin_discontinued", "The bin is discontinued."))
    return problems
