"""The company of the simulation, founded twice: in the database, and in the oracle."""

from __future__ import annotations

from dataclasses import replace

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found, hire
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.proving.oracle import Oracle
from everyunit.proving.oracle.state import OUT, STOCK, Bin, Item, State

ITEMS = (
    Item("A", "serialized", 10_000, 6_001),
    Item("B", "serialized", 777, 333),
    Item("P", "auto_serialized", 20_000, 14_999),
    Item("Q", "quantity", 500, 199),
    Item("N", "none", 8_000, 0),
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
    ("MAIN", STOCK, ("receiving", "main", "repaired")),
    ("RETURNS", STOCK, ("customer_return",)),
    ("PACKING", STOCK, ("packing",)),
    ("TO-VENDOR", STOCK, ("vendor_return",)),
    ("SUPPLIER", OUT, ("supplier",)),
    ("INSPECT", OUT, ("inspection",)),
    ("VENDOR-RMA", OUT, ("returned_to_vendor",)),
    ("SOLD", OUT, ("sold",)),
    ("EXPECTED", OUT, ("return_expected",)),
    ("REFUSED", OUT, ("return_refused",)),
)
ADDED = (
    Bin("SHELF", STOCK, 4),
    Bin("LOST", OUT, 5),
    Bin("CLOSED", STOCK, 6, discontinued=True),
)
STAYS = ("packing", "main", "vendor_return", "repaired", "return_expected", "return_refused")


def begin(plain: bool = False) -> tuple[dict[str, Actor], Oracle]:
    """Found the small company; its users, and the oracle that knows it. Refused: `company_exists`.

    `plain`: without the bins of orders, so that what they commit stays where it is.
    """
    owner = found(Founding(name="Simulated Trading"))
    actors = {"owner": owner} | {role: hire(role, role) for role in ROLES}
    for item in ITEMS:
        save_item(owner, item_command(item))
    for code, (role, discontinued) in PARTIES.items():
        save_party(owner, SaveParty(code=code, name=f"Simulated {code}", role=role, discontinued=discontinued))
    for bin_ in ADDED:
        save_bin(
            owner,
            SaveBin(
                code=bin_.code,
                name=bin_.code.capitalize(),
                bin_type=bin_.type,
                position=bin_.position,
                discontinued=bin_.discontinued,
            ),
        )
    if plain:
        chosen = sql.among("purpose", STAYS, "text")
        sql.execute(f"DELETE FROM places_defaultbin WHERE {chosen.sql}", chosen.params)
    return actors, begin_oracle(plain)


def begin_oracle(plain: bool = False) -> Oracle:
    """The company as the oracle knows it."""
    founded = [Bin(code, bin_type, position) for position, (code, bin_type, _) in enumerate(FOUNDED_WITH)]
    usual = {purpose: code for code, _, purposes in FOUNDED_WITH for purpose in purposes}
    return Oracle(
        State(
            items={item.code: replace(item) for item in ITEMS},
            barcodes=dict(BARCODES),
            bins={bin_.code: bin_ for bin_ in (*founded, *ADDED)},
            usual={purpose: code for purpose, code in usual.items() if not (plain and purpose in STAYS)},
            parties=dict(PARTIES),
        )
    )


def item_command(item: Item) -> SaveItem:
    return SaveItem(
        code=item.code,
        name=f"Item {item.code}",
        tracking=item.tracking,
        price_minor=item.price,
        cost_minor=item.cost,
        barcodes=tuple(text for text, owner in BARCODES.items() if owner == item.code),
        discontinued=item.discontinued,
    )
