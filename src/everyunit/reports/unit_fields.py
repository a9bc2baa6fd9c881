"""What may be asked of a unit, and what that is in SQL over `stock_unit u` (WHS-83, WHS-84)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from everyunit.base import clock, sql
from everyunit.catalog.models import Tracking
from everyunit.documents.pricing import WORTH
from everyunit.fields.queries import WHOLE, FieldRow, own_fields
from everyunit.places.models import BinType, StockType
from everyunit.reports.unit_past import (
    BORN_BY,
    EVER_SOLD,
    OF_LOT,
    days_ago,
    days_in_stock,
    sold_to,
    vendor_warranty_until,
    warranty_until,
)
from everyunit.rules import conditions
from everyunit.rules.conditions import ALL, CHOICE, DATE, DECIMALS, MONEY, NUMBER, TEXT, Condition, Field, Group, Test
from everyunit.rules.own_fields import MEMO, compared_as
from everyunit.rules.warranty import NO_WARRANTY, STATES, days_of_states
from everyunit.stock.queries import NOTED, NUMBERED

TOP = "\U0010ffff"  # sorts behind every character that a number can have
HOLDS_NOT = {"!=": "=", "lacks": "contains", "empty": "filled"}  # the opposite of another operator
WALKED = 10  # so many values, and an index is walked for each
NARROWING = ("=", "in", "begins", "ends", "contains")
SINCE = (">", ">=", "between", "during")
WHOLE_NUMBER = 10**DECIMALS  # numbers are compared in parts of one
DOCUMENT = "d.kind || ' ' || d.number"

# IS TRUE keeps PostgreSQL from making a join of it: the few ids are found once, and the list is walked past them.
ITEM = "(u.item_id IN (SELECT i.id FROM catalog_item i{} WHERE {{}})) IS TRUE"
ITEMS_UNITS = "SELECT u.id FROM catalog_item i{} JOIN stock_unit u ON u.item_id = i.id WHERE {{}}"
BIN = "(u.bin_id IN (SELECT b.id FROM places_bin b{} WHERE {{}})) IS TRUE"
BINS_UNITS = "SELECT u.id FROM places_bin b{} JOIN stock_unit u ON u.bin_id = b.id WHERE {{}}"
GENERATED = (
    "(u.generated_in_id IN (SELECT p.id FROM documents_document d JOIN stock_posting p ON p.document_id = d.id{}"
    " WHERE {{}})) IS TRUE"
)
# Left our stock for good: nothing of it came back since. Looked up unit by unit, so that it takes no longer where much
# was sold; IS TRUE keeps PostgreSQL from collecting all that was.
SOLD = (
    "(EXISTS (SELECT 1 FROM stock_movement m JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
    " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out' JOIN stock_posting p ON p.id = m.posting_id"
    " JOIN documents_document d ON d.id = p.document_id"
    " JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer'"
    " WHERE m.unit_id = u.id AND m.home = u.home AND {} AND NOT EXISTS (SELECT 1 FROM stock_movement later"
    " JOIN places_bin back ON back.id = later.to_bin_id AND back.bin_type = 'stock'"
    " WHERE later.unit_id = m.unit_id AND later.home = m.home AND later.step > m.step))) IS TRUE"
)
PRICED = SOLD.replace(
    " JOIN documents_document d", " JOIN documents_line l ON l.id = m.line_id JOIN documents_document d"
)
KNOWN = "({}) IS TRUE"  # also where there is nothing to compare
HELD = (
    "u.id IN (SELECT h.unit_id FROM stock_hold h JOIN documents_line l ON l.id = h.line_id"
    " JOIN documents_document d ON d.id = l.document_id WHERE {})"
)
PASSED = (
    "u.id IN (SELECT m.unit_id FROM documents_document d JOIN stock_posting p ON p.document_id = d.id"
    " JOIN stock_movement m ON m.posting_id = p.id WHERE {0}"
    " UNION SELECT h.unit_id FROM documents_document d JOIN documents_line l ON l.document_id = d.id"
    " JOIN stock_hold h ON h.line_id = l.id WHERE {0})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitField(Field):
    """`column`: what is compared; a function, where that changes day by day. `within`: the condition over `u` around a
    test of the column, where that is not the unit's own. `ranged`: its beginnings are found by an index. `edge`: what
    the beginning of a day is compared as. `ends`: a choice that follows from the day on which a warranty ends. `paper`:
    holds documents by name, such as SI 100000. `costs`: for those who may see costs. `one`: the condition where the
    value means one row at most, which an index leads to. `few`: the units that have the value, found the short way; {}
    is the test. `loose`: it finds others, too. `ages`: it counts days up to today; the short way leads to all that were
    born so many days ago.
    """

    column: str | Callable[[], str]
    within: str = ""
    ranged: bool = False
    edge: Callable[[dt.date], object] = dt.date.toordinal
    ends: bool = False
    paper: bool = False
    costs: bool = False
    one: str = ""
    few: str = ""
    loose: bool = False
    ages: bool = False
    group: str = "Unit"


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _itself(day: dt.date) -> dt.date:
    return day


def _item(name: str, label: str, column: str, **more: Any) -> UnitField:
    join = " JOIN catalog_category g ON g.id = i.category_id" if column.startswith("g.") else ""
    ways = {"within": ITEM.format(join), "few": ITEMS_UNITS.format(join), "group": "Item"}
    return UnitField(name=name, label=label, column=column, **(ways | more))


def _bin(name: str, label: str, column: str, **more: Any) -> UnitField:
    joins = {
        "a": " JOIN places_location a ON a.id = b.location_id",
        "s": " JOIN places_stockarea s ON s.id = b.area_id",
    }
    join = joins.get(column.partition(".")[0], "")
    ways = {"within": BIN.format(join), "few": BINS_UNITS.format(join), "group": "Place"}
    return UnitField(name=name, label=label, column=column, **(ways | more))


def _vendor(name: str, label: str, column: str, few: str = "") -> UnitField:
    join = " JOIN parties_party v ON v.id = d.party_id AND v.role = 'vendor'"
    return UnitField(
        name=name, label=label, column=column, within=GENERATED.format(join), few=few, group="Where it came from"
    )


def _sold(name: str, label: str, column: str, **more: Any) -> UnitField:
    ways: dict[str, Any] = {"within": SOLD, "few": EVER_SOLD, "loose": True, "group": "Where it went"}
    return UnitField(name=name, label=label, column=column, **(ways | more))


def _customer(name: str, label: str, column: str) -> UnitField:
    which = name.partition("_")[0]
    return UnitField(
        name=name,
        label=label,
        column=column,
        within=f"EXISTS (SELECT 1 FROM parties_party c WHERE c.id = {sold_to(which)} AND {{}})",
        few=EVER_SOLD,
        loose=True,
        group="Where it went",
    )


def _warranty(prefix: str, label: str, until: str, group: str) -> tuple[UnitField, UnitField]:
    """The last day of a warranty, and how it stands with it today."""
    ways: dict[str, Any] = {"column": until, "within": KNOWN, "group": group}
    return (
        UnitField(name=f"{prefix}_until", label=f"{label} until", type=DATE, edge=_itself, **ways),
        UnitField(name=prefix, label=label, type=CHOICE, choices=STATES, ends=True, **ways),
    )


BORN = (
    "SELECT m.unit_id FROM {} JOIN stock_posting p ON p.document_id = d.id"
    " JOIN stock_movement m ON m.posting_id = p.id AND m.step = 1 WHERE {{}}"
)
FIELDS: dict[str, UnitField] = {
    field.name: field
    for field in (
        UnitField(
            name="serial",
            label="Serial number",
            column="u.serial",
            ranged=True,
            few="SELECT u.id FROM stock_unit u WHERE {} ORDER BY u.serial",  # an order that only the index gives
        ),
        UnitField(
            name="maker_serial",
            label="Maker’s number",
            column="u.maker_serial",
            ranged=True,
            few=f"SELECT u.id FROM stock_unit u WHERE {{}} AND {NUMBERED} ORDER BY u.maker_serial",
        ),
        UnitField(
            name="note",
            label="Note",
            column="u.note",
            within=f"({{}} AND {NOTED})",
            few=f"SELECT u.id FROM stock_unit u WHERE {{}} AND {NOTED} ORDER BY u.id",
        ),
        UnitField(name="cost", label="Cost", type=MONEY, column="u.cost_minor", costs=True),
        UnitField(
            name="days",
            label="Days in stock",
            type=NUMBER,
            column=lambda: f"{WHOLE_NUMBER} * {days_in_stock()}",
            few=BORN_BY,
            loose=True,
            ages=True,
        ),
        UnitField(name="entered", label="Entered", type=DATE, column="u.entered_at", edge=_midnight),
        _item(
            "item",
            "Item",
            "i.code",
            one="u.item_id = (SELECT i.id FROM catalog_item i WHERE {})",
        ),
        _item("item_name", "Item name", "i.name"),
        _item("category", "Category", "g.code"),
        _item("maker", "Maker", "i.maker"),
        _item("model", "Model", "i.model"),
        _item("tracking", "Tracking", "i.tracking", type=CHOICE, choices=tuple(Tracking.values)[:2]),
        _bin(
            "bin",
            "Bin",
            "b.code",
            one="u.bin_id = (SELECT b.id FROM places_bin b WHERE {})",
        ),
        _bin("bin_name", "Bin name", "b.name"),
        _bin("bin_type", "Bin type", "b.bin_type", type=CHOICE, choices=tuple(BinType.values)),
        _bin("stock_type", "Stock type", "b.stock_type", type=CHOICE, choices=tuple(StockType.values)),
        _bin("area", "Stock area", "s.code"),
        _bin("location", "Location", "a.code"),
        UnitField(name="held_by", label="Held by", column=DOCUMENT, within=HELD, paper=True, group="Place"),
        _vendor(
            "vendor",
            "Vendor",
            "v.code",
            BORN.format("parties_party v JOIN documents_document d ON d.party_id = v.id AND v.role = 'vendor'"),
        ),
        _vendor("vendor_name", "Vendor name", "v.name"),
        UnitField(
            name="generated_in",
            label="Generated in",
            column=DOCUMENT,
            within=GENERATED.format(""),
            paper=True,
            few=BORN.format("documents_document d"),
            group="Where it came from",
        ),
        UnitField(
            name="generated_on",
            label="Generated on",
            type=DATE,
            column="d.date",
            edge=_itself,
            within=GENERATED.format(""),
            group="Where it came from",
        ),
        UnitField(
            name="lot",
            label="Lot",
            column="lot.number",
            within=f"u.id IN ({OF_LOT})",
            few=OF_LOT,
            group="Where it came from",
        ),
        *_warranty("vendor_warranty", "Vendor’s warranty", vendor_warranty_until(), "Where it came from"),
        _sold("customer", "Customer", "c.code"),
        _sold("customer_name", "Customer name", "c.name"),
        _sold("sold_with", "Sold with", DOCUMENT, paper=True),
        _sold("sold_on", "Sold on", "p.date", type=DATE, edge=_itself),
        _sold("sold_for", "Sold for", f"{WORTH} / abs(l.quantity)", type=MONEY, within=PRICED, few=""),
        _customer("first_customer", "First customer", "c.code"),
        _customer("first_customer_name", "First customer’s name", "c.name"),
        _customer("last_customer", "Last customer", "c.code"),
        _customer("last_customer_name", "Last customer’s name", "c.name"),
        *_warranty("warranty", "Warranty", warranty_until(), "Where it went"),
        UnitField(
            name="document",
            label="Any document",
            column=DOCUMENT,
            within=PASSED,
            paper=True,
            few=PASSED.removeprefix("u.id IN (").removesuffix(")"),
            group="Where it went",
        ),
    )
}


OWN = {  # what leads from an own field to units: the condition around a test of its value, and the short way
    "unit": (
        "u.id IN (SELECT v.target_id FROM fields_ownvalue v WHERE v.field_id = {id} AND {{}})",
        "SELECT v.target_id FROM fields_ownvalue v WHERE v.field_id = {id} AND {{}}",
    ),
    "item": (
        "u.item_id IN (SELECT v.target_id FROM fields_ownvalue v WHERE v.field_id = {id} AND {{}})",
        "SELECT u.id FROM fields_ownvalue v JOIN stock_unit u ON u.item_id = v.target_id"
        " WHERE v.field_id = {id} AND {{}}",
    ),
}


def fields_for(costs: bool, own: Sequence[FieldRow] | None = None) -> Mapping[str, UnitField]:
    """What somebody may ask for, who may see costs or not: with the own fields of units and of their items, unless they
    are known already.
    """
    known = {name: field for name, field in FIELDS.items() if costs or not field.costs}
    return known | {row.name: _own(row) for row in (own_fields(*OWN) if own is None else own) if row.searched}


def _own(row: FieldRow) -> UnitField:
    type_ = compared_as(row.type)
    within, few = (text.format(id=row.field_id) for text in OWN[row.of])
    return UnitField(
        name=row.name,
        label=row.label,
        type=type_,
        choices=row.choices,
        column=WHOLE if row.type == MEMO else "v.text" if type_ in (TEXT, CHOICE) else "v.number",
        within=within,
        few=few,
        group=f"Own fields: {row.of}",
    )


def compiled(condition: Condition, fields: Mapping[str, UnitField], digits: int) -> sql.Fragment:
    """The condition in SQL over `u`; it was checked against the fields before."""
    if isinstance(condition, Test):
        return _test(condition, fields[condition.field], digits)
    parts = [compiled(part, fields, digits) for part in condition.parts]
    if not parts:
        return sql.Fragment("1 = 1", [])
    joined = (" AND " if condition.way == ALL else " OR ").join(part.sql for part in parts)
    return sql.Fragment(f"({joined})", [value for part in parts for value in part.params])


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A query for the ids of all units that can fit, and some more. `exact`: each of them fits. `walked`: an index has
    them in the order of lists.
    """

    ids: sql.Fragment
    exact: bool
    walked: bool


