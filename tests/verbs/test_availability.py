"""Whether what a paper still wants is there: enough here, only elsewhere, or not at all."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors.browsing import signed_in
from tests.papers import commit_to, order, turn
from tests.trade import Trade

from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.availability import Instead, there_for
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location


@pytest.fixture(autouse=True)
def places(trade: Trade) -> None:
    """Six cables at the headquarters, six at the branch, and five here that are in repair; two drives here."""
    save_location(trade.owner, SaveLocation(code="BRANCH", name="Branch"))
    save_bin(trade.owner, SaveBin(code="BACK", name="Back room"))
    save_bin(trade.owner, SaveBin(code="BROKEN", name="To repair", stock_type="repair"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", location="BRANCH", default_for=("receiving",)))
    for quantity, code in ((2, "MAIN"), (4, "BACK"), (6, "SHELF"), (5, "BROKEN")):
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=quantity), to_bin=code))
    trade.receive(quantity=2)


def words(paper: DraftSaved) -> list[str]:
    there = there_for([line.line_id for line in paper.lines])
    return [there[line.line_id].words if line.line_id in there else "" for line in paper.lines]


@pytest.mark.parametrize("kind", ["SQ", "SO", "SI"])
def test_each_line_says_whether_it_can_be_had(trade: Trade, kind: str) -> None:
    def of(item: str, quantity: int) -> list[str]:
        return words(trade.draft(kind, NewLine(item=item, quantity=quantity)))

    assert of("CABLE", 6) == ["enough here"]
    assert of("CABLE", 7) == ["6 here, the rest elsewhere"]
    assert of("CABLE", 13) == ["only 12 in stock"]
    assert of("PHONE", 1) == ["none in stock"]
    assert of("HOUR", 1) == [""]
    assert words(trade.draft(kind, NewLine(item="DRIVE", quantity=2), location="BRANCH")) == ["only elsewhere"]


def test_lines_of_one_paper_do_not_count_the_same_goods_twice(trade: Trade) -> None:
    paper = trade.draft("SO", *[NewLine(item="CABLE", quantity=5)] * 3)
    assert words(paper) == ["enough here", "1 here, the rest elsewhere", "only 2 in stock"]


def test_what_a_paper_holds_it_has_and_others_have_not(trade: Trade) -> None:
    mine, other = order(trade, "SO", "CABLE", 6), order(trade, "SO", "CABLE", 5)
    commit_to(trade, mine, 2)
    assert (words(mine), words(other)) == (["enough here"], ["4 here, the rest elsewhere"])
    assert words(turn(trade, mine, "SI", wanted=2)) == [""]
    assert words(trade.draft("CM", NewLine(item="CABLE", quantity=1))) == [""]


def test_the_page_of_a_draft_tells_it_and_that_of_a_posted_paper_does_not(trade: Trade) -> None:
    client: Client = signed_in()
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=2))
    address = reverse("document", args=[paper.kind, paper.number])
    assert "Enough here" in client.get(address).content.decode()
    trade.post(paper)
    assert "Enough here" not in client.get(address).content.decode()


def test_what_may_be_built_in_instead_is_offered_where_too_little_is_here(trade: Trade) -> None:
    for code, tracking in (("SET", "none"), ("LEAD", "quantity"), ("WIRE", "quantity")):
        item_type = "kit" if code == "SET" else None
        save_item(trade.owner, SaveItem(code=code, name=code.title(), tracking=tracking, item_type=item_type))
    parts = (ComponentAs(item="CABLE", substitutes=("WIRE", "LEAD")),)
    save_bill(trade.owner, SaveBill(item="SET", components=parts))
    trade.receive("LEAD", 3)
    paper = trade.draft("SO", NewLine(item="CABLE", quantity=7), NewLine(item="CABLE", quantity=1))
    (first, second) = there_for([line.line_id for line in paper.lines]).values()
    assert first.instead == second.instead == (Instead("LEAD", "Lead", 3),)
    (enough,) = there_for([order(trade, "SO", "CABLE", 6).lines[0].line_id]).values()
    assert enough.instead == ()
    html = signed_in().get(reverse("document", args=[paper.kind, paper.number])).content.decode()
    assert html.count('data-take-instead="LEAD" data-how-many="7"') == 1
