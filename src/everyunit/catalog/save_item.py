"""Create items, or change what may be changed of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Alias, Category, Item, ItemType, Tracking, WarrantyTerm
from everyunit.fields.saving import kept, required_of
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER
from everyunit.terms.models import TaxCode

MONEY_LIMIT = 10**13
WEIGHT_LIMIT = 10**9
WARRANTY_LIMIT = 1200
TRACKED_AS = {  # which tracking goes with which type (WHS-3)
    ItemType.REGULAR: tuple(Tracking.values),
    ItemType.KIT: (Tracking.NONE,),
    ItemType.ASSEMBLY: (Tracking.SERIALIZED, Tracking.AUTO_SERIALIZED, Tracking.QUANTITY),
}
SWITCHABLE = {Tracking.SERIALIZED, Tracking.AUTO_SERIALIZED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveItem:
    """An item as it shall be. The code names it and never changes. `new_only`: do not touch one that exists.

    `weight_g`: of one piece, in grams; costs may be spread by it. `tax_code` "": as the party or the company usually
    has it. `item_type` None: that of the item, or regular where it is new. `category`: code of the category of a new
    item; one that exists changes it with `categorize`. `warranty_months`: how long what is sold from now on is under
    warranty, from the day of the sale; 0 for none. `vendor_warranty_months`: how long the vendor stands for what is
    bought from now on, from the day of the receipt. `model`: what the maker calls it.
    `own`: what own fields shall hold, by code; one that is not named stays.
    """

    code: str
    name: str
    tracking: str = "serialized"
    item_type: str | None = None
    price_minor: int = 0
    cost_minor: int = 0
    maker: str = ""
    model: str = ""
    barcodes: tuple[str, ...] = ()
    weight_g: int = 0
    warranty_months: int = 0
    vendor_warranty_months: int = 0
    tax_code: str = ""
    category: str = ""
    discontinued: bool = False
    own: Mapping[str, str] = field(default_factory=dict)
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSaved:
    """The item, and whether it is new."""

    item_id: int
    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_item(work: Work, command: SaveItem) -> ItemSaved:
    """Create the item, or change it.

    Tracking may only switch between serialized and auto-serialized once the item exists (WHS-5); its type stays
    (WHS-1).
    Refused, `code_taken`, and all problems at once: `bad_item`.
    """
    code = command.code.strip()
    known = Item.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is an item {code} already. Choose another code, or change that one.")
    tax_code = TaxCode.objects.filter(code=command.tax_code, discontinued=False).first()
    own = kept("item", code, known.pk if known else None, command.own)
    problems = [*_problems(command, code, known), *own.problems]
    if command.tax_code and tax_code is None:
        problems.append(Offender("tax_code", "unknown_tax_code", f"No tax code “{command.tax_code}” is in use."))
    refuse_if_any(problems, "bad_item", "The item cannot be saved like this.")
    item = known or Item(
        code=code, category=category_named(command.category), item_type=command.item_type or ItemType.REGULAR
    )
    item.name, item.tracking, item.maker = command.name.strip(), command.tracking, command.maker.strip()
    item.price_minor, item.cost_minor = command.price_minor, command.cost_minor
    item.weight_g, item.tax_code, item.discontinued = command.weight_g, tax_code, command.discontinued
    item.model = command.model.strip()
    promised = _promised(command, item)
    item.warranty_months, item.vendor_warranty_months = command.warranty_months, command.vendor_warranty_months
    item.save()
    WarrantyTerm.objects.bulk_create(
        WarrantyTerm(item=item, months=months, by_vendor=by_vendor, since=work.at) for by_vendor, months in promised
    )
    own.write(work, item.pk)
    barcodes = [text for text in (text.strip() for text in command.barcodes) if text]
    Alias.objects.filter(item=item).exclude(code__in=barcodes).delete()
    sql.insert("catalog_alias", {"code": ("text", barcodes)}, {"item_id": item.pk}, conflict="ON CONFLICT DO NOTHING")
    return ItemSaved(item_id=item.pk, code=code, created=known is None)


def _promised(command: SaveItem, item: Item) -> list[tuple[bool, int]]:
    """Which terms of warranty change: whether it is the vendor's, and for how many months from now on."""
    terms = (
        (False, item.warranty_months, command.warranty_months),
        (True, item.vendor_warranty_months, command.vendor_warranty_months),
    )
    return [(by_vendor, months) for by_vendor, before, months in terms if months != before]


