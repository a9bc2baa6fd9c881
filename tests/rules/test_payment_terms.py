"""Terms of payment as people write them."""

import datetime as dt

import pytest

from everyunit.rules.payment_terms import parse_terms

DAY = dt.date(2028, 1, 30)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30 days", dt.date(2028, 2, 29)),
        ("Net 30", dt.date(2028, 2, 29)),
        ("14", dt.date(2028, 2, 13)),
        ("on receipt", DAY),
        ("End of month", dt.date(2028, 1, 31)),
        ("end of month + 14 days", dt.date(2028, 2, 14)),
        ("2% 10 days, 30 days", dt.date(2028, 2, 29)),
    ],
)
def test_a_paper_is_due_as_the_terms_say(text, due):
    assert parse_terms(text).due(DAY) == due


def test_paying_early_saves_what_the_terms_say():
    terms = parse_terms("2.5 % in 10 days, net 30")
    assert (terms.discount, terms.discount_days, terms.days) == (250, 10, 30)


@pytest.mark.parametrize("text", ["", "soon", "30 weeks", "2% , 30", "99999 days", "-5 days", "4000 days"])
def test_terms_that_say_nothing_known_are_told(text):
    with pytest.raises(ValueError, match=r"says nothing|ten years"):
        parse_terms(text)
