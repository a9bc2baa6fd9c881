"""Attach units to the lines of a draft, by whatever was scanned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from everyunit.base.operation import LostRace, Work, operation
from everyunit.catalog.models import Item
from everyunit.documents.commit import generate_committed
from everyunit.documents.committing import move_committed, recount
from everyunit.documents.drafts import draft_to_change, refuse_quotes, vendor_of
from everyunit.documents.kinds import KINDS, OUT, STOCK, Kind, leaves, row_for
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Document, Line
from everyunit.documents.own_prices import own_price
from everyunit.documents.pricing import price_again
from everyunit.documents.progress import passed_on
from everyunit.documents.receiving import scan_in
from everyunit.documents.scans import (
    Outcome,
    Scanned,
    answer,
    bins_by_id,
    bins_with,
    departures_of,
    holders,
    meaning_of,
    settle_choices,
)
from everyunit.documents.strangers import ask_for_strangers, name_vendors
from everyunit.places.models import Bin
from everyunit.preferences.queries import preferences
from everyunit.preferences.table import ITEM_NOT_ON_DOCUMENT
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action, Capacity, fill
from everyunit.rules.serials import NotARange, expand_range, looks_like_range, looks_mangled, split_scans
from everyunit.stock import queries as ledger
from everyunit.stock.holds import hold, take_over

SCANS_LIMIT = 1_000_000
NOT_ON_DOCUMENT = ("not_on_document", "The paper has no line for this item. Add one?")
_NO_DEPARTURE = {"customer": "nobody has bought it from us", "vendor": "it was not sent back to a vendor"}


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


@dataclass(slots=True)
class _Group:
    """Units of one item and sign that compete for the same lines; returns keep to the line they were sold on."""

    item_id: int
    sign: int
    sold_on: int | None
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Which way a document takes units out of a bin, +1 or -1; with a code, why it cannot."""

    bin: Bin
    sign: int
    code: str = ""
    message: str = ""


@operation()
def attach(work: Work, command: Attach) -> Scanned:
    """Attach units to lines; each scan is answered Added, Assigned, Negative or Skipped with its reason.

    A scan is never an error: unknown, repeated, held, wrong-bin and already sold numbers are Skipped, and the others go
    on. Rules SAL-77..83. Refused: `unknown_document`, `already_posted`, `not_allowed`, `nothing_scanned`,
    `too_many_scans`, and for ranges `not_a_range`, `range_backwards`, `range_too_wide`.
    """
    document, kind = draft_to_change(work, command.document_id)
    texts = _texts(command)
    refuse_quotes(document, kind)
    lines = list(document.lines.select_related("item", "source_line__document").order_by("position"))
    bins = bins_by_id()
    expecting = 0
    if kind.generates:
        outcomes = _ours(texts, command, lines, bins)
        expecting = scan_in(document, lines, outcomes, command.line_id, command.exceed)
        generate_committed(work, document, kind, lines)
    else:
        outcomes = _resolve(texts, command, document, kind, bins)
    _once_each(outcomes)
    usable = _usable(outcomes, document, kind, bins, lines, command)
    strangers = ask_for_strangers(document, kind, usable, command.exceed)
    usable = [(outcome, sign) for outcome, sign in usable if not outcome.code]
    asks_first = _asks_first(work, kind, command)
    asks = expecting + strangers + _place(work, document, kind, lines, usable, command, asks_first)
    if command.exceed:
        name_vendors(document, kind, usable)
    if not kind.generates:
        asks += _count_items(document, kind, lines, outcomes, command.line_id, asks_first)
    return answer(document, outcomes, bins, asks)


def _asks_first(work: Work, kind: Kind, command: Attach) -> bool:
    """Whether a line for an item that the paper does not have waits for a yes (SAL-79, SET-102)."""
    return kind.party is not None and not command.exceed and preferences(work).value(ITEM_NOT_ON_DOCUMENT) == "ask"


def _texts(command: Attach) -> list[str]:
    if len(command.scans) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and command.unit_id is None:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan or type a serial number.")
    if command.by != "range":
        return texts
    serials: list[str] = []
    for text in texts:
        try:
            serials += expand_range(text, SCANS_LIMIT)
        except NotARange as error:
            raise Refused(error.code, str(error)) from error
        if len(serials) > SCANS_LIMIT:
            raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    return serials


