"""A CSV file of goods received becomes posted receipts: wholly or not at all, with every problem, and never twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from tests.trade import Trade

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.reverse import Reverse, reverse
from everyunit.exchange import receipt_lots
from everyunit.exchange.receipt_import import Imported, NotImported, ReceiptOptions, import_receipt_file
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.reports.verify import verify
from everyunit.rules.refusals import OFFENDERS_SHOWN, Refused
from everyunit.stock.amend import AmendUnit, amend_unit

GOOD = b"serial,item,cost\nA1,DRIVE,50.00\nA2,DRIVE,50.00\nA3,DRIVE,55.5\n"


def bring(actor: Actor, content: bytes | str, *, dry_run: bool = False, **options: Any) -> Imported:
    content = content.encode() if isinstance(content, str) else content
    return import_receipt_file(
        actor, "goods.csv", content, ReceiptOptions(**{"vendor": "V1", **options}), dry_run=dry_run
    )


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    tables = [name for name in connection.introspection.table_names() if not name.startswith("django_")]
    return {
        table: sorted(str(row) for row in sql.rows(f"SELECT * FROM {connection.ops.quote_name(table)}"))
        for table in tables
    }


def problems_of(actor: Actor, content: bytes | str, **options: Any) -> list[tuple[int | None, str]]:
    """(row, code) of each problem; and proof that nothing was changed."""
    before = everything()
    with pytest.raises(NotImported) as refusal:
        bring(actor, content, **options)
    assert everything() == before
    for problem in refusal.value.problems:
        assert problem.message
    return [(problem.row, problem.code) for problem in refusal.value.problems]


def units() -> list[tuple[str, str, int]]:
    """(item, maker's number, cost) of all units, in the order of our serial numbers."""
    return [
        (code, maker_serial, int(cost))
        for code, maker_serial, cost in sql.rows(
            "SELECT i.code, u.maker_serial, u.cost_minor FROM stock_unit u"
            " JOIN catalog_item i ON i.id = u.item_id ORDER BY u.serial"
        )
    ]


def sound() -> bool:
    return verify().sound


# --- what goes in ---


def test_rows_become_units_with_makers_numbers_and_costs(owner: Actor) -> None:
    imported = bring(owner, GOOD)
    assert (imported.documents, imported.units, imported.value_minor) == (1, 3, 15550)
    assert imported.numbers == ("PR 100000",)
    assert units() == [("DRIVE", "A1", 5000), ("DRIVE", "A2", 5000), ("DRIVE", "A3", 5550)]
    assert [int(quantity) for (quantity,) in sql.rows("SELECT quantity FROM documents_line ORDER BY position")] == [
        2,
        1,
    ]
    assert sound()


def test_a_file_of_serial_numbers_and_models_goes_in_with_one_command(owner: Actor) -> None:
    content = "date,serial_number,model,capacity_bytes,failure\n2013-04-10,X1,ST3000DM001,3000592982016,0\n"
    imported = bring(owner, content, vendor="NEW", cost="120.00", create_items=True, create_vendor=True)
    assert (imported.units, imported.items_created, imported.vendor_created) == (1, 1, True)
    assert units() == [("ST3000DM001", "X1", 12000)]


@pytest.mark.parametrize(
    "header",
    [
        "Serial,Item,Cost",
        "Serial Number,SKU,Unit cost",
        "serial_number,model,price",
        "S/N,Part No.,Purchase Price",
        " serialno , itemcode , unit_cost ",
    ],
)
def test_columns_are_recognised_by_their_names(owner: Actor, header: str) -> None:
    bring(owner, f"{header}\nA1,DRIVE,50\n")
    assert units() == [("DRIVE", "A1", 5000)]


def test_columns_are_taken_as_named(owner: Actor) -> None:
    content = "serial,ours,theirs,paid\nWRONG,DRIVE,RIGHT,7\n"
    bring(owner, content, columns={"serial": "theirs", "item": "ours", "cost": "paid"})
    assert units() == [("DRIVE", "RIGHT", 700)]


def test_an_empty_column_name_says_that_there_is_none(owner: Actor) -> None:
    bring(owner, "serial,item,qty,price\nA1,DRIVE,1,999\n", columns={"cost": ""})
    assert units() == [("DRIVE", "A1", 6000)]


def test_a_quantity_without_serial_makes_so_many_units_or_pieces(owner: Actor) -> None:
    imported = bring(owner, "item,serial,quantity,cost\nDRIVE,,3,10\nDRIVE,A1,1,10\nCABLE,,40,1\nCABLE,,2.0,1\n")
    assert (imported.units, imported.quantity) == (4, 42)
    assert units() == [("DRIVE", "A1", 1000), *[("DRIVE", "", 1000)] * 3]
    assert sound()


def test_a_row_without_cost_takes_the_given_cost_else_the_items_own(owner: Actor) -> None:
    bring(owner, "serial,item,cost\nA1,DRIVE,\nA2,DRIVE,5\n", cost="9.99")
    bring(owner, "serial,item\nA3,DRIVE\n")
    assert units() == [("DRIVE", "A1", 999), ("DRIVE", "A2", 500), ("DRIVE", "A3", 6000)]


def test_units_that_come_in_at_no_cost_are_counted(owner: Actor) -> None:
    assert bring(owner, "serial,item\nA1,NEW\nA2,DRIVE\n", create_items=True).unpriced == 1


def test_an_item_may_be_named_by_its_barcode(owner: Actor) -> None:
    save_item(owner, SaveItem(code="BOXED", name="Boxed", barcodes=("4006381333931",)))
    bring(owner, "serial,ean\nA1,4006381333931\n")
    assert units() == [("BOXED", "A1", 0)]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfserial,item\nA1,DRIVE\n",
        "serial;item\r\nA1;DRIVE\r\n".encode("utf-16"),
        "\ufeffserial\titem\nA1\tDRIVE\n".encode("utf-16-be"),
        b"serial|item\rA1|DRIVE\r",
        b"sep=;\nserial;item\nA1;DRIVE\n",
        b'"serial","item"\n"A1","DRIVE"',
        b"\n\nserial,item\n\n  A1  ,DRIVE,,\n,\n",
        "serial,item\n\u200bA1\u00a0,DRIVE\n".encode(),
    ],
)
def test_files_as_spreadsheets_write_them_are_read(owner: Actor, content: bytes) -> None:
    bring(owner, content)
    assert units() == [("DRIVE", "A1", 6000)]


