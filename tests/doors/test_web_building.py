"""Pages of building: an order from the form to the last unit, parts linked, exchanged and taken out again."""

from __future__ import annotations

import re

from django.test import Client
from django.utils.html import strip_tags

from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.attach import Attach, attach
from everyunit.documents.use_lots import UseLots, use_lots
from tests.building import bin_of, computers, linked, numbered, ordered, started, stocked
from tests.doors.browsing import inline_code, signed_in
from tests.trade import Trade, in_bin


def told(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    html = str(answer.content.decode())
    assert inline_code(html) == []
    return html


def read(client: Client, address: str) -> str:
    """What a page says, without its tags."""
    return " ".join(strip_tags(told(client, address).replace("<", " <")).split())


def test_an_order_goes_from_the_form_to_the_last_unit(trade: Trade) -> None:
    client = signed_in()
    computers(trade)
    drives = stocked(trade, drives=6, phones=2)
    assert "/new/work-order?item=COMPUTER" in told(client, "/items/COMPUTER")
    assert "Work orders" in told(client, "/new/work-order?item=COMPUTER")
    wrong = client.post("/new/work-order", {"item": "DRIVE", "quantity": "x", "due_on": "soon"})
    assert wrong.status_code == 409
    assert "Only assemblies are built" in wrong.content.decode()
    made = client.post("/new/work-order", {"item": "COMPUTER", "quantity": "2", "due_on": "2030-01-31"})
    at = made["Location"]
    number = at.rsplit("/", 1)[1]
    order = int(sql.scalar("SELECT id FROM documents_document WHERE kind = 'WO'"))
    page = told(client, at)
    assert "not started" in page.lower()
    assert "What is missing" in page

    def step(name: str, **sent: str) -> str:
        answer = client.post(f"/work-orders/{order}/{name}", sent, follow=True)
        return str(answer.content.decode())

    assert "set aside" in step("supply")
    assert "is not in process yet" in step("build", good="1")
    attach(trade.owner, Attach(document_id=order, scans=tuple(drives[:4])))
    assert "is in process" in step("start")
    assert "Numbered" in step("number", quantity="")
    line = int(sql.scalar("SELECT max(id) FROM documents_line WHERE document_id = %s", [order]))
    first, second = (
        s
        for (s,) in sql.rows(
            "SELECT u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
            " JOIN catalog_item i ON i.id = u.item_id WHERE i.code = 'COMPUTER' ORDER BY u.id"
        )
    )
    assert "Scan a unit, then its parts" in told(client, f"/work-orders/{number}/link?unit={first}")
    scanned = {"scans": [first, drives[0], drives[1], "NOPE"]}
    answer = client.post(f"/work-orders/{order}/links/scan", scanned, content_type="application/json").json()
    assert (answer["units"], answer["target"], answer["complete"]) == (2, 3, True)
    assert "No unit has this number" in answer["entries"][3]["message"]
    back = client.post(f"/work-orders/{order}/links/undo", answer["undo"], content_type="application/json").json()
    assert [each["action"] for each in back["entries"]] == ["taken_out", "taken_out"]
    client.post(f"/work-orders/{order}/links/scan", scanned, content_type="application/json")
    assert "2 of 3" in told(client, f"/work-orders/{order}/links?unit={first}")
    refused = step("build", good="1x", **{f"used-{line}": "3"})
    assert "“1x” is no whole number" in refused
    assert 'value="1x"' in refused
    assert "<details open>" in refused
    refused = step("build", good="2")
    assert "must be linked" in refused
    assert second in refused
    assert "parts are linked" in step("spread")
    assert "is posted" in step("build", good="1", defective="1")
    assert "Built" in told(client, at)
    assert "WR 100000" in told(client, at)
    assert f"/work-orders/{number}" in told(client, f"/documents/WO/{number}")
    for kind in ("WR", "WO"):
        html = told(client, f"/documents/{kind}/100000")
        assert inline_code(html) == []
        head, foot = (re.search(f"<{part}>.*?</{part}>", html, re.DOTALL) for part in ("thead", "tfoot"))
        assert head is not None
        assert foot is None or len(re.findall("<td", foot[0])) == len(re.findall("<th ", head[0]))
        assert client.get(f"/documents/{kind}/100000/print").status_code == 200
    assert client.post(f"/work-orders/{order}/nonsense").status_code == 404
    told(client, "/work-orders/999", status=404)
    told(client, "/documents?job=build")


def test_the_units_that_are_defective_are_scanned_or_ticked(trade: Trade) -> None:
    client = signed_in()
    computers(trade, ComponentAs(item="CABLE"))
    trade.receive("CABLE", 4)
    order = started(trade, ordered(trade, 4))
    first, second, third, fourth = numbered(trade, order)
    at = f"/work-orders/{order.document_id}/build"
    wrong = client.post(at, {"defective_unit": [second], "defective_units": "NOPE"})
    assert wrong.status_code == 404
    assert f'value="{second}" checked' in wrong.content.decode()
    assert "NOPE</textarea>" in wrong.content.decode()
    done = client.post(at, {"defective_unit": [second, third], "defective_units": f"{third}–{fourth}"}, follow=True)
    assert f"Defective: {second}–{fourth}. All are built." in done.content.decode()
    assert [bin_of(serial) for serial in (first, second, third, fourth)] == ["MAIN", *["DEFECTIVE"] * 3]


def test_a_unit_shows_its_tree_and_its_parts_are_exchanged_and_come_out(trade: Trade) -> None:
    client = signed_in()
    computers(trade)
    drives = stocked(trade, drives=4)
    order = started(trade, ordered(trade, 1), *drives[:2])
    (serial,) = numbered(trade, order)
    linked(trade, order, serial, *drives[:2])
    client.post(f"/work-orders/{order.document_id}/build", {"good": "1"})
    page = told(client, f"/units/{serial}")
    assert page.count(drives[0]) >= 1
    assert "Take it apart" in page
    assert serial in told(client, f"/units/{drives[0]}")
    assert "Take it apart" not in told(client, f"/units/{serial}?on=2020-01-01")
    swapped = client.post(f"/swap/{serial}", {"old": drives[0], "new": drives[3]})
    assert swapped.status_code == 302
    assert f"part taken out of it: {drives[0]}" in read(client, f"/units/{serial}")
    assert f"Built into {serial} with SW" in read(client, f"/units/{drives[3]}")
    assert f"Taken out of {serial} with SW" in read(client, f"/units/{drives[0]}")
    refused = client.post(f"/swap/{serial}", {"old": drives[0], "new": drives[1]})
    assert refused.status_code == 409
    assert f'value="{drives[0]}"' in refused.content.decode()
    assert "It is not in" in refused.content.decode()
    assert client.post(f"/swap/{serial}", {"old": "", "new": ""}).status_code == 409
    assert client.post(f"/take-apart/{serial}").status_code == 302
    assert "Take it apart" not in told(client, f"/units/{serial}")
    assert client.post(f"/take-apart/{serial}").status_code == 409
    for kind in ("TA", "SW"):
        assert inline_code(told(client, f"/documents/{kind}/100000")) == []


def test_who_may_not_build_looks_on(trade: Trade) -> None:
    computers(trade)
    order = ordered(trade)
    viewer = signed_in("looker", "viewer")
    page = told(viewer, f"/work-orders/{order.number}")
    assert "Put in process" not in page
    assert viewer.post(f"/work-orders/{order.document_id}/void").status_code == 403
    assert viewer.get("/new/work-order").status_code == 403


def test_by_products_are_written_into_the_bill_and_come_of_a_run(trade: Trade) -> None:
    client = signed_in()
    computers(trade, ComponentAs(item="DRIVE", link="no"))
    save_item(trade.owner, SaveItem(code="OFFCUT", name="Offcut", tracking="quantity"))
    filled = {"item-1": "DRIVE", "quantity-1": "1", "link-1": "no", "besides-1": "OFFCUT", "besides-quantity-1": "2"}
    refused = client.post("/change/bill/COMPUTER", {**filled, "share-1": "100.01"})
    assert refused.status_code == 409
    assert "from 0 to 100 %" in refused.content.decode()
    assert 'value="100.01"' in refused.content.decode()
    assert client.post("/change/bill/COMPUTER", {**filled, "share-1": "2.5"}).status_code == 302
    assert 'value="2.50"' in told(client, "/change/bill/COMPUTER")
    page = told(client, "/items/COMPUTER")
    assert "What comes of it besides" in page
    assert "2.5\u00a0%" in page
    assert "%\u00a0%" not in page
    assert "% %" not in page
    order = started(trade, ordered(trade, 2), *trade.receive("DRIVE", 2))
    assert "OFFCUT" in told(client, f"/work-orders/{order.number}")
    refused = client.post(f"/work-orders/{order.document_id}/build", {"good": "1", "gained-OFFCUT": "x"})
    assert "“x” is no whole number" in refused.content.decode()
    client.post(f"/work-orders/{order.document_id}/build", {"good": "1", "gained-OFFCUT": "3"})
    client.post(f"/work-orders/{order.document_id}/build", {"good": "1"})
    assert in_bin("OFFCUT", "MAIN") == 5


def test_the_lot_that_is_made_is_named_in_the_form_and_leads_to_who_has_it(trade: Trade) -> None:
    client = signed_in()
    computers(trade, ComponentAs(item="DRIVE", link="no"), ComponentAs(item="CABLE"))
    drives = stocked(trade, drives=1, phones=0)
    use_lots(trade.owner, UseLots(item="CABLE", first="C-1"))
    use_lots(trade.owner, UseLots(item="COMPUTER"))
    order = started(trade, ordered(trade, 1), *drives)
    refused = client.post(f"/work-orders/{order.document_id}/build", {"good": "1"})
    assert "Enter the number of the lot" in refused.content.decode()
    assert client.post(f"/work-orders/{order.document_id}/build", {"good": "1", "lot": "B-7"}).status_code == 302
    (serial,) = sql.row(
        "SELECT u.serial FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id WHERE i.code = 'COMPUTER'"
    )
    page = told(client, f"/units/{serial}")
    assert "/lots/COMPUTER/B-7" in page
    assert "/lots/CABLE/C-1" in page
    trade.sell(serial)
    recall = told(client, "/lots/CABLE/C-1")
    assert serial in recall
    assert "Test customer C1" in recall


def test_what_work_orders_lack_leads_to_buying_and_to_building(trade: Trade) -> None:
    client = signed_in()
    assert "Nothing is missing" in told(client, "/work-orders/short")
    computers(trade, ComponentAs(item="DRIVE", link="no"))
    save_item(trade.owner, SaveItem(code="RACK", name="Rack", item_type="assembly"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER", link="no"),)))
    order_work(trade.owner, OrderWork(item="RACK", quantity=5))
    order = ordered(trade, 2)
    page = told(client, "/work-orders/short")
    assert "Buy what is short" in page
    assert "/new/work-order?item=COMPUTER&amp;quantity=3" in page
    assert 'value="3"' in told(client, "/new/work-order?item=COMPUTER&quantity=3")
    assert f"/reorder?work_order={order.number}" in told(client, f"/work-orders/{order.number}")
    assert "DRIVE" in told(client, f"/reorder?work_order={order.number}")
    assert "Build 3" in told(client, "/reorder")
