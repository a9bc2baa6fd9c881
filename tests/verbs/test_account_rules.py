"""Accounts and the rules for them: what is set where, what serves, and what a change means for goods in stock."""

import pytest
from tests.books import booked, broken, open_second_shop, standing
from tests.papers import undo
from tests.trade import Trade, one, refused

from everyunit.base.operation import Actor
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_account_rules import AccountRulesSaved, SaveAccountRules, Served, save_account_rules
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.documents.enter import EnterManually, ManualLine, enter
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.new_lines import NewLine
from everyunit.money.models import Account, AccountRule
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.money.serving import serving, target_named
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.rules.rights import ROLES


def open_account(trade: Trade, code: str, purpose: str = "inventory") -> None:
    save_account(trade.owner, SaveAccount(code=code, name=f"Account {code}", purpose=purpose))


def serve(trade: Trade, scope: str, target: str, **accounts: str | None) -> AccountRulesSaved:
    served = tuple(Served(purpose=purpose, account=account) for purpose, account in accounts.items())
    return save_account_rules(trade.owner, SaveAccountRules(scope=scope, target=target, accounts=served))


def serve_at(trade: Trade, category: str, location: str, **accounts: str | None) -> AccountRulesSaved:
    served = tuple(Served(purpose=purpose, account=account) for purpose, account in accounts.items())
    command = SaveAccountRules(scope="category", target=category, location=location, accounts=served)
    return save_account_rules(trade.owner, command)


def id_of(scope: str, code: str) -> int:
    found = target_named(scope, code)
    assert found is not None
    return found


def serves(scope: str, target: str, purpose: str) -> tuple[str, str, str]:
    """(account, where that comes from)."""
    place = target_named(scope, target)
    assert place is not None
    found = next(each for each in serving(scope, place) if each.purpose == purpose)
    return found.used.account, found.used.scope, found.used.target


def test_an_account_takes_the_type_of_its_purpose(trade: Trade) -> None:
    open_account(trade, "1310")
    assert Account.objects.get(code="1310").type == "asset"
    save_account(trade.owner, SaveAccount(code="6000", name="Rent", type="expense"))
    assert Account.objects.get(code="6000").purpose == ""


def test_an_account_changes_its_name_and_type_but_never_its_purpose(trade: Trade) -> None:
    save_account(trade.owner, SaveAccount(code="6000", name="Rent", type="expense"))
    saved = save_account(trade.owner, SaveAccount(code="6000", name="Rent received", type="income"))
    assert not saved.created
    with refused("bad_account", ("purpose", "purpose_fixed")):
        save_account(trade.owner, SaveAccount(code="6000", name="Goods", purpose="inventory"))
    with refused("bad_account", ("purpose", "purpose_fixed")):
        save_account(trade.owner, SaveAccount(code="1300", name="Goods", type="asset"))


def test_every_problem_of_an_account_is_told_at_once(trade: Trade) -> None:
    with refused("bad_account", ("code", "bad_code"), ("name", "bad_name"), ("type", "bad_type")):
        save_account(trade.owner, SaveAccount(code="1 2", name=" ", type="wealth"))
    with refused("bad_account", ("purpose", "bad_purpose"), ("type", "bad_type")):
        save_account(trade.owner, SaveAccount(code="12", name="x", purpose="luck"))
    with refused("bad_account", ("type", "bad_type")):
        save_account(trade.owner, SaveAccount(code="12", name="x", purpose="inventory", type="expense"))
    with refused("code_taken"):
        save_account(trade.owner, SaveAccount(code="1300", name="x", purpose="inventory", new_only=True))


def test_an_account_that_serves_is_not_discontinued(trade: Trade) -> None:
    open_account(trade, "1310")
    serve(trade, "item", "DRIVE", inventory="1310")
    with refused("bad_account", ("discontinued", "account_serves")):
        save_account(trade.owner, SaveAccount(code="1310", name="x", purpose="inventory", discontinued=True))
    with refused("bad_account", ("discontinued", "account_serves")):
        save_account(trade.owner, SaveAccount(code="1300", name="x", purpose="inventory", discontinued=True))
    serve(trade, "item", "DRIVE", inventory=None)
    save_account(trade.owner, SaveAccount(code="1310", name="x", purpose="inventory", discontinued=True))
    with refused("bad_rules", ("inventory", "account_discontinued")):
        serve(trade, "item", "DRIVE", inventory="1310")