def _ours(texts: list[str], command: Attach, lines: Sequence[Line], bins: dict[int, Bin]) -> list[Outcome]:
    """On a paper that brings new units in, our own numbers mean the units that carry them, and so do makers' numbers
    of units that we have; all others are of units to come. `by` "maker": all of them are.
    """
    if command.unit_id is not None:
        return [_chosen_unit(texts, command)]
    if command.by == "maker":
        return [Outcome(text) for text in texts]
    outcomes = meaning_of(texts, "serial" if command.by == "range" else "unit")
    candidates = [unit for outcome in outcomes for unit in outcome.known]
    mine = {line.pk for line in lines}
    held = ledger.holding_lines(candidates) if candidates else {}
    for outcome in outcomes:
        if outcome.unit is None or outcome.unit.serial != outcome.text:
            outcome.choices = [
                unit for unit in outcome.known if bins[unit.bin_id].bin_type == STOCK or held.get(unit.unit_id) in mine
            ]
            outcome.unit = None
    return outcomes


def _chosen_unit(texts: list[str], command: Attach) -> Outcome:
    unit = ledger.unit_by_id(command.unit_id or 0)
    return Outcome(texts[0] if texts else (unit.serial if unit else ""), unit=unit)


def _resolve(texts: list[str], command: Attach, document: Document, kind: Kind, bins: dict[int, Bin]) -> list[Outcome]:
    if command.unit_id is not None:
        outcomes = [_chosen_unit(texts, command)]
    else:
        by = "serial" if command.by == "range" else command.by
        outcomes = meaning_of(texts, by, vendor_of(document, kind))
        if by == "anything" and any(_open(outcome) for outcome in outcomes):
            outcomes = _with_ranges(outcomes)
        settle_choices(outcomes, kind, bins)
    for outcome in outcomes:
        if outcome.choices:
            outcome.ask_which()
        elif _open(outcome):
            _explain_unknown(outcome)
    return outcomes


def _open(outcome: Outcome) -> bool:
    return outcome.unit is None and outcome.item is None and not outcome.choices and not outcome.code


def _with_ranges(outcomes: list[Outcome]) -> list[Outcome]:
    """Texts that mean nothing else but have the form of a range stand for its serial numbers, if it has any of ours."""
    widened: list[Outcome] = []
    for outcome in outcomes:
        if _open(outcome) and looks_like_range(outcome.text):
            widened += _widened(outcome, SCANS_LIMIT - len(widened))
        else:
            widened.append(outcome)
    return widened


def _widened(outcome: Outcome, limit: int) -> list[Outcome]:
    try:
        serials = expand_range(outcome.text, limit)
    except NotARange as error:
        if error.code != "not_a_range":
            outcome.skip(error.code, str(error))
        return [outcome]
    units = ledger.units_by_serial(serials)
    return [Outcome(serial, unit=units.get(serial)) for serial in serials] if units else [outcome]


def _explain_unknown(outcome: Outcome) -> None:
    if looks_mangled(outcome.text):
        outcome.skip("mangled", "A spreadsheet has cut this number short. Take it from the box instead.")
    else:
        outcome.skip("unknown", "No unit has this number.")


def _once_each(outcomes: list[Outcome]) -> None:
    seen: set[int] = set()
    for outcome in outcomes:
        if outcome.unit is None or outcome.code:
            continue
        if outcome.unit.unit_id in seen:
            outcome.skip("repeated", "Scanned twice.")
        seen.add(outcome.unit.unit_id)


def _usable(
    outcomes: list[Outcome],
    document: Document,
    kind: Kind,
    bins: dict[int, Bin],
    lines: Sequence[Line],
    command: Attach,
) -> list[tuple[Outcome, int]]:
    """The scans whose unit may go on this document, with the sign that its bin gives it (SAL-81)."""
    found = [(outcome, outcome.unit) for outcome in outcomes if outcome.unit is not None and not outcome.code]
    if not found:
        return []
    held = ledger.holding_lines([unit for _, unit in found])
    names = holders(held.values())
    mine = {line.pk for line in lines}
    lenders = {line.source_line_id for line in lines if line.source_line_id is not None}
    theirs = bins_with(kind)
    sales = departures_of([unit for _, unit in found if bins[unit.bin_id].bin_type == OUT], kind)
    wanted = next((line for line in lines if line.pk == command.line_id and command.by != "anything"), None)
    verdicts = {bin_id: _verdict(bins[bin_id], document, kind) for bin_id in {unit.bin_id for _, unit in found}}
    usable = []
    for outcome, unit in found:
        holder = held.get(unit.unit_id)
        verdict = verdicts[unit.bin_id]
        outcome.sale = sales.get(unit.unit_id)
        if holder in mine:
            outcome.skip("already_here", "Already on this document.")
        elif holder is not None and holder not in lenders:
            name = names.get(holder, "another document")
            outcome.skip("held", f"Held by {name}. Detach it there first.", name)
        elif wanted is not None and wanted.item_id != unit.item_id:
            outcome.skip("other_item", f"It is no {wanted.item.name}, which line {wanted.position} asks for.")
        elif (
            not kind.generates and verdict.bin.bin_type == OUT and outcome.sale is None and verdict.bin.pk not in theirs
        ):
            outcome.skip("not_with_us", f"It is in {verdict.bin.code}, and {_NO_DEPARTURE[kind.party or 'customer']}.")
        elif verdict.code:
            outcome.skip(verdict.code, verdict.message)
        else:
            outcome.lender = holder
            usable.append((outcome, verdict.sign))
    return usable