def shortcuts(condition: Condition, fields: Mapping[str, UnitField], digits: int) -> list[Shortcut]:
    """What leads to the units that can fit without a look at all: to find out whether they are only few."""
    together = _together(condition)
    tests = [each for each in together if isinstance(each, Test) and _leads(each, fields[each.field])]
    indexed = [test for test in tests if fields[test.field].one and test.operator == "="]
    found = []
    if len(indexed) > 1:  # of all together there may be few where there are many of each
        both = compiled(Group(ALL, tuple(indexed)), fields, digits)
        ids = sql.Fragment(f"SELECT u.id FROM stock_unit u WHERE {both.sql}", both.params)
        found.append(Shortcut(ids, exact=len(indexed) == len(together), walked=True))
    for test in tests:
        field = fields[test.field]
        ids = _born_by(test, field) if field.ages else _wrapped(field.few, compared(test, field, digits))
        exact = len(together) == 1 and not field.loose
        found.append(Shortcut(ids, exact=exact, walked=test in indexed or _is_beginning(test)))
    return found


def _leads(test: Test, field: UnitField) -> bool:
    """Whether there is a short way to the units that pass the test."""
    since = field.type == DATE or field.ages
    return bool(field.few) and (test.operator in NARROWING or (since and test.operator in SINCE))


