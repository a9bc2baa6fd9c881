"""Stock counts in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from everyunit.counting.answers import Counted
from everyunit.counting.approve_count import ApproveCount, CountApproved, approve_count
from everyunit.counting.cancel_bins import CancelBins, cancel_bins
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.counts import BinState, CountSaved
from everyunit.counting.decide import Decide, decide
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.counting.finalize_count import FinalizeCount, Finalized, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.recount import Recount, recount
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.counting.take_away import TakeAway, take_away
from everyunit.counting.void_count import VoidCount, void_count
from everyunit.proving.oracle.asked import Ask, Summary
from everyunit.stock.block_bin import BinBlocked, BlockBin, block_bin

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(program: Program, ask: Ask, answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case CountSaved():
            if ask.verb == "make_count":
                program.counts[ask.new] = answer.count_id
            return "count", answer.number, answer.status, _bins(answer.bins)
        case Counted():
            entries = tuple(
                (str(each.action), each.text, each.count, each.serial, each.code, each.holder)
                for each in answer.entries
            )
            counts = tuple(sorted(answer.counts.items()))
            return "counted", answer.number, _bins([answer.bin])[0], entries, counts, answer.asks
        case Finalized():
            for new, made in zip(ask.get("news"), answer.papers, strict=False):
                program.papers[new] = made.document_id
            papers = tuple(
                (made.kind, made.number, made.units, made.quantity, made.value_minor) for made in answer.papers
            )
            return "count", answer.number, answer.status, _bins(answer.bins), papers
        case CountApproved():
            return "count approved", answer.number, answer.worth_minor
        case BinBlocked():
            return "blocked", answer.bin, answer.blocked_by
    return ()


def _bins(bins: Sequence[BinState]) -> Summary:
    return tuple(
        (each.bin, each.status, each.round, each.recorded, each.found, each.expected, each.pieces, each.unknown)
        for each in bins
    )


def _make(_: Program, ask: Ask) -> tuple[Any, Any]:
    return make_count, MakeCount(
        location=ask.get("place"),
        bins=ask.get("bins", ()),
        blocked=ask.get("blocked", True),
        blind=ask.get("blind", False),
        with_stock=ask.get("with_stock", False),
    )


def _count_scans(program: Program, ask: Ask) -> tuple[Any, Any]:
    return count_scans, CountScans(
        count_id=program.count(ask), scans=ask.scans, bin=ask.get("bin"), include=ask.get("include", False)
    )


def _finish(program: Program, ask: Ask) -> tuple[Any, Any]:
    return finish_bins, FinishBins(
        count_id=program.count(ask), bins=ask.get("bins", ()), rest_is_none=ask.get("rest_is_none", False)
    )


def _enter(program: Program, ask: Ask) -> tuple[Any, Any]:
    return enter_number, EnterNumber(
        count_id=program.count(ask), bin=ask.get("bin"), item=ask.get("item"), quantity=ask.get("quantity")
    )


def _take_away(program: Program, ask: Ask) -> tuple[Any, Any]:
    return take_away, TakeAway(
        count_id=program.count(ask), bin=ask.get("bin"), scans=ask.scans, items=ask.get("items", ())
    )


def _decide(program: Program, ask: Ask) -> tuple[Any, Any]:
    return decide, Decide(
        count_id=program.count(ask),
        bin=ask.get("bin"),
        decision=ask.get("decision"),
        serials=ask.scans,
        items=ask.get("items", ()),
        sort=ask.get("sort", ""),
    )


def _block(_: Program, ask: Ask) -> tuple[Any, Any]:
    return block_bin, BlockBin(bin=ask.get("bin"), blocked=ask.get("blocked", True), reason=ask.get("reason") or "")


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "make_count": _make,
    "start_bins": lambda program, ask: (
        start_bins,
        StartBins(count_id=program.count(ask), bins=ask.get("bins", ())),
    ),
    "count_scans": _count_scans,
    "enter_number": _enter,
    "take_away": _take_away,
    "finish_bins": _finish,
    "recount": lambda program, ask: (recount, Recount(count_id=program.count(ask), bins=ask.get("bins", ()))),
    "cancel_bins": lambda program, ask: (
        cancel_bins,
        CancelBins(count_id=program.count(ask), bins=ask.get("bins", ())),
    ),
    "void_count": lambda program, ask: (void_count, VoidCount(count_id=program.count(ask))),
    "decide": _decide,
    "approve_count": lambda program, ask: (approve_count, ApproveCount(count_id=program.count(ask))),
    "finalize_count": lambda program, ask: (
        finalize_count,
        FinalizeCount(count_id=program.count(ask), bins=ask.get("bins", ())),
    ),
    "block_bin": _block,
}
