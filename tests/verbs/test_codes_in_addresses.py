"""A code names a page, so it is nothing that an address swallows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.trade import Trade, refused

from everyunit.base.operation import Actor
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.save_reason import SaveReason, save_reason
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.prices.save_price_list import SavePriceList, save_price_list
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code

SAVING: dict[str, Callable[[Actor, str], object]] = {
    "bad_item": lambda who, code: save_item(who, SaveItem(code=code, name="X")),
    "bad_party": lambda who, code: save_party(who, SaveParty(code=code, name="X", role="vendor")),
    "bad_bin": lambda who, code: save_bin(who, SaveBin(code=code, name="X")),
    "bad_location": lambda who, code: save_location(who, SaveLocation(code=code, name="X", prefix="X")),
    "bad_workstation": lambda who, code: save_workstation(who, SaveWorkstation(code=code, name="X", location="HQ")),
    "bad_category": lambda who, code: save_category(who, SaveCategory(code=code, name="X")),
    "bad_reason": lambda who, code: save_reason(who, SaveReason(code=code, name="X")),
    "bad_tax_code": lambda who, code: save_tax_code(who, SaveTaxCode(code=code, name="X", rate=0)),
    "bad_price_list": lambda who, code: save_price_list(who, SavePriceList(code=code, name="X")),
}


@pytest.mark.parametrize("refusal", SAVING)
@pytest.mark.parametrize("code", [".", "..", "A/../B"])
def test_steps_of_an_address_are_no_codes(trade: Trade, refusal: str, code: str) -> None:
    with refused(refusal, ("code", "bad_code")):
        SAVING[refusal](trade.owner, code)


@pytest.mark.parametrize("code", ["...", "A..B", "A.B", ".A", "A/B"])
def test_dots_and_slashes_otherwise_are(trade: Trade, code: str) -> None:
    assert save_item(trade.owner, SaveItem(code=code, name="X")).created
