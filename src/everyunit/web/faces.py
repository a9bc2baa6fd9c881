"""How each kind of document looks and speaks on its page."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS

MAKERS = "Scan makers’ numbers; an item’s barcode chooses its line"
ANYTHING = "Scan serial numbers, makers’ numbers or item barcodes"


@dataclass(frozen=True, slots=True)
class Face:
    """`job`: the entry of the rail it belongs to. `verb`: what a clerk does with it. `make`: the button that makes one
    from another paper. `nothing`: what an empty one asks for. `lead`: what the scan field takes. `printed`: what it is
    called on paper, where that is not the name of the kind. `asks`: what the paper asks of whom it goes to, above the
    address of the location. `holds`: how goods are that it holds, where that is not committed; `comes` and `goes`: what
    a scan of them means when it brings them in, and when it lets them go again. `often`: it stands beside a unit's
    number, where others are behind "More".
    """

    icon: str
    job: str
    verb: str
    make: str
    nothing: str
    lead: str = ANYTHING
    printed: str = ""
    asks: str = ""
    holds: str = "committed"
    comes: str = ""
    goes: str = ""
    often: bool = False


FACES = {
    "PQ": Face("buy", "buy", "Ask for a price", "Quote", "Add what the vendor is asked for: an item and how many."),
    "PO": Face(
        "buy",
        "buy",
        "Order",
        "Order",
        "Add what is ordered: an item and how many. What arrives for inspection is committed by number or by scanning.",
        MAKERS,
    ),
    "PR": Face(
        "buy",
        "buy",
        "Receive",
        "Receive",
        "Add what came in: an item and how many. Or scan an item’s barcode, then the makers’ numbers on the boxes.",
        MAKERS,
    ),
    "PI": Face(
        "buy",
        "buy",
        "Enter invoice",
        "Enter invoice",
        "Add what the vendor invoices: goods that come in with it, or a cost such as freight.",
        MAKERS,
    ),
    "DQ": Face("return", "back", "Ask to return", "Quote a return", "Add what shall go back: an item and how many."),
    "DO": Face(
        "return",
        "back",
        "Return to vendor",
        "Return to vendor",
        "Scan the units that go back to the vendor. They wait in the bin for returns until they are debited.",
        "Scan the units that go back",
    ),
    "DM": Face(
        "return",
        "back",
        "Debit",
        "Debit",
        "Scan the units that go back to the vendor, and enter what the vendor credits for them.",
        "Scan the units that go back",
    ),
    "SQ": Face("sell", "sell", "Quote", "Quote", "Add what is offered: an item and how many."),
    "SO": Face(
        "sell",
        "sell",
        "Reserve",
        "Order",
        "Add what was ordered: an item and how many. Units that are scanned are held for this order.",
        "Scan the units to reserve",
    ),
    "SI": Face(
        "sell",
        "sell",
        "Sell",
        "Ship and invoice",
        "Scan the units that leave, or add an item and how many. A sold unit that is scanned becomes a return.",
        often=True,
    ),
    "CQ": Face("return", "take", "Quote a return", "Quote a return", "Add what may come back: an item and how many."),
    "CO": Face(
        "return",
        "take",
        "Announce return",
        "Announce return",
        "Scan the units that are announced to come back, or add an item and how many.",
        "Scan the units that will come back",
        printed="Return authorization",
        asks="Write the number of this paper on the parcel, put the paper in, and send the goods to:",
    ),
    "CM": Face(
        "return",
        "take",
        "Take back",
        "Credit",
        "Scan the units that come back. Each finds the invoice that it was sold on, and its price.",
        "Scan the units that come back",
        often=True,
    ),
    "RO": Face(
        "warranty",
        "service",
        "Repair",
        "Repair",
        "Scan what the customer brings. It stays the customer’s; it goes back when it is scanned out.",
        "Scan what comes in for repair",
        holds="in repair",
        comes="Comes in for repair",
        goes="Goes back to the customer",
    ),
    "RW": Face(
        "warranty",
        "service",
        "Repair",
        "Repair",
        "Scan the units of ours that are to be repaired. They are for sale again when they are scanned out.",
        "Scan the units to repair",
        holds="in repair",
        comes="Goes into repair",
        goes="Is repaired",
    ),
    "LO": Face(
        "transfer",
        "service",
        "Lend",
        "Lend",
        "Scan the units to lend. They stay ours, and are back when they are scanned in.",
        "Scan the units to lend",
        holds="on loan",
        comes="Is lent",
        goes="Is back",
    ),
    "WO": Face(
        "build",
        "build",
        "Build in",
        "Work order",
        "Scan what goes in. It is set aside on the shop floor.",
        "Scan what goes in",
    ),
    "WR": Face("build", "build", "Build", "Build", "It is written when a run of a work order is built."),
    "TA": Face("undo", "build", "Take apart", "Take apart", "It is written when units are taken apart."),
    "SW": Face("refresh", "build", "Exchange a part", "Exchange a part", "It is written when a part is exchanged."),
    "OS": Face(
        "stock",
        "adjust",
        "Open",
        "Open",
        "Add what is in stock to begin with: an item, how many, and what each cost.",
        MAKERS,
    ),
    "IA": Face(
        "edit",
        "adjust",
        "Adjust stock",
        "Adjust stock",
        "Scan what is gone, or what was written off and is back. Or add an item and how many: negative is gone,"
        " positive was found.",
    ),
    "CA": Face(
        "money",
        "adjust",
        "Adjust costs",
        "Adjust costs",
        "Scan the units that get a new cost, or add a counted item and how many. Then enter what each shall cost.",
        "Scan the units that get a new cost",
    ),
    "PP": Face(
        "money",
        "adjust",
        "Protect the price",
        "Protect the price",
        "Scan the units that the vendor pays a difference for, or add a counted item. Then enter the new cost each.",
        "Scan the units that get a new cost",
    ),
    "TO": Face(
        "transfer",
        "move",
        "Send elsewhere",
        "Send elsewhere",
        "Add what the other location needs: an item and how many. What is scanned here leaves at once.",
        "Scan what leaves",
        holds="in transit",
        comes="Leaves for the other location",
        goes="Is put back",
    ),
    "ST": Face(
        "transfer",
        "move",
        "Move",
        "Arrived",
        "Scan the units to move, or add an item and how many.",
        "Scan the units to move",
        often=True,
    ),
}
PLAIN = Face("document", "", "Post", "Make", "Add a line, or scan a unit.")


def face_of(kind: Kind) -> Face:
    """A kind without a face of its own looks plain."""
    return FACES.get(kind.code, PLAIN)


def kinds_of(job: str) -> list[Kind]:
    """The kinds that belong to a job, in the order of the trade."""
    return [kind for kind in KINDS.values() if job and face_of(kind).job == job]
