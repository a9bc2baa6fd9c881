"""The journal: one balanced entry per posting, valued at the very units that moved."""

import pytest
from tests.trade import Trade, entry, one, valued

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.money import journal
from everyunit.money.journal import Amount
from everyunit.rules.money import average


def accounts() -> dict[str, int]:
    return {
        purpose: int(amount)
        for purpose, amount in sql.rows(
            "SELECT a.purpose, sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
            " GROUP BY a.purpose"
        )
    }


def unbalanced() -> list[tuple[int]]:
    return sql.rows("SELECT entry_id FROM money_entryline GROUP BY entry_id HAVING sum(amount_minor) <> 0")


def test_every_entry_of_a_busy_day_sums_to_zero_and_inventory_is_what_the_stock_cost(trade: Trade) -> None:
    drives = trade.receive(quantity=7, amount_minor=10001)
    trade.receive("PHONE", quantity=3, amount_minor=1000)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=7, amount_minor=999)))
    trade.sell(*drives[:3])
    trade.take_back(drives[1])
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=2), NewLine(item="PHONE", quantity=2)))
    undone = trade.sell(drives[4])
    reverse(trade.owner, Reverse(document_id=undone.document_id, reason="mistake"))
    assert unbalanced() == []
    stock = sql.scalar(
        "SELECT sum(u.cost_minor) FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE b.bin_type = 'stock'"
    )
    assert accounts()["inventory"] == int(stock) + valued("CABLE")[1]
    assert accounts()["inventory"] == int(sql.scalar("SELECT sum(value_minor) FROM stock_valuation"))


def test_a_receipt_books_inventory_against_accrued_purchases(trade: Trade) -> None:
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=1000)))
    assert entry(posted.posting_id) == {"inventory": 1000, "accrued_purchases": -1000}


def test_each_unit_of_10_00_over_3_is_sold_at_its_own_cent(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    sold = [trade.sell(serial) for serial in serials]
    assert [posted.value_minor for posted in sold] == [334, 333, 333]
    assert accounts()["inventory"] == 0
    assert valued("DRIVE") == (0, 0)


def test_ten_units_at_100_with_one_at_110(trade: Trade) -> None:
    """WHS-33: sell the one that cost 110.00 and 890.00 are left over nine, 98.89 each."""
    for cost in (11000, *[9889] * 8, 9888):
        trade.receive(price_minor=cost)
    assert valued("DRIVE") == (10, 100_000)
    assert trade.sell("100000").value_minor == 11000
    assert valued("DRIVE") == (9, 89_000)
    assert average(*reversed(valued("DRIVE"))) == 9889


def test_a_unit_of_110_coming_back_to_ten_at_100_makes_100_91(trade: Trade) -> None:
    trade.receive(price_minor=11000)
    trade.sell("100000")
    trade.receive(quantity=10, price_minor=10000)
    assert trade.take_back("100000").value_minor == 11000
    assert valued("DRIVE") == (11, 111_000)
    assert average(*reversed(valued("DRIVE"))) == 10091


def test_cables_leave_at_the_average_of_100_at_10_and_50_at_11(trade: Trade) -> None:
    for quantity, cost in ((100, 1000), (50, 1100)):
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=quantity, price_minor=cost)))
    assert trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1))).value_minor == 1033
    assert trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=30))).value_minor == 31000
    last = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=119)))
    assert last.value_minor == 155_000 - 1033 - 31000
    assert valued("CABLE") == (0, 0)
    assert accounts()["inventory"] == 0


def test_two_lines_of_cables_on_one_invoice_use_up_the_value_exactly(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3, amount_minor=1000)))
    posted = trade.post(trade.draft("SI", *(NewLine(item="CABLE", quantity=1) for _ in range(3))))
    assert posted.value_minor == 1000
    assert sql.rows("SELECT value_minor FROM stock_quantitymovement ORDER BY id") == [(1000,), (333,), (334,), (333,)]
    assert valued("CABLE") == (0, 0)


def test_a_return_and_a_sale_of_cables_on_one_paper_are_valued_in_the_order_of_the_lines(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=4, amount_minor=1000)))
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1)))
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=-1), NewLine(item="CABLE", quantity=2)))
    assert posted.value_minor == 250 + 500
    assert valued("CABLE") == (2, 500)


def test_goods_of_no_cost_make_an_entry_without_lines(trade: Trade) -> None:
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=0)))
    assert one("SELECT count(*) FROM money_entry WHERE posting_id = %s", posted.posting_id) == 1
    assert entry(posted.posting_id) == {}


def test_a_reversal_takes_the_entry_back_to_the_cent(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    before = accounts()
    posted = trade.sell(*serials)
    undone = reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert entry(undone.posting_id) == {purpose: -amount for purpose, amount in entry(posted.posting_id).items()}
    assert {purpose: amount for purpose, amount in accounts().items() if amount} == before


def test_the_memo_names_the_document_and_the_party(trade: Trade) -> None:
    trade.receive()
    assert one("SELECT memo FROM money_entry") == "PR 100000 Test vendor V1"


def test_an_entry_that_does_not_balance_is_a_bug_and_never_written(trade: Trade) -> None:
    with pytest.raises(AssertionError):
        journal.book(1, "x", [Amount("inventory", 1, 1, 100), Amount("sales", 1, 1, -99)])
    assert one("SELECT count(*) FROM money_entry") == 0
