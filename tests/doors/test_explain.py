"""Each figure on a page leads to what it comes from."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from everyunit.cli.main import run
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.papers import order
from tests.trade import Trade


@pytest.fixture
def traded(trade: Trade) -> Trade:
    trade.receive(quantity=3, price_minor=6000)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=200)))
    trade.sell("100000")
    order(trade, "SO", quantity=2)
    order(trade, "PO", quantity=4)
    return trade


def led_to(page: str) -> set[str]:
    return {address.replace("&amp;", "&") for address in re.findall(r'class="eu-why" href="([^"]+)"', page)}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("dashboard", []),
        ("accounts", []),
        ("items", []),
        ("places", []),
        ("bins", []),
        ("item", ["DRIVE"]),
        ("item", ["CABLE"]),
        ("bin", ["MAIN"]),
        ("unit", ["100001"]),
        ("stock-as-of", []),
        ("trial-balance", []),
        ("profit", []),
    ],
)
def test_every_figure_that_leads_somewhere_is_exactly_explained(traded: Trade, name: str, arguments: list[str]) -> None:
    client = signed_in()
    found = led_to(client.get(reverse(name, args=arguments)).content.decode())
    assert found
    for address in found:
        page = client.get(address)
        assert page.status_code == 200, address
        assert page.context["found"].exact, address
        assert "exactly this" in page.content.decode()


def test_an_average_shows_the_division(traded: Trade) -> None:
    page = signed_in().get(reverse("explain", args=["stock"]), {"item": "DRIVE"}).content.decode()
    assert "Average cost" in page
    assert "120.00 ÷ 2" in page


def test_pages_go_back_to_the_first_event(traded: Trade) -> None:
    for _ in range(55):
        traded.post(traded.draft("PR", NewLine(item="CABLE", quantity=1, price_minor=200)))
    client = signed_in()
    first = client.get(reverse("explain", args=["stock"]), {"item": "CABLE"})
    assert (len(first.context["found"].events), first.context["found"].count) == (50, 56)
    last = client.get(first.context["next"])
    assert len(last.context["found"].events) == 6
    assert last.context["found"].events[-1].running == (10, 2000)
    assert last.context["next"] == ""


def test_who_may_not_see_costs_is_told_pieces_alone(traded: Trade) -> None:
    clerk = signed_in("carol", "counter")
    page = clerk.get(reverse("explain", args=["stock"]), {"item": "DRIVE"}).content.decode()
    assert "120.00" not in page
    assert clerk.get(reverse("explain", args=["cost"]), {"serial": "100001"}).status_code == 403


def test_a_figure_that_is_none_is_refused_in_words(traded: Trade) -> None:
    assert signed_in().get(reverse("explain", args=["weather"])).status_code == 409
    assert signed_in().get(reverse("explain", args=["stock"]), {"before": "x"}).status_code == 200


def test_the_api_pages_through_the_events(traded: Trade) -> None:
    api = Api()
    page = api.get("/figures/stock", item="DRIVE", limit=1).json()
    assert (page["totals"], page["exact"], page["count"], page["quotient"]) == ([2, 12000], True, 2, 6000)
    rest = api.get("/figures/stock", item="DRIVE", limit=1, cursor=page["next_cursor"]).json()
    assert (rest["results"][0]["then"], rest["next"]) == ([3, 18000], None)
    assert api.get("/figures/available", item="DRIVE").json()["start"]["figure"] == "stock"
    assert api.get("/figures/weather").status_code == 422
    hire("seller", "counter")
    assert Api("seller").get("/figures/cost", serial="100001").status_code == 403


def test_the_command_prints_the_events(traded: Trade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "figure", "stock", "item=DRIVE"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "total\t2\t120.00"
    assert lines[0].split("\t")[3:] == ["-1", "2", "-60.00", "120.00"]
