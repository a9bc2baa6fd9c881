"""What a document says above its lines: what it begins with, what may be changed, what goes along."""

import datetime as dt

import pytest
from tests.papers import close_to, turn
from tests.trade import Trade, assert_nothing_changed, refused

from everyunit.company.found import hire
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.queries import HeaderRow, document_by_id
from everyunit.documents.revise import Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.people.models import User
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def header_of(paper: DraftSaved) -> HeaderRow:
    found = document_by_id(paper.document_id)
    assert found is not None
    return found.header


def change(trade: Trade, paper: DraftSaved, **values: object) -> HeaderRow:
    revise(trade.owner, Revise(document_id=paper.document_id, header=Header(**values)))  # type: ignore[arg-type]
    return header_of(paper)


@pytest.fixture
def regular(trade: Trade) -> Trade:
    save_party(
        trade.owner,
        SaveParty(
            code="C1",
            name="Test customer C1",
            role="customer",
            address="1 Bill Street",
            contact="The buyer",
            ship_to="2 Ship Street",
            ship_via="Courier",
            terms="30 days",
        ),
    )
    return trade


def test_a_document_begins_with_what_its_party_usually_has(regular: Trade) -> None:
    paper = regular.draft("SO", date=dt.date(2026, 1, 31))
    header = header_of(paper)
    assert (header.contact, header.bill_to, header.ship_to) == ("The buyer", "1 Bill Street", "2 Ship Street")
    assert (header.ship_via, header.terms, header.due_on) == ("Courier", "30 days", dt.date(2026, 3, 2))


def test_what_is_asked_for_goes_before_what_is_usual(regular: Trade) -> None:
    paper = regular.draft("SO", header=Header(ship_via="", contact="Somebody else", their_number="PO-1"))
    header = header_of(paper)
    assert (header.ship_via, header.contact, header.their_number) == ("", "Somebody else", "PO-1")


def test_another_party_brings_its_own(regular: Trade) -> None:
    paper = regular.draft("SO")
    revise(regular.owner, Revise(document_id=paper.document_id, party="C2"))
    assert (header_of(paper).contact, header_of(paper).terms) == ("", "")


def test_the_due_date_follows_terms_and_date_unless_it_is_given(regular: Trade) -> None:
    paper = regular.draft("SI", date=dt.date(2026, 1, 1))
    assert change(regular, paper, terms="end of month").due_on == dt.date(2026, 1, 31)
    assert change(regular, paper, due_on=dt.date(2026, 2, 14)).due_on == dt.date(2026, 2, 14)
    revise(regular.owner, Revise(document_id=paper.document_id, date=dt.date(2026, 2, 1)))
    assert header_of(paper).due_on == dt.date(2026, 2, 28)


def test_an_invoice_takes_over_what_its_order_says(regular: Trade) -> None:
    paper = regular.draft(
        "SO",
        NewLine(item="HOUR", quantity=1),
        header=Header(their_number="PO-7", ship_via="Van", representative="owner", deliver_on=dt.date(2099, 1, 1)),
    )
    header = header_of(turn(regular, paper, "SI"))
    assert (header.their_number, header.ship_via, header.representative) == ("PO-7", "Van", "owner")
    assert header.deliver_on == dt.date(2099, 1, 1)


def test_their_number_stays_behind_where_the_next_paper_calls_it_another(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=1), header=Header(their_number="CONF-1"))
    assert header_of(turn(trade, paper, "PI")).their_number == ""


def test_a_cancelled_order_leaves_its_header_to_the_quote(regular: Trade) -> None:
    paper = regular.draft("SO", NewLine(item="HOUR", quantity=1), header=Header(contact="Kept"))
    close_to(regular, paper, "cancelled")
    assert document_by_id(paper.document_id + 1).header.contact == "Kept"  # type: ignore[union-attr]


def test_all_that_is_wrong_with_a_header_is_told_at_once(trade: Trade) -> None:
    wrong = Header(
        their_number="x" * 101,
        terms="soon",
        expires_on=dt.date(2000, 1, 1),
        representative="nobody",
        currency="euros",
    )
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        trade.draft("SQ", header=wrong)
    assert refused.value.code == "bad_header"
    assert {each.subject: each.code for each in refused.value.offenders} == {
        "their_number": "too_long",
        "terms": "bad_terms",
        "expires_on": "before_date",
        "representative": "unknown_user",
        "currency": "bad_currency",
    }


def test_a_posted_document_keeps_its_header(regular: Trade) -> None:
    paper = regular.draft("SI", NewLine(item="HOUR", quantity=1))
    regular.post(paper)
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        change(regular, paper, contact="Another")
    assert refused.value.code == "already_posted"


# --- who speaks for us ---


def test_papers_begin_with_the_representative_of_the_customer(trade: Trade) -> None:
    hire("anna", "counter")
    save_party(trade.owner, SaveParty(code="C1", name="Customer", role="customer", representative="anna"))
    set_preference(trade.owner, SetPreference(key="representative", value="user"))
    assert speaks(trade.draft("SI")) == "anna"
    assert speaks(trade.draft("SI", party="C2")) == "owner"
    assert speaks(trade.draft("SI", header=Header(representative="owner"))) == "owner"
    assert speaks(trade.draft("SI", header=Header(representative=""))) == ""
    other = trade.draft("SO", party="C2")
    assert speaks(revise(trade.owner, Revise(document_id=other.document_id, party="C1"))) == "anna"


def test_who_has_left_speaks_for_nobody(trade: Trade) -> None:
    hire("anna", "counter")
    save_party(trade.owner, SaveParty(code="C1", name="Customer", role="customer", representative="anna"))
    User.objects.filter(username="anna").update(is_active=False)
    assert speaks(trade.draft("SI")) == ""


def test_a_representative_is_a_user(trade: Trade) -> None:
    with refused("bad_party", ("representative", "unknown_user")):
        save_party(trade.owner, SaveParty(code="C1", name="Customer", role="customer", representative="nobody"))


def speaks(paper: DraftSaved) -> str:
    user = Document.objects.get(pk=paper.document_id).representative
    return user.username if user is not None else ""
