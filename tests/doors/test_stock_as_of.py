"""Stock as of a day, and where a unit was, at their doors."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.urls import reverse

from everyunit.base import clock
from everyunit.cli.main import run
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def late(trade: Trade) -> Trade:
    """One drive came in on the 2nd; another one on the 3rd, which was entered on the 9th."""
    for number, (day, entered) in enumerate(((2, 2), (3, 9))):
        with clock.at(dt.datetime(2026, 3, entered, 12, tzinfo=dt.UTC)):
            line = NewLine(item="DRIVE", quantity=1, price_minor=6000 + 1000 * number)
            trade.post(trade.draft("PR", line, date=dt.date(2026, 3, day)))
    return trade


def test_the_page_shows_what_is_known_now_and_what_was_known_then(late: Trade) -> None:
    now = signed_in().get(reverse("stock-as-of"), {"on": "2026-03-05"}).content.decode()
    assert "130.00" in now
    then = signed_in().get(reverse("stock-as-of"), {"on": "2026-03-05", "known": "2026-03-05"}).content.decode()
    assert "60.00" in then
    assert "130.00" not in then
    assert "Nothing was in stock then" in signed_in().get(reverse("stock-as-of"), {"on": "2026-03-01"}).content.decode()


def test_who_may_not_see_costs_sees_pieces_alone(late: Trade) -> None:
    counter = signed_in("carol", "counter")
    assert "130.00" not in counter.get(reverse("stock-as-of")).content.decode()
    head, *_ = csv.reader(io.StringIO(b"".join(counter.get(reverse("stock-as-of-csv"))).decode("utf-8-sig")))
    assert head == ["item", "name", "location", "bin", "pieces"]


def test_the_file_has_every_row(late: Trade) -> None:
    answer = signed_in().get(reverse("stock-as-of-csv"), {"on": "2026-03-05", "item": "DRIVE"})
    _, row = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert (row[0], row[4], row[5]) == ("DRIVE", "2", "130.00")


@pytest.mark.parametrize("name", ["stock-as-of", "stock-as-of-csv"])
def test_a_date_that_is_none_is_said(late: Trade, name: str) -> None:
    assert signed_in().get(reverse(name), {"on": "yesterday"}).status_code in (400, 409)


def test_pages_go_on_behind_the_last_row(trade: Trade) -> None:
    for item in ("DRIVE", "CABLE"):
        trade.receive(item)
    first = signed_in().get(reverse("stock-as-of"))
    rows = first.context["rows"]
    behind = signed_in().get(reverse("stock-as-of"), {"after": rows[0].key})
    assert behind.context["rows"] == rows[1:]


def test_the_api_pages_and_hides_costs(late: Trade) -> None:
    api = Api()
    found = api.get("/reports/stock", as_of="2026-03-05", known="2026-03-05").json()
    assert found["total"] == {"quantity": 1, "value_minor": 6000}
    assert found["results"][0]["item"] == "DRIVE"
    assert api.get("/reports/stock", as_of="2026-03-05", limit=1).json()["total"]["value_minor"] == 13000
    hire("seller", "counter")
    assert Api("seller").get("/reports/stock").json()["total"]["value_minor"] is None


def test_the_command_prints_it(late: Trade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "stock", "--as-of", "2026-03-05", "--known", "2026-03-05"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split("\t")[-2:] == ["1", "60.00"]
    assert run(["report", "stock", "--as-of", "2026-03-05", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == {"quantity": 2, "value_minor": 13000}


def test_the_unit_page_tells_where_it_was_and_both_times(late: Trade) -> None:
    page = signed_in().get(reverse("unit", args=["100001"])).content.decode()
    assert "2026-03-03</time>, recorded <time" in page
    assert "recorded <time" not in signed_in().get(reverse("unit", args=["100000"])).content.decode()
    then = signed_in().get(reverse("unit", args=["100001"]), {"on": "2026-03-05"}).content.decode()
    assert "It was in" in then
    assert "70.00" in then
    unknown = signed_in().get(reverse("unit", args=["100001"]), {"on": "2026-03-05", "known": "2026-03-08"})
    assert "nobody had recorded it" in unknown.content.decode()
    assert signed_in().get(reverse("unit", args=["100001"]), {"on": "x"}).status_code == 400


BEFORE, AFTER = "2026-03-09T11:59", "2026-03-09T12:00"


@pytest.mark.parametrize(("known", "value"), [(BEFORE, 6000), (AFTER, 13000), ("2026-03-09T12:30+01:00", 6000)])
def test_what_was_known_is_asked_to_the_minute_at_every_door(late: Trade, known: str, value: int) -> None:
    api, words = Api(), f"{value // 100}.00"
    assert api.get("/reports/stock", known=known).json()["total"]["value_minor"] == value
    assert api.get("/figures/stock", item="DRIVE", known=known).json()["totals"] == [value // 6000, value]
    balance = {
        each["name"]: each["balance_minor"] for each in api.get("/trial-balance", known=known).json()["accounts"]
    }
    assert balance["Inventory"] == value
    for name in ("stock-as-of", "trial-balance", "stock-as-of-csv"):
        answer = signed_in().get(reverse(name), {"known": known})
        assert words in (b"".join(answer) if answer.streaming else answer.content).decode()


def test_the_pages_put_day_and_time_together(late: Trade) -> None:
    client = signed_in()
    answer = client.get(reverse("stock-as-of"), {"on": "2026-03-05", "known": "2026-03-09", "known_at": "11:59"})
    assert answer["Location"] == "/reports/stock?on=2026-03-05&known=2026-03-09T11%3A59"
    page = client.get(answer["Location"]).content.decode()
    assert 'name="known" value="2026-03-09"' in page
    assert 'name="known_at" value="11:59"' in page
    assert client.get(reverse("stock-as-of"), {"known": "2026-03-09", "known_at": ""})["Location"].endswith(
        "=2026-03-09"
    )
    assert client.get(reverse("stock-as-of"), {"known": "2026-03-09T25:00"}).status_code == 400
    assert "Write it as 2026-01-31" in client.get(reverse("trial-balance"), {"known": "soon"}).content.decode()
    moment = client.get(reverse("unit", args=["100001"]), {"on": "2026-03-05", "known": BEFORE}).content.decode()
    assert "or nobody had recorded it" in moment
    assert "It was in" in client.get(reverse("unit", args=["100001"]), {"known": AFTER}).content.decode()


def test_where_a_unit_was_is_told_over_http_and_at_the_command_line(
    late: Trade, capsys: pytest.CaptureFixture[str]
) -> None:
    api = Api()
    then = api.get("/units/100001/place", as_of="2026-03-05", known=AFTER).json()
    assert (then["bin"], then["owned"], then["cost_minor"], then["known"]) == ("MAIN", True, 7000, AFTER)
    assert api.get("/units/100001/place", as_of="2026-03-05", known=BEFORE).json()["bin"] is None
    assert api.get("/units/100001/place", known="2026-03-09T24:61").status_code == 422
    assert api.get("/units/7/place").status_code == 404
    assert run(["unit", "100001", "--was", "2026-03-05", "--known", AFTER]) == 0
    assert capsys.readouterr().out == "100001\tMAIN\tours\n"
    assert run(["unit", "100001", "--known", BEFORE, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bin"] == ""
    assert run(["report", "stock", "--known", BEFORE, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["known"], told["total"]["value_minor"]) == (BEFORE, 6000)
    assert run(["journal", "trial-balance", "--known", "noon"]) == 2


def test_labels_are_told_to_programs(late: Trade) -> None:
    api = Api()
    first, _ = api.get("/labels", unit=["100000-100001"]).json()["results"]
    assert first == {"serial": "100000", "maker_serial": "", "item": "DRIVE", "item_name": "Hard drive"}
    assert api.get("/labels", unit=["7"]).json()["code"] == "unknown_units"
    assert api.get("/labels").status_code == 422
