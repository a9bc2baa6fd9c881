"""Change a draft: its header and its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.base.operation import Work, operation
from everyunit.documents.changes import told
from everyunit.documents.commit import generate_committed
from everyunit.documents.committing import borrow
from everyunit.documents.dates import day_of
from everyunit.documents.detach import release_of
from everyunit.documents.doubles import doubles_of
from everyunit.documents.draft import party_for, reference_of
from everyunit.documents.drafts import DraftSaved, draft_to_change, saved
from everyunit.documents.header import AS_USUAL, COLUMNS, Header, begin_header, change_header
from everyunit.documents.kind import Kind
from everyunit.documents.kits import parts_of
from everyunit.documents.models import Document, Line, StandIn
from everyunit.documents.naming import bin_named, target_named, taxes_named
from everyunit.documents.new_lines import MONEY_LIMIT, NOTE_LIMIT, QUANTITY_LIMIT, NewLine, add_lines
from everyunit.documents.own_prices import own_prices
from everyunit.documents.progress import passed_on
from everyunit.prices.choosing import Wanted
from everyunit.rules.pricing import WHOLE_DISCOUNT
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

CHANGED = ["quantity", "follows_units", "price_minor", "amount_minor", "discount", "tax_code", "tax_rate", "note"]
CHANGED += ["from_bin", "to_bin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """New values for a line; None leaves a value as it is, "" clears a bin or tax code. A tax code named again brings
    its rate of today. `discount`: in hundredths of a percent.

    `own_price`: what the item goes for by itself at the quantity that the line has now.
    """

    line_id: int
    quantity: int | None = None
    price_minor: int | None = None
    own_price: bool = False
    discount: int | None = None
    tax_code: str | None = None
    note: str | None = None
    from_bin: str | None = None
    to_bin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """Changes to a draft; None leaves a value as it is, "" clears a bin."""

    document_id: int
    party: str | None = None
    date: dt.date | None = None
    from_bin: str | None = None
    to_bin: str | None = None
    reference: str | None = None
    notes: str | None = None
    header: Header = AS_USUAL
    add: tuple[NewLine, ...] = ()
    change: tuple[LineChange, ...] = ()
    remove: tuple[int, ...] = ()


@operation()
def revise(work: Work, command: Revise) -> DraftSaved:
    """Change a draft. Removing a line releases its units.

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `unknown_line`, `followed` (a later paper
    was made from a line to remove), `built_line` (what a work order builds), `bad_lines`, `unknown_tax_code` and the
    refusals of `draft`.
    """
    document, kind = draft_to_change(work, command.document_id)
    with told(work, document.pk):
        _header(document, kind, command)
        _remove(work, document, kind, command.remove)
        _change(document, kind, command.change)
        generate_committed(work, document, kind, add_lines(document, kind, command.add))
    asked = command.header.their_number is not None or command.party is not None
    return saved(document, doubles_of(work, document) if asked else ())


def _header(document: Document, kind: Kind, command: Revise) -> None:
    if command.date is not None:
        document.date = day_of(command.date)
    if command.party is not None:
        document.party = party_for(kind, command.party)
        begin_header(document, command.header)
    else:
        change_header(document, command.header)
    if command.from_bin is not None:
        document.from_bin = bin_named(command.from_bin) if command.from_bin else None
    if command.to_bin is not None:
        document.to_bin = target_named(kind, command.to_bin)
    if command.reference is not None:
        document.reference = reference_of(command.reference)
    if command.notes is not None:
        document.notes = command.notes
    document.save(update_fields=["party", "date", "from_bin", "to_bin", "reference", "notes", *COLUMNS])


def _remove(work: Work, document: Document, kind: Kind, line_ids: tuple[int, ...]) -> None:
    if not line_ids:
        return
    mine = {line.pk: line for line in document.lines.select_related("item")}
    _refuse_strangers(set(line_ids) - set(mine))
    chosen = list(dict.fromkeys([*line_ids, *parts_of(line_ids)]))
    _refuse_followed(chosen)
    _keep_what_is_built(kind, [mine[line_id] for line_id in chosen])
    release_of(work, document, kind, [mine[line_id] for line_id in chosen])
    Line.objects.filter(pk__in=chosen).delete()


def _keep_what_is_built(kind: Kind, lines: Sequence[Line]) -> None:
    """A paper that a verb of its own begins, such as a work order, keeps the line that says what comes of it."""
    refuse_if_any(
        [
            Offender(f"Line {line.position} ({line.item.code})", "built_line", "The paper is about building this.")
            for line in lines
            if not kind.by_hand and line.negative
        ],
        "built_line",
        f"A {kind.name.lower()} is about what it builds. Void it and begin another one.",
    )


def _refuse_followed(line_ids: list[int]) -> None:
    followers = Line.objects.filter(source_line__in=line_ids).select_related("document", "item").order_by("pk")
    names = [(each.item.code, f"{each.document.kind} {each.document.number}") for each in followers]
    refuse_if_any(
        [Offender(code, "followed", f"{name} was made from this line.", name) for code, name in names],
        "followed",
        "Some lines are on later papers and stay. Lower what is ordered, or close the order.",
    )


def _change(document: Document, kind: Kind, changes: tuple[LineChange, ...]) -> None:
    lines = {line.pk: line for line in document.lines.select_related("item", "source_line__document")}
    _refuse_strangers({change.line_id for change in changes} - set(lines))
    offenders: list[Offender] = []
    passed = passed_on(kind, [lines[change.line_id] for change in changes])
    taxes = taxes_named(change.tax_code for change in changes if change.tax_code)
    _keep_what_is_built(kind, [lines[change.line_id] for change in changes if change.quantity is not None])
    wholes = {part.kit_id for part in lines.values() if part.kit_id is not None}
    tied = _tied([lines[change.line_id] for change in changes if _turns(lines[change.line_id], change)])
    for change in _priced(document, kind, lines, changes):
        line = lines[change.line_id]
        offenders += _problems(kind, line, change, passed[line.pk], line.pk in tied)
        if line.pk in wholes and change.quantity not in (None, line.quantity):
            words = "Its components stand on lines of their own. Remove the kit and add it again."
            offenders.append(Offender(f"Line {line.position} ({line.item.code})", "has_parts", words))
        if change.quantity is not None:
            line.quantity = change.quantity
            line.follows_units = False
            line.amount_minor = None
        if change.price_minor is not None:
            line.price_minor = change.price_minor
            line.amount_minor = None
        if change.discount is not None:
            line.discount = change.discount
            line.amount_minor = None
        if change.tax_code is not None:
            line.tax_code = taxes.get(change.tax_code)
            line.tax_rate = line.tax_code.rate if line.tax_code is not None else 0
        if change.note is not None:
            line.note = change.note.strip()
        if change.from_bin is not None:
            line.from_bin = bin_named(change.from_bin) if change.from_bin else None
        if change.to_bin is not None:
            line.to_bin = bin_named(change.to_bin) if change.to_bin else None
    refuse_if_any(offenders, "bad_lines", "Some changes cannot be made. Nothing was changed.")
    Line.objects.bulk_update([lines[change.line_id] for change in changes], CHANGED)
    borrow(kind, [lines[change.line_id] for change in changes if change.quantity is not None])


def _priced(
    document: Document, kind: Kind, lines: dict[int, Line], changes: tuple[LineChange, ...]
) -> list[LineChange]:
    """The changes, with a price where the line shall have the item's own."""
    asking = [change for change in changes if change.own_price]
    wanted = [
        Wanted(line.item_id, line.quantity if change.quantity is None else change.quantity)
        for change in asking
        for line in [lines[change.line_id]]
    ]
    found = {
        change.line_id: replace(change, price_minor=price)
        for change, price in zip(asking, own_prices(document, kind, wanted), strict=True)
    }
    return [found.get(change.line_id, change) if change.own_price else change for change in changes]


