"""Goods on their way from one location to another: requested, in transit, arrived."""

import pytest
from tests.papers import close_to, commit_to, held, status_of, turn, undo
from tests.trade import Trade, assert_nothing_changed, bin_of, entry, fates, holds, in_bin, one, refused, valued

from everyunit.books.save_account_rules import SaveAccountRules, Served, save_account_rules
from everyunit.company.found import hire
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.following import left_on
from everyunit.documents.header import Header
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.documents.on_orders import on_orders
from everyunit.documents.pick import Pick, pick
from everyunit.documents.queries import document_by_id
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.send import Send, send
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location


@pytest.fixture(autouse=True)
def branch(trade: Trade) -> None:
    """Location BRANCH, where goods arrive in SHELF, and spare ones lie in ATTIC."""
    save_location(trade.owner, SaveLocation(code="BRANCH", name="Branch"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", location="BRANCH", default_for=("receiving",)))
    save_bin(trade.owner, SaveBin(code="ATTIC", name="Attic", location="BRANCH"))


def request(trade: Trade, *lines: NewLine, **header: object) -> DraftSaved:
    return trade.draft("TO", *lines, **{"header": Header(destination="BRANCH"), **header})


# --- a request ---


def test_what_needs_no_scan_is_sent_at_once_and_the_rest_is_scanned(trade: Trade) -> None:
    drives = [*trade.receive(quantity=1), *trade.receive("PHONE", 2)]
    trade.receive("CABLE", 5)
    goods = (NewLine(item="DRIVE", quantity=1), NewLine(item="PHONE", quantity=2), NewLine(item="CABLE", quantity=3))
    paper = request(trade, *goods)
    sent = send(trade.owner, Send(document_id=paper.document_id))
    assert (sent.sent, sent.to_scan, in_bin("CABLE", "TRANSIT"), held()) == (5, 1, 3, 5)
    with refused("scan_the_units", ("Line 1 (DRIVE)", "scan_the_units")):
        send(trade.owner, Send(document_id=paper.document_id))
    trade.scan(paper, drives[0])
    with refused("nothing_to_send"):
        send(trade.owner, Send(document_id=paper.document_id))
    arrival = turn(trade, paper, "ST")
    with refused("nothing_to_send"):
        send(trade.owner, Send(document_id=paper.document_id))
    trade.post(arrival)
    assert status_of(paper) == "closed"


def test_what_is_not_there_is_not_sent_and_nothing_is(trade: Trade) -> None:
    trade.receive("PHONE", 1)
    trade.receive("CABLE", 5)
    paper = request(trade, NewLine(item="CABLE", quantity=5), NewLine(item="PHONE", quantity=2))
    with refused("negative_stock"):
        send(trade.owner, Send(document_id=paper.document_id))
    sale = trade.draft("SO", NewLine(item="CABLE", quantity=1))
    with refused("not_a_transfer_order"):
        send(trade.owner, Send(document_id=sale.document_id))


def test_a_request_moves_and_holds_nothing(trade: Trade) -> None:
    trade.receive(quantity=2)
    paper = request(trade, NewLine(item="DRIVE", quantity=2))
    assert (held(), in_bin("DRIVE", "MAIN"), status_of(paper)) == (0, 2, "open")
    assert on_orders([int(str(one("SELECT id FROM catalog_item WHERE code = 'DRIVE'")))]) == {}


def test_it_goes_to_a_location_that_there_is_and_to_another_one(trade: Trade) -> None:
    for code, why in (("NOWHERE", "unknown_location"), ("HQ", "same_location")):
        with refused("bad_header", ("destination", why)):
            trade.draft("TO", header=Header(destination=code))
    with refused("bad_header", ("destination", "no_destination_here")):
        trade.draft("SI", header=Header(destination="BRANCH"))


def test_a_request_is_closed_when_nobody_wants_it_any_more(trade: Trade) -> None:
    paper = request(trade, NewLine(item="DRIVE", quantity=2))
    with refused("no_quote"):
        close_to(trade, paper, "cancelled")
    close_to(trade, paper)
    assert status_of(paper) == "closed"


# --- in transit ---


def test_what_is_scanned_is_on_its_way(trade: Trade) -> None:
    first, second, third = trade.receive(quantity=3, amount_minor=1000)
    paper = request(trade, NewLine(item="DRIVE", quantity=3))
    before = int(str(one("SELECT max(id) FROM stock_posting")))
    trade.scan(paper, first, second)
    assert [bin_of(each) for each in (first, second, third)] == ["TRANSIT", "TRANSIT", "MAIN"]
    assert holds() == {first: f"TO {paper.number}", second: f"TO {paper.number}"}
    assert one("SELECT count(*) FROM stock_posting WHERE id > %s", before) == 1
    assert one("SELECT count(*) FROM money_entry e WHERE e.posting_id > %s", before) == 0
    assert valued("DRIVE") == (3, 1000)
    ((place, away),) = on_orders([int(str(one("SELECT id FROM catalog_item WHERE code = 'DRIVE'")))]).items()
    assert (place[1], away.away) == (one("SELECT id FROM places_location WHERE code = 'HQ'"), 2)


def test_phones_pick_themselves_and_cables_are_committed_by_number(trade: Trade) -> None:
    trade.receive("PHONE", quantity=2)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="PHONE", quantity=2), NewLine(item="CABLE", quantity=5))
    pick(trade.owner, Pick(document_id=paper.document_id))
    commit_to(trade, paper, 5, line=1)
    assert (in_bin("PHONE", "TRANSIT"), in_bin("CABLE", "TRANSIT"), in_bin("CABLE", "MAIN")) == (2, 5, 4)


