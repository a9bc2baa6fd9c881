"""What has no command of its own, done with `everyunit do` and looked at with `everyunit show`, family by family."""

from __future__ import annotations

import json
from typing import Any

import pytest

from everyunit.cli.main import run
from everyunit.cli.sights import SIGHTS
from everyunit.documents.new_lines import NewLine
from everyunit.people.save_user import save_user
from tests.trade import Trade

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def told(trade: Trade, capsys: Capture):
    """Runs `everyunit do` or `everyunit show`; `text` is split where there are blanks, and --json is added."""

    def tell(text: str, *further: str, code: int = 0) -> Any:
        assert run([*text.split(), *further, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return tell


def test_orders_are_picked_packed_and_invoiced(trade: Trade, told) -> None:
    drives = trade.receive(quantity=2)
    trade.receive("CABLE", quantity=5)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=3))
    told("do make_pull_sheet --customer C1")
    assert told("show pull-sheets --status open")[0]["left"] == 5
    assert told("do pick_by_scan --sheet 100000 --scans", drives[0], "NOPE", code=1)["counts"]["skipped"] == 1
    told("do pick_from_bin --sheet 100000 --item CABLE --quantity 3 --from-bin MAIN --order", f"SO {order.number}")
    told("do put_back --sheet 100000 --counted quantity=1", "line=SO 100000/2")
    assert [line["picked"] for line in told("show pull-sheet --sheet 100000")["lines"]] == [1, 2]
    assert told("show sheet-scans --sheet 100000")[0]["action"] == "detached"
    assert told("do invoice_pull_sheet --sheet 100000")["invoices"][0]["number"] == "100000"
    told("do save_parcel --weight-g 500 --document", "SI 100000")
    told("do pack --parcel 100000 --scans", drives[0], "--counted", "line=2", "quantity=2")
    told("do unpack --parcel 100000 --counted line=2 quantity=1")
    assert [each["count"] for each in told("show parcel --parcel 100000")["contents"]] == [1, 1]
    assert told("show parcels --document", "SI 100000")[0]["weight_g"] == 500
    assert told("do discard_parcel --parcel 100000")["number"] == "100000"
    assert told("do close_pull_sheet --sheet 100000")["status"] == "closed"


def test_stock_is_counted_and_put_right(trade: Trade, told) -> None:
    drives = trade.receive(quantity=3)
    trade.receive("CABLE", quantity=5)
    assert told("do make_count --bins MAIN")["number"] == "100000"
    told("do start_bins --count 100000")
    told("do count_scans --count 100000 --bin MAIN --scans", *drives[:2])
    told("do take_away --count 100000 --bin MAIN --scans", drives[1])
    told("do enter_number --count 100000 --bin MAIN --item CABLE --quantity 4")
    assert told("do finish_bins --count 100000 --bins MAIN")["status"] == "counted"
    told("do recount --count 100000 --bins MAIN")
    told("do count_scans --count 100000 --scans MAIN", *drives[:2])
    told("do enter_number --count 100000 --bin MAIN --item CABLE --quantity 4")
    told("do finish_bins --count 100000")
    assert {row["serial"] for row in told("show differences --count 100000")} == {drives[2], ""}
    told("do decide --count 100000 --bin MAIN --decision leave --serials", drives[2])
    papers = told("do finalize_count --count 100000")["papers"]
    assert [paper["kind"] for paper in papers] == ["IA"]
    assert told("show count --count 100000")["earlier"]
    told("do make_count --bins MAIN")
    told("do start_bins --count 100001")
    told("do cancel_bins --count 100001")
    assert told("do void_count --count 100001")["status"] == "void"
    assert [count["number"] for count in told("show counts")] == ["100001", "100000"]


