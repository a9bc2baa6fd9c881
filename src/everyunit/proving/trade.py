"""The company of the simulation, founded twice: in the database, and in the oracle."""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyunit.base import clock, sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found, hire
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.proving.oracle import Oracle
from everyunit.proving.oracle.accounts import FOUNDED_WITH as ACCOUNTS
from everyunit.proving.oracle.accounts import IN_PROCESS
from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.assemblies import Part
from everyunit.proving.oracle.goods import HQ, PLACES, Account, Bin, Item, Tax
from everyunit.proving.oracle.kinds import OUT, STOCK
from everyunit.proving.oracle.state import State
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code

ITEMS = (
    Item("A", "serialized", 10_000, 6_001),
    Item("B", "serialized", 777, 333),
    Item("P", "auto_serialized", 20_000, 14_999),
    Item("Q", "quantity", 500, 199),
    Item("L", "quantity", 600, 250, lots=True),
    Item("N", "none", 8_000, 4_001),
    Item("K", "none", 30_000, 0, kit="whole"),
    Item("KP", "none", 25_001, 0, kit="parts"),
    Item("D", "serialized", 50_000, 30_000, assembly=True),
    Item("E", "quantity", 2_000, 900, assembly=True),
    Item("F", "auto_serialized", 90_000, 60_000, assembly=True),
    Item("GONE", "serialized", 100, 50, discontinued=True),
)
BARCODES = {"EAN-P": "P"}
PARTIES = {
    "V1": ("vendor", False),
    "V2": ("vendor", False),
    "C1": ("customer", False),
    "C2": ("customer", False),
    "C9": ("customer", True),
}
ROLES = ("buyer", "counter", "goods_in", "bookkeeper", "viewer")
FOUNDED_WITH = (  # in the order of their positions
    ("MAIN", STOCK, ("receiving", "main", "repaired", "finished_goods")),
    ("RETURNS", STOCK, ("customer_return",)),
    ("PACKING", STOCK, ("packing",)),
    ("TO-VENDOR", STOCK, ("vendor_return",)),
    ("SUPPLIER", OUT, ("supplier",)),
    ("INSPECT", OUT, ("inspection",)),
    ("VENDOR-RMA", OUT, ("returned_to_vendor",)),
    ("SOLD", OUT, ("sold",)),
    ("EXPECTED", OUT, ("return_expected",)),
    ("REFUSED", OUT, ("return_refused",)),
    ("REPAIR", STOCK, ("repair",)),
    ("ON-LOAN", STOCK, ("on_loan",)),
    ("IN-REPAIR", OUT, ("in_repair",)),
    ("TRANSIT", STOCK, ("transit",)),
    ("WRITTEN-OFF", OUT, ("written_off",)),
    ("SHOP-FLOOR", STOCK, ("shop_floor",)),
    ("IN-PROCESS", STOCK, ("work_in_process",)),
    ("DEFECTIVE", STOCK, ("defective",)),
    ("CONSUMED", OUT, ("consumed",)),
    ("IN-THE-MAKING", OUT, ("being_built",)),
    ("TAKEN-APART", OUT, ("taken_apart",)),
)
SORTS = {"REPAIR": "repair", "ON-LOAN": "exchange", "IN-REPAIR": "repair", "TRANSIT": "in_process"}
SORTS |= {"WRITTEN-OFF": "write_off", "SHOP-FLOOR": "in_process", "IN-PROCESS": "in_process", "DEFECTIVE": "defective"}
BILLS = {
    "D": (Part("A", instead=("B",)), Part("P"), Part("Q", 2, waste=5_000), Part("N")),
    "E": (Part("Q", 3, lost=1), Part("P", link="no")),
    "F": (Part("D"), Part("P", 2)),
    "K": (Part("A"), Part("Q", 2), Part("N")),
    "KP": (Part("P"), Part("Q", 3)),
}
ADDED = (
    Bin("SHELF", STOCK, 4),
    Bin("LOST", OUT, 5),
    Bin("CLOSED", STOCK, 6, discontinued=True),
)
TAXES = {"VAT": Tax(19_000), "USE": Tax(8_875, recoverable=False)}
USUAL_TAX = {"customer": "VAT", "vendor": "VAT"}
TAXED_OTHERWISE = {"B": "USE"}
AT_THE_SHOP = (
    Bin("S-STOCK", STOCK, 30, place="SHOP"),
    Bin("S-BACK", STOCK, 31, place="SHOP"),
    Bin("S-WAY", STOCK, 32, sort="in_process", place="SHOP"),
)
USUAL_AT_THE_SHOP = {"receiving": "S-STOCK", "main": "S-STOCK", "transit": "S-WAY"}
STAYS = ("packing", "main", "vendor_return", "repaired", "return_expected", "return_refused")


@dataclass(frozen=True, slots=True)
class Variant:
    """How a company of the simulation differs. `plain`: without the bins of orders, so that what they commit stays
    where it is, and nothing can leave the shop. `taxed`: with taxes.
    """

    plain: bool = False
    taxed: bool = False