def test_an_old_encoding_is_read_when_it_is_named(owner: Actor) -> None:
    content = "serial,item\nÄ1,DRIVE\n".encode("cp1252")
    assert problems_of(owner, content) == [(2, "wrong_encoding")]
    bring(owner, content, encoding="cp1252")
    assert units() == [("DRIVE", "Ä1", 6000)]


def test_a_leading_zero_and_letters_stay_as_they_are(owner: Actor) -> None:
    bring(owner, "serial,item\n000123,DRIVE\n=1+1,DRIVE\n<b>x</b>,DRIVE\n")
    assert [maker_serial for _, maker_serial, _ in units()] == ["000123", "=1+1", "<b>x</b>"]


def test_the_bin_may_be_chosen(owner: Actor) -> None:
    bring(owner, GOOD, bin="RETURNS")
    assert sql.rows("SELECT DISTINCT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id") == [("RETURNS",)]


def test_a_large_file_becomes_several_documents(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_lots, "UNITS_A_DOCUMENT", 4)
    content = "serial,item\n" + "".join(f"A{number},DRIVE\n" for number in range(10))
    imported = bring(owner, content)
    assert (imported.documents, imported.units) == (3, 10)
    assert [maker_serial for _, maker_serial, _ in units()] == [f"A{number}" for number in range(10)]
    assert sound()


def test_many_rows_take_no_more_statements_than_few(owner: Actor, django_assert_max_num_queries: Any) -> None:
    content = "serial,item\n" + "".join(f"A{number},DRIVE\n" for number in range(3000))
    with django_assert_max_num_queries(80):
        assert bring(owner, content).units == 3000