def _born_by(test: Test, field: UnitField) -> sql.Fragment:
    least = min(int(conditions.meaning(field, value, 0)) for value in test.values)
    return sql.Fragment(field.few, [days_ago(least // WHOLE_NUMBER)])


def value_by_value(condition: Condition, fields: Mapping[str, UnitField]) -> list[Condition]:
    """Conditions of which one or more must hold, where the condition leaves a choice of few values for which an index
    has the units in the order of lists; none where it does not.
    """
    together = _together(condition)
    for place, part in enumerate(together):
        if isinstance(part, Test) and fields[part.field].one and part.operator == "in" and len(part.values) <= WALKED:
            rest = (*together[:place], *together[place + 1 :])
            return [Group(ALL, (Test(part.field, "=", (value,)), *rest)) for value in dict.fromkeys(part.values)]
    return []


def begins_a_number(condition: Condition) -> bool:
    """Whether only serial numbers with a certain beginning fit: an index has these in the order of numbers."""
    return any(_is_beginning(part) for part in _together(condition))


def _is_beginning(condition: Condition) -> bool:
    return isinstance(condition, Test) and condition.field == "serial" and condition.operator == "begins"


def _together(condition: Condition) -> Sequence[Condition]:
    """What must hold, all of it."""
    return condition.parts if isinstance(condition, Group) and condition.way == ALL else (condition,)


def is_dated(condition: Condition) -> bool:
    """Whether only units of certain days of entry can fit: then they are best read in the order of entry."""
    return any(
        isinstance(part, Test) and part.field == "entered" and part.operator != "empty" for part in _together(condition)
    )


def _test(test: Test, field: UnitField, digits: int) -> sql.Fragment:
    if test.operator in HOLDS_NOT:
        positive = _test(replace(test, operator=HOLDS_NOT[test.operator]), field, digits)
        return sql.Fragment(f"NOT {positive.sql}", positive.params)
    around = field.one if field.one and test.operator == "=" else field.within or "({})"
    return _wrapped(around, compared(test, field, digits))


def _wrapped(around: str, inner: sql.Fragment) -> sql.Fragment:
    return sql.Fragment(around.format(inner.sql), inner.params * around.count("{0}" if "{0}" in around else "{}"))


def compared(test: Test, field: UnitField, digits: int) -> sql.Fragment:
    """The column compared as the test says; operators that mean the opposite of another are none of its business."""
    column = field.column if isinstance(field.column, str) else field.column()
    if test.operator == "filled":
        return sql.Fragment(f"{column} IS NOT NULL" if field.type != TEXT else f"coalesce({column}, '') <> ''", [])
    if field.type == DATE:
        return _days(column, test, field.edge)
    if field.ends:
        return _either([_ending(column, value) for value in test.values])
    if field.paper and test.operator in ("=", "in"):
        return _either([_paper(value) for value in test.values])
    values = [conditions.meaning(field, value, digits) for value in test.values]
    if test.operator == "in":
        return sql.among(column, values, "text" if field.type in (TEXT, CHOICE) else "bigint")
    if test.operator == "between":
        return sql.Fragment(f"{column} BETWEEN %s AND %s", values)
    if test.operator in ("begins", "ends", "contains"):
        return _like(column, test.operator, str(values[0]), field.ranged)
    return sql.Fragment(f"{column} {test.operator} %s", values)


def _like(column: str, operator: str, text: str, ranged: bool) -> sql.Fragment:
    """Beginnings of numbers are ranges, which use the index on both databases, as LIKE does not."""
    if operator == "begins" and ranged:
        return sql.Fragment(f"{column} >= %s AND {column} < %s", [text, text + TOP])
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    pattern = {"begins": f"{escaped}%", "ends": f"%{escaped}", "contains": f"%{escaped}%"}[operator]
    return sql.Fragment(f"lower({column}) LIKE lower(%s) ESCAPE '!'", [pattern])


def _paper(name: str) -> sql.Fragment:
    """A document `d` by its name, or every kind by its number alone."""
    kind, _, number = name.strip().rpartition(" ")
    if not kind:
        return sql.Fragment("d.number = %s", [number])
    return sql.Fragment("d.kind = %s AND d.number = %s", [kind.strip().upper(), number])


def _either(parts: Sequence[sql.Fragment]) -> sql.Fragment:
    joined = " OR ".join(f"({part.sql})" for part in parts)
    return sql.Fragment(f"({joined})", [value for part in parts for value in part.params])


def _ending(column: str, state: str) -> sql.Fragment:
    if state == NO_WARRANTY:
        return sql.Fragment(f"{column} IS NULL", [])
    return sql.Fragment(f"{column} BETWEEN %s AND %s", list(days_of_states(clock.today())[state]))


def _days(column: str, test: Test, edge: Callable[[dt.date], object]) -> sql.Fragment:
    """Days as ranges with an end that is not in them: of moments from midnight, else of the numbers of days."""
    if test.operator == "in":
        return _either([_days(column, Test(test.field, "=", (value,)), edge) for value in test.values])
    first, last = _range(test)
    parts, params = [], []
    if first is not None:
        parts.append(f"{column} >= %s")
        params.append(edge(first))
    if last is not None and last < dt.date.max:
        parts.append(f"{column} < %s")
        params.append(edge(last + dt.timedelta(days=1)))
    return sql.Fragment(f"({' AND '.join(parts) or '1 = 1'})", params)


def _range(test: Test) -> tuple[dt.date | None, dt.date | None]:
    if test.operator == "during":
        return conditions.period(test.values[0], timezone.localdate(clock.now()))
    days = [conditions.day_of(value) for value in test.values]
    first, last = days[0], days[-1]
    if test.operator in (">", "<"):
        step = dt.timedelta(days=1 if test.operator == ">" else -1)
        first = last = first + step if dt.date.min < first < dt.date.max else first
    return None if "<" in test.operator else first, None if ">" in test.operator else last