def _turns(line: Line, change: LineChange) -> bool:
    return change.quantity is not None and (change.quantity < 0) != line.negative


def _tied(lines: Sequence[Line]) -> set[int]:
    """Those of the lines that follow from another paper, that another one was made from, or on which units are to be
    made that we never had: they keep their way.
    """
    if not lines:
        return set()
    followed = Line.objects.filter(source_line__in=lines).values_list("source_line_id", flat=True)
    making = StandIn.objects.filter(line__in=lines, unit_id=None, expected=False).values_list("line_id", flat=True)
    own = {line.pk for line in lines if line.source_line_id is not None or line.to_generate}
    return own | {*making} | {each for each in followed if each}


def _problems(kind: Kind, line: Line, change: LineChange, passed: int, tied: bool) -> list[Offender]:
    problems = []
    subject = f"Line {line.position} ({line.item.code})"
    quantity = line.quantity if change.quantity is None else change.quantity
    if change.quantity == 0:
        problems.append(Offender(subject, "empty_quantity", "The quantity is zero. Enter how many, or remove it."))
    if abs(quantity) > QUANTITY_LIMIT:
        problems.append(Offender(subject, "quantity_too_large", f"At most {QUANTITY_LIMIT:,} on one line."))
    if (change.quantity or 0) < 0 and not kind.both_ways:
        problems.append(Offender(subject, "negative_quantity", f"A {kind.name.lower()} has no negative lines."))
    if quantity < 0 and line.spread:
        problems.append(Offender(subject, "bad_spread", "A cost that the goods share is not negative."))
    if abs(quantity) < line.attached or (line.attached and (quantity < 0) != (line.quantity < 0)):
        problems.append(Offender(subject, "units_attached", f"{line.attached} units are attached. Detach them first."))
    elif tied:
        words = "Other papers go with it, or units are to be made on it. Add a line for what goes the other way."
        problems.append(Offender(subject, "turned", words))
    elif passed and (abs(quantity) < passed + line.attached or (quantity < 0) != (line.quantity < 0)):
        fewest = f"{passed} are delivered or on drafts, {line.attached} are committed."
        problems.append(Offender(subject, "delivered", f"{fewest} The line cannot ask for less."))
    if change.price_minor is not None and not 0 <= change.price_minor <= MONEY_LIMIT:
        problems.append(Offender(subject, "bad_price", "A price is neither negative nor that large."))
    if change.discount is not None and not 0 <= change.discount <= WHOLE_DISCOUNT:
        problems.append(Offender(subject, "bad_discount", "A discount is from 0 to 100 %."))
    if change.note is not None and len(change.note) > NOTE_LIMIT:
        problems.append(Offender(subject, "too_long", f"A note on a line has at most {NOTE_LIMIT} characters."))
    price = line.price_minor if change.price_minor is None else change.price_minor
    if price * abs(quantity) > MONEY_LIMIT:
        problems.append(Offender(subject, "price_too_large", "The amount is too large."))
    return problems


def _refuse_strangers(line_ids: set[int]) -> None:
    if line_ids:
        raise Refused(
            "unknown_line",
            "Some lines are not on this document. Reload it.",
            [Offender(str(line_id), "unknown_line", "Not on this document.") for line_id in sorted(line_ids)],
        )
