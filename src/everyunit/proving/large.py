"""Ten million units, made by set, and what it takes to find them: on a throw-away PostgreSQL database.

A unit is led once through receipt, move, sale and return by the verbs. Then the rows that they wrote are copied, by
plain SQL, as many times as asked for: other keys, other times, other items and parties, and three movements for each
unit on the average. Every truth but the audit chain is proved at the end; seals are made posting by posting alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import connection

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.proving.scratch import scratch
from everyunit.reports.bin_contents import bin_contents
from everyunit.reports.items import places_of, quantities_of
from everyunit.reports.serial_numbers import UnitFilter, list_units, search_for, totals_of
from everyunit.reports.unit_page import unit_page
from everyunit.reports.verify import TRUTHS_OF_ROWS, run_truth
from everyunit.rules.conditions import parse
from everyunit.stock.rebuild import Rebuild, rebuild

UNITS = 10_000_000
A_RECEIPT = 1_000  # units
ITEMS, VENDORS, CUSTOMERS = 1_000, 50, 500
OLD = 20  # one receipt in so many, the oldest, is of one item that came never again
SOLD, BACK = 7, 3  # of ten units
KINDS = ("PR", "ST", "SI", "CM")
BEGAN, YEARS = "2021-01-01T00:00:00Z", 5
KEYED = ("documents_document", "documents_line", "stock_posting")
LIMIT_S = 0.05
REPETITIONS = 7


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows that the verbs wrote for one unit: its own, and by kind of document the document, line and posting."""

    owner: Actor
    unit_id: int
    rows: Mapping[str, tuple[int, int, int]]


