"""Lists show one page, lead to both neighbours, and take the same number of queries however much there is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from everyunit.base import clock
from everyunit.base.operation import Actor, Work
from everyunit.catalog.save_item import create_items
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.web.lists import PAGE
from tests.doors.browsing import signed_in
from tests.trade import Trade


def many_items(owner: Actor, count: int) -> None:
    work = Work(owner, clock.now(), "test", "test")
    create_items(work, {f"ITEM{number:03}": f"Item {number}" for number in range(count)}, "serialized")


def rows(html: str, link: str) -> list[str]:
    """The codes in the first column."""
    return re.findall(rf'<td><a class="eu-(?:code|nowrap)" href="{link}([^"]+)"', html)


def flat(pages: list[list[str]]) -> list[str]:
    return [code for page in pages for code in page]


def neighbour(html: str, which: str) -> str | None:
    found = re.search(rf'rel="{which}" href="([^"]+)"', html)
    return found[1].replace("&amp;", "&") if found else None


def walk(client: Client, address: str, link: str, which: str) -> tuple[list[list[str]], str]:
    """The rows of each page on the way, and the last page's address."""
    pages = []
    while True:
        html = client.get(address).content.decode()
        pages.append(rows(html, link))
        following = neighbour(html, which)
        if following is None:
            return pages, address
        address = following


def test_items_page_by_page_there_and_back(trade: Trade, owner: Actor):
    many_items(owner, 2 * PAGE + 7)
    client = signed_in()
    there, last = walk(client, "/items?search=item", "/items/", "next")
    assert [len(page) for page in there] == [PAGE, PAGE, 7]
    assert flat(there) == [f"ITEM{number:03}" for number in range(2 * PAGE + 7)]
    back, first = walk(client, last, "/items/", "prev")
    assert back == there[::-1]
    assert neighbour(client.get(first).content.decode(), "prev") is None


def test_exactly_one_full_page_leads_nowhere(trade: Trade, owner: Actor):
    many_items(owner, PAGE)
    html = signed_in().get("/items?search=item").content.decode()
    assert len(rows(html, "/items/")) == PAGE
    assert neighbour(html, "next") is None


def test_bins_follow_their_locations_and_positions_over_pages(trade: Trade, owner: Actor):
    for number in range(PAGE + 3):
        save_bin(owner, SaveBin(code=f"Z{number:02}", name="Shelf", position=100 - number))
    client = signed_in()
    there, last = walk(client, "/bins?search=shelf", "/bins/", "next")
    assert flat(there) == [f"Z{number:02}" for number in reversed(range(PAGE + 3))]
    back, _ = walk(client, last, "/bins/", "prev")
    assert back == there[::-1]


def test_customers_page_by_page(trade: Trade, owner: Actor):
    for number in range(PAGE + 2):
        save_party(owner, SaveParty(code=f"N{number:02}", name="Numbered", role="customer"))
    client = signed_in()
    there, last = walk(client, "/customers?search=numbered", "/customers/", "next")
    assert [len(page) for page in there] == [PAGE, 2]
    assert walk(client, last, "/customers/", "prev")[0] == there[::-1]


def test_documents_show_the_newest_first_and_their_filters(trade: Trade):
    numbers = [trade.draft("SI", NewLine(item="DRIVE", quantity=1)).number for _ in range(PAGE + 2)]
    trade.receive("DRIVE", 1)
    client = signed_in()

    def shown(address: str) -> list[str]:
        return re.findall(r"(?:SI|PR) \d{6}", re.sub(r"<title>.*?</title>", "", client.get(address).content.decode()))

    assert shown("/documents?kind=SI") == [f"SI {number}" for number in numbers[:1:-1]]
    older = neighbour(client.get("/documents?kind=SI").content.decode(), "next")
    assert older is not None
    assert shown(older) == [f"SI {number}" for number in numbers[1::-1]]
    newer = neighbour(client.get(older).content.decode(), "prev")
    assert newer is not None
    assert shown(newer) == shown("/documents?kind=SI")
    assert shown("/documents?status=posted") == ["PR 100000"]
    assert shown(f"/documents?number={numbers[3]}") == [f"SI {numbers[3]}"]
    assert shown("/documents?party=V1") == ["PR 100000"]
    assert shown("/documents?to=2001-01-01") == []


def test_a_filter_shows_as_a_chip_that_takes_it_off(trade: Trade):
    html = signed_in().get("/items?search=drive&tracking=serialized").content.decode()
    assert 'class="eu-chip" href="/items?tracking=serialized"' in html
    assert 'class="eu-chip" href="/items?search=drive"' in html
    assert rows(html, "/items/") == ["DRIVE"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 12),
        ("/items", 6),
        ("/items/DRIVE", 13),  # a card each for what it is built into, where it is put, and its own fields and files
        ("/bins", 6),
        ("/bins/MAIN", 9),
        ("/customers", 6),
        ("/customers/C1", 9),
        ("/documents", 8),
        ("/search?q=drive", 14),
    ],
)
def test_the_number_of_queries_does_not_grow(trade: Trade, owner: Actor, address: str, most: int):
    client = signed_in()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get(address).status_code in (200, 302)
        return len(taken)

    trade.sell(*trade.receive("DRIVE", 2))
    few = queries()
    many_items(owner, 60)
    for number in range(12):
        save_party(owner, SaveParty(code=f"N{number:02}", name="Numbered", role="customer"))
        save_bin(owner, SaveBin(code=f"Z{number:02}", name="Shelf"))
        trade.sell(*trade.receive("DRIVE", 3))
        trade.draft("SI", NewLine(item="PHONE", quantity=1))
    assert queries() == few
    assert few <= most


@pytest.mark.parametrize(
    "address",
    [
        *("/documents?status=nonsense", "/documents?kind=PR&from=nonsense", "/documents?delivered=nonsense"),
        *("/documents?kind=PR&to=2026-02-31", "/counts?status=nonsense", "/pull-sheets?status=nonsense"),
        *("/journal?from=nonsense", "/items?state=nonsense", "/items?tracking=nonsense", "/bins?bin_type=nonsense"),
    ],
)
def test_what_a_filter_does_not_know_is_like_nothing_and_shows_as_a_chip(trade: Trade, address: str):
    trade.receive()
    make_count(trade.owner, MakeCount(bins=("MAIN",)))
    page = signed_in("owner").get(address).content.decode()
    assert 'class="eu-chip"' in page
    assert not re.search(r"<tbody>\s*<tr", page)
