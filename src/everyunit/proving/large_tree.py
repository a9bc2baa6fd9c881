"""One large unit among very many: a rack of servers of boards of chips, each a unit of its own, built by the verbs."""

from __future__ import annotations

from everyunit.assembly.build import Build, build
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.people.tokens import owner

CHIP, RACK = "CHIP", "RACK"
LEVELS = (
    ("BOARD", CHIP, 10, 40),
    ("SERVER", "BOARD", 10, 4),
    (RACK, "SERVER", 4, 1),
)  # of what, how many in each, built
PARTS = 4 + 40 + 400


def grow() -> None:
    """Receive the chips, and build level by level."""
    actor = owner()
    save_item(actor, SaveItem(code=CHIP, name="Chip", cost_minor=500))
    receipt = draft(actor, Draft(kind="PR", party="V1", lines=(NewLine(item=CHIP, quantity=400),)))
    post(actor, Post(document_id=receipt.document_id))
    for whole, part, in_each, count in LEVELS:
        save_item(actor, SaveItem(code=whole, name=whole.capitalize(), item_type="assembly"))
        save_bill(actor, SaveBill(item=whole, components=(ComponentAs(item=part, quantity=in_each),)))
        _build(actor, whole, part, count)


def _build(actor: Actor, whole: str, part: str, count: int) -> None:
    order = order_work(actor, OrderWork(item=whole, quantity=count)).document_id
    units = sql.rows(
        "SELECT serial FROM stock_unit WHERE item_id = (SELECT id FROM catalog_item WHERE code = %s)", [part]
    )
    attach(actor, Attach(document_id=order, scans=tuple(serial for (serial,) in units)))
    start_work(actor, StartWork(document_id=order))
    build(actor, Build(document_id=order, good=count, spread=True))
