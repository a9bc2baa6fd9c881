"""A unit that comes back credits the line it was sold on, whatever happened to it in between."""

from tests.trade import Trade

from everyunit.documents.models import Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.reports.verify import verify


def line_of(document_id: int) -> int:
    return Line.objects.get(document_id=document_id).pk


def credited(document_id: int) -> int | None:
    return Line.objects.get(document_id=document_id).source_line_id


def test_it_credits_the_sale_again_after_the_first_credit_memo_was_reversed(trade: Trade):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    mistaken = trade.take_back(serial)
    reverse(trade.owner, Reverse(document_id=mistaken.document_id, reason="mistake"))

    again = trade.take_back(serial)

    assert again.total_minor == 10000
    assert credited(again.document_id) == line_of(sale.document_id)
    assert verify().sound


def test_it_credits_the_sale_after_the_unit_moved_between_out_bins(trade: Trade):
    save_bin(trade.owner, SaveBin(code="AT-FAIR", name="At the fair", bin_type="out"))
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    move = trade.draft("ST", to_bin="AT-FAIR")
    trade.scan(move, serial)
    trade.post(move)

    back = trade.take_back(serial)

    assert back.total_minor == 10000
    assert credited(back.document_id) == line_of(sale.document_id)


def test_it_credits_the_latest_of_two_sales(trade: Trade):
    (serial,) = trade.receive()
    trade.sell(serial)
    trade.take_back(serial)
    second = trade.sell(serial, party="C2")
    mistaken = trade.take_back(serial, party="C2")
    reverse(trade.owner, Reverse(document_id=mistaken.document_id, reason="mistake"))

    back = trade.take_back(serial, party="C2")

    assert credited(back.document_id) == line_of(second.document_id)


def test_units_of_several_sales_fill_one_line_together_and_ask_before_exceeding_it(trade: Trade):
    first, second, third = trade.receive(quantity=3)
    trade.sell(first, second)
    trade.sell(third)
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=2))

    scanned = trade.scan(memo, first, second, third)

    assert [entry.code for entry in scanned.entries] == ["", "", "exceeds"]
    assert scanned.asks == 1
    assert (scanned.lines[0].quantity, scanned.lines[0].attached) == (2, 2)