def test_pieces_whose_arrival_is_undone_are_on_their_way_with_the_order_again(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="CABLE", quantity=4))
    commit_to(trade, paper, 4)
    arrival = turn(trade, paper, "ST")
    trade.post(arrival)
    assert (status_of(paper), held()) == ("closed", 0)
    undo(trade, arrival)
    assert (status_of(paper), held(), in_bin("CABLE", "TRANSIT")) == ("open", 4, 4)
    trade.post(turn(trade, paper, "ST"))
    assert (held(), in_bin("CABLE", "TRANSIT"), in_bin("CABLE", "SHELF")) == (0, 0, 4)


def test_only_what_is_at_the_location_leaves_it(trade: Trade) -> None:
    (serial,) = trade.receive()
    transfer = trade.draft("ST", to_bin="ATTIC")
    trade.scan(transfer, serial)
    trade.post(transfer)
    assert fates(trade.scan(request(trade), serial)) == [(serial, "skipped", "other_location")]
    paper = request(trade, NewLine(item="CABLE", quantity=1, from_bin="ATTIC"))
    with refused("other_location"):
        commit_to(trade, paper, 1)


def test_a_location_without_a_transit_bin_of_its_own_says_so(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9), location="BRANCH"))
    paper = trade.draft("TO", NewLine(item="CABLE", quantity=5), location="BRANCH", header=Header(destination="HQ"))
    with refused("no_transit_bin"):
        commit_to(trade, paper, 5)
    save_bin(trade.owner, SaveBin(code="VAN", name="The van", location="BRANCH", default_for=("transit",)))
    commit_to(trade, paper, 5)
    assert in_bin("CABLE", "VAN") == 5


