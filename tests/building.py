"""Computers to build: a CASE-less machine of two serialized drives, an automatic phone, cables and an hour of work."""

from __future__ import annotations

from everyunit.assembly.build import Build, Built, build
from everyunit.assembly.link_parts import LinkParts, PartsLinked, link_parts
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.supply_work import Supplied, SupplyWork, supply_work
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved
from tests.trade import Trade

PARTS = (
    ComponentAs(item="DRIVE", quantity=2),
    ComponentAs(item="PHONE"),
    ComponentAs(item="CABLE", quantity=3),
    ComponentAs(item="LABOUR"),
)


def computers(trade: Trade, *components: ComponentAs, tracking: str = "serialized") -> None:
    """An assembly COMPUTER of these, by default of PARTS; LABOUR costs 25.00."""
    save_item(trade.owner, SaveItem(code="LABOUR", name="Work", tracking="none", cost_minor=2500))
    save_item(trade.owner, SaveItem(code="COMPUTER", name="Computer", item_type="assembly", tracking=tracking))
    save_bill(trade.owner, SaveBill(item="COMPUTER", components=components or PARTS))


def stocked(trade: Trade, drives: int = 6, phones: int = 3, cables: int = 9) -> list[str]:
    """Drives at 60.00, phones at 150.00 and cables at 2.00 in stock; the serial numbers of the drives."""
    serials = trade.receive("DRIVE", drives)
    if phones:
        trade.receive("PHONE", phones)
    if cables:
        trade.receive("CABLE", cables)
    return serials


def ordered(trade: Trade, quantity: int = 3) -> DraftSaved:
    return order_work(trade.owner, OrderWork(item="COMPUTER", quantity=quantity))


def supplied(trade: Trade, order: DraftSaved, *serials: str) -> Supplied:
    """The order with these units attached, and all that needs no scan."""
    if serials:
        trade.scan(order, *serials)
    return supply_work(trade.owner, SupplyWork(document_id=order.document_id))


def started(trade: Trade, order: DraftSaved, *serials: str) -> DraftSaved:
    supplied(trade, order, *serials)
    start_work(trade.owner, StartWork(document_id=order.document_id))
    return order


def numbered(trade: Trade, order: DraftSaved, quantity: int | None = None) -> list[str]:
    number_built(trade.owner, NumberBuilt(document_id=order.document_id, quantity=quantity))
    return [
        serial
        for (serial,) in sql.rows(
            "SELECT u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
            " WHERE h.line_id = %s ORDER BY u.id",
            [order.lines[0].line_id],
        )
    ]


def linked(trade: Trade, order: DraftSaved, *scans: str, **options: object) -> PartsLinked:
    return link_parts(
        trade.owner,
        LinkParts(document_id=order.document_id, scans=scans, **options),  # type: ignore[arg-type]
    )


def built(trade: Trade, order: DraftSaved, good: int = 3, **options: object) -> Built:
    return build(trade.owner, Build(document_id=order.document_id, good=good, **options))  # type: ignore[arg-type]


def costs_of(*serials: str) -> list[int]:
    return [int(sql.scalar("SELECT cost_minor FROM stock_unit WHERE serial = %s", [serial])) for serial in serials]


def bin_of(serial: str) -> str:
    return str(
        sql.scalar("SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE u.serial = %s", [serial])
    )


def account_minor(code: str) -> int:
    return int(
        sql.scalar(
            "SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l"
            " JOIN money_account a ON a.id = l.account_id WHERE a.code = %s",
            [code],
        )
    )
