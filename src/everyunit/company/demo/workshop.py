"""Computers that are built, one of which gets another part and one is taken apart; a kit; repairs and a loan."""

from __future__ import annotations

from everyunit.assembly.build import Build, build
from everyunit.assembly.link_parts import LinkParts, link_parts
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.supply_work import SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, swap
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.demo.goods import numbers
from everyunit.company.demo.teller import Story, Teller
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.rules.serials import read_range

SERVER = "DEMO-SERVER"
KIT = "DEMO-STARTER"
MADE = (
    SaveItem(
        code=SERVER,
        name="Demo server, 4 TB",
        item_type="assembly",
        category="COMPUTERS",
        price_minor=49900,
        warranty_months=24,
    ),
    SaveItem(code=KIT, name="Demo starter kit", tracking="none", item_type="kit", price_minor=4490),
)
BILLS = (
    SaveBill(
        item=SERVER,
        components=(
            ComponentAs(item="DEMO-DRIVE-4TB"),
            ComponentAs(item="DEMO-ADAPTER"),
            ComponentAs(item="DEMO-CABLE", quantity=2),
        ),
    ),
    SaveBill(
        item=KIT, components=(ComponentAs(item="DEMO-ADAPTER"), ComponentAs(item="DEMO-CABLE")), price_on_parts=True
    ),
)


def workshop(tell: Teller) -> tuple[Story, ...]:
    """What was built, sold, repaired and lent."""
    return _bills(tell), _servers(tell), _kits(tell), _service(tell)


def _bills(tell: Teller) -> Story:
    yield 16, 8
    for item in MADE:
        save_item(tell.owner, item)
    for bill in BILLS:
        save_bill(tell.owner, bill)


def _kits(tell: Teller) -> Story:
    yield 8, 15
    tell.sell(3, (), NewLine(item=KIT, quantity=2))


def _servers(tell: Teller) -> Story:
    """Three are built, each with its drive: one is sold, in one the drive is exchanged, one is taken apart; two more
    are to be built.
    """
    drives = numbers("DD", 36, 38)
    yield 15, 9
    order = order_work(tell.owner, OrderWork(item=SERVER, quantity=3)).document_id
    attach(tell.owner, Attach(document_id=order, scans=drives))
    supply_work(tell.owner, SupplyWork(document_id=order))
    start_work(tell.owner, StartWork(document_id=order))
    yield 15, 15
    servers = read_range(number_built(tell.owner, NumberBuilt(document_id=order)).serials).texts()
    pairs = [text for pair in zip(servers, drives, strict=True) for text in pair]
    link_parts(tell.owner, LinkParts(document_id=order, scans=tuple(pairs)))
    build(tell.owner, Build(document_id=order, good=3, spread=True))
    yield 11, 10
    tell.sell(2, servers[:1])
    yield 8, 11
    swap(tell.owner, Swap(parts=(Exchange(old=drives[1], new="DD000039"),), notes="Its drive clicked."))
    yield 4, 14
    take_apart(tell.owner, TakeApart(serials=(servers[2],), notes="For spare parts."))
    yield 1, 9
    order_work(tell.owner, OrderWork(item=SERVER, quantity=2))


def _service(tell: Teller) -> Story:
    """A customer's laptop is on the bench, and another one is lent until it is ready."""
    yield 1, 12
    ready = tell.day(-3)
    repair = Draft(
        kind="RO", party="DEMO-C2", header=Header(deliver_on=ready), notes="Does not charge. Left without adapter."
    )
    tell.scanned(tell.counter, repair, numbers("DL", 2, 2))
    loan = Draft(kind="LO", party="DEMO-C2", header=Header(deliver_on=ready))
    tell.scanned(tell.counter, loan, numbers("DL", 33, 33))