def test_what_is_taken_off_again_is_back(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = request(trade)
    trade.scan(paper, *serials)
    with refused("still_out", ("Line 1 (DRIVE)", "still_out")):
        close_to(trade, paper)
    detach(trade.owner, Detach(document_id=paper.document_id, scans=tuple(serials)))
    assert (in_bin("DRIVE", "MAIN"), held()) == (2, 0)


def test_a_sold_unit_and_one_that_an_order_holds_do_not_travel(trade: Trade) -> None:
    sold, promised = trade.receive(quantity=2)
    trade.sell(sold)
    trade.scan(trade.draft("SO"), promised)
    scanned = trade.scan(request(trade), sold, promised)
    assert fates(scanned) == [(sold, "skipped", "wrong_bin"), (promised, "skipped", "held")]


# --- arrived ---


def test_what_arrives_goes_into_the_receiving_bin_there_and_the_order_closes(trade: Trade) -> None:
    serials = trade.receive(quantity=2, amount_minor=1000)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=4))
    trade.scan(paper, *serials)
    commit_to(trade, paper, 4, line=1)
    arrival = turn(trade, paper, "ST")
    assert [line.quantity for line in arrival.lines] == [2, 4]
    trade.post(arrival)
    assert (in_bin("DRIVE", "SHELF"), in_bin("CABLE", "SHELF"), in_bin("CABLE", "TRANSIT")) == (2, 4, 0)
    assert (status_of(paper), held(), valued("DRIVE")) == ("closed", 0, (2, 1000))


def test_nothing_arrives_in_a_bin_of_another_location(trade: Trade) -> None:
    (unit,) = trade.receive()
    save_location(trade.owner, SaveLocation(code="BARE", name="Without bins yet"))
    paper = trade.draft("TO", header=Header(destination="BARE"))
    trade.scan(paper, unit)
    arrival = turn(trade, paper, "ST")
    with refused("cannot_post", ("Line 1 (DRIVE)", "not_there")):
        trade.post(arrival)
    assert bin_of(unit) == "TRANSIT"


def test_a_part_arrives_and_the_rest_stays_on_the_way(trade: Trade) -> None:
    first, second = trade.receive(quantity=2)
    paper = request(trade, NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, first, second)
    arrival = turn(trade, paper, "ST")
    detach(trade.owner, Detach(document_id=arrival.document_id, scans=(first,)))
    trade.post(arrival)
    assert (bin_of(first), bin_of(second), status_of(paper)) == ("TRANSIT", "SHELF", "open")
    assert holds() == {first: f"TO {paper.number}"}
    trade.post(turn(trade, paper, "ST"))
    assert (bin_of(first), status_of(paper)) == ("SHELF", "closed")


def test_lines_and_papers_may_name_another_bin_there(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="CABLE", quantity=4, to_bin="ATTIC"), NewLine(item="CABLE", quantity=3))
    commit_to(trade, paper, 4)
    commit_to(trade, paper, 3, line=1)
    trade.post(turn(trade, paper, "ST"))
    assert (in_bin("CABLE", "ATTIC"), in_bin("CABLE", "SHELF")) == (4, 3)


def test_the_value_moves_between_the_accounts_when_the_goods_arrive(trade: Trade) -> None:
    save_account(trade.owner, SaveAccount(code="1310", name="Stock of the branch", type="asset", purpose="inventory"))
    save_account_rules(
        trade.owner,
        SaveAccountRules(scope="location", target="BRANCH", accounts=(Served(purpose="inventory", account="1310"),)),
    )
    serials = trade.receive(quantity=2, amount_minor=1000)
    paper = request(trade)
    trade.scan(paper, *serials)
    assert one("SELECT count(*) FROM money_entry") == 1  # the receipt
    posted = trade.post(turn(trade, paper, "ST"))
    assert entry(posted.posting_id) == {"inventory": 0}
    booked = "SELECT sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
    assert one(f"{booked} WHERE a.code = '1310'") == 1000
    undo(trade, posted)
    assert (one(f"{booked} WHERE a.code = '1310'"), status_of(paper)) == (0, "open")
    assert (in_bin("DRIVE", "TRANSIT"), held()) == (2, 2)