def _verdict(bin_: Bin, document: Document, kind: Kind) -> _Verdict:
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
    elif bin_.discontinued and not (transfer or kind.revalues):
        code, message = "bin_discontinued", f"It is in {bin_.code}, which is discontinued. Transfer it first."
    return _Verdict(bin_, sign, code, message)


def _sign(kind: Kind, bin_type: str) -> int:
    """+1 where the kind takes from such a bin, -1 where its mirror does; 0 where neither, or where it makes units."""
    if kind.route.source in (None, bin_type):
        return 0 if kind.generates else 1
    return -1 if row_for(kind, -1).route.source == bin_type else 0


def _place(
    work: Work,
    document: Document,
    kind: Kind,
    lines: list[Line],
    usable: list[tuple[Outcome, int]],
    command: Attach,
    asks_first: bool,
) -> int:
    """Hold the units for their lines; the number of units that wait for a yes."""
    if not usable:
        return 0
    before = {line.pk for line in lines}
    asks, passed = 0, passed_on(kind, lines)
    taken: Counter[int] = Counter(passed)
    for group in _groups(usable, kind):
        asks += _place_group(document, kind, lines, group, command, taken, asks_first)
    placed = [outcome for outcome, _ in usable if outcome.line is not None]
    _hold(work, placed)
    gained = Counter(outcome.line.id for outcome in placed if outcome.line is not None)
    for line in lines:
        if line.pk in gained:
            _grow(line, gained[line.pk], passed.get(line.pk, 0))
    Line.objects.bulk_update([line for line in lines if line.pk in gained], ["attached", "quantity", "amount_minor"])
    _name_sales(document, placed)
    empty = [line.pk for line in lines if line.pk not in before and line.pk not in gained]
    Line.objects.filter(pk__in=empty).delete()
    recount([outcome.lender for outcome in placed if outcome.lender is not None and outcome.line is not None])
    held = [(outcome.unit, outcome.line) for outcome in placed if outcome.unit is not None and outcome.line is not None]
    move_committed(work, document, kind, held)
    return asks


def _hold(work: Work, placed: list[Outcome]) -> None:
    """Hold each unit for its line, or take it over from the order that holds it.

    Where a rival was quicker, all is repeated, and then tells by which document it is held.
    """
    free = [(each.unit, each.line) for each in placed if each.lender is None and each.unit and each.line]
    lent = [
        (each.unit, each.line, each.lender) for each in placed if each.lender is not None and each.unit and each.line
    ]
    held = hold([unit for unit, _ in free], [line.id for _, line in free], work.at) if free else 0
    taken = 0
    if lent:
        taken = take_over([each[0] for each in lent], [each[1].id for each in lent], [each[2] for each in lent])
    if held + taken < len(placed):
        raise LostRace


def _groups(usable: list[tuple[Outcome, int]], kind: Kind) -> list[_Group]:
    groups: dict[tuple[int, int, int | None], _Group] = {}
    for outcome, sign in usable:
        assert outcome.unit is not None
        row = row_for(kind, sign)
        returns = row.route.source == OUT and not row.generates
        sold_on = outcome.sale.pk if outcome.sale is not None and returns else None
        key = (outcome.unit.item_id, sign, sold_on)
        if key not in groups:
            groups[key] = _Group(*key, outcomes=[])
        groups[key].outcomes.append(outcome)
    return list(groups.values())


def _accepts(line: Line, group: _Group) -> bool:
    """A line that takes back what a line of another paper let go takes only that."""
    if line.item_id != group.item_id or (line.quantity < 0) != (group.sign < 0):
        return False
    source = line.source_line
    returns = source is not None and leaves(row_for(KINDS[source.document.kind], source.quantity))
    return not returns or line.source_line_id == group.sold_on


