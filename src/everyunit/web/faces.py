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
    "ST": Face(
        "transfer",
        "Move",
        "Scan the units to move, or add an item and how many.",
        "Scan the units to move",
    ),
}
PLAIN = Face("document", "Post", "Add a line, or scan a unit.", "Scan serial numbers, makers’ numbers or item barcodes")


def face_of(kind: Kind) -> Face:
    """A kind without a face of its own looks plain."""
    return FACES.get(kind.code, PLAIN)