def test_what_goes_to_several_places_does_not_arrive_on_one_paper(trade: Trade) -> None:
    save_location(trade.owner, SaveLocation(code="OUTLET", name="Outlet"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    here = request(trade, NewLine(item="CABLE", quantity=1))
    there = request(trade, NewLine(item="CABLE", quantity=1), header=Header(destination="OUTLET"))
    with refused("other_terms", (f"Transfer order {there.number}", "other_terms")):
        turn(trade, here, "ST", there)


def test_only_what_is_on_the_way_is_offered_to_arrive(trade: Trade) -> None:
    first, _ = trade.receive(quantity=2)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=4))
    with refused("nothing_outstanding"):
        turn(trade, paper, "ST")
    trade.scan(paper, first)
    row = document_by_id(paper.document_id)
    assert row is not None
    assert [(line.item, line.left) for line in left_on(row, KINDS["ST"]).lines] == [("DRIVE", 1)]
    arrival = turn(trade, paper, "ST")
    assert [(line.item, line.quantity) for line in arrival.lines] == [("DRIVE", 1)]


def test_a_barcode_counts_no_more_than_is_on_the_way(trade: Trade) -> None:
    trade.receive("PHONE", 2)
    paper = request(trade, NewLine(item="PHONE", quantity=2))
    commit_to(trade, paper, 1)
    arrival = turn(trade, paper, "ST")
    assert fates(trade.scan(arrival, "PHONE")) == [("PHONE", "skipped", "exceeds")]


def test_what_never_left_does_not_arrive_and_is_named(trade: Trade) -> None:
    sent, stays = trade.receive(quantity=2)
    trade.receive("PHONE", 2)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, sent)
    arrival = turn(trade, paper, "ST")
    scanned = trade.scan(arrival, stays)
    assert fates(scanned) == [(stays, "skipped", "never_left")]
    more = (NewLine(item="CABLE", quantity=1), NewLine(item="PHONE", quantity=1))
    revise(trade.owner, Revise(document_id=arrival.document_id, add=more))
    pick(trade.owner, Pick(document_id=arrival.document_id))
    (phone,) = (serial for serial, paper in holds().items() if paper.startswith("ST") and serial != sent)
    with refused("cannot_post", (phone, "never_left"), ("Line 2 (CABLE)", "never_left")):
        trade.post(arrival)
    assert bin_of(sent) == "TRANSIT"


def test_no_more_arrives_than_was_requested(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=9)))
    paper = request(trade, NewLine(item="CABLE", quantity=4))
    commit_to(trade, paper, 4)
    arrival = turn(trade, paper, "ST")
    change = LineChange(line_id=arrival.lines[0].line_id, quantity=5)
    revise(trade.owner, Revise(document_id=arrival.document_id, change=(change,)))
    with refused("cannot_post", ("CABLE", "too_few"), ("CABLE", "over_received")):
        trade.post(arrival)


def test_a_plain_transfer_goes_to_another_location_only_with_the_right_to_cross(trade: Trade) -> None:
    here = str(one("SELECT code FROM places_location ORDER BY id LIMIT 1"))
    save_location(trade.owner, SaveLocation(code="YARD", name="Yard behind", parent=here))
    save_bin(trade.owner, SaveBin(code="Y-1", name="Yard", location="YARD"))
    first, second = trade.receive("DRIVE", 2)
    trade.receive("CABLE", 3)
    clerk = Trade(hire("gus", "goods_in"))
    paper = clerk.draft("ST", NewLine(item="CABLE", quantity=3), to_bin="SHELF")
    clerk.scan(paper, first)
    wrong = (("Line 2 (DRIVE)", "use_transfer_order"), ("Line 1 (CABLE)", "use_transfer_order"))
    with assert_nothing_changed(), refused("cannot_post", *wrong):
        clerk.post(paper)
    near = clerk.draft("ST", to_bin="Y-1")
    clerk.scan(near, second)
    clerk.post(near)
    trade.post(paper)
    assert (bin_of(first), bin_of(second), in_bin("CABLE", "SHELF")) == ("SHELF", "Y-1", 3)