def _place_group(
    document: Document,
    kind: Kind,
    lines: list[Line],
    group: _Group,
    command: Attach,
    taken: Counter[int],
    asks_first: bool,
) -> int:
    """Give each unit of the group its line (SAL-78); the number that wait for a yes.

    `taken`: how many units each line has got by this scan already, or passed on before.
    """
    fitting = [line for line in lines if _accepts(line, group)]
    filling = fill(
        [
            Capacity(
                line.pk,
                line.position,
                None if line.follows_units else abs(line.quantity),
                line.attached + taken[line.pk],
            )
            for line in fitting
        ],
        command.line_id,
        len(group.outcomes),
        command.exceed,
    )
    by_id = {line.pk: line for line in fitting}
    queue = iter(group.outcomes)
    for part in filling.placed:
        taken[part.line_id] += part.count
        line, action = by_id[part.line_id], Action.NEGATIVE if group.sign < 0 else Action.ASSIGNED
        for outcome in islice(queue, part.count):
            outcome.line, outcome.action = line, action
    rest = list(queue)
    if rest and not fitting and not asks_first:
        line = _new_line(document, kind, lines, group, len(rest))
        action = Action.NEGATIVE if group.sign < 0 else Action.ADDED
        for outcome in rest:
            outcome.line, outcome.action = line, action
        return 0
    for outcome in rest:
        if not fitting:
            outcome.skip(*NOT_ON_DOCUMENT)
            continue
        outcome.skip("exceeds", f"The line asks for {abs(fitting[0].quantity)} only. Attach it all the same?")
    return len(rest)


def _new_line(document: Document, kind: Kind, lines: list[Line], group: _Group, count: int) -> Line:
    item = Item.objects.get(pk=group.item_id)
    sold = Line.objects.select_related("document", "tax_code")
    source = sold.filter(pk=group.sold_on).first() if group.sold_on else None
    if source is None:
        price = own_price(document, kind, item.pk, group.sign * count)
        tax = LineStart(document, kind).tax(item)
    else:
        price, tax = price_again(source, document), source.tax_code
    line = Line.objects.create(
        document=document,
        position=max((line.position for line in lines), default=0) + 1,
        item=item,
        quantity=group.sign if group.sign < 0 else 0,
        follows_units=True,
        price_minor=price,
        tax_code=tax,
        tax_rate=source.tax_rate if source is not None else tax.rate if tax is not None else 0,
        source_line=source,
    )
    lines.append(line)
    return line


def _name_sales(document: Document, placed: Sequence[Outcome]) -> None:
    """Say on which document a unit that comes back went out, and whether to another customer or vendor."""
    for outcome in placed:
        if outcome.sale is None or outcome.line is None or document.party_id is None:
            continue
        sold = outcome.sale.document
        party = KINDS[sold.kind].party or ""
        went = "Sold" if party == "customer" else "Sent back"
        outcome.holder = f"{sold.kind} {sold.number}"
        outcome.message = f"{went} on {outcome.holder}, {sold.date}."
        if sold.party is not None and sold.party_id != document.party_id:
            outcome.code = f"other_{party}"
            outcome.message = f"{went} to another {party}: {sold.party.name}, {outcome.holder}, {sold.date}."


def _grow(line: Line, gained: int, passed: int) -> None:
    """Count the units that a line gained; its quantity follows, or is raised where they, and those that an order
    passed on before, exceed it.
    """
    sign = -1 if line.quantity < 0 else 1
    line.attached += gained
    if line.follows_units or line.attached + passed > abs(line.quantity):
        line.quantity = sign * (line.attached + passed)
        line.amount_minor = None


def _count_items(
    document: Document, kind: Kind, lines: list[Line], outcomes: list[Outcome], selected: int | None, asks_first: bool
) -> int:
    """A scanned item barcode counts one more of the item; a serialized item wants its unit's own number.

    How many wait for a yes to a line of their own.
    """
    asks = 0
    counted: dict[int, Line] = {}
    for outcome in outcomes:
        item = outcome.item
        if item is None or outcome.code:
            continue
        if item.tracking == "serialized":
            outcome.skip("item_code", f"This is the code of {item.name}. Scan the unit's own serial number.")
            continue
        if item.tracking == "none" and (kind.revalues or not kind.priced):
            outcome.skip("not_inventoried", "This item is not kept in stock, so there is nothing to move or revalue.")
            continue
        fitting = [line for line in lines if line.item_id == item.pk and line.quantity >= 0]
        line = next((line for line in fitting if line.pk == selected), fitting[0] if fitting else None)
        if line is None and asks_first:
            outcome.skip(*NOT_ON_DOCUMENT)
            asks += 1
            continue
        outcome.action = Action.ASSIGNED
        if line is None:
            line = LineStart(document, kind).line(item, max((line.position for line in lines), default=0) + 1)
            line.save()
            lines.append(line)
            outcome.action = Action.ADDED
        line.quantity += 1
        line.follows_units = False
        line.amount_minor = None
        outcome.line = line
        counted[line.pk] = line
    Line.objects.bulk_update(counted.values(), ["quantity", "follows_units", "amount_minor"])
    return asks
