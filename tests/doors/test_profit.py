"""The profit report at its three doors."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from everyunit.cli.main import run
from everyunit.documents.new_lines import NewLine
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def sold(trade: Trade) -> Trade:
    trade.receive("CABLE", 100, price_minor=200)
    trade.receive(quantity=2, price_minor=6000)
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=10)))
    trade.sell("100000", party="C2")
    return trade


def test_the_page_shows_the_rows_and_the_total(sold: Trade) -> None:
    page = signed_in().get(reverse("profit"), {"by": "customer"}).content.decode()
    assert "Test customer C2" in page
    assert "150.00" in page  # sales of both
    assert "80.00" in page  # their cost
    assert "70.00" in page  # profit: 30.00 and 40.00


def test_nothing_sold_is_said(trade: Trade) -> None:
    assert "Nothing was sold yet" in signed_in().get(reverse("profit")).content.decode()
    later = signed_in().get(reverse("profit"), {"from": "2999-01-01"})
    assert "Nothing was sold in this time" in later.content.decode()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "yesterday"}, 400),
        ({"by": "weather"}, 409),
        ({"by": "unit", "after": "x"}, 409),
        ({"after": "'"}, 200),
    ],
)
def test_what_cannot_be_shown_is_said(sold: Trade, asked: dict[str, str], status: int) -> None:
    assert signed_in().get(reverse("profit"), asked).status_code == status


def test_pages_go_on(trade: Trade) -> None:
    trade.receive(quantity=60)
    trade.sell(*(str(number) for number in range(100000, 100060)))
    first = signed_in().get(reverse("profit"), {"by": "unit"})
    assert len(first.context["rows"]) == 50
    second = signed_in().get(first.context["next"])
    assert [row.code for row in second.context["rows"]] == [str(number) for number in range(100050, 100060)]
    assert second.context["next"] == ""
    assert second.context["total"].pieces == 60


def test_the_file_has_every_row(sold: Trade) -> None:
    answer = signed_in().get(reverse("profit-csv"), {"by": "item"})
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert list(csv.reader(io.StringIO(text))) == [
        ["code", "name", "pieces", "sales", "cost", "profit"],
        ["CABLE", "Cable", "10", "50.00", "20.00", "30.00"],
        ["DRIVE", "Hard drive", "1", "100.00", "60.00", "40.00"],
    ]
    assert signed_in().get(reverse("profit-csv"), {"to": "x"}).status_code == 409


def test_who_may_not_see_costs_has_no_report(sold: Trade) -> None:
    clerk = signed_in("seller", "counter")
    assert clerk.get(reverse("profit")).status_code == 403
    assert clerk.get(reverse("profit-csv")).status_code == 403
    assert reverse("profit") not in clerk.get(reverse("items")).content.decode()
    assert reverse("profit") in signed_in().get(reverse("items")).content.decode()
    assert Api("seller").get("/reports/profit").json()["code"] == "not_allowed"


def test_the_api_pages_through_it(sold: Trade) -> None:
    api = Api()
    page = api.get("/reports/profit", by="item", limit=1).json()
    assert page["total"] == {
        "pieces": 11,
        "sales_minor": 15000,
        "cost_minor": 8000,
        "profit_minor": 7000,
        "margin_per_mille": 467,
    }
    assert [row["code"] for row in page["results"]] == ["CABLE"]
    rest = api.get("/reports/profit", by="item", limit=1, cursor=page["next_cursor"]).json()
    assert [row["code"] for row in rest["results"]] == ["DRIVE"]
    assert rest["next_cursor"] is None
    assert api.get("/reports/profit", by="weather").status_code == 422


def test_the_command_prints_it(sold: Trade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "profit", "--by", "customer"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "C1\tTest customer C1\t10\t50.00\t20.00\t30.00",
        "C2\tTest customer C2\t1\t100.00\t60.00\t40.00",
        "total\t\t11\t150.00\t80.00\t70.00",
    ]
    assert run(["report", "profit", "--to", "2000-01-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["total"]["sales_minor"], told["currency"]) == ([], 0, "EUR")


@pytest.mark.parametrize("wrong", [["--by", "weather"], ["--from", "yesterday"]])
def test_a_command_that_is_not_understood_ends_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "profit", *wrong]) == 2
    assert capsys.readouterr().err.startswith("usage: everyunit report profit")
