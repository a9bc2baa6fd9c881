"""Which scanned units may go on a document, which way it takes them, and why it does not take the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.crossings import last_crossings
from everyunit.documents.kind import OUT, STOCK, Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.meaning import name_units
from everyunit.documents.models import Document, Line
from everyunit.documents.progress import is_arrival
from everyunit.documents.reach import Reach
from everyunit.documents.scans import Outcome, holders
from everyunit.places.models import Bin, DefaultBin
from everyunit.rules.serials import Numbers, Range, overlap
from everyunit.stock import queries as ledger
from everyunit.stock.runs import Run, alike, of_runs

# Out bins by whom they stand for: what customers bought, announced to return, or had refused; what vendors got back;
# what nobody has.
BINS_WITH = {
    "customer": ("sold", "return_expected", "return_refused"),
    "vendor": ("returned_to_vendor",),
    "nobody": ("written_off",),
}
_NO_DEPARTURE = {
    "customer": "nobody has bought it from us",
    "vendor": "it was not sent back to a vendor",
    "nobody": "it was not written off: what was sold comes back with a credit memo",
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Which way a document takes units out of a bin, +1 or -1; with a code, why it cannot."""

    sign: int
    code: str = ""
    message: str = ""


def settle_choices(outcomes: Iterable[Outcome], kind: Kind, bins: dict[int, Bin]) -> None:
    """Where a number means several units but only one can be used on this kind of document, take that one; the others
    are skipped, to be chosen from.
    """
    waiting = [outcome for outcome in outcomes if outcome.choices]
    held = ledger.holding_lines([unit for outcome in waiting for unit in outcome.choices]) if waiting else {}
    named = []
    for outcome in waiting:
        usable = [
            unit
            for unit in outcome.choices
            if unit.unit_id not in held and kind.route.source in (None, bins[unit.bin_id].bin_type)
        ]
        if len(usable) == 1:
            named.append((outcome, usable[0]))
        else:
            outcome.ask_which()
    name_units(named)