def test_prices_taxes_and_rates_are_kept(told) -> None:
    told("do save_tax_code --code VAT --name Tax --rate 19000 --recoverable")
    told("do save_rate --currency USD --rate 900000000")
    told("do save_price_list --code TRADE --name Traders --entries item=DRIVE price_minor=9000 minimum=5")
    told("do assign_price_list --customers C1 C2 --price-list TRADE")
    prices = '[{"minimum": 1, "price_minor": 5500}, {"minimum": 10, "price_minor": 5000}]'
    told("do save_vendor_items --items vendor=V1 item=DRIVE part_number=V-1 preferred=yes", f"prices={prices}")
    told("do save_reorder_points --points item=DRIVE reorder_at=2 maximum=5")
    assert told("show tax-codes")[0]["rate"] == 19000
    assert told("show exchange-rates")[0]["currency"] == "USD"
    assert told("show price-lists")[0]["customers"] == 2
    assert told("show prices --price-list TRADE")[0]["price_minor"] == 9000
    assert [each["minimum"] for each in told("show vendor-items --vendor V1")[0]["prices"]] == [1, 10]
    assert told("do reorder --lines item=DRIVE vendor=V1 quantity=12")["orders"][0]["total_minor"] == 60000
    assert told("show reorder-points --item DRIVE")[0]["ordered"] == 12


def test_the_books_are_kept(trade: Trade, told) -> None:
    trade.receive(quantity=2)
    told("do save_account --code 1310 --name Drives --purpose inventory")
    told("do save_category --code PARTS --name Parts")
    assert told("do categorize --category PARTS --items DRIVE CABLE")["items"] == 2
    ruled = told("do save_account_rules --scope category --target PARTS --accounts purpose=inventory account=1310")
    assert ruled["amount_minor"] == 12000
    assert told("show categories")[0]["items"] == 2
    rules = {row["purpose"]: row["used"] for row in told("show account-rules --scope category --target PARTS")}
    assert rules["inventory"] == "1310"
    lines = ("--lines", "account=5000", "amount_minor=700", "--lines", "account=1000", "amount_minor=-700")
    assert told("do enter --text Rent --date 2026-01-31", *lines)["date"] == "2026-01-31"
    save_user("clerk", "counter", "a-long-password")
    assert told("show accounts --user clerk", code=1)["code"] == "not_allowed"
    assert "Drives" in [row["name"] for row in told("show accounts")]


def test_lots_are_made_named_and_followed(trade: Trade, told) -> None:
    told("do use_lots --item CABLE")
    paper = trade.draft("PR", NewLine(item="CABLE", quantity=4))
    told("do name_lot --line 1 --lot L-7 --document", f"PR {paper.number}")
    trade.post(paper)
    told("do save_lot --item CABLE --number L-7 --expires-on 2027-01-31 --note Blue")
    assert [(row["number"], row["expires_on"]) for row in told("show lots --item CABLE")] == [("L-7", "2027-01-31")]
    trade.post(sale := trade.draft("SI", NewLine(item="CABLE", quantity=2)))
    lot = told("show lot --item CABLE --number L-7")
    assert lot["holders"][0]["papers"][0]["document"] == f"SI {sale.number}"
    assert (lot["note"], lot["places"][0]["bin"]) == ("Blue", "MAIN")
    assert told("show lot --item CABLE --number L-8", code=1)["code"] == "unknown_lot"


def test_places_are_arranged(trade: Trade, told) -> None:
    told("do save_bin --code SHELF --name Shelf")
    told("do save_area --code HALL --name Hall")
    told("do rearrange --bins SHELF --into HALL")
    told("do save_workstation --code TILL --name Till --location HQ")
    told("do set_default_bins --workstation TILL --bins purpose=picking bin=SHELF")
    told("do set_search_order --bins SHELF MAIN")
    told("do set_put_away --item DRIVE --bins location=HQ bin=SHELF")
    told("do block_bin --bin SHELF --reason", "Wet floor")
    assert [area["code"] for area in told("show areas")] == ["HALL"]
    assert {row["purpose"]: row["bin"] for row in told("show default-bins --workstation TILL")}["picking"] == "SHELF"
    assert told("show search-order") == {"location": "HQ", "by_position": False, "bins": ["SHELF", "MAIN"]}
    assert told("show put-away --item DRIVE")[0]["bin"] == "SHELF"
    assert told("show workstations")[0]["code"] == "TILL"
    assert "SHELF" in [row["code"] for row in told("show places --location HQ")]
    assert not told("do block_bin --bin SHELF --no-blocked")["blocked_by"]
    told("do set_search_order --bins")
    assert told("show search-order")["by_position"]


