"""The audit chain: whatever is altered later, by whatever means, shows."""

import pytest
from tests.conftest import unguarded
from tests.trade import Trade, begin

from everyunit.base import sql
from everyunit.documents.amend_document import AmendDocument, amend_document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.sealing import contents_of
from everyunit.reports.verify import CHAIN, verify
from everyunit.rules.refusals import Refused
from everyunit.stock.chain import BEGINNING, link


@pytest.fixture
def traded(db: None) -> Trade:
    company = begin()
    serials = company.receive(quantity=3, amount_minor=1000, maker_numbers=("WD-1",))
    company.post(
        company.draft("PR", NewLine(item="CABLE", quantity=5), reference="their|7", notes="a|b", to_bin="MAIN")
    )
    sold = company.sell(*serials[:2])
    reverse(company.owner, Reverse(document_id=sold.document_id, reason="mistake"))
    return company


def altered() -> bool:
    return any(truth.broken for truth in verify().truths if truth.name == CHAIN)


def test_every_posting_is_sealed_over_the_seal_before_it(traded: Trade) -> None:
    seals = sql.rows("SELECT posting_id, position, digest FROM stock_seal ORDER BY position")
    assert [position for _, position, _ in seals] == [1, 2, 3, 4]
    contents = contents_of([posting_id for posting_id, _, _ in seals])
    digest = BEGINNING
    for posting_id, _, sealed in seals:
        digest = link(digest, contents[posting_id])
        assert digest == sealed
    assert sql.row("SELECT position, digest FROM stock_chainhead") == (4, digest)


def test_a_refused_posting_leaves_no_gap(traded: Trade) -> None:
    paper = traded.draft("SI", NewLine(item="CABLE", quantity=99))
    with pytest.raises(Refused):
        traded.post(paper)
    traded.receive()
    assert sql.scalar("SELECT max(position) FROM stock_seal") == 5
    assert not altered()


SEALED = [
    ("stock_posting", "key = key || 'x'"),
    ("stock_posting", "fingerprint = 'x'"),
    ("stock_posting", "actor_id = actor_id + 1"),
    ("stock_posting", "reason = 'x'"),
    ("stock_posting", "date = '2001-01-01'"),
    ("stock_posting", "posted_at = '2001-01-01 00:00:00'"),
    ("stock_movement", "cost_minor = cost_minor + 1"),
    ("stock_movement", "to_bin_id = from_bin_id"),
    ("stock_movement", "line_id = line_id + 1"),
    ("stock_quantitymovement", "quantity = quantity + 1"),
    ("stock_quantitymovement", "value_minor = value_minor + 1"),
    ("stock_unit", "serial = serial || '0'"),
    ("stock_unit", "item_id = item_id + 1"),
    ("money_entry", "memo = 'x'"),
    ("money_entryline", "amount_minor = amount_minor * 2"),
    ("money_entryline", "account_id = (SELECT min(id) FROM money_account)"),
    ("documents_document", "date = '2001-01-01'"),
    ("documents_document", "notes = 'x'"),
    ("documents_document", "created_by = created_by + 1"),
    ("documents_document", "to_bin_id = (SELECT max(id) FROM places_bin)"),
    ("documents_document", "reference = 'their', notes = '7|a|b'"),
    ("documents_document", "reference = 'their|7|a', notes = 'b'"),
    ("documents_line", "quantity = quantity + 1"),
    ("documents_line", "price_minor = price_minor + 1"),
    ("documents_line", "attached = attached + 1"),
    ("documents_line", "from_bin_id = (SELECT max(id) FROM places_bin)"),
]


@pytest.mark.parametrize(("table", "change"), SEALED)
def test_whatever_is_altered_shows(traded: Trade, table: str, change: str) -> None:
    assert not altered()
    with unguarded():
        assert sql.execute(f"UPDATE {table} SET {change}") > 0
    assert altered()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stock_movement WHERE step = 3",
        "DELETE FROM money_entryline WHERE id = (SELECT max(id) FROM money_entryline)",
        "DELETE FROM documents_line WHERE id = (SELECT max(id) FROM documents_line)",
        "DELETE FROM stock_seal WHERE position = 4",
        "UPDATE stock_seal SET digest = 'x' WHERE position = 4",
        "UPDATE stock_chainhead SET position = 3",
    ],
)
def test_whatever_is_deleted_shows(traded: Trade, statement: str) -> None:
    with unguarded():
        assert sql.execute(statement) > 0
    assert altered()


def test_texts_that_people_typed_cannot_pass_for_their_neighbours(trade: Trade) -> None:
    """The same characters, cut differently into reference and notes, are different papers."""
    papers = [
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=1), reference=reference, notes=notes))
        for reference, notes in (("a|1:b", "c"), ("a", "b|1:c"))
    ]
    texts = contents_of([posted.posting_id for posted in papers])
    lines = [next(line for line in text.split("\n") if line.startswith("PR|")) for text in texts.values()]
    assert lines[0].split("|", 2)[2] != lines[1].split("|", 2)[2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_amendment SET new = '1Z 998' WHERE field = 'tracking_number'",
        "UPDATE documents_amendment SET old = 'none' WHERE field = 'notes'",
        "UPDATE documents_amendment SET actor_id = actor_id + 1",
        "UPDATE documents_amendment SET posting_id = NULL",
        "DELETE FROM documents_amendment WHERE field = 'notes'",
    ],
)
def test_what_was_said_of_a_posted_document_later_is_sealed(traded: Trade, statement: str) -> None:
    sold = traded.sell(*traded.receive())
    amend_document(
        traded.owner, AmendDocument(document_id=sold.document_id, tracking_number="1Z 999", notes="Left at the door")
    )
    assert verify().sound
    with unguarded():
        sql.execute(statement)
    assert altered()