def test_a_discontinued_account_gets_no_entry_by_hand(trade: Trade) -> None:
    save_account(trade.owner, SaveAccount(code="6000", name="Rent", type="expense", discontinued=True))
    lines = (ManualLine(account="6000", amount_minor=1), ManualLine(account="1000", amount_minor=-1))
    with refused("bad_entry", ("Line 1", "account_discontinued")):
        enter(trade.owner, EnterManually(text="Rent", lines=lines))


def test_no_inventory_account_gets_an_entry_by_hand(trade: Trade) -> None:
    open_account(trade, "1310")
    lines = (ManualLine(account="1310", amount_minor=1), ManualLine(account="1000", amount_minor=-1))
    with refused("inventory_is_booked_by_documents", ("Line 1", "inventory_is_booked_by_documents")):
        enter(trade.owner, EnterManually(text="Rent", lines=lines))


def test_the_nearest_rule_serves_and_says_where_it_comes_from(trade: Trade) -> None:
    open_second_shop(trade)
    for code in ("1310", "1320", "1330"):
        open_account(trade, code)
    save_category(trade.owner, SaveCategory(code="STORAGE", name="Storage"))
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks", parent="STORAGE"))
    categorize(trade.owner, Categorize(items=("DRIVE",), category="DISKS"))
    assert serves("item", "DRIVE", "inventory") == ("1300", "first", "")
    serve(trade, "location", "NORTH", inventory="1310")
    assert serves("location", "NORTH", "inventory") == ("1310", "location", "NORTH")
    assert [
        each.elsewhere for each in serving("item", target_named("item", "DRIVE") or 0) if each.purpose == "inventory"
    ] == [(("NORTH", "1310"),)]
    serve(trade, "category", "STORAGE", inventory="1320")
    assert serves("item", "DRIVE", "inventory") == ("1320", "category", "STORAGE")
    serve(trade, "item", "DRIVE", inventory="1330")
    assert serves("item", "DRIVE", "inventory") == ("1330", "item", "DRIVE")
    assert next(each.otherwise.account for each in serving("item", target_named("item", "DRIVE") or 0)) == "1320"
    serve(trade, "company", "", inventory="1310")
    assert serves("item", "PHONE", "inventory") == ("1310", "company", "")
    company = next(each for each in serving("company", 0) if each.purpose == "inventory")
    assert (company.own, company.otherwise.account, company.otherwise.scope) == ("1310", "1300", "first")


def test_a_category_at_one_location_goes_before_the_location_and_behind_the_category(trade: Trade) -> None:
    open_second_shop(trade)
    save_location(trade.owner, SaveLocation(code="COUNTER", name="Counter in the north", parent="NORTH"))
    for code in ("1310", "1320", "1330", "1340"):
        open_account(trade, code)
    save_category(trade.owner, SaveCategory(code="STORAGE", name="Storage"))
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks", parent="STORAGE"))
    categorize(trade.owner, Categorize(items=("DRIVE",), category="DISKS"))
    north, south = trade.receive(quantity=2)
    trade.receive("PHONE")
    move_units(trade.owner, MoveUnits(units=(north,), to_bin="N1"))
    serve(trade, "location", "NORTH", inventory="1310")
    assert standing("1300", "1310", "1320") == [21000, 6000, 0]
    serve_at(trade, "STORAGE", "NORTH", inventory="1320")
    assert standing("1300", "1310", "1320") == [21000, 0, 6000]
    serve_at(trade, "DISKS", "NORTH", inventory="1330")  # the nearest category first
    assert standing("1300", "1320", "1330") == [21000, 0, 6000]
    assert broken() == []
    at = {each.purpose: each for each in serving("category", id_of("category", "DISKS"), id_of("location", "NORTH"))}
    assert (at["inventory"].own, at["inventory"].used.account, at["inventory"].used.location) == (
        "1330",
        "1330",
        "NORTH",
    )
    assert (at["inventory"].otherwise.account, at["inventory"].otherwise.target) == ("1320", "STORAGE")
    below = serving("category", id_of("category", "DISKS"), id_of("location", "COUNTER"))
    assert next(each.used.account for each in below if each.purpose == "inventory") == "1330"
    serve(trade, "category", "STORAGE", inventory="1340")  # what a category has everywhere goes before all that
    assert standing("1300", "1330", "1340") == [15000, 0, 12000]
    assert broken() == []
    sold = trade.sell(north, south)
    assert booked(sold.posting_id)["1340"] == -12000
    assert broken() == []


