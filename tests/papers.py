"""What tests of orders and purchases say often."""

from __future__ import annotations

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.close import Close, StatusChanged, close
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from tests.trade import Trade, one

Paper = DraftSaved | Posted


def order(trade: Trade, kind: str, item: str = "DRIVE", quantity: int = 1, **line: object) -> DraftSaved:
    """An order of one line; vendor orders go to V1, customer orders to C1."""
    party = "V1" if kind[0] in "PD" else "C1"
    return trade.draft(kind, NewLine(item=item, quantity=quantity, **line), party=party)  # type: ignore[arg-type]


def turn(trade: Trade, paper: Paper, to: str, *further: Paper, wanted: int | None = None) -> DraftSaved:
    """Convert; `wanted`: so many of the first line."""
    chosen = None
    if wanted is not None:
        first = Line.objects.filter(document_id=paper.document_id).order_by("position").first()
        assert first is not None
        chosen = (Wanted(line_id=first.pk, quantity=wanted),)
    others = tuple(each.document_id for each in further)
    return convert(trade.owner, Convert(document_id=paper.document_id, to=to, further=others, wanted=chosen))


def commit_to(trade: Trade, paper: DraftSaved, quantity: int, line: int = 0) -> DraftSaved:
    return commit(
        trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[line].line_id, quantity=quantity)
    )


def close_to(trade: Trade, paper: DraftSaved, to: str = "closed") -> StatusChanged:
    return close(trade.owner, Close(document_id=paper.document_id, to=to))  # type: ignore[arg-type]


def change(trade: Trade, paper: DraftSaved, line: int = 0, **values: object) -> DraftSaved:
    changed = LineChange(line_id=paper.lines[line].line_id, **values)  # type: ignore[arg-type]
    return revise(trade.owner, Revise(document_id=paper.document_id, change=(changed,)))


def undo(trade: Trade, paper: Paper) -> Reversed:
    return reverse(trade.owner, Reverse(document_id=paper.document_id, reason="mistake"))


def freight(trade: Trade, amount: int, method: str = "value") -> NewLine:
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    return NewLine(item="FREIGHT", quantity=1, price_minor=amount, spread=method)


def status_of(paper: Paper) -> str:
    return str(Document.objects.get(pk=paper.document_id).status)


def account(purpose: str) -> int:
    """What an account stands at: debit positive."""
    return int(
        str(
            one(
                "SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l"
                " JOIN money_account a ON a.id = l.account_id WHERE a.purpose = %s",
                purpose,
            )
        )
    )


def attached(paper: DraftSaved, line: int = 0) -> int:
    return int(Line.objects.get(pk=paper.lines[line].line_id).attached)


def held() -> int:
    """How many units and quantities are held by anything."""
    return int(
        str(
            one(
                "SELECT (SELECT count(*) FROM stock_hold) + (SELECT coalesce(sum(quantity), 0) FROM stock_quantityhold)"
            )
        )
    )
