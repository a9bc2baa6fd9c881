"""Measure the verbs against the floor: the same rows written by bare SQL, in the same database, in the same run.

Verb and floor take turns, so that whatever else the machine does hits both. Times include the commit. What counts is
CPU time, of this process and of the database; see `clocks.py`. The steps are in `cases.py`, each measured with a single
unit, too: that is the price of a paper, whatever it holds. Besides there are look-ups of single units:

    find       one unit by its serial number
    unit page  all that the page of one unit shows, with its history
    scan       attach one unit to an empty draft, and to one that holds 5,000
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from statistics import median

from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.proving.cases import LIMITED, WAYS, Step
from everyunit.proving.clocks import Spent, one_backend, spent_by
from everyunit.proving.floor import Floor
from everyunit.proving.measurement import HEADING, PAGE, Measurement, compared, told, verdicts
from everyunit.proving.scratch import scratch
from everyunit.proving.ways import ASSEMBLY, AUTOMATIC, CUSTOMER, ITEM, VENDOR, Way
from everyunit.reports.unit_page import unit_page
from everyunit.stock.block_bin import BlockBin, block_bin
from everyunit.stock.queries import units_by_serial

SIZES = (1_000, 10_000, 100_000)
ON_HAND = (0, 1_000_000)
FILL = 100_000
REPETITIONS = {1: 7, 1_000: 7, 10_000: 5}
REPETITIONS_AT_LEAST = 3
BEST_FROM = 10_000  # so long that a median would measure what else the machine is doing
LOOKUPS = 50
FULL_DRAFT = 5_000
SHUT = "SHUT"


def main(
    sizes: Sequence[int] = SIZES, on_hand: Sequence[int] = ON_HAND, as_json: bool = False, only: Sequence[str] = ()
) -> int:
    """Print a table with a verdict on each target, or one JSON object a line; 0 when every target is met."""
    measured: list[Measurement] = []
    if not as_json:
        print(HEADING, flush=True)
    for each in run(sizes, on_hand, only):
        measured.append(each)
        print(json.dumps(asdict(each)) if as_json else told(each), flush=True)
    results = list(verdicts(measured))
    if not as_json:
        print()
        for verdict in results:
            print(f"{'met   ' if verdict.met else 'MISSED'}  {verdict.text}")
    return 0 if all(verdict.met for verdict in results) else 1


def run(sizes: Sequence[int], on_hand: Sequence[int], only: Sequence[str] = ()) -> Iterator[Measurement]:
    """All measurements, each on throw-away databases beside the one that DATABASE_URL names. `only`: of the ways whose
    names hold one of these words, and no look-ups.
    """
    ways = {name: steps for name, steps in WAYS.items() if not only or any(word in name for word in only)}
    with scratch("bench") as databases:
        for stock in on_hand:
            with databases.fresh():
                owner, floor = begin(stock)
                for name, steps in ways.items():
                    within = sorted({min(size, LIMITED.get(name, size)) for size in sizes})
                    yield from measure(owner, floor, steps, within, stock)
                if not only:
                    yield from look_up(owner, stock)


def begin(stock: int) -> tuple[Actor, Floor]:
    """Found the company, fill its stock through the verbs, in receipts of 100,000, and copy all of it for the floor."""
    one_backend()
    owner = found(Founding(name="Bench Trading"))
    item = save_item(owner, SaveItem(code=ITEM, name="Hard drive", price_minor=10000, cost_minor=6000))
    save_item(owner, SaveItem(code=AUTOMATIC, name="Phone", tracking="auto_serialized", cost_minor=15000))
    save_item(owner, SaveItem(code=ASSEMBLY, name="Box with a drive", item_type="assembly"))
    save_bill(owner, SaveBill(item=ASSEMBLY, components=(ComponentAs(item=ITEM),)))
    save_party(owner, SaveParty(code=VENDOR, name="Bench vendor", role="vendor"))
    save_party(owner, SaveParty(code=CUSTOMER, name="Bench customer", role="customer"))
    save_bin(owner, SaveBin(code=SHUT, name="Not in use"))
    block_bin(owner, BlockBin(bin=SHUT, reason="not in use"))  # a row for the floor to copy
    for start in range(0, stock, FILL):
        print(f"filling the stock: {start:,} of {stock:,}", file=sys.stderr, flush=True)
        _receive(owner, min(FILL, stock - start))
    _receive(owner, 1)  # what happens once only, such as opening a number series, is not measured
    bins: dict[str, int] = dict(sql.rows("SELECT code, id FROM places_bin"))
    floor = Floor(item.item_id, (bins["MAIN"], bins["SOLD"]))
    _come_to_rest()
    return owner, floor


def _receive(owner: Actor, count: int) -> Way:
    way = Way(owner, count)
    way.new("PR", ITEM)
    way.post()
    way.look()
    return way


def _come_to_rest() -> None:
    """Let the database finish what filling it has left to do, lest that be measured: vacuum, statistics, checkpoint."""
    if not sql.on_postgres():
        sql.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    sql.execute("VACUUM ANALYZE")
    with suppress(DatabaseError):  # not every role may
        sql.execute("CHECKPOINT")


def measure(
    owner: Actor, floor: Floor, steps: Sequence[Step], sizes: Sequence[int], on_hand: int
) -> Iterator[Measurement]:
    """Each step of the way with so many units, several times over. The stock on hand stays what it was."""
    single = _taken(owner, floor, steps, 1)
    for size in sizes:
        for name, pairs in _taken(owner, floor, steps, size).items():
            verb, bare = (_middle([pair[nth] for pair in pairs], size) for nth in (0, 1))
            one = _middle([pair[0] for pair in single[name]], 1)
            yield compared(name, connection.vendor, size, on_hand, verb, bare, one)


def _taken(owner: Actor, floor: Floor, steps: Sequence[Step], size: int) -> dict[str, list[tuple[Spent, Spent]]]:
    """What verb and floor took for each step with a name."""
    taken: dict[str, list[tuple[Spent, Spent]]] = {step.name: [] for step in steps if step.name}
    for _ in range(REPETITIONS.get(size, REPETITIONS_AT_LEAST)):
        way, batch = Way(owner, size), floor.batch(size)
        for step in steps:
            gc.collect()
            verb = spent_by(partial(step.verb, way))
            few = floor.prepare(batch, step.rows)
            pair = verb, floor.write(batch, step.rows, few)
            if step.name:
                taken[step.name].append(pair)
    return taken


def _middle(spent: Sequence[Spent], size: int) -> Spent:
    """Of each clock by itself: the least, or as it is as a rule."""
    choose = min if size >= BEST_FROM else median
    cpu = [each.cpu_s for each in spent if each.cpu_s is not None]
    return Spent(float(choose(each.clock_s for each in spent)), float(choose(cpu)) if cpu else None)


def look_up(owner: Actor, on_hand: int) -> Iterator[Measurement]:
    """Single units: found, shown with their history, scanned into a draft."""
    first = _receive(owner, FULL_DRAFT + 2 * LOOKUPS).serials.split("-")[0]
    serials = [str(int(first) + offset) for offset in range(FULL_DRAFT + 2 * LOOKUPS)]
    yield _single("find", on_hand, serials[:LOOKUPS], lambda serial: units_by_serial([serial]))
    yield _single(PAGE, on_hand, serials[:LOOKUPS], lambda serial: unit_page(serial, costs=True))
    free = serials[FULL_DRAFT:]
    empty, full = Way(owner, 1), Way(owner, FULL_DRAFT)
    for way in (empty, full):
        way.new("SI")
    full.serials = f"{serials[0]}-{serials[FULL_DRAFT - 1]}"
    full.attach()
    yield _single("scan, empty draft", on_hand, free[:LOOKUPS], lambda serial: _scan(empty, serial))
    yield _single("scan, 5,000 in draft", on_hand, free[LOOKUPS:], lambda serial: _scan(full, serial))


def _scan(way: Way, serial: str) -> None:
    scanned = attach(way.owner, Attach(document_id=way.paper, scans=(serial,)))
    assert "skipped" not in scanned.counts, f"the unit could not be attached: {scanned.counts}"


def _single(operation: str, on_hand: int, serials: Sequence[str], action: Callable[[str], object]) -> Measurement:
    with CaptureQueriesContext(connection) as queries:
        action(serials[0])
    gc.collect()
    spent = _middle([spent_by(partial(action, serial)) for serial in serials[1:]], 1)
    reads = sum(1 for query in queries.captured_queries if _reads_or_writes(query["sql"]))
    return compared(operation, connection.vendor, 1, on_hand, spent, queries=reads)


def _reads_or_writes(statement: str) -> bool:
    return not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
