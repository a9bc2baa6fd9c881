"""Measure the verbs against the floor: the same rows written by bare SQL, in the same database, in the same run.

Verb and floor take turns, so that whatever else the machine does hits both. Times include the commit.

    receive    save and post a purchase receipt of N units
    attach     attach a range of N units to the draft of an invoice
    sell       post an invoice whose N units are attached
    return     post a credit memo whose N units are attached
    transfer   post a transfer whose N units are attached
    find       one unit by its serial number
    unit page  all that the page of one unit shows, with its history
    scan       attach one unit to an empty draft, and to one that holds 5,000
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from statistics import median
from typing import TypeVar

from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.proving.floor import Floor, Places
from everyunit.proving.measurement import HEADING, PAGE, Measurement, told, verdicts
from everyunit.proving.scratch import scratch
from everyunit.reports.unit_page import unit_page
from everyunit.stock.queries import units_by_serial

SIZES = (100, 1_000, 10_000, 100_000)
ON_HAND = (0, 1_000_000)
FILL = 100_000
OPERATIONS = ("receive", "attach", "sell", "return", "transfer")
REPETITIONS = {100: 11, 1_000: 9, 10_000: 5}
REPETITIONS_AT_LEAST = 4
BEST_FROM = 10_000  # so long that a median would measure what else the machine is doing
LOOKUPS = 50
FULL_DRAFT = 5_000

Answer = TypeVar("Answer")
Clocked = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """A founded company with one serialized item, and the floor beside it."""

    owner: Actor
    floor: Floor

    def paper(self, kind: str, *lines: NewLine, to_bin: str | None = None) -> int:
        party = {"PR": "V1", "SI": "C1", "CM": "C1"}.get(kind)
        return draft(self.owner, Draft(kind=kind, party=party, to_bin=to_bin, lines=lines)).document_id

    def post(self, document_id: int) -> Posted:
        return post(self.owner, Post(document_id=document_id))

    def receive(self, count: int) -> Posted:
        return self.post(self.paper("PR", NewLine(item="DRIVE", quantity=count)))

    def attach(self, document_id: int, serials: str) -> None:
        scanned = attach(self.owner, Attach(document_id=document_id, scans=(serials,), by="range"))
        assert "skipped" not in scanned.counts, f"the units could not be attached: {scanned.counts}"

    def scan(self, document_id: int, serial: str) -> None:
        scanned = attach(self.owner, Attach(document_id=document_id, scans=(serial,)))
        assert "skipped" not in scanned.counts, f"the unit could not be attached: {scanned.counts}"


def main(sizes: Sequence[int] = SIZES, on_hand: Sequence[int] = ON_HAND, as_json: bool = False) -> int:
    """Print a table with a verdict on each target, or one JSON object a line; 0 when every target is met."""
    measured: list[Measurement] = []
    if not as_json:
        print(HEADING, flush=True)
    for each in run(sizes, on_hand):
        measured.append(each)
        print(json.dumps(asdict(each)) if as_json else told(each), flush=True)
    results = list(verdicts(measured))
    if not as_json:
        print()
        for verdict in results:
            print(f"{'met   ' if verdict.met else 'MISSED'}  {verdict.text}")
    return 0 if all(verdict.met for verdict in results) else 1


def run(sizes: Sequence[int], on_hand: Sequence[int]) -> Iterator[Measurement]:
    """All measurements, each on throw-away databases beside the one that DATABASE_URL names."""
    with scratch("bench") as databases:
        for stock in on_hand:
            with databases.fresh():
                bench = begin(stock)
                for size in sizes:
                    yield from measure(bench, size, stock)
                yield from look_up(bench, stock)


def begin(stock: int) -> Bench:
    """Found the company, fill its stock through the verbs, in receipts of 100,000, and copy all of it for the floor."""
    owner = found(Founding(name="Bench Trading"))
    item = save_item(owner, SaveItem(code="DRIVE", name="Hard drive", price_minor=10000, cost_minor=6000))
    party = save_party(owner, SaveParty(code="V1", name="Bench vendor", role="vendor"))
    save_party(owner, SaveParty(code="C1", name="Bench customer", role="customer"))
    save_bin(owner, SaveBin(code="SHELF", name="Shelf"))
    for start in range(0, stock, FILL):
        print(f"filling the stock: {start:,} of {stock:,}", file=sys.stderr, flush=True)
        lines = (NewLine(item="DRIVE", quantity=min(FILL, stock - start)),)
        post(owner, Post(document_id=draft(owner, Draft(kind="PR", party="V1", lines=lines)).document_id))
    bins: dict[str, int] = dict(sql.rows("SELECT code, id FROM places_bin"))
    location = int(sql.scalar("SELECT min(id) FROM places_location"))
    places = Places(
        item.item_id, location, party.party_id, *(bins[code] for code in ("SUPPLIER", "MAIN", "SHELF", "SOLD"))
    )
    bench = Bench(owner, Floor(places))
    bench.receive(1)  # what happens once only, such as opening a number series, is not measured
    _come_to_rest()
    return bench


def _come_to_rest() -> None:
    """Let the database finish what filling it has left to do, lest that be measured: vacuum, statistics, checkpoint."""
    if not sql.on_postgres():
        sql.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    sql.execute("VACUUM ANALYZE")
    with suppress(DatabaseError):  # not every role may
        sql.execute("CHECKPOINT")


def measure(bench: Bench, size: int, on_hand: int) -> Iterator[Measurement]:
    """Each operation at this size. What was received is sold again, so that the stock on hand stays what it was."""
    times: dict[str, list[tuple[float, float]]] = {operation: [] for operation in OPERATIONS}
    for _ in range(REPETITIONS.get(size, REPETITIONS_AT_LEAST)):
        for operation, seconds, floor_seconds in _cycle(bench, size):
            times[operation].append((seconds, floor_seconds))
    middle = min if size >= BEST_FROM else median
    for operation in OPERATIONS:
        seconds = float(middle([each[0] for each in times[operation]]))
        floor_seconds = float(middle([each[1] for each in times[operation]]))
        yield Measurement(
            operation=operation,
            database=connection.vendor,
            units=size,
            on_hand=on_hand,
            seconds=round(seconds, 6),
            floor_seconds=round(floor_seconds, 6),
            ratio=round(seconds / floor_seconds, 3),
            us_per_unit=round(seconds / size * 1e6, 2),
        )


def _cycle(bench: Bench, size: int) -> Iterator[Clocked]:
    """Receive, sell, take back, transfer and sell again; the floor does the same to units of its own."""
    floor = bench.floor
    seconds, received = _clocked(lambda: bench.receive(size))
    floor_seconds, batch = floor.receive(size)
    yield "receive", seconds, floor_seconds
    serials = received.serials[1].replace("–", "-")
    invoice = bench.paper("SI")
    yield "attach", _clocked(lambda: bench.attach(invoice, serials))[0], floor.attach(batch)
    yield "sell", _clocked(lambda: bench.post(invoice))[0], floor.sell(batch, 2)
    memo = bench.paper("CM")
    bench.attach(memo, serials)
    yield "return", _clocked(lambda: bench.post(memo))[0], floor.take_back(batch, 3)
    transfer = bench.paper("ST", to_bin="SHELF")
    bench.attach(transfer, serials)
    yield "transfer", _clocked(lambda: bench.post(transfer))[0], floor.transfer(batch, 4)
    last = bench.paper("SI")
    bench.attach(last, serials)
    bench.post(last)
    floor.sell(batch, 5)


def look_up(bench: Bench, on_hand: int) -> Iterator[Measurement]:
    """Single units: found, shown with their history, scanned into a draft."""
    first = bench.receive(FULL_DRAFT + 2 * LOOKUPS).serials[1].split("–")[0]
    serials = [str(int(first) + offset) for offset in range(FULL_DRAFT + 2 * LOOKUPS)]
    yield _single("find", on_hand, serials[:LOOKUPS], lambda serial: units_by_serial([serial]))
    yield _single(PAGE, on_hand, serials[:LOOKUPS], lambda serial: unit_page(serial, costs=True))
    empty, full = bench.paper("SI"), bench.paper("SI")
    bench.attach(full, f"{serials[0]}-{serials[FULL_DRAFT - 1]}")
    free = serials[FULL_DRAFT:]
    yield _single("scan, empty draft", on_hand, free[:LOOKUPS], lambda serial: bench.scan(empty, serial))
    yield _single("scan, 5,000 in draft", on_hand, free[LOOKUPS:], lambda serial: bench.scan(full, serial))


def _single(operation: str, on_hand: int, serials: Sequence[str], action: Callable[[str], object]) -> Measurement:
    with CaptureQueriesContext(connection) as queries:
        action(serials[0])
    seconds = median(_clocked(lambda serial=serial: action(serial))[0] for serial in serials[1:])  # type: ignore[misc]
    return Measurement(
        operation=operation,
        database=connection.vendor,
        units=1,
        on_hand=on_hand,
        seconds=round(seconds, 6),
        us_per_unit=round(seconds * 1e6, 2),
        queries=sum(1 for query in queries.captured_queries if _reads_or_writes(query["sql"])),
    )


def _reads_or_writes(statement: str) -> bool:
    return not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def _clocked(action: Callable[[], Answer]) -> tuple[float, Answer]:
    gc.collect()
    started = time.perf_counter()
    answer = action()
    return time.perf_counter() - started, answer