def once_each(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A unit that the same scan has named before is repeated."""
    if not overlap(outcome.run.serials for outcome in outcomes if outcome.run is not None):
        return list(outcomes)
    seen, parts = Numbers(), []
    for outcome in outcomes:
        if outcome.run is None:
            parts.append(outcome)
            continue
        for start, count, new in seen.add(outcome.run.serials):
            parts.append(part := outcome.part(start, count))
            if not new:
                part.skip("repeated", "Scanned twice.")
    return parts


def with_departures(outcomes: Sequence[Outcome], kind: Kind, bins: dict[int, Bin]) -> list[Outcome]:
    """The outcomes; those outside parted by the line on which each unit last left our stock, whatever was undone or
    moved outside since, where it went to the sort of party of the kind, if that has one.
    """
    outside: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        (outside if _is_outside(outcome, bins) else others).append(outcome)
    if not outside:
        return others
    gone = last_crossings(outside, bins, STOCK, OUT, standing)
    known = Line.objects.select_related("document__party", "tax_code")
    lines = known.in_bulk({crossing.line_id for _, crossing in gone if crossing is not None})
    for outcome, crossing in gone:
        line = lines.get(crossing.line_id) if crossing is not None else None
        outcome.departure = line if line is not None and _went_to(kind, line) else None
        outcome.used_up = line.document if line is not None and KINDS[line.document.kind].uses_up else None
    return sorted([*others, *(outcome for outcome, _ in gone)], key=lambda outcome: outcome.place)


def _went_to(kind: Kind, line: Line) -> bool:
    """Whether the line sent goods to the sort of party of the kind; for a kind without, to anybody. What was written
    off went to nobody.
    """
    if kind.brings_back:
        return line.document.kind == kind.code
    return kind.party in (None, KINDS[line.document.kind].party)


def standing(posting_ids: Collection[int]) -> Collection[int]:
    """Those of the postings that undo nothing and were not undone."""
    chosen = sql.among("p.id", list(posting_ids))
    return {
        posting_id
        for (posting_id,) in sql.rows(
            f"SELECT p.id FROM stock_posting p WHERE {chosen.sql} AND p.reverses_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM stock_posting undone WHERE undone.reverses_id = p.id)",
            chosen.params,
        )
    }


def _is_outside(outcome: Outcome, bins: dict[int, Bin]) -> bool:
    return outcome.run is not None and not outcome.code and bins[outcome.run.bin_id].bin_type == OUT


def judge(
    outcomes: Sequence[Outcome],
    document: Document,
    kind: Kind,
    bins: dict[int, Bin],
    lines: Sequence[Line],
    wanted: Line | None,
    reach: Reach,
) -> None:
    """Give those whose units may go on this document the sign of their bin (SAL-81), and skip the others.

    `wanted`: the line that a serial or maker's number was asked for. `reach`: whose goods may be taken at all.
    """
    named = [(outcome, outcome.run) for outcome in outcomes if outcome.run is not None and not outcome.code]
    names = holders(run.holder for _, run in named if run.holder is not None)
    mine = {line.pk for line in lines}
    arrives = is_arrival(document)
    lenders = {line.source_line_id for line in lines if line.source_line_id is not None}
    outside = {run.bin_id for outcome, run in named if _is_outside(outcome, bins)}
    explained = (kind.generates and not kind.brings_back) or kind.revalues or not outside
    unexplained = set() if explained else outside - _bins_with(kind)
    makers = _orders_that_made(named, kind, bins)
    verdicts = {bin_id: _verdict(bins[bin_id], document, kind, reach) for bin_id in {run.bin_id for _, run in named}}
    for outcome, run in named:
        verdict, bin_ = verdicts[run.bin_id], bins[run.bin_id]
        if run.holder in mine:
            outcome.skip("already_here", "Already on this document.")
        elif run.holder is not None and run.holder not in lenders:
            name = names.get(run.holder, "another document")
            outcome.skip("held", f"Held by {name}. Detach it there first.", name)
        elif arrives and run.holder is None:
            outcome.skip("never_left", f"It is in {bin_.code} and never left. Send it on the transfer order first.")
        elif wanted is not None and wanted.item_id != run.item_id:
            outcome.skip("other_item", f"It is no {wanted.item.name}, which line {wanted.position} asks for.")
        elif bin_.pk in unexplained and outcome.departure is None:
            outcome.skip("not_with_us", f"It is in {bin_.code}, and {_NO_DEPARTURE[_side(kind)]}.")
        elif kind.generates and run.holder is not None and bin_.bin_type == OUT:  # its order has made it, and waits
            outcome.sign = 1
        elif made_by := makers.get(run.serials):
            if made_by == document:
                outcome.sign = 1
            else:
                name = f"{made_by.kind} {made_by.number}"
                outcome.skip(
                    "of_another_order", f"It was made for {name} and lies in {bin_.code}. Scan it there.", name
                )
        elif verdict.code and not (verdict.code == "other_location" and run.holder is not None):  # an order's own goods
            outcome.skip(verdict.code, verdict.message)
        else:
            outcome.sign = verdict.sign


def _orders_that_made(named: Sequence[tuple[Outcome, Run]], kind: Kind, bins: dict[int, Bin]) -> dict[Range, Document]:
    """By serial numbers: the purchase order that made the units and let them go, before they were ever received."""
    runs = [run for outcome, run in named if run.holder is None and _is_outside(outcome, bins)]
    if not runs or not kind.generates or kind.stage is not Stage.ORDER:
        return {}
    still_to_come = "JOIN stock_posting p ON p.id = u.generated_in_id AND u.received_on IS NULL"
    units = of_runs((run, nth) for nth, run in enumerate(runs))
    made = {
        runs[each.facts[0]].serials: int(each.facts[1])
        for each in alike(units, ("r.line_id", "p.document_id"), joins=still_to_come)
        if each.serials == runs[each.facts[0]].serials
    }
    documents = Document.objects.filter(kind=kind.code).in_bulk(set(made.values()))
    return {serials: documents[order_id] for serials, order_id in made.items() if order_id in documents}


def _bins_with(kind: Kind) -> set[int]:
    """The out bins that stand for the sort of party of the kind."""
    purposes = BINS_WITH[_side(kind)]
    return set(DefaultBin.objects.filter(purpose__in=purposes).values_list("bin_id", flat=True))


def _side(kind: Kind) -> str:
    """Whom goods outside come back from; a kind without a party asks customers, unless it brings back its own."""
    return "nobody" if kind.brings_back else kind.party or "customer"


def _verdict(bin_: Bin, document: Document, kind: Kind, reach: Reach) -> _Verdict:
    """What the document makes of any unit in this bin."""
    sign = _sign(kind, bin_.bin_type)
    transfer, target = kind.route.source is None, document.to_bin
    code = message = ""
    if sign == 0 and kind.revalues:
        code, message = "not_in_stock", f"It is in {bin_.code}, not in stock any more: it keeps its cost."
    elif sign == 0 and kind.generates:
        code = "unit_of_ours"
        message = f"It is a unit of ours, in {bin_.code}. A new one whose maker gave it this number? Then say so."
    elif sign == 0:
        code, message = "wrong_bin", f"It is in {bin_.code}, which a {kind.name.lower()} cannot take from."
    elif transfer and target is not None and target.pk == bin_.pk:
        code, message = "already_there", f"It is in {bin_.code} already."
    elif transfer and target is not None and target.bin_type != bin_.bin_type:
        code, message = "wrong_bin", f"It is in {bin_.code} ({bin_.bin_type}); a transfer keeps the bin type."
    elif far := reach.why_not(bin_):
        code, message = "other_location", far
    elif bin_.discontinued and not (transfer or kind.revalues):
        code, message = "bin_discontinued", f"It is in {bin_.code}, which is discontinued. Transfer it first."
    return _Verdict(sign, code, message)


def _sign(kind: Kind, bin_type: str) -> int:
    """+1 where the kind takes from such a bin, -1 where its mirror does; 0 where neither, or where it makes units."""
    if kind.route.source in (None, bin_type):
        return 0 if kind.generates and not kind.brings_back else 1
    other = row_for(kind, -1)
    return -1 if other.route.source == bin_type and not other.generates else 0
