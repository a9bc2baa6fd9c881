"""What the verbs on drafts share: finding the draft, naming items and bins by their codes, the state of its lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Max

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.catalog.models import Item
from everyunit.catalog.named import items_named
from everyunit.documents.kinds import KINDS, Kind, Stage, row_for
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import CHANGEABLE, Document, Line, MakerNumber, Status
from everyunit.documents.own_prices import own_prices
from everyunit.documents.pricing import amount_of, price_again, tax_of, totals_of
from everyunit.documents.reach import keep_to_own
from everyunit.parties.models import Party
from everyunit.places.models import Bin, Company, Location
from everyunit.prices.choosing import Wanted
from everyunit.prices.part_numbers import items_by_part_number
from everyunit.rules.money import divide_half_up
from everyunit.rules.pricing import WHOLE_DISCOUNT
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.serials import clean
from everyunit.terms.models import TaxCode

SPREADS = ("value", "quantity", "weight")
QUANTITY_LIMIT = 1_000_000
MONEY_LIMIT = 10**13
NOTE_LIMIT = 500
Coded = TypeVar("Coded", Bin, Item, Location, Party)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as a door asks for it.

    `quantity` None: the line follows the units attached to it. Negative: the opposite nature. `price_minor` None:
    what the item goes for by itself, at this vendor or for this customer. `amount_minor`: the line's total, where it
    does not divide evenly. `discount`: in hundredths of a percent. `tax_code` None: as the party, the item or the
    company usually has it; "": no tax. `from_bin`: code of the bin that a quantity item comes from (or that units are
    picked from). `maker_numbers`: for generated units. `spread`: the goods share this cost by "value", "quantity" or
    "weight".
    """

    item: str
    quantity: int | None = None
    price_minor: int | None = None
    amount_minor: int | None = None
    discount: int | None = None
    tax_code: str | None = None
    note: str = ""
    from_bin: str | None = None
    maker_numbers: tuple[str, ...] = ()
    source_line_id: int | None = None
    spread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """A line as it stands. `amount_minor` is after discount; `tax_minor` is on top of it, or in it where the prices of
    the document hold the tax. Both are signed as the quantity.
    """

    line_id: int
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    attached: int
    follows_units: bool
    price_minor: int
    amount_minor: int
    discount: int
    tax_code: str
    tax_rate: int
    tax_minor: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved:
    """The draft as it stands after the verb; amounts are in its `currency` ("": the company's).

    `doubles`: papers that bear the same number of the other party, so that this one may have been entered before.
    """

    document_id: int
    kind: str
    number: str
    lines: tuple[LineState, ...]
    total_minor: int
    tax_minor: int = 0
    currency: str = ""
    doubles: tuple[str, ...] = ()


def kind_named(code: str) -> Kind:
    """Refused: `unknown_kind`."""
    kind = KINDS.get(code)
    if kind is None:
        raise Refused("unknown_kind", f"There is no document kind “{code}”. Known are {', '.join(KINDS)}.")
    return kind


def draft_to_change(work: Work, document_id: int) -> tuple[Document, Kind]:
    """The draft, locked until the operation ends. Refused: `unknown_document`, `already_posted`, `not_allowed`."""
    document = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document. It may have been discarded.")
    sql.walk_indexes()
    kind = KINDS[document.kind]
    work.needs(kind.right)
    keep_to_own(work, document)
    if document.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(
            "closed",
            f"{kind.name} {document.number} is {document.status}. Open it again to change it.",
        )
    if document.status not in CHANGEABLE:
        raise Refused(
            "already_posted",
            f"{kind.name} {document.number} is posted and cannot be changed."
            " Correct it with a counter-document, or reverse it.",
        )
    return document, kind


def refuse_to_name(document: Document, kind: Kind) -> None:
    """What names no units: quotes, and orders of parties that were discontinued (PUR-91, SAL-66).

    Refused: `quote_holds_nothing`, `party_discontinued`.
    """
    party = document.party
    if kind.stage is Stage.ORDER and party is not None and party.discontinued:
        raise Refused("party_discontinued", f"{party.name} is discontinued. Nothing more is committed to its orders.")
    if kind.stage is Stage.QUOTE:
        order = KINDS[kind.becomes[0]].name.lower()
        raise Refused(
            "quote_holds_nothing",
            f"{kind.name} {document.number} names no units. Turn it into a {order} first.",
        )


def items_by_code(codes: Iterable[str], vendor_id: int | None = None) -> dict[str, Item]:
    """Items by the codes or barcodes asked for, however their letters are typed, or by the vendor's part numbers.

    Refused: `unknown_item` with all that are unknown.
    """
    wanted = list(dict.fromkeys(codes))
    found = items_named(wanted)
    found |= items_by_part_number(vendor_id, [code for code in wanted if code not in found])
    refuse_if_any(
        [
            Offender(code or "(empty)", "unknown_item", "No item has this code or barcode.")
            for code in wanted
            if code not in found
        ],
        "unknown_item",
        "Some items are unknown. Check the code, or create the item first.",
    )
    return found


