"""Money never loses or invents a cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.money import average, divide_half_up, format_amount, issue_value, parse_amount, share, shares

AMOUNTS = st.integers(0, 10**13)


def test_ten_over_three_is_334_and_333_and_333():
    assert shares(1000, 3) == [334, 333, 333]


@given(AMOUNTS, st.integers(1, 5000))
def test_shares_sum_to_the_whole_and_differ_by_a_cent_at_most(total, parts):
    split = shares(total, parts)
    assert sum(split) == total
    assert len(split) == parts
    assert split == sorted(split, reverse=True)
    assert split[0] - split[-1] <= 1


@given(AMOUNTS, st.integers(1, 5000))
def test_share_describes_the_same_parts(total, parts):
    base, extra = share(total, parts)
    assert shares(total, parts) == [base + 1] * extra + [base] * (parts - extra)


@pytest.mark.parametrize(("total", "parts"), [(100, 0), (100, -1), (-1, 3)])
def test_a_share_of_nothing_and_a_negative_total_are_bugs(total, parts):
    with pytest.raises(ValueError):
        share(total, parts)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (7, 4, 2), (0, 9, 0), (1, 2, 1), (-1, 2, -1)],
)
def test_halves_round_away_from_zero(numerator, denominator, expected):
    assert divide_half_up(numerator, denominator) == expected


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_is_never_off_by_more_than_half(numerator, denominator):
    assert 2 * abs(divide_half_up(numerator, denominator) * denominator - numerator) <= denominator


def test_dividing_by_nothing_is_a_bug():
    with pytest.raises(ValueError):
        divide_half_up(1, 0)


def test_100_at_10_and_50_at_11_average_10_33():
    assert average(100 * 1000 + 50 * 1100, 150) == 1033


def test_ten_units_at_100_of_which_one_at_110_leaves_98_89_and_its_return_makes_100_91():
    assert average(100_000 - 11_000, 9) == 9889
    assert average(100_000 + 11_000, 11) == 10091


def test_the_average_of_nothing_is_nothing():
    assert average(0, 0) == 0


def test_the_last_issue_takes_the_remainder():
    value, quantity, issued = 1000, 3, []
    while quantity:
        worth = issue_value(quantity, value, 1)
        issued.append(worth)
        quantity, value = quantity - 1, value - worth
    assert issued == [333, 334, 333]
    assert value == 0


@given(AMOUNTS, st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_whatever_the_issues_the_value_is_used_up_exactly(value, issues):
    quantity, left = sum(issues), value
    for issued in issues:
        worth = issue_value(quantity, left, issued)
        assert 0 <= worth <= left
        quantity, left = quantity - issued, left - worth
    assert (quantity, left) == (0, 0)


@pytest.mark.parametrize("issued", [-1, 4])
def test_issuing_more_than_there_is_is_a_bug(issued):
    with pytest.raises(ValueError):
        issue_value(3, 1000, issued)


@pytest.mark.parametrize(
    ("text", "digits", "minor"),
    [
        ("12", 2, 1200),
        ("12.5", 2, 1250),
        ("12,50", 2, 1250),
        (" 1 234.50 ", 2, 123450),
        ("1\u00a0234,50", 2, 123450),
        ("-3.99", 2, -399),
        ("-0", 2, 0),
        ("0.010", 2, 1),
        ("1200", 0, 1200),
        ("1200.0", 0, 1200),
        ("1.234", 3, 1234),
    ],
)
def test_amounts_as_people_type_them(text, digits, minor):
    assert parse_amount(text, digits) == minor


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1.2.3", "1,234.50", "1e5", "NaN", "Infinity", "--1", "12.", ".5", "1.234", "=1+1", "9" * 14, "٣"],
)
def test_what_is_not_an_amount_is_refused_and_named(text):
    with pytest.raises(ValueError):
        parse_amount(text)


def test_a_currency_without_cents_takes_none():
    with pytest.raises(ValueError, match="more than 0 decimals"):
        parse_amount("12.5", 0)


@pytest.mark.parametrize(
    ("minor", "digits", "text"),
    [(123450, 2, "1234.50"), (5, 2, "0.05"), (-5, 2, "-0.05"), (0, 2, "0.00"), (-7, 0, "-7"), (1234, 3, "1.234")],
)
def test_amounts_as_files_want_them(minor, digits, text):
    assert format_amount(minor, digits) == text


@given(st.integers(1 - 10**13, 10**13 - 1), st.integers(0, 4))
def test_an_amount_survives_being_written_and_read(minor, digits):
    assert parse_amount(format_amount(minor, digits), digits) == minor
    assert Decimal(format_amount(minor, digits)).scaleb(digits) == minor
