"""The same key with the same command gives the same answer; with another command it is refused."""

import threading

import pytest
from django.db import connection
from tests.trade import Trade, assert_nothing_changed, in_bin, one, refused

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.rules.refusals import Refused


def test_a_posting_asked_for_twice_is_done_once_and_answered_twice(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    command = Post(document_id=paper.document_id)
    first = post(trade.owner, command, key="receipt-1")
    with assert_nothing_changed():
        assert post(trade.owner, command, key="receipt-1") == first
    assert one("SELECT count(*) FROM stock_posting") == 1


def test_the_answer_is_the_same_after_other_work(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    first = post(trade.owner, Post(document_id=paper.document_id), key="k")
    trade.sell("100000")
    trade.receive(quantity=5)
    with assert_nothing_changed():
        assert post(trade.owner, Post(document_id=paper.document_id), key="k") == first


def test_every_answer_survives_being_remembered(trade: Trade) -> None:
    def twice(verb, command):  # type: ignore[no-untyped-def]
        first = verb(trade.owner, command, key=verb.name)
        assert verb(trade.owner, command, key=verb.name) == first
        return first

    receipt = twice(draft, Draft(kind="PR", party="V1", lines=(NewLine(item="DRIVE", quantity=3),)))
    posted = twice(post, Post(document_id=receipt.document_id))
    sale = trade.draft("SI")
    twice(attach, Attach(document_id=sale.document_id, scans=("100000", "999999")))
    trade.post(sale)
    with pytest.raises(Refused):
        twice(reverse, Reverse(document_id=posted.document_id, reason="mistake"))


def test_a_draft_asked_for_twice_is_one_draft(trade: Trade) -> None:
    command = Draft(kind="SI", party="C1")
    assert draft(trade.owner, command, key="k").document_id == draft(trade.owner, command, key="k").document_id
    assert one("SELECT count(*) FROM documents_document") == 1


@pytest.mark.parametrize(
    "other", [Draft(kind="SI", party="C2"), Draft(kind="SI", party="C1", notes="x"), Draft(kind="CM", party="C1")]
)
def test_another_command_with_the_same_key_is_refused(trade: Trade, other: Draft) -> None:
    draft(trade.owner, Draft(kind="SI", party="C1"), key="k")
    with refused("key_reused"):
        draft(trade.owner, other, key="k")


def test_another_verb_with_the_same_key_is_refused(trade: Trade) -> None:
    paper = draft(trade.owner, Draft(kind="SI", party="C1"), key="k")
    with refused("key_reused"):
        post(trade.owner, Post(document_id=paper.document_id), key="k")


def test_another_person_may_use_the_same_key(trade: Trade) -> None:
    clerk = hire("till", "counter")
    first = draft(trade.owner, Draft(kind="SI", party="C1"), key="k")
    assert draft(clerk, Draft(kind="SI", party="C1"), key="k").document_id != first.document_id


def test_a_refused_command_leaves_its_key_free(trade: Trade) -> None:
    paper = trade.draft("SI")
    with refused("empty_document"):
        post(trade.owner, Post(document_id=paper.document_id), key="k")
    attach(trade.owner, Attach(document_id=paper.document_id, scans=(trade.receive()[0],)))
    assert post(trade.owner, Post(document_id=paper.document_id), key="k").units == 1


def test_a_command_that_was_only_tried_leaves_its_key_free(trade: Trade) -> None:
    with assert_nothing_changed():
        draft(trade.owner, Draft(kind="SI", party="C1"), key="k", dry_run=True)
    draft(trade.owner, Draft(kind="SI", party="C2"), key="k")


def test_who_lost_the_right_gets_no_answer_from_before(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    posted = post(trade.owner, Post(document_id=paper.document_id))
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"), key="k")
    demoted = Actor(trade.owner.user_id, "owner", frozenset())
    with refused("not_allowed"):
        reverse(demoted, Reverse(document_id=posted.document_id, reason="mistake"), key="k")


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
def test_a_key_that_cannot_be_kept_is_refused(trade: Trade, key: str) -> None:
    with refused("bad_key"):
        draft(trade.owner, Draft(kind="SI", party="C1"), key=key)


def at_once(*attempts: object) -> list[object]:
    """Carry the attempts out in threads that start together; what each gave, or how it was refused."""
    gate = threading.Barrier(len(attempts))
    results: list[object] = [None] * len(attempts)

    def run(index: int, attempt) -> None:  # type: ignore[no-untyped-def]
        try:
            gate.wait()
            results[index] = attempt()
        except Refused as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_request_twice_at_once_is_done_once(committed: Trade) -> None:
    paper = committed.draft("PR", NewLine(item="DRIVE", quantity=200))
    command = Post(document_id=paper.document_id)
    first, *others = at_once(*[lambda: post(committed.owner, command, key="k")] * 4)
    assert isinstance(first, Posted)
    assert others == [first] * 3
    assert one("SELECT count(*) FROM stock_unit") == 200


def test_a_document_posted_twice_at_once_without_a_key_is_posted_once(committed: Trade) -> None:
    paper = committed.draft("PR", NewLine(item="DRIVE", quantity=50))
    results = at_once(*[lambda: post(committed.owner, Post(document_id=paper.document_id))] * 3)
    assert sum(isinstance(result, Posted) for result in results) == 1
    assert [result.code for result in results if isinstance(result, Refused)] == ["already_posted"] * 2
    assert one("SELECT count(*) FROM stock_unit") == 50


def test_of_two_who_scan_the_same_unit_one_gets_it_and_the_other_hears_who_has_it(committed: Trade) -> None:
    (serial,) = committed.receive()
    papers = [committed.draft("SI") for _ in range(3)]
    results = at_once(*(lambda paper=paper: committed.scan(paper, serial) for paper in papers))
    entries = [result.entries[0] for result in results]  # type: ignore[attr-defined]
    winner = next(paper for paper, entry in zip(papers, entries, strict=True) if entry.action == "added")
    losers = [entry for entry in entries if entry.action == "skipped"]
    assert [(entry.code, entry.holder) for entry in losers] == [("held", f"SI {winner.number}")] * 2
    assert one("SELECT count(*) FROM stock_hold") == 1


def test_of_two_who_sell_the_last_cables_one_is_refused(committed: Trade) -> None:
    committed.post(committed.draft("PR", NewLine(item="CABLE", quantity=5)))
    papers = [committed.draft("SI", NewLine(item="CABLE", quantity=3)) for _ in range(3)]
    results = at_once(*(lambda paper=paper: committed.post(paper) for paper in papers))
    assert sum(isinstance(result, Posted) for result in results) == 1
    assert [result.code for result in results if isinstance(result, Refused)] == ["cannot_post"] * 2


def test_of_a_reversal_and_a_sale_at_once_one_wins(committed: Trade) -> None:
    receipt = committed.post(
        committed.draft("PR", NewLine(item="CABLE", quantity=5), NewLine(item="DRIVE", quantity=1))
    )
    paper = committed.draft("SI", NewLine(item="CABLE", quantity=5))
    results = at_once(
        lambda: committed.post(paper),
        lambda: reverse(committed.owner, Reverse(document_id=receipt.document_id, reason="mistake")),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert in_bin("CABLE", "MAIN") == 0
