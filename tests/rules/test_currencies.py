"""Currencies are those of ISO 4217, each with its own decimals."""

import pytest

from everyunit.rules.currencies import DIGITS, digits_of, is_currency


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("HRK", 2)])
def test_a_currency_has_its_decimals(code: str, digits: int) -> None:
    assert is_currency(code)
    assert digits_of(code) == digits


@pytest.mark.parametrize("code", ["XYZ", "eur", "EU", "EURO", "", "XXX"])
def test_three_letters_alone_are_no_currency(code: str) -> None:
    assert not is_currency(code)


def test_every_code_is_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in DIGITS)