def test_what_comes_back_is_looked_up_refused_exchanged_and_credited(trade: Trade, told) -> None:
    drives = trade.receive(quantity=3)
    (phone,) = trade.receive("PHONE")
    sale = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    told("do capture --scans IMEI-1 --document", f"SI {sale.number}")
    trade.post(sale)
    trade.sell(drives[0], drives[1])
    assert told("show returned --number IMEI-1")["serial"] == phone
    assert told("show returned --number", drives[0])["refusable"]
    told("do refuse_return --reason Broken --serial", drives[0])
    assert told("show returned --number NOPE", code=1)["code"] == "unknown_unit"
    assert "is the code of DRIVE" in told("show returned --number DRIVE", code=1)["message"]
    assert told("do credit --document", "SI 100001")["kind"] == "CM"
    told("do draft --kind DM --party V1 --lines item=HOUR quantity=1 price_minor=6000")
    told("do attach --scans", drives[2], "--document", "DM 100000")
    lines = told("do replace_unit --by WD-NEW --replaced", drives[2], "--document", "DM 100000")["lines"]
    assert [(line["item"], line["quantity"]) for line in lines] == [("HOUR", 1), ("DRIVE", 1), ("DRIVE", -1)]


def test_what_was_never_ours_comes_back_with_numbers_of_its_own(trade: Trade, told) -> None:
    paper = trade.draft("CM", NewLine(item="DRIVE", quantity=2))
    told("do generate --line 1 --count 2 --cost-minor 4000 --document", f"CM {paper.number}")
    assert told("do post --document", f"CM {paper.number}")["serials"] == {"1": "100000–100001"}


def test_many_units_are_noted_numbered_and_moved(trade: Trade, told) -> None:
    first, *_, last = trade.receive(quantity=3)
    told("do amend_units --note Dented --units", f"{first}-{last}")
    assert told("do number_units --first 001 --prefix X --units", f"{first}-{last}")["last"] == "X003"
    assert [each["maker_serial"] for each in told("show labels --units", f"{first}-{last}")][2] == "X003"
    told("do save_bin --code SHELF --name Shelf")
    assert told("do move_units --to-bin SHELF --units", f"{first}-{last}")["units"] == 3
    told("do save_field --of unit --code colour --label Colour --type choice --choices black white")
    told("do fill_fields --of unit --things", f"name={first}", 'values={"colour": "white"}')
    assert told("show own-values --of unit --thing", first) == {"colour": "white"}
    assert [field["code"] for field in told("show own-fields --of unit")] == ["colour"]


def test_adjustments_have_reasons_and_a_second_person(trade: Trade, told) -> None:
    save_user("second", "manager", "a-long-password")
    trade.receive("CABLE", quantity=5)
    told("do set_preference --key approve_adjustments --value 100")
    told("do save_reason --code WATER --name", "Water damage")
    assert "WATER" in [row["code"] for row in told("show reasons")]
    told("do draft --kind IA --header reason=WATER --lines item=CABLE quantity=-2")
    assert [row["number"] for row in told("show approvals")] == ["100000"]
    assert told("do post --document", "IA 100000", code=1)["code"] == "needs_approval"
    assert told("do approve --user second --document", "IA 100000")["worth_minor"] == 400
    assert told("do post --document", "IA 100000")["quantity"] == 2


def test_everything_to_see_says_what_it_is(told, capsys: Capture) -> None:
    assert run(["show"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == [*SIGHTS]
    assert run(["show", "items", "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("item_id\tcode\tname\t")
    assert run(["show", "dreams"]) == 1
    for name in ("parties", "transfers", "exports", "views --of-list units"):
        assert isinstance(told(f"show {name}"), list)
