"""Write new lines on a draft: checked all at once, priced, taxed, with the makers' numbers that they expect."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Max

from everyunit.base import sql
from everyunit.catalog.models import Item, ItemType
from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.kits import keep_kits, with_parts
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.naming import bins_named, items_by_code, taxes_named, vendor_of
from everyunit.documents.own_prices import own_prices
from everyunit.documents.pricing import price_again
from everyunit.places.models import Bin
from everyunit.prices.choosing import Wanted
from everyunit.rules.money import divide_half_up
from everyunit.rules.pricing import WHOLE_DISCOUNT
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.serials import clean
from everyunit.terms.models import TaxCode

SPREADS = ("value", "quantity", "weight")
QUANTITY_LIMIT = 1_000_000
MONEY_LIMIT = 10**13
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as a door asks for it.

    `quantity` None: the line follows the units attached to it. Negative: the opposite nature. `price_minor` None:
    what the item goes for by itself, at this vendor or for this customer. `amount_minor`: the line's total, where it
    does not divide evenly. `discount`: in hundredths of a percent. `tax_code` None: as the party, the item or the
    company usually has it; "": no tax. `from_bin`: code of the bin that a quantity item comes from (or that units are
    picked from). `to_bin`: of the bin that the goods go to, where that is not as the document says. `maker_numbers`:
    for generated units. `spread`: the goods share this cost by "value", "quantity" or "weight".
    """

    item: str
    quantity: int | None = None
    price_minor: int | None = None
    amount_minor: int | None = None
    discount: int | None = None
    tax_code: str | None = None
    note: str = ""
    from_bin: str | None = None
    to_bin: str | None = None
    maker_numbers: tuple[str, ...] = ()
    source_line_id: int | None = None
    spread: str | None = None


def add_lines(document: Document, kind: Kind, new: tuple[NewLine, ...]) -> list[Line]:
    """Write new lines at the end of the draft. Refused: every problem of every line at once."""
    if not new:
        return []
    items = items_by_code((line.item for line in new), vendor_of(document, kind))
    bins = bins_named(code for line in new for code in (line.from_bin, line.to_bin) if code)
    new = tuple(replace(line, maker_numbers=tuple(clean(text) for text in line.maker_numbers)) for line in new)
    asked = with_parts(document, kind, new, items)
    new = tuple(each.line for each in asked)
    own = _own_prices(document, kind, new, items)
    _check(kind, new, items, own, {each.kit for each in asked})
    sources = _sources(document, kind, new, items)
    taxes = taxes_named(line.tax_code for line in new if line.tax_code)
    start = (document.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    begin = LineStart(document, kind)
    rows = [
        _line(begin, start + offset, line, items[line.item], bins, sources, taxes, price)
        for offset, (line, price) in enumerate(zip(new, own, strict=True))
    ]
    Line.objects.bulk_create(rows)
    line_ids: list[int] = []
    texts: list[str] = []
    for line, wanted in zip(rows, new, strict=True):
        line_ids += [line.pk] * len(wanted.maker_numbers)
        texts += wanted.maker_numbers
    sql.insert("documents_makernumber", {"line_id": ("bigint", line_ids), "text": ("text", texts)})
    keep_kits(rows, asked)
    return rows


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


def _check(kind: Kind, new: tuple[NewLine, ...], items: dict[str, Item], own: list[int], kits: set[int | None]) -> None:
    """`kits`: the places of lines that components follow."""
    offenders: list[Offender] = []

    for row, (line, own_price) in enumerate(zip(new, own, strict=True), 1):

        def complain(line: NewLine, code: str, message: str, row: int = row) -> None:
            offenders.append(Offender(line.item, code, message, row=row))

        item = items[line.item]
        quantity = line.quantity
        if item.discontinued and kind.generates and not kind.adjusts:
            complain(line, "item_discontinued", "The item is discontinued.")
        if item.item_type == ItemType.KIT and kind.party != "customer":
            complain(line, "kit_for_customers", "A kit is for customers' papers. Name what is in it.")
        elif item.item_type == ItemType.KIT and quantity and row - 1 not in kits and line.source_line_id is None:
            complain(line, "empty_kit", "Nothing is in this kit yet. Say what it is made of.")
        if quantity == 0:
            complain(line, "empty_quantity", "The quantity is zero. Enter how many.")
        if quantity is not None and abs(quantity) > QUANTITY_LIMIT:
            complain(line, "quantity_too_large", f"At most {QUANTITY_LIMIT:,} on one line.")
        if quantity is not None and quantity < 0 and not kind.both_ways:
            complain(line, "negative_quantity", f"A {kind.name.lower()} has no negative lines.")
        if quantity is None and item.tracking in ("quantity", "none"):
            complain(line, "empty_quantity", "This item is counted, not scanned: enter how many.")
        if item.tracking == "none" and kind.goods_only:
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
        to_bin=bins[line.to_bin] if line.to_bin else None,
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
