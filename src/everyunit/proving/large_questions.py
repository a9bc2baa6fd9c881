"""What clerks ask all day, of very many units: how long the database works on the answer."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from everyunit.base import sql
from everyunit.fields.queries import own_fields
from everyunit.proving.large_tree import CHIP, RACK
from everyunit.reports.as_built import AsBuilt, as_built
from everyunit.reports.as_of import StockFilter, stock_as_of, unit_as_of
from everyunit.reports.bin_contents import bin_contents
from everyunit.reports.items import places_of, quantities_of
from everyunit.reports.listed_units import with_own
from everyunit.reports.lots import lot_of_unit
from everyunit.reports.search import find
from everyunit.reports.serial_numbers import UnitFilter, UnitList, list_units, search_for, totals_of, usual_sort
from everyunit.reports.unit_page import unit_page
from everyunit.rules.conditions import parse
from everyunit.rules.serials import home_of

SOON_S, TREE_S, PAST_S = 0.05, 0.1, 1.0
REPETITIONS = 7
DEEP = 2  # this part of all units comes before


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    ask: Callable[[], object]
    within_s: float = SOON_S


def page(where: str = "", sort: str = "", after: object = None, **wanted: str) -> UnitList:
    """What the Serial Numbers list shows: a page of units with their own fields, and how many fit."""
    asked = UnitFilter(where=parse(where), **wanted)  # type: ignore[arg-type]
    search = search_for(asked, costs=True, own=own_fields("unit", "item"))
    shown = list_units(search, sort=sort or usual_sort(asked), after=after)  # type: ignore[arg-type]
    totals_of(search, shown, whole=after is None)
    with_own(shown.units)
    return shown


def shown(serial: str) -> None:
    """What the page of a unit shows."""
    found = unit_page(serial, costs=True)
    assert found is not None
    with_own([found.unit])
    lot_of_unit(found.unit.unit_id)
    as_built(found.unit.unit_id, costs=True)


def tree(serial: str, on: dt.date | None = None) -> AsBuilt:
    """What is in the unit, and what it is in."""
    unit_id = int(sql.scalar("SELECT id FROM stock_unit WHERE serial = %s AND home = %s", [serial, home_of(serial)]))
    return as_built(unit_id, on, costs=True)


def questions() -> Iterator[Question]:
    """All of them, about what `large_fill` has made."""
    serial, unit_id = sql.rows(
        "SELECT serial, id FROM stock_unit WHERE id >= (SELECT (min(id) + max(id)) / 2 FROM stock_unit)"
        " AND maker_serial <> '' AND step = 3 ORDER BY id LIMIT 1"
    )[0]
    maker = str(sql.scalar("SELECT maker_serial FROM stock_unit WHERE serial = %s", [serial]))
    item = int(sql.scalar("SELECT id FROM catalog_item WHERE code = 'I1000'"))
    shop = int(sql.scalar("SELECT id FROM places_bin WHERE code = 'SHOP'"))
    deep = int(sql.scalar("SELECT max(id) / %s FROM stock_unit", [DEEP]))
    far = serial[:-5] + "5" * 5
    past = dt.date(2023, 6, 30)
    lists: Mapping[str, Mapping[str, str]] = {
        "all of it": {},
        "an item": {"item": "I500"},
        "an item that came never again": {"item": "I1"},
        "a bin": {"bin": "B7"},
        "the largest bin": {"bin": "RETURNS"},
        "an item in a bin": {"item": "I500", "bin": "SHOP"},
        "in stock": {"where": "bin_type = stock"},
        "a vendor": {"vendor": "V7"},
        "sold to a customer": {"customer": "C7"},
        "a document": {"document": "SI 200007"},
        "beginning of a number": {"serial": serial[:-2]},
        "beginning of many numbers": {"serial": serial[:-5]},
        "beginning of a maker's number": {"maker_serial": maker[:-2]},
        "entered in a year": {"where": "entered between 2023-01-01 and 2023-12-31 and bin_type = stock"},
        "an own field": {"where": "unit.colour = red"},
        "an own field and a bin": {"where": "unit.colour = red and bin = B7"},
        "and, or": {"where": "item in (I7, I8, I9) and (bin = SHOP or bin = RETURNS) and cost >= 10"},
        "or, over things of all sorts": {"where": "(item = I7 or vendor = V7) and bin_type = stock"},
        "a note": {"where": "note contains dented"},
    }
    yield Question("a unit by its number", lambda: find(serial))
    yield Question("a unit by its maker's number", lambda: find(maker))
    yield Question("the page of a unit", lambda: shown(serial))
    for name, wanted in lists.items():
        yield Question(f"list: {name}", partial(page, **wanted))
        after = wanted["serial"].ljust(len(serial), "5") if "serial" in wanted else deep
        yield Question(f"list: {name}, far behind", partial(page, after=after, **wanted))
    built = str(
        sql.scalar(f"SELECT serial FROM stock_unit WHERE item_id = (SELECT id FROM catalog_item WHERE code = '{RACK}')")
    )
    part = str(
        sql.scalar(
            f"SELECT max(serial) FROM stock_unit WHERE item_id = (SELECT id FROM catalog_item WHERE code = '{CHIP}')"
        )
    )
    yield Question("as built: all that is in a unit", lambda: tree(built), TREE_S)
    yield Question("as built: all that a unit is in", lambda: tree(part), TREE_S)
    yield Question("as built: on a past day", lambda: tree(built, past), TREE_S)
    yield Question("list, by number", lambda: page(sort="serial"))
    yield Question("list, by number, far behind", lambda: page(sort="serial", after=far))
    yield Question("list, by number: a bin", lambda: page(sort="serial", bin="B7"))
    yield Question("stock of an item, by bin", lambda: (quantities_of(item), places_of(item)))
    yield Question("what is in a bin", lambda: bin_contents(shop))
    yield Question("stock value now", lambda: sql.row("SELECT sum(quantity), sum(value_minor) FROM stock_valuation"))
    yield Question("where a unit was", lambda: unit_as_of(unit_id, past, None, costs=True))
    yield Question("stock of an item on a past day", lambda: stock_as_of(StockFilter(on=past, item="I500")), PAST_S)


@dataclass(frozen=True, slots=True)
class Answer:
    """How long the database took for a question: the first time, and with all of it in memory, and how long it had a
    processor for that, which is the same on a busy machine (None: it runs elsewhere). `pages`: of 8 kB, looked at.
    """

    name: str
    first_s: float
    best_s: float
    worked_s: float | None
    pages: int
    within_s: float

    @property
    def late(self) -> bool:
        return (self.best_s if self.worked_s is None else self.worked_s) > self.within_s


HEADING = f"{'first':>10} {'again':>10} {'processor':>10} {'pages':>8}"


def told(answer: Answer) -> str:
    worked = "" if answer.worked_s is None else _milliseconds(answer.worked_s)
    first, best = _milliseconds(answer.first_s), _milliseconds(answer.best_s)
    return f"{first:>10} {best:>10} {worked:>10} {answer.pages:8,}  {answer.name}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def ask_all() -> Iterator[Answer]:
    """Every question asked a few times, each with how long the database took at its best."""
    for question in questions():
        first_s, _ = _asked(question.ask)
        again = [_asked(question.ask) for _ in range(REPETITIONS)]
        worked = [worked_s for _, worked_s in again if worked_s is not None]
        yield Answer(
            name=question.name,
            first_s=first_s,
            best_s=min(clock_s for clock_s, _ in again),
            worked_s=min(worked, default=None),
            pages=pages_of(question.ask),
            within_s=question.within_s,
        )


def _asked(ask: Callable[[], object]) -> tuple[float, float | None]:
    """How long the database took by the clock, and how long it had a processor meanwhile."""
    clock_s = 0.0

    def timed(execute: Callable[..., object], *statement: object) -> object:
        nonlocal clock_s
        started = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            clock_s += time.perf_counter() - started

    backend = int(sql.scalar("SELECT pg_backend_pid()"))
    before = _processor_s(backend)
    with connection.execute_wrapper(timed):
        ask()
    after = _processor_s(backend)
    return clock_s, None if before is None or after is None else after - before


def _processor_s(pid: int) -> float | None:
    """How long the process has had a processor, where it is one of this machine and that keeps count."""
    try:
        command = Path(f"/proc/{pid}/comm").read_text()
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 if "postgres" in command else None
    except OSError:
        return None


def pages_of(ask: Callable[[], object]) -> int:
    """How many pages PostgreSQL looks at for all the statements of a question."""
    pages = 0

    def explained(execute: Callable[..., object], statement: str, params: object, many: bool, context: Any) -> object:
        nonlocal pages
        if statement.startswith(("SELECT", "WITH")) and "set_config" not in statement:
            execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}", params, many, context)
            told = context["cursor"].fetchone()[0]
            plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
            pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        return execute(statement, params, many, context)

    with connection.execute_wrapper(explained):
        ask()
    return pages
