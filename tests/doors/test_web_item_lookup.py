"""Where an item is asked for, a model, a number of a unit or a vendor's part number names it, too; it is told how."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.queries import document_lines
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from tests.doors.browsing import signed_in
from tests.trade import Trade


def add(client: Client, paper: DraftSaved, text: str) -> Any:
    body = {"add": {"item": text, "quantity": "1"}}
    address = reverse("change-document", args=[paper.document_id])
    return client.post(address, body, content_type="application/json", headers={"accept": "application/json"}).json()


@pytest.fixture
def known(trade: Trade) -> str:
    """DRIVE has a model, a barcode, and a unit with a maker's number, sold by V1 as VP-1. Its serial number."""
    save_item(trade.owner, SaveItem(code="DRIVE", name="Hard drive", model="Barracuda", barcodes=("4006381",)))
    sold = VendorItemAs(vendor="V1", item="DRIVE", part_number="VP-1")
    save_vendor_items(trade.owner, SaveVendorItems(items=(sold,)))
    return trade.receive(maker_numbers=("MK-77",))[0]


@pytest.fixture
def client(trade: Trade) -> Client:
    return signed_in()


def test_each_way_to_know_an_item_finds_it_and_is_told(trade: Trade, client: Client, known: str):
    paper = trade.draft("SQ")
    for text, by in (
        ("barracuda", "the model barracuda"),
        (known, f"the serial number {known}"),
        ("MK-77", "the maker’s number MK-77"),
        ("VP-1", "the vendor’s part number VP-1"),
        ("Hard dr", "“Hard dr”"),
    ):
        assert add(client, paper, text)["found"] == f"DRIVE Hard drive, found by {by}."
    assert [add(client, paper, text)["found"] for text in ("DRIVE", "4006381")] == ["", ""]
    assert {line.item for line in document_lines(paper.document_id)} == {"DRIVE"}
    shown = client.get(reverse("find-items"), {"q": "MK-77"}).json()["found"]
    assert shown == [{"code": "DRIVE", "name": "Hard drive", "by": "maker’s number MK-77"}]


def test_the_surer_way_decides_and_of_several_one_is_chosen(trade: Trade, client: Client, known: str):
    save_item(trade.owner, SaveItem(code="NAMED", name="Stand for MK-77 and Barracuda"))
    paper = trade.draft("SQ")
    assert add(client, paper, "MK-77")["found"].startswith("DRIVE ")
    offered = client.get(reverse("find-items"), {"q": "MK-77"}).json()["found"]
    assert [each["code"] for each in offered] == ["DRIVE", "NAMED"]
    save_item(trade.owner, SaveItem(code="TWIN", name="Other drive", model="BARRACUDA"))
    before = document_lines(paper.document_id)
    told = add(client, paper, "Barracuda")
    assert (told["code"], told["message"]) == ("several_items", "Several items have the model “Barracuda”. Choose one.")
    assert [each["subject"] for each in told["offenders"]] == ["DRIVE", "TWIN"]
    assert document_lines(paper.document_id) == before