def main(units: int = UNITS, verifies: bool = True) -> int:
    """Fill, ask, prove; 0 when every question is answered in time and every truth holds."""
    if not sql.on_postgres():
        print("A bench of this size takes PostgreSQL: set DATABASE_URL.", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        stack.enter_context(stack.enter_context(scratch("large")).fresh())
        pattern = _begin()
        _told("filled", lambda: _fill(pattern, units))
        _told("made caches", lambda: rebuild(pattern.owner, Rebuild()))
        _told("analyzed", lambda: sql.execute("VACUUM ANALYZE"))
        size = sql.scalar("SELECT pg_size_pretty(pg_database_size(current_database()))")
        counts = [sql.scalar(f"SELECT count(*) FROM {table}") for table in ("stock_unit", "stock_movement")]
        print(f"{counts[0]:,} units, {counts[1]:,} movements, {size}", flush=True)
        late = [name for name, seconds in _questions(pattern, units) if seconds > LIMIT_S]
        broken = _prove() if verifies else []
    print("met    " if not late else "MISSED ", f"every question within {LIMIT_S * 1000:.0f} ms", ", ".join(late))
    print("met    " if not broken else "MISSED ", "every truth but the audit chain holds", ", ".join(broken))
    return 1 if late or broken else 0


def _told(words: str, action: Callable[[], object]) -> None:
    started = time.perf_counter()
    action()
    print(f"{words} in {time.perf_counter() - started:,.0f} s", file=sys.stderr, flush=True)


# --- filling ---


def _begin() -> Pattern:
    """The company, and one unit that was received, moved, sold and taken back."""
    owner = found(Founding(name="Large Trading"))
    save_item(owner, SaveItem(code="I1", name="Item 1", price_minor=10000, cost_minor=6000))
    save_party(owner, SaveParty(code="V1", name="Vendor 1", role="vendor"))
    save_party(owner, SaveParty(code="C1", name="Customer 1", role="customer"))
    save_bin(owner, SaveBin(code="SHOP", name="Shop"))
    receipt = draft(owner, Draft(kind="PR", party="V1", lines=(NewLine(item="I1", quantity=1),)))
    papers = [(receipt.document_id, post(owner, Post(document_id=receipt.document_id)).posting_id)]
    unit_id, serial = sql.rows("SELECT id, serial FROM stock_unit")[0]
    for kind, to_bin, party in (("ST", "SHOP", None), ("SI", None, "C1"), ("CM", None, "C1")):
        paper = draft(owner, Draft(kind=kind, to_bin=to_bin, party=party)).document_id
        attach(owner, Attach(document_id=paper, scans=(serial,)))
        papers.append((paper, post(owner, Post(document_id=paper)).posting_id))
    lines = [sql.scalar("SELECT id FROM documents_line WHERE document_id = %s", [paper]) for paper, _ in papers]
    rows = {kind: (paper, line, posting) for kind, (paper, posting), line in zip(KINDS, papers, lines, strict=True)}
    return Pattern(owner, unit_id, rows)


def _fill(pattern: Pattern, units: int) -> None:
    """With the guards off, which only a superuser can do: they forbid lines of posted documents."""
    sql.execute("SET session_replication_role = replica")
    _fill_papers(pattern, units)
    sql.execute("SET session_replication_role = origin")


def _fill_papers(pattern: Pattern, units: int) -> None:
    receipts = units // A_RECEIPT
    for table, code, many in (("catalog_item", "I", ITEMS), ("parties_party", "V", VENDORS)):
        _copy(table, f"code = '{code}1'", f"generate_series(2, {many}) g", {"id": "1000 + g", "code": f"'{code}' || g"})
    _copy("parties_party", "code = 'C1'", f"generate_series(2, {CUSTOMERS}) g", {"id": "9000 + g", "code": "'C' || g"})
    first = {
        table: int(sql.scalar(f"SELECT max(id) FROM {table}"))
        for table in ("documents_document", "documents_line", "stock_posting")
    }
    series = f"generate_series(0, {receipts - 1}) g"
    hours = int(YEARS * 365 * 24 / receipts * 3600)
    for place, (kind, (paper, line, posting)) in enumerate(pattern.rows.items()):
        pieces = {"PR": A_RECEIPT, "ST": A_RECEIPT, "SI": A_RECEIPT // 10 * SOLD, "CM": A_RECEIPT // 10 * BACK}[kind]
        keys = {table: f"{start} + g * {len(KINDS)} + {place + 1}" for table, start in first.items()}
        at = f"timestamptz '{BEGAN}' + g * interval '{hours} seconds' + interval '{place * 8} days'"
        party = {"PR": f"(SELECT id FROM parties_party WHERE code = 'V' || (1 + g % {VENDORS}))", "ST": "NULL"}.get(
            kind, f"(SELECT id FROM parties_party WHERE code = 'C' || (1 + g % {CUSTOMERS}))"
        )
        day = f"({at})::date"
        _copy(
            "documents_document",
            f"id = {paper}",
            series,
            {"id": keys["documents_document"], "number": "(200000 + g)::text", "party_id": party, "date": day},
        )
        _copy(
            "documents_line",
            f"id = {line}",
            series,
            {
                "id": keys["documents_line"],
                "document_id": keys["documents_document"],
                "item_id": _item("g", receipts),
                "quantity": f"sign(p.quantity)::bigint * {pieces}",
                "attached": str(pieces),
                "worth_minor": f"p.worth_minor * {pieces}",
            },
        )
        _copy(
            "stock_posting",
            f"id = {posting}",
            series,
            {
                "id": keys["stock_posting"],
                "document_id": keys["documents_document"],
                "key": f"'large-{kind}-' || g",
                "posted_at": at,
                "date": day,
            },
        )
        _copy("money_entry", f"posting_id = {posting}", series, {"posting_id": keys["stock_posting"]})
        _copy(
            "money_entryline",
            f"entry_id = {posting}",
            series,
            {
                "id": f"10000 + (g * {len(KINDS)} + {place}) * 10 + (row_number() OVER (PARTITION BY g ORDER BY p.id))",
                "entry_id": keys["stock_posting"],
                "amount_minor": f"p.amount_minor * {pieces}",
            },
        )
    _fill_units(pattern, units, receipts, first, hours)


def _item(receipt: str, receipts: int) -> str:
    """The item of a receipt: the oldest receipts are of one that came never again, the others take turns."""
    code = f"CASE WHEN {receipt} < {receipts // OLD} THEN 1 ELSE 2 + {receipt} % {ITEMS - 1} END"
    return f"(CASE WHEN {code} = 1 THEN (SELECT id FROM catalog_item WHERE code = 'I1') ELSE 1000 + {code} END)"


def _fill_units(pattern: Pattern, units: int, receipts: int, first: Mapping[str, int], hours: int) -> None:
    """The units in parts of a million, and their movements."""
    receipt = f"((g - 1) / {A_RECEIPT})"
    serial = "(199999 + g)::text"
    home = f"(('x' || substr(encode(sha256({serial}::bytea), 'hex'), 1, 4))::bit(16)::int & 32767)"
    start = pattern.unit_id
    steps = f"CASE WHEN g % 10 < {BACK} THEN 4 WHEN g % 10 < {SOLD} THEN 3 ELSE 2 END"
    for low in range(1, units + 1, 1_000_000):
        series = f"generate_series({low}, {min(units, low + 999_999)}) g"
        _copy(
            "stock_unit",
            f"id = {pattern.unit_id}",
            series,
            {
                "id": f"{start} + g",
                "home": home,
                "serial": serial,
                "item_id": _item(receipt, receipts),
                "step": steps,
                "bin_id": "(SELECT m.to_bin_id FROM stock_movement m WHERE m.unit_id = p.id AND m.home = p.home"
                f" AND m.step = {steps})",
                "entered_at": f"timestamptz '{BEGAN}' + {receipt} * interval '{hours} seconds'",
                "generated_in_id": f"{first['stock_posting']} + {receipt} * {len(KINDS)} + 1",
                "maker_serial": "CASE WHEN g % 3 = 0 THEN 'M' || g ELSE '' END",
                "note": "CASE WHEN g % 100000 = 0 THEN 'Dented box' ELSE '' END",
            },
        )
        for place, most in enumerate((10, 10, SOLD, BACK)):
            _copy(
                "stock_movement",
                f"unit_id = {pattern.unit_id} AND step = {place + 1}",
                series,
                {
                    "unit_id": f"{start} + g",
                    "home": home,
                    "posting_id": f"{first['stock_posting']} + {receipt} * {len(KINDS)} + {place + 1}",
                    "line_id": f"{first['documents_line']} + {receipt} * {len(KINDS)} + {place + 1}",
                },
                where=f"g % 10 < {most}",
            )
        print(f"filled {min(units, low + 999_999):,} units", file=sys.stderr, flush=True)
    sql.execute("UPDATE base_series SET next_number = %s WHERE scope = 'serial'", [200_000 + units])
    sql.execute(
        "SELECT setval(pg_get_serial_sequence('stock_posting', 'id'), %s)", [first["stock_posting"] + 4 * receipts]
    )


def _copy(table: str, which: str, series: str, changes: Mapping[str, str], where: str = "true") -> None:
    """The row once for each number of the series, changed: every column that is not named stays what it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [column[0] for column in cursor.description]
        values = ", ".join(changes.get(name, f"p.{name}") for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} p CROSS JOIN {series}"
            f" WHERE p.{which} AND {where}"
        )


# --- asking ---


def _questions(pattern: Pattern, units: int) -> Iterator[tuple[str, float]]:
    """What clerks ask all day, each with what the database took for it, at its best."""
    middle = str(200_000 + units // 2)
    shop, item = (
        sql.scalar("SELECT id FROM places_bin WHERE code = 'SHOP'"),
        sql.scalar("SELECT max(id) FROM catalog_item"),
    )

    def page(where: str = "", sort: str = "-entered", counts: bool = False, **wanted: str) -> object:
        search = search_for(UnitFilter(where=parse(where), **wanted), costs=True)  # type: ignore[arg-type]
        shown = list_units(search, sort=sort)
        return totals_of(search, shown, whole=True) if counts else shown

    asked: dict[str, Callable[[], object]] = {
        "a unit found and shown": lambda: unit_page(middle, costs=True),
        "the list": page,
        "the list, by serial number": lambda: page(sort="serial"),
        "the list, counted": lambda: page(counts=True),
        "of an item": lambda: page(item="I500"),
        "of an item that came never again": lambda: page(item="I1"),
        "of a bin": lambda: page(bin="RETURNS"),
        "of an item in a bin": lambda: page(item="I500", bin="SHOP"),
        "of a vendor": lambda: page(vendor="V7"),
        "sold to a customer": lambda: page(customer="C7"),
        "of a document": lambda: page(document="SI 200007"),
        "beginning of a maker's number": lambda: page(maker_serial="M4999"),
        "entered in a year": lambda: page("entered between 2023-01-01 and 2023-12-31 and bin_type = stock"),
        "conditions": lambda: page("item in (I7, I8, I9) and (bin = SHOP or bin = RETURNS) and cost >= 10"),
        "of an item, counted": lambda: page(item="I500", counts=True),
        "stock of an item": lambda: (quantities_of(item), places_of(item)),
        "what is in a bin": lambda: bin_contents(shop),
        "stock value": lambda: sql.row("SELECT sum(quantity), sum(value_minor) FROM stock_valuation"),
    }
    for name, ask in asked.items():
        ask()
        seconds = min(_clocked(ask) for _ in range(REPETITIONS))
        print(f"{seconds * 1000:9.1f} ms  {name}", flush=True)
        yield name, seconds


def _clocked(action: Callable[[], object]) -> float:
    """How long the database worked on it."""
    spent = 0.0

    def timed(execute: Callable[..., object], *statement: object) -> object:
        nonlocal spent
        started = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            spent += time.perf_counter() - started

    with connection.execute_wrapper(timed):
        action()
    return spent


def _prove() -> list[str]:
    """The names of the truths that do not hold."""
    broken = []
    for name, statement in TRUTHS_OF_ROWS:
        result = run_truth(name, statement)
        if result.broken:
            print(f"{result.broken:,} break “{name}”: {'; '.join(result.examples)}", file=sys.stderr, flush=True)
            broken.append(name)
    return broken
