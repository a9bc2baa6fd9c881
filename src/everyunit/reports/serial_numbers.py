"""The Serial Numbers list: units by what is known of them, in pages by key, whatever there is (WHS-77)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.patience import at_most
from everyunit.fields.queries import FieldRow
from everyunit.places.queries import company_facts
from everyunit.reports.listed_units import NEWEST, SORTS, ListedUnit, facts, with_own
from everyunit.reports.unit_fields import (
    FIELDS,
    begins_a_number,
    compiled,
    fields_for,
    is_dated,
    shortcuts,
    value_by_value,
)
from everyunit.rules.conditions import EVERYTHING, Condition, Test, all_of, check, tests_of
from everyunit.rules.refusals import Refused
from everyunit.stock.many import MOST

PAGE = 50
FILE_BATCH = 2000
FEW = 5000  # so many units are looked at one by one
MANY = 20_000  # so many are put in order for each page; of more, the whole list is walked until a page is full
COUNTED = 10_000  # more are not counted
SMALL = 200_000  # in a stock of more units only a few are counted
REACH = "(SELECT coalesce(max(id) - min(id), 0) FROM stock_unit)"  # how many units there are, or some more
PATIENCE_S, COUNTING_S = 5, 1
TOO_SLOW = (
    "It would take too long to find these. Narrow the list by an item, a bin, a vendor, a customer, a document or the"
    " beginning of a number."
)
Key = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """What to list; empty values do not narrow. Items, bins and parties by code, `document` as in “SI 100000”.

    `serial` and `maker_serial` are beginnings of numbers. `vendor` is who the unit was bought from, `customer` who
    has it. `lot`: the beginning of its number; `warranty`: how it stands with ours. `document`: units that the document
    moved, or holds while it is a draft. Dates of entry include both ends.
    `where`: whatever else shall hold.
    """

    serial: str = ""
    maker_serial: str = ""
    item: str = ""
    bin: str = ""
    bin_type: str = ""
    vendor: str = ""
    customer: str = ""
    document: str = ""
    lot: str = ""
    warranty: str = ""
    entered_from: dt.date | None = None
    entered_to: dt.date | None = None
    where: Condition = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """A page of units, and the key to go on with; None where the list ends."""

    units: tuple[ListedUnit, ...]
    next_after: Key | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is sought, in SQL over `u`. `few`: they are no more than can be looked at one by one. `dated`: of certain
    days of entry. `among`: a query for those that can fit, where they are not too many. `walks`: conditions of which
    one must hold, each walked by an index in the order of entry. `more_than`: so many are known to fit, in a stock that
    is not small.
    """

    condition: sql.Fragment
    costs: bool
    few: bool
    dated: bool
    among: sql.Fragment | None = None
    walks: tuple[sql.Fragment, ...] = ()
    more_than: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many units fit and what they cost; None: not counted, for it would take too long. `more`: there are more
    than `count`, and their cost is not added up.
    """

    count: int | None
    more: bool
    cost_minor: int | None


def search_for(
    wanted: UnitFilter, *, costs: bool, own: Sequence[FieldRow] | None = None, digits: int | None = None
) -> Search:
    """Get ready to list units; `own`: the own fields, and `digits`: of the currency, where they are known already.

    Refused: `bad_document` where its name is not one, `bad_condition`, `too_slow`.
    """
    fields = fields_for(costs, own)
    if digits is None:
        company = company_facts()
        digits = company.currency_digits if company else 2
    whole = all_of([*_tests(wanted), wanted.where])
    check(whole, fields, digits)
    condition, dated = compiled(whole, fields, digits), is_dated(whole)
    ways = shortcuts(whole, fields, digits)
    for way in ways:
        ids = _only_few(way.ids)
        if ids is not None:
            among = sql.among("u.id", ids)
            both = sql.Fragment(f"{among.sql} AND {condition.sql}", [*among.params, *condition.params])
            return Search(condition=both, costs=costs, few=True, dated=dated)
    return Search(
        condition=condition,
        costs=costs,
        few=False,
        dated=dated,
        among=next((way.ids for way in ways if not way.walked and _not_too_many(way.ids)), None),
        walks=tuple(compiled(each, fields, digits) for each in value_by_value(whole, fields)),
        more_than=COUNTED if whole == EVERYTHING else FEW if any(way.exact for way in ways) else 0,
    )


def _only_few(query: sql.Fragment) -> list[int] | None:
    """The ids that the query finds; None where it finds many."""
    with at_most(PATIENCE_S, TOO_SLOW):
        sql.walk_indexes()
        found = sql.rows(f"{query.sql} LIMIT %s", [*query.params, FEW + 1])
    return None if len(found) > FEW else [unit_id for (unit_id,) in found]


def _not_too_many(query: sql.Fragment) -> bool:
    """Whether what the query finds can be put in order whenever a page of it is asked for."""
    with at_most(PATIENCE_S, TOO_SLOW):
        sql.walk_indexes()
        count = sql.scalar(f"SELECT count(*) FROM ({query.sql} LIMIT %s) found", [*query.params, MANY + 1])
    return int(count) <= MANY


def usual_sort(wanted: UnitFilter) -> str:
    """The order in which such a list is read: numbers with a certain beginning by number, else the newest first."""
    return "serial" if wanted.serial or begins_a_number(wanted.where) else NEWEST


def list_units(search: Search, *, sort: str = NEWEST, after: Key | None = None, limit: int = PAGE) -> UnitList:
    """Units that fit, in this order, behind the key `after`. Refused: `too_slow`."""
    key, falls = SORTS.get(sort, SORTS[NEWEST])
    by_entry = key == "u.id" and not search.dated and search.among is None
    conditions = search.walks if search.walks and by_entry else (search.condition,)
    if after is not None:
        sign = "<" if falls else ">"
        beyond = f"{key} {sign} %s"
        if search.dated and key == "u.id":
            last_read = "(SELECT x.entered_at, x.id FROM stock_unit x WHERE x.id = %s)"
            beyond = f"(u.entered_at, u.id) {sign} {last_read}"
        conditions = tuple(sql.Fragment(f"{each.sql} AND {beyond}", [*each.params, after]) for each in conditions)
    with at_most(PATIENCE_S, TOO_SLOW):
        found = facts(conditions, limit + 1, costs=search.costs, sort=sort, dated=search.dated, among=search.among)
    units = tuple(found[:limit])
    last = units[-1] if len(found) > limit else None
    return UnitList(units=units, next_after=None if last is None else last.unit_id if key == "u.id" else last.serial)


def every_unit(search: Search, sort: str = NEWEST) -> Iterator[ListedUnit]:
    """All units that fit, read in batches as they are asked for."""
    after: Key | None = None
    while True:
        page = list_units(search, sort=sort, after=after, limit=FILE_BATCH)
        yield from with_own(page.units)
        after = page.next_after
        if after is None:
            return


def count_units(search: Search, most: int | None) -> int:
    """How many units fit, no further than to `most`. Refused: `too_slow`."""
    condition = search.condition
    with at_most(PATIENCE_S, TOO_SLOW):
        return sql.count(f"SELECT 1 FROM stock_unit u WHERE {condition.sql}", condition.params, most)


def serials_of(search: Search) -> list[str]:
    """The serial numbers of all units that fit, in the order of entry. Refused: `too_many_units`, `too_slow`."""
    with at_most(PATIENCE_S, TOO_SLOW):
        found = sql.rows(
            f"SELECT u.serial FROM stock_unit u WHERE {search.condition.sql} ORDER BY u.id LIMIT %s",
            [*search.condition.params, MOST + 1],
        )
    if len(found) > MOST:
        raise Refused("too_many_units", f"More than {MOST:,} units fit. Narrow the list, and take the rest next.")
    return [serial for (serial,) in found]


def ids_of(search: Search) -> list[int]:
    """The ids of the units that fit, no more than are counted. Refused: `too_slow`."""
    with at_most(PATIENCE_S, TOO_SLOW):
        found = sql.rows(
            f"SELECT u.id FROM stock_unit u WHERE {search.condition.sql} LIMIT %s", [*search.condition.params, COUNTED]
        )
    return [unit_id for (unit_id,) in found]


def by_costs(wanted: UnitFilter) -> bool:
    """Whether it asks for what only those may see who may see costs."""
    return any(test.field in FIELDS and FIELDS[test.field].costs for test in tests_of(wanted.where))


def totals_of(search: Search, page: UnitList | None = None, *, whole: bool = False) -> Totals:
    """How many fit, counted as far as that is worth it, and what they cost. `whole`: the page is the first."""
    if page is not None and whole and page.next_after is None:
        costs = [unit.cost_minor for unit in page.units if unit.cost_minor is not None]
        return Totals(count=len(page.units), more=False, cost_minor=sum(costs) if search.costs else None)
    size = "0" if search.few else REACH
    try:
        with at_most(COUNTING_S, TOO_SLOW):
            reach, count, cost = sql.rows(
                f"SELECT {size}, count(*), sum(cost_minor) FROM (SELECT u.cost_minor FROM stock_unit u"
                f" WHERE {size} < {SMALL} AND {search.condition.sql} LIMIT %s) counted",
                [*search.condition.params, COUNTED + 1],
            )[0]
    except Refused:
        return Totals(count=None, more=False, cost_minor=None)
    if reach >= SMALL:
        return Totals(count=search.more_than or None, more=search.more_than > 0, cost_minor=None)
    if count > COUNTED:
        return Totals(count=COUNTED, more=True, cost_minor=None)
    return Totals(count=count, more=False, cost_minor=int(cost or 0) if search.costs else None)


def _tests(wanted: UnitFilter) -> Iterator[Test]:
    """The filter as tests of fields."""
    for field, operator, value in (
        ("serial", "begins", wanted.serial),
        ("maker_serial", "begins", wanted.maker_serial),
        ("item", "=", wanted.item),
        ("bin", "=", wanted.bin),
        ("bin_type", "=", wanted.bin_type),
        ("vendor", "=", wanted.vendor),
        ("customer", "=", wanted.customer),
        ("document", "=", _paper_named(wanted.document)),
        ("lot", "begins", wanted.lot),
        ("warranty", "=", wanted.warranty),
        ("entered", ">=", wanted.entered_from),
        ("entered", "<=", wanted.entered_to),
    ):
        if value:
            yield Test(field, operator, (str(value),))


def _paper_named(text: str) -> str:
    kind, _, number = text.strip().partition(" ")
    if text.strip() and not (kind and number.strip()):
        raise Refused("bad_document", f"“{text}” does not name a document. Write its kind and number: SI 100000.")
    return text.strip()
