"""What tests of stock counts say often."""

from __future__ import annotations

from everyunit.counting.answers import Counted
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.counts import CountSaved
from everyunit.counting.differences import totals_by_bin
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.models import CountBin
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.places.save_bin import SaveBin, save_bin
from tests.trade import Trade


def shelf(trade: Trade, *codes: str) -> None:
    """Stock bins with these codes."""
    for code in codes:
        save_bin(trade.owner, SaveBin(code=code, name=f"Shelf {code}", bin_type="stock"))


def move(trade: Trade, to: str, *serials: str) -> None:
    paper = trade.draft("ST", to_bin=to)
    trade.scan(paper, *serials)
    trade.post(paper)


def count_of(trade: Trade, *bins: str, **options: object) -> CountSaved:
    return make_count(trade.owner, MakeCount(bins=bins, **options))  # type: ignore[arg-type]


def started(trade: Trade, *bins: str, **options: object) -> CountSaved:
    """A count of these bins, all of which are being counted."""
    made = count_of(trade, *bins, **options)
    return start_bins(trade.owner, StartBins(count_id=made.count_id))


def count(trade: Trade, paper: CountSaved, bin_: str | None, *scans: str, **options: object) -> Counted:
    return count_scans(
        trade.owner,
        CountScans(count_id=paper.count_id, bin=bin_, scans=scans, **options),  # type: ignore[arg-type]
    )


def finish(trade: Trade, paper: CountSaved, *bins: str, none: bool = False) -> CountSaved:
    return finish_bins(trade.owner, FinishBins(count_id=paper.count_id, bins=bins, rest_is_none=none))


def told(counted: Counted) -> list[tuple[str, str, str]]:
    """What became of each scan: its text, the action, and the code of the reason."""
    return [(entry.text, str(entry.action), entry.code) for entry in counted.entries]


def sorts(paper: CountSaved, bin_: str) -> dict[str, int]:
    """How many units and pieces there are of each sort in a bin of the count."""
    row = CountBin.objects.get(count_id=paper.count_id, bin__code=bin_)
    return {str(total.sort): total.units for total in totals_by_bin(paper.count_id).get(row.pk, [])}