# --- what is refused, all at once, with its row ---


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(None, "empty_file")]),
        (b" \n\n", [(None, "empty_file")]),
        (b"\xef\xbb\xbf", [(None, "empty_file")]),
        (b"serial,item\n", [(None, "no_rows")]),
        (b"serial,item\n,\n \n", [(None, "no_rows")]),
        (b"PK\x03\x04rest", [(None, "not_csv")]),
        (b"serial,item\nA1,DRIVE\nA\xff,DRIVE\n", [(3, "wrong_encoding")]),
        ("serial,item\nA1,DRIVE\n".encode("utf-16")[:-1], [(2, "wrong_encoding")]),
        (b"serial,item\nA1,DRIVE\nA\x002,DRIVE\nA\x00,DRIVE", [(3, "nul_byte"), (4, "nul_byte")]),
        ("serial,item\nA1,DRIVE".encode("utf-16-le"), [(1, "nul_byte"), (2, "nul_byte")]),
        (b"serial,what\nA1,DRIVE\n", [(1, "missing_column")]),
        (b"number,what\nA1,DRIVE\n", [(1, "missing_column"), (1, "missing_column")]),
        (b"item,cost\nDRIVE,1\n", [(1, "missing_column")]),
        (b"\n\nserial,what\nA1,DRIVE\n", [(3, "missing_column")]),
        (b"serial,item,item\nA1,DRIVE,DRIVE\n", [(1, "repeated_column")]),
        (b'serial,item\nA1,DRIVE\n"A2,DRIVE\nA3,DRIVE\n', [(3, "unclosed_quote")]),
        (b'serial,item\n"A1" x,DRIVE\n', [(2, "stray_quote")]),
        (b"serial,item,cost\nA1,DRIVE\nA2,DRIVE,1,1\n", [(2, "ragged_row"), (3, "ragged_row")]),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    owner: Actor, content: bytes, expected: list[tuple[int | None, str]]
) -> None:
    assert problems_of(owner, content) == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1.23E+14,DRIVE,1,1", "mangled_serial"),
        ('"1,23E+14",DRIVE,1,1', "mangled_serial"),
        ("#REF!,DRIVE,1,1", "mangled_serial"),
        (f"{'9' * 101},DRIVE,1,1", "serial_too_long"),
        (",DRIVE,1,", "empty_serial"),
        ("OLD,DRIVE,1,1", "repeated_serial"),
        ("A1,,1,1", "empty_item"),
        ("A1,4.01E+12,1,1", "mangled_item"),
        (f"A1,{'X' * 61},1,1", "item_too_long"),
        ("A1,NOBODY,1,1", "unknown_item"),
        ("A1,GONE,1,1", "item_discontinued"),
        ("A1,HOUR,1,1", "not_inventoried"),
        ("A1,CABLE,1,1", "item_has_no_units"),
        ("A1,DRIVE,free,1", "bad_cost"),
        ("A1,DRIVE,1.234,1", "bad_cost"),
        ("A1,DRIVE,1E3,1", "bad_cost"),
        ("A1,DRIVE,NaN,1", "bad_cost"),
        ('A1,DRIVE,"1,234.50",1', "bad_cost"),
        ("A1,DRIVE,-1,1", "negative_cost"),
        ("A1,DRIVE,9999999999999,1", "cost_too_large"),
        ("A1,DRIVE,1,2", "serial_quantity"),
        ("A1,DRIVE,1,0", "empty_quantity"),
        (",DRIVE,1,-3", "negative_quantity"),
        (",DRIVE,1,1.5", "bad_quantity"),
        (",DRIVE,1,1.000", "bad_quantity"),
        (",DRIVE,1,many", "bad_quantity"),
        (",DRIVE,1,1E+05", "bad_quantity"),
        (",DRIVE,1,١٢", "bad_quantity"),
        (",DRIVE,1,1000001", "quantity_too_large"),
        (",CABLE,90000000000,1000000", "amount_too_large"),
    ],
)
def test_a_bad_row_is_named_and_nothing_goes_in(owner: Actor, row: str, code: str) -> None:
    save_item(owner, SaveItem(code="GONE", name="Gone", discontinued=True))
    assert problems_of(owner, f"serial,item,cost,quantity\nOLD,DRIVE,1,1\n{row}\nNEW,DRIVE,1,1\n") == [(3, code)]


