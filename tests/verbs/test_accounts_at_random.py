"""Whatever is done in whatever order, each inventory account is worth what is in its bins after every step."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.books import open_second_shop, standing
from tests.papers import change, order
from tests.trade import Trade

from everyunit.base import sql
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_account_rules import SaveAccountRules, Served, save_account_rules
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.documents.close import Close, close
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.money.truths import TRUTHS
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.rules.refusals import Refused

STEPS = 60
BINS = ("MAIN", "RETURNS", "N1", "S1")
ACCOUNTS = ("1300", "1310", "1320", "1330")
CATEGORIES = ("A", "B", "C")
(INVENTORY,) = (statement for name, statement in TRUTHS if name.startswith("the inventory accounts"))


class Clerk:
    """Somebody who does one thing after the other, at random; what is refused was not to be done."""

    def __init__(self, trade: Trade, seed: int) -> None:
        self.trade, self.owner, self.choose = trade, trade.owner, random.Random(seed)
        open_second_shop(trade)
        save_bin(self.owner, SaveBin(code="S1", name="Shop"))
        for code in ACCOUNTS[1:]:
            save_account(self.owner, SaveAccount(code=code, name=code, purpose="inventory"))
        for code in CATEGORIES:
            save_category(self.owner, SaveCategory(code=code, name=code))

    def units(self, bin_type: str) -> list[str]:
        found = [
            serial
            for (serial,) in sql.rows(
                "SELECT u.serial FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE b.bin_type = %s"
                " ORDER BY u.id",
                [bin_type],
            )
        ]
        return self.choose.sample(found, min(len(found), self.choose.randint(1, 3)))

    def receive(self) -> None:
        item, count = self.choose.choice(("DRIVE", "PHONE", "CABLE")), self.choose.randint(1, 4)
        line = NewLine(item=item, quantity=count, amount_minor=self.choose.randint(0, 999))
        self.trade.post(self.trade.draft("PR", line, to_bin=self.choose.choice(BINS)))

    def scan_and_post(self, kind: str, bin_type: str, **header: object) -> None:
        paper = self.trade.draft(kind, **header)
        self.trade.scan(paper, *self.units(bin_type))
        self.trade.post(paper)

    def sell(self) -> None:
        self.scan_and_post("SI", "stock")

    def take_back(self) -> None:
        self.scan_and_post("CM", "out", to_bin=self.choose.choice(BINS))

    def move(self) -> None:
        self.scan_and_post("ST", "stock", to_bin=self.choose.choice(BINS))

    def move_cables(self) -> None:
        source, target = self.choose.sample(BINS, 2)
        self.trade.post(self.trade.draft("ST", NewLine(item="CABLE", quantity=1, from_bin=source), to_bin=target))

    def sell_cables(self) -> None:
        line = NewLine(item="CABLE", quantity=1, from_bin=self.choose.choice(BINS))
        self.trade.post(self.trade.draft("SI", line))

    def send_back(self) -> None:
        self.scan_and_post("DM", "stock")

    def invoice(self) -> None:
        paper = convert(self.owner, Convert(document_id=self.paper("PR").pk, to="PI"))
        change(self.trade, paper, price_minor=self.choose.randint(0, 400))
        self.trade.post(paper)

    def adjust(self) -> None:
        paper = self.trade.draft("CA")
        scanned = self.trade.scan(paper, *self.units("stock"))
        for line in range(len(scanned.lines)):
            change(self.trade, scanned, line, price_minor=self.choose.randint(0, 400))  # type: ignore[arg-type]
        self.trade.post(paper)

    def set_aside(self) -> None:
        paper = order(self.trade, "SO", "DRIVE", 2)
        Document.objects.filter(pk=paper.document_id).update(
            to_bin=sql.scalar("SELECT id FROM places_bin WHERE code = 'N1'")
        )
        self.trade.scan(paper, *self.units("stock"))
        if self.choose.random() < 0.5:
            detach(self.owner, Detach(document_id=paper.document_id, line_id=paper.lines[0].line_id))
        else:
            close(self.owner, Close(document_id=paper.document_id, to="closed"))

    def paper(self, *kinds: str) -> Document:
        found = Document.objects.filter(status="posted").order_by("pk")
        return self.choose.choice(list(found.filter(kind__in=kinds) if kinds else found))

    def undo(self) -> None:
        reverse(self.owner, Reverse(document_id=self.paper().pk, reason="mistake"))

    def set_rule(self) -> None:
        scope, target = self.choose.choice(
            [("company", ""), ("location", "NORTH"), ("location", "HQ")]
            + [("item", item) for item in ("DRIVE", "PHONE", "CABLE")]
            + [("category", code) for code in CATEGORIES]
        )
        served = (Served(purpose="inventory", account=self.choose.choice((*ACCOUNTS, None))),)
        save_account_rules(self.owner, SaveAccountRules(scope=scope, target=target, accounts=served))

    def sort_items(self) -> None:
        items = tuple(self.choose.sample(("DRIVE", "PHONE", "CABLE"), 2))
        categorize(self.owner, Categorize(items=items, category=self.choose.choice((*CATEGORIES, ""))))

    def move_category(self) -> None:
        code = self.choose.choice(CATEGORIES)
        parent = self.choose.choice((*CATEGORIES, ""))
        save_category(self.owner, SaveCategory(code=code, name=code, parent=parent))

    def do_something(self) -> str:
        deeds: list[Callable[[], None]] = [
            *[self.receive] * 3,
            *[self.sell, self.take_back, self.move, self.move_cables, self.sell_cables, self.send_back],
            *[self.invoice, self.adjust, self.set_aside, self.undo, self.undo],
            *[self.set_rule, self.set_rule, self.sort_items, self.move_category],
        ]
        deed = self.choose.choice(deeds)
        try:
            deed()
        except (Refused, IndexError):  # there is nothing to do it with, or it is not to be done
            return ""
        return deed.__name__


@pytest.mark.parametrize("seed", range(3))
def test_the_inventory_accounts_stay_true_whatever_is_done(trade: Trade, seed: int) -> None:
    clerk = Clerk(trade, seed)
    done = []
    for _ in range(STEPS):
        done.append(clerk.do_something())
        assert sql.rows(INVENTORY) == [], f"after {done}"
    assert len({each for each in done if each}) >= 8, f"hardly anything was done: {done}"
    assert sum(1 for value in standing(*ACCOUNTS) if value) >= 1
