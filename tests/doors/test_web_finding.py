"""The Serial Numbers page: one field, common fields, and conditions that are built by links and plain forms."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from everyunit.base import clock
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.reports import serial_numbers
from everyunit.rules.warranty import warranty_until
from everyunit.stock.amend import AmendUnit, amend_unit
from tests.doors.browsing import inline_code, signed_in
from tests.trade import Trade


@pytest.fixture
def client(trade: Trade) -> Client:
    """Drives 100000 to 100002 and phone 100003; 100001 has a note."""
    trade.receive(quantity=3, maker_numbers=("WD-1", "WD-2", "ST-1"))
    trade.receive("PHONE")
    amend_unit(trade.owner, AmendUnit(serial="100001", note="Dented"))
    return signed_in()


def listed(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return [unit.serial for unit in answer.context["units"]]


def filed(client: Client, address: str) -> list[list[str]]:
    content = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def text(client: Client, address: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", unescape(client.get(address).content.decode())).split())


def link(client: Client, address: str, title: str, nth: int = 0) -> str:
    html = client.get(address).content.decode()
    return unescape(re.findall(rf'href="([^"]+)" title="{title}"', html)[nth])


def test_one_field_is_sought_by_what_it_begins_with_or_contains(client: Client):
    assert listed(client, "/units?find=10000") == ["100000", "100001", "100002", "100003"]  # by number
    assert listed(client, "/units?find=WD&find_in=maker_serial") == ["100001", "100000"]
    assert listed(client, "/units?find=2&find_in=maker_serial&find_how=contains") == ["100001"]
    assert listed(client, "/units?find=ent&find_in=note") == []
    assert listed(client, "/units?find=x&find_in=hat") == []
    assert "Maker’s number contains 2" in text(client, "/units?find=2&find_in=maker_serial&find_how=contains")


def test_conditions_are_built_one_by_one_without_a_script(client: Client):
    first = client.get("/units?item=DRIVE&add_field=note&add_operator=contains&add_value=dent")
    assert first.status_code == 302
    assert listed(client, first["Location"]) == ["100001"]
    second = client.get(
        first["Location"].replace("#conditions", "&add_field=maker_serial&add_operator=ends&add_value=-1&add_way=any")
    )
    assert listed(client, second["Location"]) == ["100002", "100001", "100000"]
    page = text(client, second["Location"])
    assert "Any of these" in page
    assert "Note contains dent" in page
    assert "3 units, cost EUR" in page.replace("\xa0", " ")
    joining = link(client, second["Location"], "Join another condition to this", 1)
    assert "Joined to: Maker’s number ends with -1" in text(client, joining)
    third = client.get(
        joining.replace("#conditions", "&add_field=serial&add_operator=in&add_value=100002, 100003&add_way=all")
    )
    assert listed(client, third["Location"]) == ["100002", "100001"]
    turned = link(client, third["Location"], "Turn it round: all or any", 1)
    assert listed(client, turned) == ["100002", "100001", "100000"]
    assert listed(client, link(client, second["Location"], "Take it off", 1)) == ["100002", "100000"]
    assert listed(client, link(client, second["Location"], "Take it off")) == ["100002", "100001", "100000"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("add_field=cost&add_operator=begins&add_value=1", "It cannot be asked whether it begins with something"),
        ("add_field=cost&add_operator==&add_value=much", "Write a number with at most 2 decimals"),
        ("add_field=entered&add_operator=between&add_value=2026-01-01", "Write two values with a comma between"),
        ("add_field=note&add_operator=contains&add_value=", "Write a value"),
        ("add_field=hat&add_operator==&add_value=1", "There is no such field"),
    ],
)
def test_a_condition_that_cannot_be_added_is_said_beside_it_and_the_list_stays(client: Client, asked: str, words: str):
    answer = client.get(f"/units?item=PHONE&{asked}")
    assert answer.status_code == 400
    assert [unit.serial for unit in answer.context["units"]] == ["100003"]
    html = unescape(answer.content.decode())
    assert words in html
    assert 'id="w-add"' in html
    assert inline_code(html) == []


def test_conditions_as_text_that_cannot_be_read_are_said_beside_the_text(client: Client):
    answer = client.get("/units?where=cost >= ")
    assert answer.status_code == 400
    assert 'id="w-where"' in answer.content.decode()
    assert 'value="cost &gt;="' in answer.content.decode()
    assert client.get("/units?where=hat = 1").status_code == 400
    assert client.get("/units.csv?where=hat = 1").status_code == 409


def test_the_list_is_sorted_by_its_heads_and_goes_on_in_that_order(trade: Trade):
    trade.receive(quantity=60)
    client = signed_in()
    first = client.get("/units?sort=serial")
    assert first.context["units"][0].serial == "100000"
    assert 'aria-sort="ascending"' in first.content.decode()
    rest = client.get(first.context["next"])
    assert [unit.serial for unit in rest.context["units"]] == [str(100050 + number) for number in range(10)]
    assert listed(client, "/units?sort=nonsense")[0] == "100059"
    assert listed(client, "/units?sort=entered&after=nonsense")[0] == "100000"


def test_lots_and_warranties_are_columns_filters_and_in_the_file(trade: Trade):
    item = SaveItem(code="DRIVE", name="Hard drive", model="XD", warranty_months=24, vendor_warranty_months=1)
    save_item(trade.owner, item)
    sold, kept = trade.receive(quantity=2)
    trade.sell(sold)
    client = signed_in()
    assert listed(client, "/units?warranty=in_warranty") == [sold]
    assert listed(client, "/units?warranty=no_warranty") == [kept]
    assert "Warranty: No warranty" in text(client, "/units?warranty=no_warranty")
    assert listed(client, "/units?lot=L1") == []
    assert client.get("/units?warranty=eternal").status_code == 400
    columns = "column=model&column=last_customer&column=warranty&column=vendor_warranty&column=warranty_until"
    page = text(client, f"/units?{columns}")
    assert "In warranty" in page
    assert page.count("Ends soon") >= 2
    rows = filed(client, f"/units.csv?{columns}&sort=serial")
    until = str(warranty_until(clock.today(), 24))
    assert rows[1:] == [
        [sold, "XD", "Test customer C1", "In warranty", until, "Ends soon"],
        [kept, "XD", "", "No warranty", "", "Ends soon"],
    ]
    heads, first, _ = filed(client, "/units.csv?sort=serial")
    assert heads[-5:-1] == ["warranty", "warranty until", "vendor's warranty", "vendor's warranty until"]
    assert first[-5:-2] == ["In warranty", until, "Ends soon"]


def test_too_many_to_count_and_too_slow_to_find_are_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serial_numbers, "COUNTED", 2)
    monkeypatch.setattr("everyunit.web.views.units.PAGE", 1)
    assert "More than 2 units" in text(client, "/units")
    monkeypatch.setattr(serial_numbers, "PATIENCE_S", 0.001)
    monkeypatch.setattr("everyunit.base.patience.LOOK_EVERY", 1)
    monkeypatch.setattr(serial_numbers, "facts", lambda *_args, **_more: _slow())
    assert "This takes too long" in text(client, "/units")


def _slow() -> None:
    from everyunit.base import sql

    sql.rows("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000000) SELECT count(*) FROM n")