def _typed(model: type[Coded], codes: list[str]) -> dict[str, Coded]:
    """What is named by these codes if they are written in capitals, by the code as it was typed."""
    known = {row.code: row for row in model.objects.filter(code__in={code.upper() for code in codes})}
    return {code: known[code.upper()] for code in codes if code.upper() in known}


def named(model: type[Coded], code: str) -> Coded | None:
    """The row with this code, however its letters are typed."""
    return model.objects.filter(code=code).first() or _typed(model, [code]).get(code)


def bin_named(code: str) -> Bin:
    """Refused: `unknown_bin`, `bin_discontinued`."""
    found = named(Bin, code)
    if found is None:
        raise Refused("unknown_bin", f"There is no bin “{code}”.", [Offender(code, "unknown_bin", "Unknown bin.")])
    if found.discontinued:
        raise Refused("bin_discontinued", f"Bin {code} is discontinued. Choose another.")
    return found


def target_named(kind: Kind, code: str) -> Bin | None:
    """The bin that a paper moves to; "" is none. What orders commit, and quotes are to, stays inside one bin type.

    Refused: `wrong_bin`, and as `bin_named`.
    """
    found = bin_named(code) if code else None
    if found is not None and kind.stage is not Stage.FINAL and found.bin_type != kind.route.target:
        raise Refused(
            "wrong_bin",
            f"{found.code} is a bin of type {found.bin_type}. What a {kind.name.lower()} commits stays in bins of type"
            f" {kind.route.target}: choose one of these.",
        )
    return found


def bins_named(codes: Iterable[str]) -> dict[str, Bin]:
    """Bins by code. Refused: `unknown_bin`, `bin_discontinued`, each with all that are."""
    wanted = list(dict.fromkeys(codes))
    found = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in=wanted)}
    found |= _typed(Bin, [code for code in wanted if code not in found])
    refuse_if_any(
        [Offender(code, "unknown_bin", "Unknown bin.") for code in wanted if code not in found],
        "unknown_bin",
        "Some bins are unknown.",
    )
    refuse_if_any(
        [
            Offender(code, "bin_discontinued", "The bin is discontinued.")
            for code, bin_ in found.items()
            if bin_.discontinued
        ],
        "bin_discontinued",
        "Some bins are discontinued. Choose others.",
    )
    return found


def location_here(work: Work, code: str | None) -> Location:
    """The location by code; without one, where the actor works. Refused: as `location_named`."""
    if code is None and work.actor.location_id is not None:
        return Location.objects.get(pk=work.actor.location_id)
    return location_named(code)


def location_named(code: str | None) -> Location:
    """The location by code; without one, the company's default location. Refused: `unknown_location`, `no_company`."""
    if code is None:
        company = Company.objects.select_related("default_location").first()
        if company is None:
            raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
        return company.default_location
    found = named(Location, code)
    if found is None:
        raise Refused("unknown_location", f"There is no location “{code}”.")
    return found


