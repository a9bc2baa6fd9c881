"""Entries by hand: balanced, sealed, never on inventory, and corrected by their opposite."""

import datetime as dt
from dataclasses import replace

import pytest
from tests.conftest import unguarded
from tests.trade import Trade, assert_nothing_changed, begin, refused

from everyunit.base import clock, sql
from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.enter import MONEY_LIMIT, EnterManually, ManualLine, enter
from everyunit.exchange.journal_export import journal_text
from everyunit.money.queries import JournalFilter, entry_by_id, journal_page, trial_balance
from everyunit.people.tokens import actor_named
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


def payment(amount: int = 20000, **changes: object) -> EnterManually:
    lines = (ManualLine(account="1000", amount_minor=amount), ManualLine(account="1100", amount_minor=-amount))
    return replace(EnterManually(text="Paid in cash", lines=lines), **changes)  # type: ignore[arg-type]


def lines(*amounts: tuple[str, int]) -> EnterManually:
    return payment(lines=tuple(ManualLine(account=code, amount_minor=minor) for code, minor in amounts))


def standing() -> dict[str, int]:
    return {each.purpose: each.balance_minor for each in trial_balance().accounts}


def test_a_payment_moves_what_is_owed_to_cash(trade: Trade) -> None:
    trade.sell(*trade.receive(quantity=2))
    made = enter(trade.owner, payment())
    assert made.total_minor == 20000
    assert (standing()["cash"], standing()["receivables"]) == (20000, 0)
    entry = entry_by_id(made.posting_id)
    assert entry is not None
    assert (entry.memo, entry.document, entry.document_id, entry.booked_by) == ("Paid in cash", "", None, "owner")
    assert {line.account: line.amount_minor for line in entry.lines} == {"1000": 20000, "1100": -20000}
    assert verify().sound


def test_it_belongs_to_the_day_that_it_says(trade: Trade) -> None:
    with clock.at(dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)):
        made = enter(trade.owner, payment(date=dt.date(2026, 2, 28)))
        today = enter(trade.owner, payment())
    assert (made.date, today.date) == (dt.date(2026, 2, 28), dt.date(2026, 3, 20))
    assert trial_balance(dt.date(2026, 2, 27)).debit_minor == 0
    assert trial_balance(dt.date(2026, 2, 28)).debit_minor == 20000
    assert trial_balance(dt.date(2026, 3, 20)).debit_minor == 40000
    february = JournalFilter(date_from=dt.date(2026, 2, 1), date_to=dt.date(2026, 2, 28))
    assert [each.posting_id for each in journal_page(february)] == [made.posting_id]
    assert '2026-02-28 * "Paid in cash"\n' in "".join(journal_text("beancount", JournalFilter()))


def test_amounts_for_one_account_are_summed(trade: Trade) -> None:
    """WHS-221."""
    made = enter(trade.owner, lines(("1000", 300), ("1000", 200), ("1100", -500)))
    entry = entry_by_id(made.posting_id)
    assert entry is not None
    assert [(line.account, line.amount_minor) for line in entry.lines] == [("1000", 500), ("1100", -500)]


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ((("1000", 10000), ("1100", -9000)), "Debits are 100.00, credits 90.00: 10.00 is still to be credited."),
        ((("1000", 1), ("1100", -9000)), "Debits are 0.01, credits 90.00: 89.99 is still to be debited."),
        ((("1000", 500),), "Debits are 5.00, credits 0.00: 5.00 is still to be credited."),
    ],
)
def test_what_does_not_balance_is_refused_with_the_difference(
    trade: Trade, amounts: tuple[tuple[str, int], ...], told: str
) -> None:
    with assert_nothing_changed(), pytest.raises(Refused) as caught:
        enter(trade.owner, lines(*amounts))
    assert (caught.value.code, caught.value.message) == ("unbalanced", told)


def test_inventory_is_booked_by_documents_alone(trade: Trade) -> None:
    """WHS-223, stricter: stock = ledger must hold."""
    trade.receive()
    with refused(
        "inventory_is_booked_by_documents",
        ("Line 1", "inventory_is_booked_by_documents"),
        ("Line 3", "inventory_is_booked_by_documents"),
    ):
        enter(trade.owner, lines(("1300", 100), ("2000", -100), ("1300", 0)))


@pytest.mark.parametrize("amounts", [(), (("1000", 0), ("1100", 0)), (("1000", 5), ("1000", -5))])
def test_an_entry_that_books_nothing_is_refused(trade: Trade, amounts: tuple[tuple[str, int], ...]) -> None:
    with refused("empty_entry"):
        enter(trade.owner, lines(*amounts))


def test_everything_that_is_wrong_is_told_at_once(trade: Trade) -> None:
    with refused(
        "bad_entry",
        ("text", "text_missing"),
        ("date", "bad_date"),
        ("Line 1", "unknown_account"),
        ("Line 2", "bad_amount"),
    ):
        enter(
            trade.owner,
            payment(
                text="  ",
                date=dt.date(1, 1, 1),
                lines=(
                    ManualLine(account="nowhere", amount_minor=1),
                    ManualLine(account="1000", amount_minor=-MONEY_LIMIT - 1),
                ),
            ),
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "x" * 201}, "too_long"),
        ({"lines": (ManualLine(account="1000", amount_minor=0),) * 501}, "too_many_lines"),
    ],
)
def test_there_are_limits(trade: Trade, changes: dict[str, object], code: str) -> None:
    with refused("bad_entry", ({"text": "text"}.get(next(iter(changes)), "lines"), code)):
        enter(trade.owner, payment(**changes))


@pytest.mark.parametrize("role", ["buyer", "goods_in", "counter", "viewer"])
def test_who_does_not_keep_the_books_may_not(trade: Trade, role: str) -> None:
    hire("somebody", role, "test-only-password")
    with refused("not_allowed"):
        enter(actor_named("somebody"), payment())


def test_a_bookkeeper_may(trade: Trade) -> None:
    hire("books", "bookkeeper", "test-only-password")
    assert enter(actor_named("books"), payment()).total_minor == 20000


def test_the_same_key_books_once(owner: Actor) -> None:
    first = enter(owner, payment(), key="payment-1")
    with assert_nothing_changed():
        assert enter(owner, payment(), key="payment-1") == first
    with refused("key_reused"):
        enter(owner, payment(1), key="payment-1")


def test_trying_keeps_nothing(owner: Actor) -> None:
    with assert_nothing_changed():
        enter(owner, payment(), dry_run=True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE money_entry SET memo = 'x'",
        "UPDATE money_entry SET date = '2001-01-01'",
        "UPDATE money_entry SET date = NULL",
        "UPDATE money_entryline SET amount_minor = amount_minor * 2",
        "DELETE FROM money_entryline",
    ],
)
def test_it_is_sealed(db: None, change: str) -> None:
    enter(begin().owner, payment())
    assert verify().sound
    with unguarded():
        assert sql.execute(change) > 0
    assert [truth.name for truth in verify().truths if truth.broken] == ["nothing that was posted has been altered"]


def test_the_opposite_undoes_it(trade: Trade) -> None:
    enter(trade.owner, payment())
    enter(trade.owner, payment(-20000))
    assert trial_balance().debit_minor == 0
    assert verify().sound
