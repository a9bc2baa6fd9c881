"""What a unit came to cost is told on its page, in the API and by a query, with reason and document."""

from __future__ import annotations

from django.urls import reverse as address_of
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.cost_history import cost_history
from everyunit.reports.unit_page import unit_page


def a_story(trade: Trade) -> tuple[str, str]:
    """A unit received at 60.00, adjusted to 45.00, sold, and dearer by 5.01 of late freight; the papers' numbers."""
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.post(receipt)
    paper = trade.draft("CA")
    line = trade.scan(paper, "100000").lines[0].line_id
    change = LineChange(line_id=line, price_minor=4500)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))
    trade.post(paper)
    trade.sell("100000")
    freight = NewLine(item="FREIGHT", quantity=1, price_minor=501, spread="value")
    late = trade.draft("PI", freight, party="V2", source_id=receipt.document_id)
    trade.post(late)
    return f"CA {paper.number}", f"PI {late.number}"


def test_each_step_has_its_document_and_reason(trade: Trade) -> None:
    adjustment, invoice = a_story(trade)
    unit_id = int(sql.scalar("SELECT id FROM stock_unit"))
    assert [
        (str(each.document), each.old_minor, each.new_minor, each.reason, each.step) for each in cost_history(unit_id)
    ] == [
        (invoice, 4500, 5001, f"Freight on {invoice}", 2),
        (adjustment, 6000, 4500, f"cost adjustment {adjustment[3:]}", 1),
    ]


def test_a_reversal_is_a_step_too(trade: Trade) -> None:
    a_story(trade)
    late = int(sql.scalar("SELECT max(id) FROM documents_document"))
    reverse(trade.owner, Reverse(document_id=late, reason="mistake"))
    newest = cost_history(int(sql.scalar("SELECT id FROM stock_unit")))[0]
    assert (newest.old_minor, newest.new_minor, newest.undoes) == (5001, 4500, True)


def test_the_timeline_shows_costs_where_they_changed(trade: Trade) -> None:
    a_story(trade)
    page = unit_page("100000", costs=True)
    assert page is not None
    assert [each.document[0] for each in page.timeline.events if not hasattr(each, "field")] == ["PI", "SI", "CA", "PR"]
    assert page.sale is not None
    assert page.sale.margin_minor == 10000 - 5001


def test_who_may_not_see_costs_sees_no_steps(trade: Trade) -> None:
    a_story(trade)
    page = unit_page("100000", costs=False)
    assert page is not None
    assert len(page.timeline.events) == 2
    hire("seller", "counter")
    history = Api("seller").get("/units/100000/history").json()["results"]
    assert {each["what"] for each in history} == {"movement"}


def test_the_page_and_the_api_tell_it(trade: Trade) -> None:
    _, invoice = a_story(trade)
    page = signed_in().get(address_of("unit", args=["100000"])).content.decode()
    assert f"Freight on {invoice}" in page
    assert "45.00" in page
    history = Api().get("/units/100000/history").json()["results"]
    steps = [each for each in history if each["what"] == "cost"]
    assert [(each["document"]["kind"], each["old_minor"], each["new_minor"]) for each in steps] == [
        ("PI", 4500, 5001),
        ("CA", 6000, 4500),
    ]
