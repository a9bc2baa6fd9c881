"""The books of the program beside those of the oracle: all of them, to the last unit and cent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from everyunit.base import sql
from everyunit.proving.oracle.drafts import shown
from everyunit.proving.oracle.state import State

UNITS = (
    "SELECT u.serial, i.code, b.code, u.step, u.cost_minor, u.maker_serial, u.note FROM stock_unit u"
    " JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
)
HOLDS = (
    "SELECT u.serial, d.kind || ' ' || d.number, l.position FROM stock_hold h"
    " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
    " JOIN documents_line l ON l.id = h.line_id JOIN documents_document d ON d.id = l.document_id"
)
BALANCES = (
    "SELECT i.code, b.code, s.quantity FROM stock_balance s JOIN catalog_item i ON i.id = s.item_id"
    " JOIN places_bin b ON b.id = s.bin_id WHERE s.quantity <> 0"
)
WORTH = (
    "SELECT i.code, v.quantity, v.value_minor FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
    " WHERE v.quantity <> 0"
)
JOURNAL = (
    "SELECT a.purpose, sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
    " GROUP BY a.purpose HAVING sum(l.amount_minor) <> 0"
)
LINES = (
    "SELECT d.kind || ' ' || d.number, d.status, l.position, i.code, l.quantity, l.attached, l.price_minor"
    " FROM documents_document d LEFT JOIN documents_line l ON l.document_id = d.id"
    " LEFT JOIN catalog_item i ON i.id = l.item_id"
)
NUMBERS = "SELECT scope, next_number FROM base_series WHERE scope <> 'unit_id' AND next_number <> 100000"
POSTINGS = "SELECT count(*), count(reverses_id) FROM stock_posting"


def differences(state: State) -> list[tuple[str, str, str]]:
    """(what, as the oracle has it, as the program has it) wherever they differ."""
    pairs = (
        ("units", UNITS, _units(state)),
        ("holds", HOLDS, _holds(state)),
        ("balances", BALANCES, [(*key, count) for key, count in state.balances.items() if count]),
        ("worth", WORTH, [(item, *worth) for item, worth in state.worth.items() if worth[0]]),
        ("journal", JOURNAL, [(account, amount) for account, amount in state.journal.items() if amount]),
        ("lines", LINES, _lines(state)),
        ("numbers", NUMBERS, [(scope, 100_000 + taken) for scope, taken in state.next_number.items() if taken]),
        ("postings", POSTINGS, _postings(state)),
    )
    found = []
    for name, statement, rows in pairs:
        expected, got = _sorted(rows), _sorted(sql.rows(statement))
        if expected != got:
            only_expected = [row for row in expected if row not in got]
            only_got = [row for row in got if row not in expected]
            found.append((name, str(only_expected[:10]), str(only_got[:10])))
    return found


def _sorted(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """In one order, and with sums as whole numbers: PostgreSQL answers decimals."""
    whole = [tuple(int(value) if isinstance(value, Decimal) else value for value in row) for row in rows]
    return sorted(whole, key=repr)


def _units(state: State) -> list[tuple[object, ...]]:
    return [
        (unit.serial, unit.item, unit.bin, len(unit.steps), unit.cost, unit.maker, unit.note)
        for unit in state.units.values()
    ]


def _holds(state: State) -> list[tuple[object, ...]]:
    return [
        (serial, state.papers[state.rows[row]].name, state.row(row).position) for serial, row in state.holds.items()
    ]


def _lines(state: State) -> list[tuple[object, ...]]:
    listed: list[tuple[object, ...]] = []
    for paper in state.papers.values():
        status = "posted" if paper.posted else "draft"
        for position, item, _, quantity, attached, _, price, _ in shown(state, paper):
            listed.append((paper.name, status, position, item, quantity, attached, price))
        if not paper.rows:
            listed.append((paper.name, status, None, None, None, None, None))
    return listed


def _postings(state: State) -> list[tuple[object, ...]]:
    return [(len(state.postings), sum(posting.reverses is not None for posting in state.postings.values()))]
