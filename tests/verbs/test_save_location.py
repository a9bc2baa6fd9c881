"""Changing what a location is called and what its papers say of it."""

from __future__ import annotations

import pytest
from tests.trade import Trade, refused

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.places.queries import locations
from everyunit.places.save_location import SaveLocation, save_location


def test_the_address_is_kept_line_by_line(trade: Trade, owner: Actor):
    save_location(owner, SaveLocation(code="HQ", name=" Main office ", address="\n 1 Street \r\n Town\n\n"))
    (location,) = locations()
    assert (location.name, location.address) == ("Main office", "1 Street\nTown")


@pytest.mark.parametrize("address", ["x" * 1001, "line\n" * 13])
def test_all_that_is_wrong_is_said_at_once(trade: Trade, owner: Actor, address: str):
    with refused("bad_location", ("name", "bad_name"), ("address", "bad_address")):
        save_location(owner, SaveLocation(code="HQ", name="", address=address))


def test_an_unknown_location_is_refused(trade: Trade, owner: Actor):
    with refused("unknown_location"):
        save_location(owner, SaveLocation(code="NONE", name="None"))


def test_it_takes_the_right_to_set_up(trade: Trade):
    with refused("not_allowed"):
        save_location(hire("till", "counter"), SaveLocation(code="HQ", name="Mine"))