def test_all_problems_of_all_rows_are_told_at_once(owner: Actor) -> None:
    rows = ("A1,DRIVE,x", "A1,DRIVE,1", "1.2E+9,NOBODY,1", "A2,NOBODY,1", "A3,DRIVE,1,more", "A4,CABLE,-1", ",DRIVE,1")
    content = "\n".join(("serial,item,cost", *rows))
    assert problems_of(owner, content, vendor="NOBODY", bin="SOLD", cost="much") == [
        (None, "bad_cost"),
        (None, "unknown_party"),
        (None, "wrong_bin"),
        (2, "bad_cost"),
        (3, "repeated_serial"),
        (4, "mangled_serial"),
        (5, "unknown_item"),
        (6, "ragged_row"),
        (7, "negative_cost"),
        (8, "empty_serial"),
    ]


def test_thousands_of_problems_are_all_kept_and_the_first_are_shown(owner: Actor) -> None:
    content = "serial,item\n" + "".join(f"A{number},NOBODY\n" for number in range(2000))
    with pytest.raises(NotImported) as refusal:
        bring(owner, content)
    assert len(refusal.value.problems) == refusal.value.total == 2000
    assert len(refusal.value.offenders) == OFFENDERS_SHOWN
    assert refusal.value.offenders[0].row == 2


def test_one_number_by_code_and_by_barcode_is_still_a_repetition(owner: Actor) -> None:
    save_item(owner, SaveItem(code="BOXED", name="Boxed", barcodes=("4006381333931",)))
    assert problems_of(owner, "serial,item\nA1,BOXED\nA1,4006381333931\n") == [(3, "repeated_serial")]


def test_the_same_number_on_two_items_is_fine(owner: Actor) -> None:
    assert bring(owner, "serial,item\nA1,DRIVE\nA1,PHONE\n").units == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"vendor": "NOBODY"}, "unknown_party"),
        ({"vendor": ""}, "unknown_party"),
        ({"vendor": "C1"}, "wrong_party"),
        ({"vendor": "GONE"}, "party_discontinued"),
        ({"vendor": "X" * 31, "create_vendor": True}, "bad_code"),
        ({"bin": "NOWHERE"}, "unknown_bin"),
        ({"bin": "SOLD"}, "wrong_bin"),
        ({"cost": "dear"}, "bad_cost"),
        ({"cost": "-1"}, "negative_cost"),
    ],
)
def test_options_that_do_not_fit_are_refused(owner: Actor, options: dict[str, Any], code: str) -> None:
    save_party(owner, SaveParty(code="GONE", name="Gone", role="vendor", discontinued=True))
    assert problems_of(owner, GOOD, **options) == [(None, code)]


def test_a_column_that_is_named_must_be_there(owner: Actor) -> None:
    assert problems_of(owner, GOOD, columns={"serial": "imei"}) == [(1, "missing_column")]
    assert problems_of(owner, GOOD, columns={"item": ""}) == [(1, "missing_column")]
    assert problems_of(owner, GOOD, columns={"serial": "", "quantity": ""}) == [
        (row, "empty_serial") for row in (2, 3, 4)
    ]


def test_who_may_not_receive_or_create_items_is_refused(owner: Actor) -> None:
    before = everything()
    counter = hire("clerk", "counter")
    staffed = everything()
    for content in (GOOD, b"", b"serial,item\nA1,NEW\n"):
        with pytest.raises(Refused) as refusal:
            bring(counter, content, create_items=True)
        assert refusal.value.code == "not_allowed"
    assert everything() == staffed != before


def test_without_a_company_nothing_can_be_imported(db: None) -> None:
    with pytest.raises(Refused) as refusal:
        bring(Actor(1, "nobody", frozenset()), GOOD)
    assert refusal.value.code == "no_company"


# --- what was there before ---


def test_a_repeated_import_is_answered_as_before_and_not_doubled(owner: Actor) -> None:
    first = bring(owner, GOOD)
    before = everything()
    again = bring(owner, GOOD, columns={"serial": "serial"})
    assert again.already_imported
    assert (again.numbers, again.units, again.value_minor) == (first.numbers, first.units, first.value_minor)
    assert everything() == before


