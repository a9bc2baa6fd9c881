"""Papers of another location are listed, but do not open, through no door."""

import pytest

from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import OPEN_SALES
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def paper(trade: Trade) -> tuple[int, str]:
    """An order of another location than the company's, where somebody without a workstation works."""
    save_location(trade.owner, SaveLocation(code="SHOP", name="Shop in town"))
    saved = trade.draft("SO", NewLine(item="CABLE", quantity=1), location="SHOP")
    hire("carl", "counter")
    return saved.document_id, saved.number


def addresses(paper: tuple[int, str]) -> list[str]:
    document_id, number = paper
    return [
        f"/documents/SO/{number}",
        f"/documents/{document_id}/lines",
        f"/documents/{document_id}/units",
        f"/documents/{document_id}/make/SI",
        f"/documents/SO/{number}/print",
    ]


def test_on_pages(trade: Trade, paper: tuple[int, str]):
    carl = signed_in("carl")
    assert [carl.get(address).status_code for address in addresses(paper)] == [200] * 5
    set_preference(trade.owner, SetPreference(key=OPEN_SALES, value="own"))
    assert [carl.get(address).status_code for address in addresses(paper)] == [403] * 5
    assert "is for location SHOP. You work at Head office" in carl.get(addresses(paper)[0]).content.decode()
    assert paper[1] in carl.get("/documents").content.decode()
    assert signed_in().get(addresses(paper)[0]).status_code == 200


def test_over_http(trade: Trade, paper: tuple[int, str]):
    api, address = Api("carl"), f"/documents/{paper[0]}"
    assert api.get(address).status_code == 200
    set_preference(trade.owner, SetPreference(key=OPEN_SALES, value="own"))
    answers = [api.get(address), api.get(f"{address}/units"), api.send("PATCH", address, {"notes": "x"})]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not_allowed")] * 3
    assert [each["document_id"] for each in api.get("/documents").json()["results"]] == [paper[0]]
