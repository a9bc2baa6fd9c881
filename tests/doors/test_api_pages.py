"""Lists go on page by page until they end: nothing is left out, nothing comes twice, whatever is added meanwhile."""

import pytest

from everyunit.company.found import FIRST_BINS
from everyunit.documents.new_lines import NewLine
from tests.doors.http import Api


@pytest.fixture
def api(trade):
    return Api()


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_every_item_comes_once_in_the_order_of_codes(api, limit):
    for number in range(23):
        api.post("/items", {"code": f"I {number}/ü", "name": "Many"})
    found = [each["code"] for each in api.all_of("/items", search="many", limit=limit)]
    assert sorted(found) == sorted(f"I {number}/ü" for number in range(23))


def test_every_unit_and_document_comes_once_newest_first(api, trade):
    serials = [serial for _ in range(9) for serial in trade.receive(quantity=5)]
    assert [each["serial"] for each in api.all_of("/units", limit=4)] == serials[::-1]
    assert [each["serial"] for each in api.all_of("/units", limit=4, item="DRIVE", bin_type="stock")] == serials[::-1]
    numbers = [each["document_id"] for each in api.all_of("/documents", limit=2)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 9


def test_every_unit_of_a_document_comes_once_in_the_order_of_lines(api, trade):
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=11), NewLine(item="PHONE", quantity=6)))
    units = api.all_of(f"/documents/{posted.document_id}/units", limit=4)
    assert [each["item"] for each in units] == ["DRIVE"] * 11 + ["PHONE"] * 6
    assert len({each["serial"] for each in units}) == 17


def test_the_history_goes_on(api, trade):
    (serial,) = trade.receive()
    for _ in range(4):
        trade.sell(serial)
        trade.take_back(serial)
    steps = [each["step"] for each in api.all_of(f"/units/{serial}/history", limit=2)]
    assert steps == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_what_arrives_meanwhile_does_not_shift_the_pages(api, trade):
    old = trade.receive(quantity=4)
    first = api.get("/units", limit=2).json()
    trade.receive(quantity=3)
    second = api.client.get(first["next"]).json()
    assert [each["serial"] for each in first["results"] + second["results"]] == old[::-1]


def test_the_next_page_keeps_the_filters(api, trade):
    trade.receive("DRIVE", 3)
    trade.receive("PHONE", 3)
    assert len(api.all_of("/units", item="DRIVE", limit=1)) == 3
    assert len(api.all_of("/bins", bin_type="out", limit=1)) == sum(row[2] == "out" for row in FIRST_BINS)
    assert len(api.all_of("/parties", role="customer", limit=1)) == 2


def test_a_page_costs_the_same_few_queries_whatever_its_length(api, trade, django_assert_max_num_queries):
    for _ in range(6):
        sale = trade.sell(*trade.receive(quantity=3))
    document = f"/documents/{sale.document_id}"
    for path in ("/items", "/documents", document, f"{document}/units", "/units", "/units/100000"):
        with django_assert_max_num_queries(14):
            assert api.get(path).status_code == 200
