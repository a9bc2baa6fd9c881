"""How each kind of document looks and speaks on its page."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.documents.kinds import Kind


@dataclass(frozen=True, slots=True)
class Face:
    """`verb`: what a clerk does with it. `nothing`: what an empty one asks for. `lead`: what the scan field takes."""

    icon: str
    verb: str
    nothing: str
    lead: str


FACES = {
    "PR": Face(
        "buy",
        "Receive",
        "Add what came in: an item and how many. Or scan an item’s barcode, then the makers’ numbers on the boxes.",
        "Scan makers’ numbers; an item’s barcode chooses its line",
    ),
    "SI": Face(
        "sell",
        "Sell",
        "Scan the units that leave, or add an item and how many. A sold unit that is scanned becomes a return.",
        "Scan serial numbers, makers’ numbers or item barcodes",
    ),
    "CM": Face(
        "return",
        "Take back",
        "Scan the units that come back. Each finds the invoice that it was sold on, and its price.",
        "Scan the units that come back",
    ),
    "CA": Face(
        "document",
        "Adjust costs",
        "Scan the units that get a new cost, or add a counted item and how many. Then enter what each shall cost.",
        "Scan the units that get a new cost",
    ),
    "PP": Face(
        "document",
        "Adjust costs",
        "Scan the units that the vendor pays a difference for, or add a counted item. Then enter the new cost each.",
        "Scan the units that get a new cost",
    ),
    "ST": Face(
        "transfer",
        "Move",
        "Scan the units to move, or add an item and how many.",
        "Scan the units to move",
    ),
    "PQ": Face("buy", "Quote", "Add what the vendor is asked for: an item and how many.", "A quote names no units"),
    "PO": Face(
        "buy",
        "Order",
        "Add what is ordered: an item and how many.",
        "Scan makers’ numbers of units that wait for inspection",
    ),
    "PI": Face(
        "buy",
        "Enter",
        "Add what the vendor invoices: goods that come in with it, or a cost such as freight.",
        "Scan makers’ numbers; an item’s barcode chooses its line",
    ),
    "DQ": Face("return", "Quote", "Add what shall go back: an item and how many.", "A quote names no units"),
    "DO": Face(
        "return",
        "Set aside",
        "Scan the units that go back to the vendor, or add an item and how many.",
        "Scan the units that go back",
    ),
    "DM": Face(
        "return",
        "Debit",
        "Scan the units that go back to the vendor, and enter what is credited for them.",
        "Scan the units that go back",
    ),
    "SQ": Face("sell", "Quote", "Add what is offered: an item and how many.", "A quote names no units"),
    "SO": Face(
        "sell",
        "Reserve",
        "Add what was ordered. Units that are scanned are held for this order.",
        "Scan the units to reserve",
    ),
    "CQ": Face("return", "Quote", "Add what may come back: an item and how many.", "A quote names no units"),
    "CO": Face(
        "return",
        "Announce",
        "Scan the units that are announced to come back, or add an item and how many.",
        "Scan the units that will come back",
    ),
    "OS": Face(
        "stock",
        "Open",
        "Add what is in stock to begin with: an item, how many, and what each cost.",
        "Scan makers’ numbers; an item’s barcode chooses its line",
    ),
}
PLAIN = Face("document", "Post", "Add a line, or scan a unit.", "Scan serial numbers, makers’ numbers or item barcodes")


def face_of(kind: Kind) -> Face:
    """A kind without a face of its own looks plain."""
    return FACES.get(kind.code, PLAIN)