def add_lines(document: Document, kind: Kind, new: tuple[NewLine, ...]) -> list[Line]:
    """Write new lines at the end of the draft. Refused: every problem of every line at once."""
    if not new:
        return []
    items = items_by_code((line.item for line in new), vendor_of(document, kind))
    bins = bins_named(line.from_bin for line in new if line.from_bin)
    new = tuple(replace(line, maker_numbers=tuple(clean(text) for text in line.maker_numbers)) for line in new)
    own = _own_prices(document, kind, new, items)
    _check(kind, new, items, own)
    sources = _sources(document, kind, new, items)
    taxes = taxes_named(line.tax_code for line in new if line.tax_code)
    start = (document.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    begin = LineStart(document, kind)
    rows = [
        _line(begin, start + offset, line, items[line.item], bins, sources, taxes, price)
        for offset, (line, price) in enumerate(zip(new, own, strict=True))
    ]
    Line.objects.bulk_create(rows)
    placed = {line.position: line for line in document.lines.filter(position__gte=start).select_related("item")}
    written = [placed[row.position] for row in rows]
    line_ids: list[int] = []
    texts: list[str] = []
    for line, asked in zip(written, new, strict=True):
        line_ids += [line.pk] * len(asked.maker_numbers)
        texts += asked.maker_numbers
    sql.insert("documents_makernumber", {"line_id": ("bigint", line_ids), "text": ("text", texts)})
    return written


def vendor_of(document: Document, kind: Kind) -> int | None:
    """The vendor, by id, where the paper is for one."""
    return document.party_id if kind.party == "vendor" else None


def _own_prices(document: Document, kind: Kind, new: tuple[NewLine, ...], items: dict[str, Item]) -> list[int]:
    """What each line's item goes for by itself; 0 where the line says what it shall cost."""
    quantities = [len(line.maker_numbers) if line.quantity is None else line.quantity for line in new]
    open_ones = [
        place
        for place, line in enumerate(new)
        if line.price_minor is None and line.amount_minor is None and line.source_line_id is None
    ]
    wanted = [Wanted(items[new[place].item].pk, quantities[place]) for place in open_ones]
    found = dict(zip(open_ones, own_prices(document, kind, wanted), strict=True))
    return [found.get(place, 0) for place in range(len(new))]


def _check(kind: Kind, new: tuple[NewLine, ...], items: dict[str, Item], own: list[int]) -> None:
    offenders: list[Offender] = []

    for row, (line, own_price) in enumerate(zip(new, own, strict=True), 1):

        def complain(line: NewLine, code: str, message: str, row: int = row) -> None:
            offenders.append(Offender(line.item, code, message, row=row))

        item = items[line.item]
        quantity = line.quantity
        if item.discontinued and kind.generates:
            complain(line, "item_discontinued", "The item is discontinued.")
        if quantity == 0:
            complain(line, "empty_quantity", "The quantity is empty. Enter how many.")
        if quantity is not None and abs(quantity) > QUANTITY_LIMIT:
            complain(line, "quantity_too_large", f"At most {QUANTITY_LIMIT:,} on one line.")
        if quantity is not None and quantity < 0 and kind.mirror is None:
            complain(line, "negative_quantity", f"A {kind.name.lower()} has no negative lines.")
        if quantity is None and item.tracking in ("quantity", "none"):
            complain(line, "empty_quantity", "This item is counted, not scanned: enter how many.")
        if item.tracking == "none" and (kind.revalues or not kind.priced):
            complain(line, "not_inventoried", "This item is not kept in stock, so there is nothing to move or revalue.")
        if (line.price_minor or 0) < 0 or (line.amount_minor or 0) < 0:
            complain(line, "negative_price", "A price cannot be negative. Use a negative quantity for a return.")
        price = own_price if line.price_minor is None else line.price_minor
        if max(price * abs(quantity or 1), line.amount_minor or 0) > MONEY_LIMIT:
            complain(line, "price_too_large", "The amount is too large.")
        if line.amount_minor is not None and quantity is None and not line.maker_numbers:
            complain(line, "amount_without_quantity", "A total needs a quantity. Enter how many, or a price each.")
        if line.maker_numbers and not (kind.generates and item.tracking in ("serialized", "auto_serialized")):
            complain(line, "no_maker_numbers_here", "Makers' numbers are given where units are received.")
        if line.maker_numbers and quantity is not None and len(line.maker_numbers) > quantity:
            complain(line, "too_many_maker_numbers", "There are more makers' numbers than units on the line.")
        if line.discount is not None and not 0 <= line.discount <= WHOLE_DISCOUNT:
            complain(line, "bad_discount", "A discount is from 0 to 100 %.")
        if line.discount and line.amount_minor is not None:
            complain(line, "bad_discount", "A total that is given has no discount. Give a price instead.")
        if len(line.note) > NOTE_LIMIT:
            complain(line, "too_long", f"A note on a line has at most {NOTE_LIMIT} characters.")
        if line.spread is not None and (line.spread not in SPREADS or item.tracking != "none" or (quantity or 0) < 0):
            complain(line, "bad_spread", f"A cost that is not kept in stock is spread by {', '.join(SPREADS)}.")
        if any(not text or len(text) > 100 for text in line.maker_numbers):
            complain(line, "bad_maker_number", "A maker's number has 1 to 100 characters.")
    refuse_if_any(offenders, "bad_lines", "Some lines cannot be used. Nothing was saved.")


def _sources(document: Document, kind: Kind, new: tuple[NewLine, ...], items: dict[str, Item]) -> dict[int, Line]:
    """The lines that the new ones undo: each of a posted document of the opposite nature, same party and item."""
    wanted = {asked for line in new if (asked := line.source_line_id) is not None and 0 < asked < 2**63}
    chosen = Line.objects.filter(pk__in=wanted).select_related("document", "item", "tax_code")
    known = {line.pk: line for line in chosen}
    offenders = []
    for line in new:
        if line.source_line_id is None:
            continue
        source = known.get(line.source_line_id)
        if source is None or source.document.status != Status.POSTED:
            offenders.append(Offender(line.item, "unknown_line", "The line it refers to is not on a posted document."))
            continue
        name = f"{source.document.kind} {source.document.number}"
        row = row_for(kind, line.quantity or 0)
        undone = row_for(KINDS[source.document.kind], source.quantity)
        if row.mirror != undone.code or kind.generates or undone.generates:
            offenders.append(Offender(line.item, "not_its_opposite", f"{name} is nothing that this line undoes.", name))
        elif source.document.party_id != document.party_id:
            offenders.append(Offender(line.item, f"other_{kind.party}", f"{name} was for another {kind.party}.", name))
        elif source.item_id != items[line.item].pk:
            offenders.append(Offender(line.item, "other_item", f"That line of {name} is for another item.", name))
    refuse_if_any(offenders, "bad_source", "Some lines refer to an invoice line that they cannot credit.")
    return known


def _line(
    begin: LineStart,
    position: int,
    line: NewLine,
    item: Item,
    bins: dict[str, Bin],
    sources: dict[int, Line],
    taxes: dict[str, TaxCode],
    own_price: int,
) -> Line:
    quantity = len(line.maker_numbers) if line.quantity is None else line.quantity
    source = sources.get(line.source_line_id) if line.source_line_id is not None else None
    tax = source.tax_code if source is not None else begin.tax(item)
    tax = tax if line.tax_code is None else taxes.get(line.tax_code)
    kept = source is not None and tax == source.tax_code
    return Line(
        document=begin.document,
        position=position,
        item=item,
        quantity=quantity,
        follows_units=line.quantity is None,
        attached=len(line.maker_numbers),
        price_minor=_price(begin, line, quantity, source, own_price),
        amount_minor=line.amount_minor,
        discount=line.discount or 0,
        tax_code=tax,
        tax_rate=source.tax_rate if kept and source is not None else tax.rate if tax is not None else 0,
        note=line.note.strip(),
        from_bin=bins[line.from_bin] if line.from_bin else None,
        source_line_id=line.source_line_id,
        spread=line.spread,
    )


def _price(begin: LineStart, line: NewLine, quantity: int, source: Line | None, own_price: int) -> int:
    """What one piece is charged: as asked, else as the given total says, else as it was sold, else the item's own."""
    if line.price_minor is not None or not begin.kind.priced:
        return line.price_minor or 0
    if line.amount_minor is not None:
        return divide_half_up(line.amount_minor, abs(quantity))
    if source is not None:
        return price_again(source, begin.document)
    return own_price


def taxes_named(codes: Iterable[str]) -> dict[str, TaxCode]:
    """Tax codes by code. Refused: `unknown_tax_code`, with all that are unknown or discontinued."""
    wanted = list(dict.fromkeys(codes))
    found = {tax.code: tax for tax in TaxCode.objects.filter(code__in=wanted, discontinued=False)}
    refuse_if_any(
        [Offender(code, "unknown_tax_code", "No tax code in use.") for code in wanted if code not in found],
        "unknown_tax_code",
        "Some tax codes are unknown or discontinued.",
    )
    return found


def state_of(line: Line) -> LineState:
    return LineState(
        line_id=line.pk,
        position=line.position,
        item=line.item.code,
        item_name=line.item.name,
        tracking=line.item.tracking,
        quantity=line.quantity,
        attached=line.attached,
        follows_units=line.follows_units,
        price_minor=line.price_minor,
        amount_minor=amount_of(line),
        discount=line.discount,
        tax_code=line.tax_code.code if line.tax_code is not None else "",
        tax_rate=line.tax_rate,
        tax_minor=tax_of(line),
        note=line.note,
    )


def saved(document: Document, doubles: tuple[str, ...] = ()) -> DraftSaved:
    """The answer of the verbs on drafts."""
    lines = lines_of(document)
    totals = totals_of(document, lines)
    return DraftSaved(
        document_id=document.pk,
        kind=document.kind,
        number=document.number,
        lines=tuple(state_of(line) for line in lines),
        total_minor=totals.total_minor,
        tax_minor=totals.tax_minor,
        currency=document.currency,
        doubles=doubles,
    )


def lines_of(document: Document) -> list[Line]:
    """The lines in order, with item and tax code."""
    return list(document.lines.select_related("item", "tax_code").order_by("position"))


_COLUMNS = {
    "attached": "bigint",
    "quantity": "bigint",
    "amount_minor": "bigint",
    "follows_units": "boolean",
    "to_generate": "bigint",
    "generate_cost_minor": "bigint",
}


def keep_lines(lines: Collection[Line], *columns: str) -> None:
    """Write these columns of the lines."""
    values = {name: (_COLUMNS[name], [getattr(line, name) for line in lines]) for name in columns}
    if lines:
        sql.put("documents_line", {"id": ("bigint", [line.pk for line in lines])}, values)


def forget_maker_numbers(line_ids: list[int]) -> None:
    MakerNumber.objects.filter(line_id__in=line_ids).delete()
