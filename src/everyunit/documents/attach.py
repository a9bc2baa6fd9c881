"""Attach units to the lines of a draft, by whatever was scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from everyunit.base.operation import LostRace, Work, operation
from everyunit.documents.at_cost import price_at_cost
from everyunit.documents.built_in import with_used_up_skipped
from everyunit.documents.commit import generate_committed
from everyunit.documents.counting import count_items
from everyunit.documents.drafts import draft_to_change, refuse_to_name, with_sources
from everyunit.documents.expiry import name_expired
from everyunit.documents.free import name_free
from everyunit.documents.going_out import ask_to_go_out, name_going_out
from everyunit.documents.judging import judge, once_each, settle_choices, with_departures
from everyunit.documents.kind import Kind
from everyunit.documents.meaning import SCANS_LIMIT, meaning_of, meaning_of_arrivals, meaning_of_strays, meaning_of_unit
from everyunit.documents.models import Document, Line
from everyunit.documents.naming import vendor_of
from everyunit.documents.placing import Placing, place
from everyunit.documents.planned import skip_unplanned
from everyunit.documents.reach import reach_for
from everyunit.documents.receiving import scan_in
from everyunit.documents.refused_before import name_refusals, with_refusals
from everyunit.documents.scans import Outcome, Scanned, answer, bins_by_id
from everyunit.documents.strangers import ask_for_strangers, ask_whose, name_strangers, with_strangers
from everyunit.places.models import Bin
from everyunit.preferences.queries import preferences
from everyunit.preferences.table import ITEM_NOT_ON_DOCUMENT, OTHER_CUSTOMER
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import NotARange, Range, compress, read_range, split_scans
from everyunit.stock.holds import free_still


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """These were scanned, typed or pasted into a draft.

    `by`: "anything" (serial, else maker's number, else item barcode, else a range), or only "serial", "maker" or
    "range". `line_id`: the line that the clerk has selected. `unit_id`: the choice among several units that one number
    means. `exceed`: yes to whatever is asked: go beyond what the line asks for, add a line for another item.
    """

    document_id: int
    scans: tuple[str, ...]
    by: Literal["anything", "serial", "maker", "range"] = "anything"
    line_id: int | None = None
    unit_id: int | None = None
    exceed: bool = False


@operation()
def attach(work: Work, command: Attach) -> Scanned:
    """Attach units to lines; each scan is answered Added, Assigned, Negative or Skipped with its reason.

    A scan is never an error: unknown, repeated, held, wrong-bin and already sold numbers are Skipped, and the others go
    on. Rules SAL-77..83; a work order takes what it has a line for (WHS-82). Refused: `unknown_document`,
    `already_posted`, `not_allowed`, `nothing_scanned`, `quote_holds_nothing`, `party_discontinued`, `too_many_scans`,
    and for ranges `not_a_range`, `range_backwards`, `range_too_wide`.
    """
    document, kind = draft_to_change(work, command.document_id)
    texts = _texts(command)
    refuse_to_name(document, kind)
    lines = with_sources(list(document.lines.select_related("item").order_by("position")))
    bins = bins_by_id()
    outcomes = _meant(texts, command, document, kind, lines, bins)
    asks = 0
    if kind.generates:
        asks += scan_in(document, lines, outcomes, command.line_id, command.exceed)
        generate_committed(work, document, kind, lines)
    else:
        settle_choices(outcomes, kind, bins)
    outcomes = with_departures(once_each(outcomes), kind, bins)
    wanted = next((line for line in lines if line.pk == command.line_id and command.by != "anything"), None)
    judge(outcomes, document, kind, bins, lines, wanted, reach_for(work, document))
    outcomes = with_used_up_skipped(outcomes)
    outcomes = with_refusals(with_strangers(outcomes, document, kind, bins), kind)
    skip_unplanned(outcomes, kind, lines)
    if not command.exceed:
        asks += ask_for_strangers(outcomes, document)
        asks += ask_whose(outcomes, document, kind) if _asks_whose(work, kind) else 0
        asks += ask_to_go_out(outcomes, kind, lines, bins)
    placing = Placing(document, kind, lines, command.line_id, command.exceed, _asks_first(work, kind, command))
    outcomes, waiting = place(work, placing, outcomes)
    _name_those_to_come(outcomes, lines)
    name_strangers(outcomes)
    name_going_out(outcomes, kind, bins)
    name_refusals(outcomes)
    name_expired(document.pk, outcomes)
    waiting += count_items(work, placing, outcomes)
    name_free(kind, outcomes)
    _be_sure_who_holds(work, outcomes)
    price_at_cost(document, kind)
    return answer(document, outcomes, bins, asks + waiting)


def _name_those_to_come(outcomes: Sequence[Outcome], lines: Sequence[Line]) -> None:
    """A maker's number of a unit that is generated when the paper posts needs no scanning any more."""
    places = {text: line.position for line in lines for text in line.numbers_to_come}
    for outcome in outcomes if places else ():
        if outcome.code == "unknown" and outcome.texts.first in places and outcome.texts.count == 1:
            place = places[outcome.texts.first]
            outcome.skip("already_here", f"Line {place} has it: its unit gets a serial number when this is posted.")


def _be_sure_who_holds(work: Work, outcomes: Sequence[Outcome]) -> None:
    """That another paper holds a unit is told before any other reason to skip it, also where that paper has it since
    this began: then all is repeated.
    """
    skipped = [outcome.run for outcome in outcomes if outcome.action == Action.SKIPPED and outcome.code != "repeated"]
    if not free_still([run for run in skipped if run is not None and run.holder is None], work.at):
        raise LostRace


def _asks_first(work: Work, kind: Kind, command: Attach) -> bool:
    """Whether a line for an item that the paper does not have waits for a yes (SAL-79, SET-102)."""
    return kind.party is not None and not command.exceed and preferences(work).value(ITEM_NOT_ON_DOCUMENT) == "ask"


def _asks_whose(work: Work, kind: Kind) -> bool:
    """Whether a unit that another customer bought waits for a yes (SAL-146)."""
    return kind.party == "customer" and preferences(work).value(OTHER_CUSTOMER) == "ask"


def _texts(command: Attach) -> list[str]:
    if len(command.scans) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and command.unit_id is None:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan or type a serial number.")
    return texts


def _meant(
    texts: list[str], command: Attach, document: Document, kind: Kind, lines: list[Line], bins: dict[int, Bin]
) -> list[Outcome]:
    if command.unit_id is not None:
        return [meaning_of_unit(command.unit_id, texts[0] if texts else "")]
    ranges = _ranges(texts) if command.by == "range" else compress(texts)
    if kind.brings_back:
        return meaning_of_strays(ranges, command.by)
    if kind.generates:
        awaited = {line_id for line in lines for line_id in (line.pk, line.source_line_id) if line_id is not None}
        return meaning_of_arrivals(ranges, command.by, awaited, bins)
    return meaning_of(ranges, command.by, vendor_of(document, kind))


def _ranges(texts: list[str]) -> list[Range]:
    try:
        ranges = [read_range(text, SCANS_LIMIT) for text in texts]
    except NotARange as error:
        raise Refused(error.code, str(error)) from error
    if sum(each.count for each in ranges) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    return ranges
