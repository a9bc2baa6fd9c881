"""Profit: what was sold for how much, and what it cost, by item, customer, vendor, document, line or unit.

The figures are those of the journal: sales less sales returns, and the cost of goods sold, as each posting booked them.
Reversals, returns and exchanges count with the other sign. A cost that came after a sale counts with the sale of that
very unit. A posting counts on the day on which it happened, a reversal with what it undoes, while that is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Basis, Kind
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.pricing import WORTH
from everyunit.rules.money import divide_half_up
from everyunit.rules.refusals import Refused

PAGE = 50
FILE_BATCH = 1000
SALES = ("sales", "sales_returns")
COST = "cost_of_goods_sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitRow:
    """Of one item, customer, vendor, document, line or unit. `code` "": no vendor is known. `document_id`: of a
    document or line. `pieces`: sold less returned.
    """

    key: str
    code: str
    name: str
    pieces: int
    sales_minor: int
    cost_minor: int

    @property
    def profit_minor(self) -> int:
        return self.sales_minor - self.cost_minor

    @property
    def margin_per_mille(self) -> int | None:
        """Profit in thousandths of sales (SAL-132); None where nothing was earned."""
        return divide_half_up(self.profit_minor * 1000, self.sales_minor) if self.sales_minor > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitFilter:
    """`by`: one of GROUPS. Dates include both ends."""

    by: str
    date_from: dt.date | None = None
    date_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """How to group: the key (texts sort as texts, ids as numbers), and how a row is called."""

    key: str
    numeric: bool
    code: str
    name: str
    tables: str
    single_units: bool


GROUPS = {
    "item": _Group("i.code", False, "i.code", "i.name", "JOIN catalog_item i ON i.id = g.item_id", False),
    "customer": _Group("y.code", False, "y.code", "y.name", "JOIN parties_party y ON y.id = g.party_id", False),
    "vendor": _Group(
        "coalesce(v.code, '')",
        False,
        "coalesce(v.code, '')",
        "coalesce(v.name, '')",
        "LEFT JOIN stock_unit u ON u.id = g.unit_id LEFT JOIN stock_posting b ON b.id = u.generated_in_id"
        " LEFT JOIN documents_document bd ON bd.id = b.document_id"
        " LEFT JOIN parties_party v ON v.id = bd.party_id AND v.role = 'vendor'",
        True,
    ),
    "document": _Group(
        "d.id",
        True,
        "d.kind || ' ' || d.number",
        "coalesce(y.name, '')",
        "JOIN documents_document d ON d.id = g.document_id LEFT JOIN parties_party y ON y.id = d.party_id",
        False,
    ),
    "line": _Group(
        "l.id",
        True,
        "d.kind || ' ' || d.number || ' / ' || l.position",
        "i.name",
        "JOIN documents_line l ON l.id = g.line_id JOIN documents_document d ON d.id = g.document_id"
        " JOIN catalog_item i ON i.id = g.item_id",
        False,
    ),
    "unit": _Group(
        "u.id",
        True,
        "u.serial",
        "i.name",
        "JOIN stock_unit u ON u.id = g.unit_id JOIN catalog_item i ON i.id = g.item_id",
        True,
    ),
}


def profit(wanted: ProfitFilter, *, after: str | None = None, limit: int = PAGE) -> list[ProfitRow]:
    """The rows behind the key `after`, in the order of keys: codes, or ids. Refused: `bad_group`, `bad_key`."""
    found = _rows(wanted, after)
    return [_read(each) for each in sql.rows(f"{found.sql} LIMIT %s", [*found.params, limit])]


def every_profit(wanted: ProfitFilter) -> Iterator[ProfitRow]:
    """All rows, read in batches: a batch with an end has a plan that stays quick."""
    rows = profit(wanted, limit=FILE_BATCH)
    while rows:
        yield from rows
        rows = profit(wanted, after=rows[-1].key, limit=FILE_BATCH) if len(rows) == FILE_BATCH else []


def count_profit(wanted: ProfitFilter, most: int | None) -> int:
    """How many rows there are, no further than to `most`."""
    found = _rows(wanted, None)
    return sql.count(found.sql, found.params, most)


def _rows(wanted: ProfitFilter, after: str | None) -> sql.Fragment:
    group = group_of(wanted)
    facts = _facts(wanted, group.single_units)
    params: list[object] = [*facts.params]
    behind = ""
    if after is not None:
        behind = f"WHERE {group.key} > %s"
        params.append(_number(after) if group.numeric else after)
    return sql.Fragment(
        f"SELECT {group.key}, {group.code}, {group.name}, sum(g.pieces), sum(g.sales), sum(g.cost)"
        f" FROM ({facts.sql}) g {group.tables} {behind} GROUP BY 1, 2, 3 ORDER BY 1",
        params,
    )


def _read(row: sql.Row) -> ProfitRow:
    key, code, name, pieces, sales, cost = row
    return ProfitRow(
        key=str(key), code=code, name=name, pieces=int(pieces), sales_minor=int(sales), cost_minor=int(cost)
    )


def total_profit(wanted: ProfitFilter) -> ProfitRow:
    """The sum of everything in the period, however it is grouped. By unit, only what has units counts."""
    group_of(wanted)
    facts = _facts(wanted, single_units=False)
    only = " WHERE g.tracked = 1" if wanted.by == "unit" else ""
    found = sql.row(
        "SELECT coalesce(sum(g.pieces), 0), coalesce(sum(g.sales), 0), coalesce(sum(g.cost), 0)"
        f" FROM ({facts.sql}) g{only}",
        facts.params,
    )
    assert found is not None
    pieces, sales, cost = (int(each) for each in found)
    return ProfitRow(key="", code="", name="", pieces=pieces, sales_minor=sales, cost_minor=cost)


def profit_by_posting(wanted: ProfitFilter, key: str) -> sql.Fragment:
    """A table to select from: what each posting added to one row of the report, as (posting_id, sales, cost)."""
    group = group_of(wanted)
    facts = _facts(wanted, group.single_units)
    return sql.Fragment(
        f"(SELECT g.posting_id, sum(g.sales) AS sales, sum(g.cost) AS cost FROM ({facts.sql}) g {group.tables}"
        f" WHERE {group.key} = %s GROUP BY g.posting_id)",
        [*facts.params, _number(key) if group.numeric else key],
    )


def profit_of(wanted: ProfitFilter, key: str) -> ProfitRow | None:
    """One row of the report."""
    group = group_of(wanted)
    facts = _facts(wanted, group.single_units)
    found = sql.row(
        f"SELECT {group.code}, {group.name}, sum(g.pieces), sum(g.sales), sum(g.cost)"
        f" FROM ({facts.sql}) g {group.tables} WHERE {group.key} = %s GROUP BY 1, 2",
        [*facts.params, _number(key) if group.numeric else key],
    )
    if found is None:
        return None
    code, name, pieces, sales, cost = found
    return ProfitRow(key=key, code=code, name=name, pieces=int(pieces), sales_minor=int(sales), cost_minor=int(cost))


def group_of(wanted: ProfitFilter) -> _Group:
    group = GROUPS.get(wanted.by)
    if group is None:
        raise Refused("bad_group", f"Profit is told by {', '.join(GROUPS)}.")
    return group


def _number(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Refused("bad_key", "This page does not begin anywhere. Begin again with the first page.")
    return int(key)


def _facts(wanted: ProfitFilter, single_units: bool) -> sql.Fragment:
    """One row for each part of the profit: posting, document, line, item, party, unit (where they are told singly),
    pieces, sales, cost; `tracked` is 1 where the item has units.
    """
    parts = [_sales_of_lines(wanted, single_units), _cost_of_quantities(wanted), _late_costs(wanted)]
    parts.append(_sales_and_cost_of_units(wanted) if single_units else _cost_of_units(wanted))
    return sql.Fragment(
        " UNION ALL ".join(part.sql for part in parts), [value for part in parts for value in part.params]
    )


# Postings with their documents; a reversal has the other sign.
_POSTINGS = "stock_posting p JOIN documents_document d ON d.id = p.document_id"
_SIGN = "CASE WHEN p.reverses_id IS NULL THEN 1 ELSE -1 END"
_HAS_UNITS = "i.tracking IN ('serialized', 'auto_serialized')"


def _sales_of_lines(wanted: ProfitFilter, single_units: bool) -> sql.Fragment:
    """What lines were sold for, or credited at; those of units only where units are not told singly."""
    within = _period(wanted)
    factor = _factor_of(SALES, Basis.PRICE)
    narrowed = f" AND NOT ({_HAS_UNITS})" if single_units else ""
    return sql.Fragment(
        "SELECT p.id AS posting_id, d.id AS document_id, l.id AS line_id, l.item_id, d.party_id,"
        " CAST(NULL AS bigint) AS unit_id,"
        f" CASE WHEN {_HAS_UNITS} THEN 1 ELSE 0 END AS tracked, {_SIGN} * {factor} * abs(l.quantity) AS pieces,"
        f" {_SIGN} * {factor} * {WORTH} AS sales, 0 AS cost"
        f" FROM {_POSTINGS} JOIN documents_line l ON l.document_id = d.id JOIN catalog_item i ON i.id = l.item_id"
        f" WHERE d.kind IN ({_kinds_with(SALES, Basis.PRICE)}){narrowed}{within.sql}",
        within.params,
    )


def _cost_of_units(wanted: ProfitFilter) -> sql.Fragment:
    """What the units cost that left our stock or came back."""
    within = _period(wanted)
    return sql.Fragment(
        "SELECT p.id, d.id, m.line_id, l.item_id, d.party_id, CAST(NULL AS bigint), 1, 0, 0,"
        " CASE WHEN f.bin_type = 'stock' THEN 1 ELSE -1 END * m.cost_minor"
        f" FROM {_POSTINGS} JOIN stock_movement m ON m.posting_id = p.id JOIN documents_line l ON l.id = m.line_id"
        f" {_CROSSING} WHERE d.kind IN ({_kinds_with((COST,), Basis.VALUE)}) AND f.bin_type <> t.bin_type{within.sql}",
        within.params,
    )


_CROSSING = "JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"


def _cost_of_quantities(wanted: ProfitFilter) -> sql.Fragment:
    within = _period(wanted)
    return sql.Fragment(
        "SELECT p.id, d.id, m.line_id, m.item_id, d.party_id, CAST(NULL AS bigint), 0, 0, 0,"
        " CASE WHEN f.bin_type = 'stock' THEN 1 ELSE -1 END * m.value_minor"
        f" FROM {_POSTINGS} JOIN stock_quantitymovement m ON m.posting_id = p.id"
        f" {_CROSSING} WHERE d.kind IN ({_kinds_with((COST,), Basis.VALUE)}) AND f.bin_type <> t.bin_type{within.sql}",
        within.params,
    )


def _sales_and_cost_of_units(wanted: ProfitFilter) -> sql.Fragment:
    """Each unit's share of its line, and what it cost. The first units of a line take its odd cents, so that the
    shares sum to the line.
    """
    within = _period(wanted)
    factor = _factor_of(SALES, Basis.PRICE)
    return sql.Fragment(
        "SELECT s.posting_id, s.document_id, s.line_id, s.item_id, s.party_id, s.unit_id, 1, s.sign,"
        " s.sign * (s.amount / s.size + CASE WHEN s.nth <= s.amount - s.amount / s.size * s.size THEN 1 ELSE 0 END),"
        " s.cost FROM ("
        "SELECT p.id AS posting_id, d.id AS document_id, m.line_id, l.item_id, d.party_id, m.unit_id,"
        f" {_SIGN} * {factor} AS sign, {WORTH} AS amount, abs(l.quantity) AS size,"
        " row_number() OVER (PARTITION BY m.posting_id, m.line_id ORDER BY m.unit_id) AS nth,"
        " CASE WHEN f.bin_type = 'stock' THEN 1 ELSE -1 END * m.cost_minor AS cost"
        f" FROM {_POSTINGS} JOIN stock_movement m ON m.posting_id = p.id JOIN documents_line l ON l.id = m.line_id"
        f" {_CROSSING} WHERE d.kind IN ({_kinds_with(SALES, Basis.PRICE)}) AND f.bin_type <> t.bin_type{within.sql}) s",
        within.params,
    )


def _late_costs(wanted: ProfitFilter) -> sql.Fragment:
    """Costs that reached units which were sold by then: they belong to the line and customer of that sale."""
    within = _period(wanted)
    sale = (
        "SELECT max(o.step) FROM stock_movement o JOIN places_bin f ON f.id = o.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = o.to_bin_id AND t.bin_type = 'out'"
        " WHERE o.unit_id = c.unit_id AND o.home = c.home AND o.step <= c.step"
    )
    return sql.Fragment(
        "SELECT p.id, sd.id, m.line_id, l.item_id, sd.party_id, c.unit_id, 1, 0, 0, c.new_minor - c.old_minor"
        f" FROM {_POSTINGS} JOIN stock_costchange c ON c.posting_id = p.id"
        " JOIN stock_movement n ON n.unit_id = c.unit_id AND n.home = c.home AND n.step = c.step"
        " JOIN places_bin b ON b.id = n.to_bin_id AND b.bin_type = 'out'"
        " JOIN stock_posting np ON np.id = n.posting_id JOIN documents_document nd ON nd.id = np.document_id"
        " JOIN parties_party now ON now.id = nd.party_id AND now.role = 'customer'"
        f" JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.step = ({sale})"
        " JOIN documents_line l ON l.id = m.line_id JOIN documents_document sd ON sd.id = l.document_id"
        f" WHERE d.kind IN ({_kinds_with((COST,), Basis.AFTER_SALE)}){within.sql}",
        within.params,
    )


def _kinds_with(accounts: Sequence[str], basis: Basis) -> str:
    """The kinds whose lines book this, on their own row or their mirror's, for SQL."""
    chosen = [
        kind.code for kind in KINDS.values() if any(_books(row_for(kind, sign), accounts, basis) for sign in (1, -1))
    ]
    return ", ".join(f"'{code}'" for code in chosen)


def _factor_of(accounts: Sequence[str], basis: Basis) -> str:
    """An expression: +1 where the line books to the credit of these accounts, -1 to the debit, by kind and sign."""
    cases = [
        f"WHEN d.kind = '{kind.code}' AND l.quantity {'>=' if sign > 0 else '<'} 0 THEN {-booked}"
        for kind in KINDS.values()
        for sign in (1, -1)
        if (booked := _books(row_for(kind, sign), accounts, basis))
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END"


def _books(row: Kind, accounts: Sequence[str], basis: Basis) -> int:
    return sum(booking.sign for booking in row.books if booking.account in accounts and booking.basis is basis)


def _period(wanted: ProfitFilter) -> sql.Fragment:
    """A condition that follows others."""
    conditions, params = "", []
    for sign, date in ((">=", wanted.date_from), ("<=", wanted.date_to)):
        if date is not None:
            conditions += f" AND p.date {sign} %s"
            params.append(date)
    return sql.Fragment(conditions, params)
