"""The company of the simulation, and how the oracle's commands are put to the program and its answers read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from everyunit.base.operation import Actor
from everyunit.catalog.save_item import ItemSaved, SaveItem, save_item
from everyunit.company.found import Founding, found, hire
from everyunit.documents.attach import Attach, attach
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, Discarded, discard
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved, LineState, NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.proving.oracle import Answer, Oracle
from everyunit.proving.oracle.state import OUT, STOCK, UNKNOWN_ID, Ask, Bin, Item, State, Summary
from everyunit.rules.refusals import Refused
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit

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
    "C1": ("customer", False),
    "C2": ("customer", False),
    "C9": ("customer", True),
}
BINS = (
    Bin("MAIN", STOCK, 0),
    Bin("RETURNS", STOCK, 1),
    Bin("SUPPLIER", OUT, 2),
    Bin("SOLD", OUT, 3),
    Bin("VENDOR-RMA", OUT, 6),
    Bin("SHELF", STOCK, 4),
    Bin("LOST", OUT, 5),
    Bin("CLOSED", STOCK, 6, discontinued=True),
)
FOUNDED_WITH = 5


def begin() -> tuple[Program, Oracle]:
    """Found the same small company twice: in the database, and in the oracle. Refused: `company_exists`."""
    owner = found(Founding(name="Simulated Trading"))
    actors = {"owner": owner} | {role: hire(role, role) for role in ("counter", "goods_in", "viewer")}
    for item in ITEMS:
        save_item(owner, _item_command(item))
    for code, (role, discontinued) in PARTIES.items():
        save_party(owner, SaveParty(code=code, name=f"Simulated {code}", role=role, discontinued=discontinued))
    for bin_ in BINS[FOUNDED_WITH:]:
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
    return Program(actors), begin_oracle()


def begin_oracle() -> Oracle:
    """The company as the oracle knows it."""
    state = State(
        items={item.code: replace(item) for item in ITEMS},
        barcodes=dict(BARCODES),
        bins={bin_.code: bin_ for bin_ in BINS},
        parties=dict(PARTIES),
    )
    return Oracle(state)


def _item_command(item: Item) -> SaveItem:
    return SaveItem(
        code=item.code,
        name=f"Item {item.code}",
        tracking=item.tracking,
        price_minor=item.price,
        cost_minor=item.cost,
        barcodes=tuple(text for text, owner in BARCODES.items() if owner == item.code),
        discontinued=item.discontinued,
    )


class Program:
    """The program under test, spoken to in the oracle's terms."""

    def __init__(self, actors: dict[str, Actor]) -> None:
        self.actors = actors
        self.papers: dict[int, int] = {}  # the oracle's ids, and the program's
        self.lines: dict[int, int] = {}
        self.answered: dict[int, tuple[LineState, ...]] = {}  # the lines of each document as last answered
        self.prices = {item.code: item for item in ITEMS}

    def answer(self, ask: Ask) -> Answer:
        """Put the command to the program; its answer as a summary."""
        try:
            return Answer(self._summary(ask, self._carried_out(ask)))
        except Refused as refused:
            offences = tuple(sorted((each.subject, each.code) for each in refused.offenders))
            return Answer(None, refused.code, offences)

    def in_its_words(self, expected: Answer) -> Answer:
        """The oracle's answer, with the program's line ids where it names lines by id."""
        offences = (
            (str(self.lines.get(int(subject), UNKNOWN_ID)), code)
            if code == "unknown_line" and subject.isdigit()
            else (subject, code)
            for subject, code in expected.offences
        )
        return Answer(expected.summary, expected.code, tuple(sorted(offences)))

    def learn(self, state: State, ask: Ask) -> None:
        """The ids of the document's lines, as the program last answered them."""
        paper = state.papers.get(ask.doc)
        if paper is None:
            return
        ids = {line.position: line.line_id for line in self.answered.get(ask.doc, ())}
        for row in paper.rows:
            if row.position in ids:
                self.lines[row.id] = ids[row.position]

    def _carried_out(self, ask: Ask) -> object:
        actor, key, doc = self.actors[ask.who], ask.key, self.papers.get(ask.doc, UNKNOWN_ID)
        line = None if ask.line is None else self.lines.get(ask.line, UNKNOWN_ID)
        match ask.verb:
            case "draft":
                return draft(actor, self._draft(ask), key=key)
            case "revise":
                return revise(actor, self._revise(ask, doc), key=key)
            case "attach":
                wanted = Attach(document_id=doc, scans=ask.scans, by=ask.by, line_id=line, exceed=ask.exceed)  # type: ignore[arg-type]
                return attach(actor, wanted, key=key)
            case "detach":
                return detach(actor, Detach(document_id=doc, scans=ask.scans, line_id=line), key=key)
            case "pick":
                return pick(actor, Pick(document_id=doc, line_id=line), key=key)
            case "post":
                return post(actor, Post(document_id=doc), key=key)
            case "reverse":
                return reverse(actor, Reverse(document_id=doc), key=key)
            case "discard":
                return discard(actor, Discard(document_id=doc), key=key)
            case "amend":
                amended = AmendUnit(serial=ask.scans[0], maker_serial=ask.get("maker"), note=ask.get("note"))
                return amend_unit(actor, amended, key=key)
            case "item":
                item = self.prices[ask.get("code")]
                changed = Item(item.code, ask.get("tracking"), item.price, ask.get("cost"), item.discontinued)
                return save_item(actor, _item_command(changed), key=key)
        raise AssertionError(f"no such verb: {ask.verb}")

    def _draft(self, ask: Ask) -> Draft:
        return Draft(
            kind=ask.get("kind"),
            party=ask.get("party"),
            from_bin=ask.get("from_bin"),
            to_bin=ask.get("to_bin"),
            lines=self._new_lines(ask),
        )

    def _revise(self, ask: Ask, doc: int) -> Revise:
        return Revise(
            document_id=doc,
            party=ask.get("party"),
            from_bin=ask.get("from_bin"),
            to_bin=ask.get("to_bin"),
            add=self._new_lines(ask),
            change=tuple(
                LineChange(
                    line_id=self.lines.get(change.line, UNKNOWN_ID),
                    quantity=change.quantity,
                    price_minor=change.price,
                    from_bin=change.from_bin,
                )
                for change in ask.get("change", ())
            ),
            remove=tuple(self.lines.get(line, UNKNOWN_ID) for line in ask.get("remove", ())),
        )

    def _new_lines(self, ask: Ask) -> tuple[NewLine, ...]:
        return tuple(
            NewLine(
                item=row.item,
                quantity=row.quantity,
                price_minor=row.price,
                amount_minor=row.amount,
                from_bin=row.from_bin,
                maker_numbers=row.makers,
                source_line_id=None if row.source is None else self.lines.get(row.source, UNKNOWN_ID),
            )
            for row in ask.get("lines", ())
        )

    def _summary(self, ask: Ask, answer: Any) -> Summary:
        match answer:
            case DraftSaved():
                if ask.verb == "draft":
                    self.papers[ask.doc] = answer.document_id
                self.answered[ask.doc] = answer.lines
                return "saved", answer.kind, answer.number, _lines(answer.lines), answer.total_minor
            case Scanned():
                self.answered[ask.doc] = answer.lines
                return _scanned(answer)
            case Posted():
                serials = tuple(sorted(answer.serials.items()))
                counts = (answer.units, answer.quantity, answer.total_minor, answer.value_minor)
                return ("posted", answer.kind, answer.number, *counts, serials)
            case Reversed():
                return "reversed", answer.kind, answer.number, answer.units
            case Discarded():
                return "discarded", answer.kind, answer.number
            case UnitAmended():
                return "amended", answer.serial, answer.maker_serial, answer.note, answer.changed
            case ItemSaved():
                return "item", answer.code, answer.created
        raise AssertionError(f"an answer of another kind: {answer}")


def _lines(lines: tuple[LineState, ...]) -> Summary:
    return tuple(
        (
            line.position,
            line.item,
            line.tracking,
            line.quantity,
            line.attached,
            line.follows_units,
            line.price_minor,
            line.amount_minor,
        )
        for line in lines
    )


def _scanned(answer: Scanned) -> Summary:
    entries = tuple(
        (str(each.action), each.text, each.serial, each.line_position, each.code, each.holder)
        for each in answer.entries
    )
    counts = tuple(sorted((str(action), count) for action, count in answer.counts.items()))
    return "scanned", entries, counts, answer.asks, _lines(answer.lines), answer.total_minor
