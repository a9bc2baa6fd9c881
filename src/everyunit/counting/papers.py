"""The papers that put a count right: transfers, adjustments and credit memos, posted as anybody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet

from everyunit.base.operation import Work
from everyunit.counting.counts import name_of
from everyunit.counting.departed import departures
from everyunit.counting.differences import Sort
from everyunit.counting.models import CountBin, Decision, Pieces, StockCount
from everyunit.counting.settling import Settling
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import AS_USUAL, Header
from everyunit.documents.kinds import KINDS
from everyunit.documents.meaning import known_meaning_of
from everyunit.documents.models import Approval, LineLot, Reason
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.scans import bins_by_id
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import Range

REASON = "COUNT"


def put_right(work: Work, count: StockCount, bins: Sequence[CountBin], units: Settling) -> list[Posted]:
    """Post all papers that these bins of the count need. What comes back is booked before anything goes."""
    return [
        *_brought_back(work, count, bins, units),
        *_transfers(work, count, bins, units),
        *_adjusted(work, count, bins, units),
    ]


def _transfers(work: Work, count: StockCount, bins: Sequence[CountBin], units: Settling) -> Iterator[Posted]:
    """Units that were found where they are not recorded: one transfer to each bin, at their own cost."""
    for each in bins:
        serials = units.serials([each.pk], Sort.MISPLACED)
        if serials:
            yield _posted(work, count, _draft(work, count, "ST", to_bin=each.bin.code), serials)


def _brought_back(work: Work, count: StockCount, bins: Sequence[CountBin], units: Settling) -> Iterator[Posted]:
    """Units that were sold, and are here all the same, are credited to whom they were sold, at the price they were sold
    for: a memo for each customer and bin. What was written off is added again, at its own cost (WHS-172).
    """
    for each in bins:
        for party, serials in _by_customer(units.serials([each.pk], Sort.OUTSIDE, Decision.BRING_BACK)).items():
            kind = "CM" if party else "IA"
            paper = _draft(work, count, kind, to_bin=each.bin.code, party=party or None, header=why(kind))
            yield _posted(work, count, paper, serials)


def _by_customer(serials: Sequence[Range]) -> dict[str, list[Range]]:
    """The units by the customer who bought them last; "": nobody did."""
    sold: dict[str, list[Range]] = {}
    if serials:
        for outcome, line in departures(known_meaning_of(serials, "serial"), bins_by_id()):
            party = line.document.party.code if line is not None and line.document.party is not None else ""
            sold.setdefault(party, []).append(outcome.texts)
    return sold


def _adjusted(work: Work, count: StockCount, bins: Sequence[CountBin], units: Settling) -> Iterator[Posted]:
    """One adjustment for all: units that are missing, and numbers of counted goods that differ."""
    serials = units.serials([each.pk for each in bins], Sort.MISSING)
    pieces = list(differing(bins))
    if serials or pieces:
        paper = _draft(work, count, "IA", header=why("IA"), lines=tuple(map(_line, pieces)))
        LineLot.objects.bulk_create(
            LineLot(line_id=line.line_id, lot_id=each.lot_id)
            for line, each in zip(paper.lines, pieces, strict=True)
            if each.lot_id is not None
        )
        yield _posted(work, count, paper, serials)


def differing(bins: Sequence[CountBin]) -> QuerySet[Pieces]:
    """Each number of counted goods that is not what was recorded, in the order of walking."""
    numbers = Pieces.objects.filter(count_bin__in=bins, current=True, leave=False, settled=False)
    walked = numbers.order_by("count_bin__bin__position", "count_bin__bin__code", "pk")
    return walked.exclude(quantity=F("recorded")).select_related("item", "count_bin__bin")


def _line(each: Pieces) -> NewLine:
    more, bin_code = each.quantity - each.recorded, each.count_bin.bin.code
    source, target = (None, bin_code) if more > 0 else (bin_code, None)
    return NewLine(item=each.item.code, quantity=more, from_bin=source, to_bin=target)


def why(kind: str) -> Header:
    """A paper that adjusts stock says why: because of a count."""
    if not KINDS[kind].adjusts:
        return AS_USUAL
    Reason.objects.get_or_create(code=REASON, defaults={"name": "Stock count"})
    return Header(reason=REASON)


def _draft(work: Work, count: StockCount, kind: str, **header: Any) -> DraftSaved:
    return draft.within(
        work, Draft(kind=kind, location=count.location.code, reference=name_of(count).capitalize(), **header)
    )


def _posted(work: Work, count: StockCount, paper: DraftSaved, serials: Sequence[Range]) -> Posted:
    """The paper with these units, posted. Refused: `cannot_finalize`, with all that it does not take."""
    if serials:
        _take(work, paper, serials)
    if KINDS[paper.kind].adjusts and count.approved_by and count.approved_at:
        Approval.objects.create(
            document_id=paper.document_id,
            approved_by=count.approved_by,
            approved_at=count.approved_at,
            worth_minor=count.approved_worth_minor or 0,
        )
    return post.within(work, Post(document_id=paper.document_id, asks=False))


def _take(work: Work, paper: DraftSaved, serials: Sequence[Range]) -> None:
    ranges = tuple(f"{each.first}-{each.last}" for each in serials)
    scanned = attach.within(work, Attach(document_id=paper.document_id, scans=ranges, by="range", exceed=True))
    if scanned.counts.get(Action.SKIPPED):
        raise Refused(
            "cannot_finalize",
            f"{paper.kind} {paper.number} cannot take some of the units.",
            [
                Offender(entry.text, entry.code, entry.message, entry.holder)
                for entry in scanned.entries
                if entry.action == Action.SKIPPED
            ],
        )