def test_another_user_does_not_double_it_either(owner: Actor) -> None:
    bring(owner, GOOD)
    colleague = hire("colleague", "goods_in")
    before = everything()
    assert bring(colleague, GOOD).already_imported
    assert everything() == before


@pytest.mark.parametrize("options", [{"vendor": "V2"}, {"cost": "1"}, {"bin": "RETURNS"}, {"columns": {"cost": ""}}])
def test_the_same_file_with_other_options_is_refused(owner: Actor, options: dict[str, Any]) -> None:
    bring(owner, GOOD)
    assert problems_of(owner, GOOD, **options) == [(None, "already_imported")]


def test_a_file_whose_receipts_were_reversed_is_new_again(owner: Actor) -> None:
    bring(owner, GOOD)
    ((document_id,),) = sql.rows("SELECT document_id FROM exchange_importeddocument")
    reverse(owner, Reverse(document_id=document_id, reason="mistake"))
    again = bring(owner, GOOD, vendor="V2")
    assert (again.already_imported, again.units) == (False, 3)
    assert problems_of(owner, GOOD) == [(None, "already_imported")]
    assert sound()


def test_an_identical_second_delivery_goes_in_when_it_is_said_to_be_one(owner: Actor) -> None:
    delivery = "item,quantity\nCABLE,10\n"
    bring(owner, delivery)
    assert bring(owner, delivery).already_imported
    assert bring(owner, delivery, again=True).quantity == 10
    assert sql.scalar("SELECT sum(quantity) FROM stock_valuation") == 20


def test_a_number_in_stock_is_refused_unless_allowed(owner: Actor) -> None:
    bring(owner, GOOD)
    edited = GOOD + b"A4,DRIVE,1\n"
    assert problems_of(owner, edited) == [(row, "known_maker_number") for row in (2, 3, 4)]
    assert bring(owner, edited, allow_known=True).units == 4
    assert sound()


def test_a_number_of_another_item_or_of_a_unit_that_was_sold_is_no_obstacle(trade: Trade) -> None:
    bring(trade.owner, GOOD)
    trade.sell("A1")
    assert bring(trade.owner, "serial,item\nA1,DRIVE\nA2,PHONE\n").units == 2


def test_a_number_that_was_amended_is_known_under_its_new_name(owner: Actor) -> None:
    bring(owner, GOOD)
    amend_unit(owner, AmendUnit(serial="100000", maker_serial="B1"))
    assert problems_of(owner, "serial,item\nA1,DRIVE\nB1,DRIVE\n") == [(3, "known_maker_number")]


def test_a_dry_run_checks_everything_and_changes_nothing(owner: Actor) -> None:
    before = everything()
    tried = bring(owner, "serial,item\nA1,NEW\n", vendor="N", create_items=True, create_vendor=True, dry_run=True)
    assert (tried.documents, tried.units, tried.items_created, tried.vendor_created) == (1, 1, 1, True)
    with pytest.raises(NotImported):
        bring(owner, "serial,item\nA1,NOBODY\n", dry_run=True)
    assert everything() == before


def test_two_at_once_bring_the_file_in_once(committed: Trade) -> None:
    answers = together(lambda: bring(committed.owner, GOOD), 3)
    assert sorted(answer.already_imported for answer in answers) == [False, True, True]
    assert len(units()) == 3
    assert sound()


def together(work: Callable[[], Imported], count: int) -> list[Imported]:
    """The answers of `count` threads that start at the same moment."""
    start = Barrier(count)

    def run() -> Imported:
        try:
            start.wait(timeout=10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run) for _ in range(count)]]


def test_every_row_with_an_unreadable_letter_is_named_as_a_spreadsheet_counts_rows(owner: Actor) -> None:
    content = 'serial,item\nÄ1,DRIVE\n"two\nlines",DRIVE\nA2,DRIVE\nÖ3,DRIVE\n'.encode("cp1252")
    assert problems_of(owner, content) == [(2, "wrong_encoding"), (5, "wrong_encoding")]
    with pytest.raises(NotImported) as refusal:
        bring(owner, content)
    assert refusal.value.problems[0].message.startswith("“\ufffd1” cannot be read as UTF-8.")