def _problems(command: SaveItem, code: str, known: Item | None) -> list[Offender]:
    problems = code_problems(code)
    if not code or len(code) > 60 or any(character in code for character in "\n\t"):
        problems.append(Offender("code", "bad_code", "An item code has 1 to 60 characters on one line."))
    if not command.name.strip() or len(command.name.strip()) > 200:
        problems.append(Offender("name", "bad_name", "A name has 1 to 200 characters."))
    for name in ("maker", "model"):
        if len(getattr(command, name).strip()) > 100:
            problems.append(Offender(name, f"bad_{name}", f"A {name} has at most 100 characters."))
    if command.tracking not in Tracking.values:
        problems.append(Offender("tracking", "bad_tracking", f"One of {', '.join(Tracking.values)}."))
    elif known and known.tracking != command.tracking and not {known.tracking, command.tracking} <= SWITCHABLE:
        problems.append(
            Offender(
                "tracking",
                "tracking_fixed",
                f"It stays {Tracking(known.tracking).label}; create another item.",
            )
        )
    problems += _type_problems(command, known)
    if not 0 <= command.weight_g <= WEIGHT_LIMIT:
        problems.append(Offender("weight", "bad_weight", "A weight is in grams, up to a thousand tonnes."))
    for name, months in (
        ("warranty", command.warranty_months),
        ("vendor_warranty", command.vendor_warranty_months),
    ):
        if not 0 <= months <= WARRANTY_LIMIT:
            problems.append(Offender(name, "bad_warranty", f"A warranty is 0 to {WARRANTY_LIMIT} months."))
    for name, amount in (("price", command.price_minor), ("cost", command.cost_minor)):
        if not 0 <= amount <= MONEY_LIMIT:
            problems.append(Offender(name, "bad_amount", f"A {name} is neither negative nor that large."))
    if command.category:
        category = category_named(command.category)
        if category is None:
            problems.append(
                Offender("category", "unknown_category", f"There is no category “{command.category[:60]}”.")
            )
        elif known and known.category_id != category.pk:
            problems.append(
                Offender(
                    "category", "category_fixed", "It is not in this category. Putting it there is a step of its own."
                )
            )
    return problems + _taken(command, code)


def _type_problems(command: SaveItem, known: Item | None) -> list[Offender]:
    wanted = command.item_type or (known.item_type if known else ItemType.REGULAR)
    if wanted not in ItemType.values:
        return [Offender("item_type", "bad_type", f"One of {', '.join(ItemType.values)}.")]
    if known and wanted != known.item_type:
        return [Offender("item_type", "type_fixed", f"It stays {known.item_type}; create another item.")]
    suitable = TRACKED_AS[ItemType(wanted)]
    if command.tracking in Tracking.values and command.tracking not in suitable:
        words = " or ".join(str(Tracking(each).label) for each in suitable)
        return [Offender("tracking", "tracking_of_type", f"As {ItemType(wanted).label}, it is tracked as {words}.")]
    return []


def category_named(code: str) -> Category | None:
    return Category.objects.filter(code=code).first() if code else None


def _taken(command: SaveItem, code: str) -> list[Offender]:
    barcodes = [text for text in (text.strip() for text in command.barcodes) if text]
    problems = [
        Offender(text, "bad_barcode", "A barcode has at most 60 characters.") for text in barcodes if len(text) > 60
    ]
    condition = sql.among("a.code", [*barcodes, code], "text")
    for text, owner in sql.rows(
        f"SELECT a.code, i.code FROM catalog_alias a JOIN catalog_item i ON i.id = a.item_id WHERE {condition.sql}",
        condition.params,
    ):
        if owner != code:
            problems.append(Offender(text, "barcode_taken", f"It is a barcode of item {owner}."))
    condition = sql.among("code", barcodes, "text")
    for (text,) in sql.rows(f"SELECT code FROM catalog_item WHERE {condition.sql}", condition.params):
        if text != code:
            problems.append(Offender(text, "barcode_taken", "It is the code of another item."))
    return problems


def create_items(work: Work, names: dict[str, str], tracking: str, categories: Mapping[str, str] | None = None) -> int:
    """Create many items at once, by code and name; those that exist stay as they are. How many were made.

    `categories`: code of the category by code of the item, for those that have one.

    Refused: `not_allowed`, `bad_item`.
    """
    work.needs(EDIT_MASTER)
    if not names:
        return 0
    bad = [
        Offender(code[:60], "bad_code", "An item code has 1 to 60 characters.")
        for code in names
        if not code or len(code) > 60 or code_problems(code)
    ]
    refuse_if_any(bad, "bad_item", "Some item codes cannot be used.")
    asked = required_of("item")
    if asked:
        raise Refused(
            "bad_item",
            f"Items must have {', '.join(asked)}. Create those that are new first: {', '.join(list(names)[:5])}.",
        )
    if tracking not in Tracking.values:
        raise Refused("bad_item", f"Tracking is one of {', '.join(Tracking.values)}.")
    ids = dict(Category.objects.values_list("code", "pk")) if categories else {}
    return sql.insert(
        "catalog_item",
        {
            "code": ("text", list(names)),
            "name": ("text", [name[:200] for name in names.values()]),
            "category_id": ("bigint", [ids.get((categories or {}).get(code, "")) for code in names]),
        },
        {
            "tracking": tracking,
            "item_type": ItemType.REGULAR,
            "price_on_parts": False,
            "price_minor": 0,
            "cost_minor": 0,
            "maker": "",
            "model": "",
            "weight_g": 0,
            "warranty_months": 0,
            "vendor_warranty_months": 0,
            "discontinued": False,
            "uses_lots": False,
            "numbers_lots": False,
            "shelf_life_days": 0,
        },
        conflict="ON CONFLICT DO NOTHING",
    )