def test_sales_of_a_category_at_one_location_go_to_their_own_account(trade: Trade) -> None:
    open_second_shop(trade)
    open_account(trade, "4010", "sales")
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    categorize(trade.owner, Categorize(items=("DRIVE",), category="DISKS"))
    here = str(one("SELECT l.code FROM places_company c JOIN places_location l ON l.id = c.default_location_id"))
    serve_at(trade, "DISKS", "NORTH", sales="4010")
    assert "4010" not in booked(trade.sell(*trade.receive()).posting_id)
    serve_at(trade, "DISKS", here, sales="4010")
    assert booked(trade.sell(*trade.receive()).posting_id)["4010"] == -10000
    assert serve_at(trade, "DISKS", here, sales=None).cleared == 1
    assert "4010" not in booked(trade.sell(*trade.receive()).posting_id)


def test_only_a_category_has_accounts_at_one_location_alone(trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    accounts = (Served(purpose="sales", account=None),)
    for scope, target, location, code in (
        ("item", "DRIVE", "NORTH", "not_by_location"),
        ("category", "DISKS", "SOUTH", "unknown_target"),
    ):
        with refused(code):
            save_account_rules(
                trade.owner, SaveAccountRules(scope=scope, target=target, location=location, accounts=accounts)
            )


def test_setting_counts_what_changed_and_leaves_other_purposes_alone(trade: Trade) -> None:
    open_account(trade, "4010", "sales")
    open_account(trade, "5010", "cost_of_goods_sold")
    first = serve(trade, "item", "DRIVE", sales="4010", cost_of_goods_sold="5010")
    again = serve(trade, "item", "DRIVE", sales="4010")
    cleared = serve(trade, "item", "DRIVE", sales=None, inventory=None)
    assert [(each.set, each.cleared) for each in (first, again, cleared)] == [(2, 0), (0, 0), (0, 1)]
    assert list(AccountRule.objects.exclude(scope="bin").values_list("purpose", flat=True)) == ["cost_of_goods_sold"]


def test_every_problem_of_the_rules_is_told_at_once(trade: Trade) -> None:
    served = (
        Served(purpose="luck", account=None),
        Served(purpose="payables", account="2000"),
        Served(purpose="inventory", account="4000"),
        Served(purpose="sales", account="4444"),
        Served(purpose="sales", account="4000"),
    )
    with refused(
        "bad_rules",
        ("luck", "bad_purpose"),
        ("payables", "not_by_item"),
        ("inventory", "wrong_purpose"),
        ("sales", "unknown_account"),
        ("sales", "purpose_twice"),
    ):
        save_account_rules(trade.owner, SaveAccountRules(scope="item", target="DRIVE", accounts=served))


@pytest.mark.parametrize(("scope", "target"), [("item", "NONE"), ("company", "X"), ("shelf", "A"), ("category", "")])
def test_rules_for_what_does_not_exist_are_refused(trade: Trade, scope: str, target: str) -> None:
    with refused("unknown_target"):
        serve(trade, scope, target, inventory=None)


def test_who_may_not_keep_books_sets_no_accounts(trade: Trade) -> None:
    buyer = Actor(9, "buyer", ROLES["buyer"])
    with refused("not_allowed"):
        save_account_rules(buyer, SaveAccountRules(scope="company", accounts=()))
    with refused("not_allowed"):
        save_account(buyer, SaveAccount(code="1", name="x", type="asset"))


def test_goods_in_stock_go_to_the_account_that_a_new_rule_gives_them(trade: Trade) -> None:
    open_second_shop(trade)
    open_account(trade, "1310")
    serials = trade.receive(quantity=3, amount_minor=1000)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, amount_minor=500)))
    paper = trade.draft("ST", to_bin="N1")
    trade.scan(paper, serials[0])
    trade.post(paper)
    done = serve(trade, "location", "NORTH", inventory="1310")
    assert booked(done.posting_id or 0) == {"1300": -334, "1310": 334}
    assert done.amount_minor == 334
    assert one("SELECT memo FROM money_entry WHERE posting_id = %s", done.posting_id) == (
        "Inventory account of location NORTH"
    )
    assert one("SELECT count(*) FROM stock_seal WHERE posting_id = %s", done.posting_id) == 1
    assert broken() == []
    serve(trade, "company", "", inventory="1310")
    assert standing("1300", "1310") == [0, 1500]
    serve(trade, "location", "NORTH", inventory=None)
    serve(trade, "company", "", inventory=None)
    assert standing("1300", "1310") == [1500, 0]
    assert broken() == []


