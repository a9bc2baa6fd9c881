"""Each figure on a page leads to what it comes from."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from everyunit.cli.main import run
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse
from everyunit.documents.reverse import reverse as undo
from tests.building import built, computers, ordered, started, stocked
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
        ("units", []),
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


def test_what_units_that_fit_cost_is_what_each_was_born_at_and_what_came_later(traded: Trade) -> None:
    page = signed_in().get(reverse("units"), {"where": "cost >= 60 and item = DRIVE", "bin_type": "stock"})
    (address,) = {each for each in led_to(page.content.decode()) if "/explain/units" in each}
    found = signed_in().get(address).context["found"]
    assert (found.totals, found.exact, [event.kind for event in found.events]) == ((2, 12000), True, ["PR"])
    hire("seller", "counter")
    asked = {"item": "DRIVE", "where": "cost >= 60"}
    assert Api("seller").get("/figures/units", where="cost >= 60").status_code == 403
    assert Api("seller").get("/figures/units", where="item = DRIVE").json()["totals"] == [3]
    assert signed_in().get(reverse("explain", args=["units"]), asked).status_code == 200
    assert signed_in().get(reverse("explain", args=["units"]), {"where": "cost >"}).status_code == 409


def test_too_many_units_are_not_added_up(traded: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyunit.reports.serial_numbers.COUNTED", 2)
    assert Api().get("/figures/units").json()["code"] == "too_many_units"


def test_the_cost_of_what_a_work_order_built_leads_to_what_went_in(trade: Trade) -> None:
    computers(trade)
    order = started(trade, ordered(trade), *stocked(trade))
    done = built(trade, order, 1, spread=True), built(trade, order, 2, spread=True)
    undo(trade.owner, Reverse(document_id=done[0].report_id, reason="Wrong"))
    page = signed_in().get(reverse("work-order", args=[order.number])).content.decode()
    assert len(led_to(page)) == 2  # of the order, and of the report that stands
    for address in led_to(page):
        found = signed_in().get(address).context["found"]
        assert (found.totals, found.exact) == ((done[1].value_minor,), True)
        assert {event.text for event in found.events} == {"4 DRIVE", "2 PHONE", "6 CABLE", "2 LABOUR"}
    assert Api().get("/figures/built", order=order.number, report="7").json()["code"] == "unknown_document"
    assert "explain/built" not in signed_in("carol", "counter").get(f"/work-orders/{order.number}").content.decode()


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