def variant_of(seed: int) -> Variant:
    return Variant(plain=seed % 4 == 3, taxed=seed % 3 == 1)


def begin(variant: Variant) -> tuple[dict[str, Actor], Oracle]:
    """Found the small company; its users, and the oracle that knows it. Refused: `company_exists`."""
    owner = found(Founding(name="Simulated Trading"))
    actors = {"owner": owner} | {role: hire(role, role) for role in ROLES}
    for code, tax in TAXES.items() if variant.taxed else ():
        usual = code in USUAL_TAX.values()
        save_tax_code(
            owner,
            SaveTaxCode(
                code=code,
                name=code,
                rate=tax.rate,
                recoverable=tax.recoverable,
                for_sales=usual,
                for_purchases=usual,
            ),
        )
    oracle = begin_oracle(variant)
    for item in oracle.state.items.values():
        save_item(owner, item_command(item))
        if item.lots:
            use_lots(owner, UseLots(item=item.code))
    for whole, parts in BILLS.items():
        save_bill(owner, bill_command(whole, parts))
    for code, (role, discontinued) in PARTIES.items():
        save_party(owner, SaveParty(code=code, name=f"Simulated {code}", role=role, discontinued=discontinued))
    if variant.plain:
        chosen = sql.among("purpose", STAYS, "text")
        sql.execute(f"DELETE FROM places_defaultbin WHERE {chosen.sql}", chosen.params)
    save_location(owner, SaveLocation(code="SHOP", name="Shop", prefix=PLACES["SHOP"]))
    for bin_ in (*ADDED, *AT_THE_SHOP):
        save_bin(
            owner,
            SaveBin(
                code=bin_.code,
                name=bin_.code.capitalize(),
                bin_type=bin_.type,
                stock_type=bin_.sort,
                location=bin_.place,
                position=bin_.position,
                discontinued=bin_.discontinued,
            ),
        )
    at_the_shop = oracle.state.usual["SHOP"]
    there = tuple(BinFor(purpose=purpose, bin=code) for purpose, code in at_the_shop.items())
    set_default_bins(owner, SetDefaultBins(bins=there, location="SHOP"))
    return actors, oracle


def begin_oracle(variant: Variant = Variant()) -> Oracle:
    """The company as the oracle knows it."""
    oracle = _founded(variant)
    for whole, parts in BILLS.items():
        oracle.answer(Ask("bill", "owner", with_=(("item", whole), ("parts", parts))))
    return oracle


def bill_command(whole: str, parts: tuple[Part, ...]) -> SaveBill:
    return SaveBill(
        item=whole,
        price_on_parts=any(item.code == whole and item.kit == "parts" for item in ITEMS),
        components=tuple(
            ComponentAs(
                item=part.item,
                quantity=part.quantity,
                waste=part.waste,
                waste_quantity=part.lost,
                link=part.link,
                substitutes=part.instead,
            )
            for part in parts
        ),
    )


def _founded(variant: Variant) -> Oracle:
    founded = [
        Bin(code, bin_type, position, sort=SORTS.get(code, "normal"))
        for position, (code, bin_type, _) in enumerate(FOUNDED_WITH)
    ]
    usual = {purpose: code for code, _, purposes in FOUNDED_WITH for purpose in purposes}
    taxed = TAXED_OTHERWISE if variant.taxed else {}
    missing = ("transit",) if variant.plain else ()
    return Oracle(
        State(
            today=clock.today(),
            items={item.code: replace(item, tax=taxed.get(item.code, "")) for item in ITEMS},
            barcodes=dict(BARCODES),
            bins={bin_.code: bin_ for bin_ in (*founded, *ADDED, *AT_THE_SHOP)},
            usual={
                HQ: {purpose: code for purpose, code in usual.items() if not (variant.plain and purpose in STAYS)},
                "SHOP": {purpose: code for purpose, code in USUAL_AT_THE_SHOP.items() if purpose not in missing},
            },
            accounts={code: Account(purpose) for purpose, code in ACCOUNTS.items()}
            | {IN_PROCESS: Account("inventory")},
            account_rules={("bin", "IN-PROCESS", "inventory"): IN_PROCESS},
            parties=dict(PARTIES),
            taxes=dict(TAXES) if variant.taxed else {},
            usual_tax=dict(USUAL_TAX) if variant.taxed else {},
        )
    )


def item_command(item: Item) -> SaveItem:
    return SaveItem(
        code=item.code,
        name=f"Item {item.code}",
        tracking=item.tracking,
        item_type="assembly" if item.assembly else "kit" if item.kit else "regular",
        price_minor=item.price,
        cost_minor=item.cost,
        tax_code=item.tax,
        barcodes=tuple(text for text, owner in BARCODES.items() if owner == item.code),
        discontinued=item.discontinued,
    )
