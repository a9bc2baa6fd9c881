"""The head of a paper as the company chose: numbers used twice are told, who represents us, and which rate holds."""

import datetime as dt

import pytest
from tests.papers import change, close_to, turn
from tests.trade import Trade

from everyunit.company.found import hire
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import Revise, revise
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import EXCHANGE_RATE, REPRESENTATIVE, SAME_CUSTOMER_ORDER, SAME_RMA_NUMBER
from everyunit.rules.pricing import RATE_ONE
from everyunit.terms.save_rate import SaveRate, save_rate


def choose(trade: Trade, key: str, value: str) -> None:
    set_preference(trade.owner, SetPreference(key=key, value=value))


def paper(trade: Trade, kind: str, number: str = "", party: str | None = None, **header: object) -> DraftSaved:
    return trade.draft(
        kind,
        NewLine(item="CABLE", quantity=2),
        party=party,
        header=Header(their_number=number, **header),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("kind", ["SO", "SI", "DO", "DM"])
def test_a_number_that_is_used_already_is_told(trade: Trade, kind: str) -> None:
    first = paper(trade, kind, "A-1")
    assert first.doubles == ()
    assert paper(trade, kind, "A-1").doubles == (f"{kind} {first.number}",)


@pytest.mark.parametrize(("kind", "key"), [("SO", SAME_CUSTOMER_ORDER), ("DO", SAME_RMA_NUMBER)])
def test_unless_the_company_does_not_want_to_know(trade: Trade, kind: str, key: str) -> None:
    choose(trade, key, "no")
    paper(trade, kind, "A-1")
    assert paper(trade, kind, "A-1").doubles == ()


def test_nothing_is_told_of_other_parties_other_kinds_and_cancelled_papers(trade: Trade) -> None:
    paper(trade, "SO", "A-1", party="C2")
    paper(trade, "SQ", "A-1")
    close_to(trade, paper(trade, "SO", "A-1"), "cancelled")
    assert paper(trade, "SO", "A-1").doubles == ()
    assert paper(trade, "SO").doubles == ()


def test_it_is_told_when_the_number_is_entered_later(trade: Trade) -> None:
    first = paper(trade, "SO", "A-1")
    second = paper(trade, "SO")
    header = Header(their_number="A-1")
    told = revise(trade.owner, Revise(document_id=second.document_id, header=header))
    assert told.doubles == (f"SO {first.number}",)
    assert change(trade, second, quantity=3).doubles == ()


def test_papers_made_from_one_order_share_its_number(trade: Trade) -> None:
    order = paper(trade, "SO", "A-1")
    turn(trade, order, "SI", wanted=1)
    made = turn(trade, order, "SI", wanted=1)
    header = Header(their_number="A-1")
    assert revise(trade.owner, Revise(document_id=made.document_id, header=header)).doubles == ()


def representative(saved: DraftSaved) -> str:
    found = Document.objects.get(pk=saved.document_id).representative
    return found.get_username() if found else ""


def test_nobody_represents_us_or_whoever_makes_the_paper(trade: Trade) -> None:
    seller = Trade(hire("sam", "counter"))
    assert representative(seller.draft("SI")) == ""
    choose(trade, REPRESENTATIVE, "user")
    assert representative(seller.draft("SI")) == "sam"
    assert representative(seller.draft("ST", to_bin="RETURNS")) == ""


@pytest.mark.parametrize("named", ["owner", ""])
def test_who_is_named_comes_first(trade: Trade, named: str) -> None:
    choose(trade, REPRESENTATIVE, "user")
    saved = draft(trade.owner, Draft(kind="SI", party="C1", header=Header(representative=named)))
    assert representative(saved) == named


def rate(saved: DraftSaved) -> int:
    return int(Document.objects.get(pk=saved.document_id).rate)


@pytest.mark.parametrize(("chosen", "expected"), [("keep", RATE_ONE // 2), ("today", RATE_ONE * 3 // 4)])
def test_the_next_paper_keeps_the_rate_or_gets_that_of_its_day(trade: Trade, chosen: str, expected: int) -> None:
    choose(trade, EXCHANGE_RATE, chosen)
    order = paper(trade, "SO", currency="USD", rate=RATE_ONE // 2)
    save_rate(trade.owner, SaveRate(currency="USD", since=dt.date(2000, 1, 1), rate=RATE_ONE * 3 // 4))
    assert rate(turn(trade, order, "SI")) == expected


def test_where_no_rate_is_known_the_old_one_stays(trade: Trade) -> None:
    choose(trade, EXCHANGE_RATE, "today")
    order = paper(trade, "SO", currency="USD", rate=RATE_ONE // 2)
    assert rate(turn(trade, order, "SI")) == RATE_ONE // 2
