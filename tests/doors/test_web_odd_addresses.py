"""Addresses that nobody has a page for are answered plainly, never with an error of ours."""

import pytest
from django.test import Client

from tests.doors.browsing import signed_in
from tests.trade import Trade


@pytest.fixture
def client(trade: Trade) -> Client:
    return signed_in()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/units?entered_to=9999-12-31", 200),
        ("/units?entered_from=9999-12-31", 200),
        ("/units.csv?entered_to=9999-12-31", 200),
        ("/documents/99999999999999999999/lines", 404),
        ("/documents/9223372036854775808/units", 404),
        ("/journal/99999999999999999999", 404),
    ],
)
def test_odd_addresses_are_answered_plainly(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status