def test_a_rule_that_changes_nothing_in_stock_books_nothing(trade: Trade) -> None:
    open_account(trade, "1310")
    open_account(trade, "4010", "sales")
    trade.receive()
    assert serve(trade, "item", "PHONE", inventory="1310").posting_id is None
    assert serve(trade, "item", "DRIVE", sales="4010").posting_id is None


def test_the_companys_account_is_not_given_up_for_a_discontinued_one(trade: Trade) -> None:
    open_account(trade, "1310")
    serve(trade, "company", "", inventory="1310")
    save_account(trade.owner, SaveAccount(code="1300", name="Old", purpose="inventory", discontinued=True))
    with refused("bad_rules", ("inventory", "account_discontinued")):
        serve(trade, "company", "", inventory=None)


def test_a_sale_from_before_a_change_is_reversed_to_where_its_goods_are_worth_now(trade: Trade) -> None:
    open_account(trade, "1310")
    open_account(trade, "4010", "sales")
    serials = trade.receive(quantity=2, amount_minor=2000)
    sold = trade.sell(*serials)
    serve(trade, "item", "DRIVE", inventory="1310", sales="4010")
    undone = undo(trade, sold)
    assert booked(undone.posting_id) == {"1100": -20000, "4000": 20000, "5000": -2000, "1310": 2000}
    assert standing("1300", "1310", "4010") == [0, 2000, 0]
    assert broken() == []


def test_a_receipt_from_before_a_change_is_reversed_from_where_its_goods_are_worth_now(trade: Trade) -> None:
    open_account(trade, "1310")
    received = trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, amount_minor=500)))
    serve(trade, "item", "CABLE", inventory="1310")
    assert booked(undo(trade, received).posting_id) == {"1310": -500, "2100": 500}
    assert broken() == []


def test_a_transfer_from_before_a_change_takes_the_value_back_though_it_booked_nothing(trade: Trade) -> None:
    open_second_shop(trade)
    open_account(trade, "1310")
    paper = trade.draft("ST", to_bin="N1")
    trade.scan(paper, *trade.receive(quantity=1, amount_minor=700))
    moved = trade.post(paper)
    assert booked(moved.posting_id) == {}
    serve(trade, "location", "NORTH", inventory="1310")
    assert standing("1300", "1310") == [0, 700]
    undo(trade, moved)
    assert standing("1300", "1310") == [700, 0]
    assert broken() == []


def test_a_rule_set_with_a_key_is_set_once(trade: Trade) -> None:
    open_account(trade, "1310")
    trade.receive()
    command = SaveAccountRules(scope="item", target="DRIVE", accounts=(Served(purpose="inventory", account="1310"),))
    first = save_account_rules(trade.owner, command, key="once")
    assert save_account_rules(trade.owner, command, key="once") == first
    assert one("SELECT count(*) FROM money_entry") == 2
