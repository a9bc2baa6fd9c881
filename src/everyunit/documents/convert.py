"""Turn a document into the next: quotes into orders, orders into what delivers them, invoices into returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.base import clock, numbering, sql
from everyunit.base.operation import Work, operation
from everyunit.documents.changes import set_status
from everyunit.documents.committing import recount
from everyunit.documents.drafts import DraftSaved, saved
from everyunit.documents.header import carry_header
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.kits import keep_copied_kits
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.naming import kind_named
from everyunit.documents.pricing import unit_price
from everyunit.documents.progress import can_follow, progress, reversed_documents
from everyunit.documents.reach import keep_to_own
from everyunit.documents.trail import follow_ups_of
from everyunit.preferences.queries import Preferences, preferences
from everyunit.preferences.table import COPY_NOTES, EXCHANGE_RATE
from everyunit.rules.currencies import format_rate
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.stock.holds import held_by, lend, quantities_held
from everyunit.terms.queries import rate_on

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many of a line go on to the next document."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert:
    """Make the next document, of kind `to`, from this one and from `further` ones of the same party.

    `wanted` None: what is outstanding; with a list, those lines and quantities only.
    """

    document_id: int
    to: str
    further: tuple[int, ...] = ()
    wanted: tuple[Wanted, ...] | None = None


@operation()
def convert(work: Work, command: Convert) -> DraftSaved:
    """Make the next document: partial, repeated, and several into one (PUR-20, PUR-26, SAL-45, SAL-56).

    A quote becomes an order as a whole and is closed. An order lends what it has committed to the draft; serialized
    lines offer just that and fill by scanning, the others start at what is committed, else at what is outstanding; or
    at zero, where the company wants somebody to enter each quantity (SET-106..109). Of several orders of which
    something is committed, serialized lines without any units stay behind, and the answer names them.
    Refused: `unknown_document`, `unknown_kind`, `cannot_become`, `closed`, `not_posted`, `reversed`, `other_party`,
    `other_terms` (currency, rate, or whether prices hold the tax), `not_allowed`, `unknown_line`, `too_many`,
    `nothing_outstanding`.
    """
    kind = kind_named(command.to)
    work.needs(kind.right)
    sources = [
        _source(work, document_id, kind) for document_id in dict.fromkeys((command.document_id, *command.further))
    ]
    _same_party(sources)
    first = sources[0]
    lines = [
        line for source in sources for line in source.lines.select_related("item", "document").order_by("position")
    ]
    counts = _counts(lines, kind, command.wanted)
    if not any(counts.values()):
        raise Refused("nothing_outstanding", _nothing_left(first, kind))
    document = Document(
        kind=kind.code,
        status=Status.DRAFT if kind.stage is Stage.FINAL else Status.OPEN,
        location=first.location,
        party=first.party,
        date=clock.today(),
        from_bin=None if KINDS[first.kind].stage is Stage.FINAL else first.from_bin,
        to_bin=first.to_bin if KINDS[first.kind].stage is Stage.QUOTE else None,
        source=first,
        reference=first.reference,
        notes=first.notes if preferences(work).on(COPY_NOTES) else "",
        created_by=work.actor.user_id,
        created_at=work.at,
        number=numbering.take(kind.code, first.location_id).text(),
    )
    carry_header(first, document)
    if document.currency and preferences(work).value(EXCHANGE_RATE) == "today":
        document.rate = rate_on(document.currency, document.date) or document.rate
    document.save(force_insert=True)
    chosen = [line for line in lines if counts[line.pk]]
    idle = _idle(chosen, kind) if len(sources) > 1 and command.wanted is None else []
    chosen = [line for line in chosen if line not in idle]
    zero = command.wanted is None and begins_at_zero(kind, preferences(work))
    _copy(document, kind, chosen, counts, command.wanted is not None, zero)
    for source in sources:
        if KINDS[source.kind].stage is Stage.QUOTE:
            set_status(work, source, Status.CLOSED)
    return replace(saved(document), left_out=tuple(_line_name(line) for line in idle))


def _source(work: Work, document_id: int, kind: Kind) -> Document:
    source = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if source is None:
        raise Refused("unknown_document", "There is no such document.")
    keep_to_own(work, source)
    following = [KINDS[code] for code in KINDS[source.kind].becomes if KINDS[code].by_hand]
    if kind not in following:
        allowed = ", ".join(each.name.lower() for each in following) or "nothing else"
        raise Refused("cannot_become", f"{_name(source)} cannot become a {kind.name.lower()}; it becomes {allowed}.")
    if source.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused("closed", f"{_name(source)} is {source.status}. Open it again first.")
    if source.status == Status.DRAFT:
        raise Refused("not_posted", f"{_name(source)} is still a draft. Post it first.")
    if reversed_documents([source.pk]):
        raise Refused("reversed", f"{_name(source)} was reversed. Nothing follows from it.")
    return source


def _name(document: Document) -> str:
    return f"{KINDS[document.kind].name} {document.number}"


def _same_party(sources: Sequence[Document]) -> None:
    first = sources[0]
    refuse_if_any(
        [
            Offender(_name(source), "other_party", "It is for another party.", f"{source.kind} {source.number}")
            for source in sources
            if source.party_id != first.party_id
        ],
        "other_party",
        "Only documents of one vendor or customer go onto one paper.",
    )
    refuse_if_any(
        [
            Offender(_name(source), "other_terms", _terms(source), f"{source.kind} {source.number}")
            for source in sources
            if _terms(source) != _terms(first)
        ],
        "other_terms",
        f"{_name(first)}: {_terms(first)}. Only documents with the same go onto one paper.",
    )


def _terms(document: Document) -> str:
    if document.destination is not None:
        return f"goods for {document.destination.name}"
    currency = f"{document.currency} at {format_rate(document.rate)}" if document.currency else "the company's currency"
    return currency + (", prices with tax" if document.tax_included else "")


def _counts(lines: Sequence[Line], kind: Kind, wanted: tuple[Wanted, ...] | None) -> dict[int, int]:
    """How many of each line go on: all that is outstanding, or what was asked for."""
    reached = progress([line.pk for line in lines])
    left = {
        line.pk: can_follow(line.quantity, line.attached, KINDS[line.document.kind], kind, reached[line.pk])
        for line in lines
    }
    if wanted is None:
        return left
    asked = {each.line_id: each.quantity for each in wanted}
    by_id = {line.pk: line for line in lines}
    offenders = [
        Offender(str(line_id), "unknown_line", "Not on these documents.") for line_id in asked if line_id not in by_id
    ]
    refuse_if_any(offenders, "unknown_line", "Some lines are not on these documents. Reload them.")
    offenders = [
        Offender(
            f"Line {by_id[line_id].position} ({by_id[line_id].item.code})",
            "too_many",
            f"{left[line_id]} are {_how(by_id[line_id])}, {quantity} were asked for.",
        )
        for line_id, quantity in asked.items()
        if not 0 <= quantity <= left[line_id]
    ]
    refuse_if_any(offenders, "too_many", "More was asked for than is outstanding.")
    return {line.pk: asked.get(line.pk, 0) for line in lines}


def _how(line: Line) -> str:
    return "on the way" if KINDS[line.document.kind].travels else "outstanding"


def _nothing_left(first: Document, kind: Kind) -> str:
    if KINDS[first.kind].travels:
        return f"Nothing of {_name(first)} is on the way. Scan or commit what leaves on it first."
    words = f"Nothing on {_name(first)} is left to go on a {kind.name.lower()}."
    between = [
        str(each)
        for each in follow_ups_of(first.pk)
        if each.status == Status.POSTED and kind.code in KINDS[each.kind].becomes
    ]
    return f"{words} Make it from {', '.join(between)}." if between else words


def _idle(lines: Sequence[Line], kind: Kind) -> list[Line]:
    """Of several orders, the lines that would begin with no units, where others of them have something committed."""
    ordered = [line for line in lines if KINDS[line.document.kind].stage is Stage.ORDER]
    if kind.stage is not Stage.FINAL or not any(line.attached for line in ordered):
        return []
    return [
        line for line in ordered if line.item.tracking == "serialized" and not line.attached and line.kit_id is None
    ]


def _line_name(line: Line) -> str:
    return f"{line.document.kind} {line.document.number}, line {line.position} ({line.item.code})"


def begins_at_zero(kind: Kind, holding: Preferences) -> bool:
    """Whether quantities of goods begin at zero on such a paper, so that somebody enters each."""
    return bool(kind.zero) and holding.on(kind.zero)


def _copy(
    document: Document, kind: Kind, lines: Sequence[Line], counts: dict[int, int], asked: bool, zero: bool
) -> None:
    """The lines of the new document, with what their orders have committed; unless more was asked for, just that."""
    lending = [line for line in lines if KINDS[line.document.kind].stage is Stage.ORDER and kind.stage is Stage.FINAL]
    held = held_by([line.pk for line in lending if line.item.tracking in UNIT_TRACKED])
    committed: dict[int, list[tuple[int, int]]] = {}
    for line_id, bin_id, quantity in quantities_held([line.pk for line in lending if line.item.tracking == "quantity"]):
        committed.setdefault(line_id, []).append((bin_id, quantity))
    lenders = {line.pk for line in lending}
    copies: list[Line] = []
    for line in lines:
        scanned = line.pk in lenders and line.item.tracking == "serialized"
        bins = committed.get(line.pk, [])
        if zero and line.item.tracking != "none" and not scanned:
            copies += [_new_line(line, 0, bin_id) for bin_id, _ in bins] or [_new_line(line, 0, _same_bin(line))]
        elif line.pk in lenders and line.item.tracking == "quantity":
            copies += _of_bins(line, counts[line.pk], bins, asked)
        elif line.pk in lenders and line.item.tracking == "auto_serialized" and not asked:
            copies.append(
                _new_line(line, min(counts[line.pk], held.get(line.pk, 0)) or counts[line.pk], _same_bin(line))
            )
        else:
            copies.append(_new_line(line, counts[line.pk], _same_bin(line)))
            copies[-1].follows_units = scanned
    for position, copy in enumerate(copies, 1):
        copy.document, copy.position = document, position
    Line.objects.bulk_create(copies)
    by_id = {line.pk: line for line in lines}
    keep_copied_kits([(by_id[copy.source_line_id or 0], copy) for copy in copies])
    wanted = [(copy, abs(copy.quantity)) for copy in copies if copy.source_line_id in held]
    lend([(copy.source_line_id or 0, copy.pk, count) for copy, count in wanted if count], held)
    recount([line.pk for line in (*copies, *lines)])
    _follow_units(document)


def _of_bins(line: Line, count: int, bins: Sequence[tuple[int, int]], asked: bool) -> list[Line]:
    """A quantity comes from the bins where it is committed, a line for each; what was asked for beyond on one more."""
    copies, left = [], count
    for bin_id, quantity in bins:
        if taken := min(left, quantity):
            copies.append(_new_line(line, taken, bin_id))
            left -= taken
    if left and (asked or left == count):
        copies.append(_new_line(line, left, line.from_bin_id))
    return copies


def _same_bin(line: Line) -> int | None:
    """What is not posted yet is taken from where the next paper takes it, too."""
    return None if KINDS[line.document.kind].stage is Stage.FINAL else line.from_bin_id


def _new_line(line: Line, count: int, from_bin_id: int | None) -> Line:
    whole = line.amount_minor if line.amount_minor is not None and count == abs(line.quantity) else None
    price = line.price_minor if line.amount_minor is None else unit_price(line)
    return Line(
        item=line.item,
        quantity=-count if line.quantity < 0 else count,
        price_minor=price,
        amount_minor=whole,
        discount=line.discount,
        tax_code_id=line.tax_code_id,
        tax_rate=line.tax_rate,
        note=line.note,
        from_bin_id=from_bin_id,
        to_bin_id=None if KINDS[line.document.kind].stage is Stage.FINAL else line.to_bin_id,
        spread=line.spread,
        source_line=line,
    )


def _follow_units(document: Document) -> None:
    """Lines that follow their units start at what they were lent."""
    sql.execute(
        "UPDATE documents_line SET quantity = CASE WHEN quantity < 0 THEN -attached ELSE attached END,"
        " amount_minor = NULL WHERE document_id = %s AND follows_units",
        [document.pk],
    )
