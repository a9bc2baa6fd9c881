"""Very many units, made by set: what the verbs wrote for one unit is copied, with other keys, times, items and places.

Three movements for each unit on the average. Guards and indexes are off meanwhile, which only a superuser can do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.sealing import contents_of
from everyunit.fields.save_field import SaveField, save_field
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.stock.chain import link
from everyunit.stock.rebuild import count_balances, count_valuations

A_RECEIPT = 1_000  # units
ITEMS, VENDORS, CUSTOMERS, BINS = 1_000, 50, 500, 200
OLD = 20  # one receipt in so many, the oldest, is of one item that came never again
FULL = 4  # one receipt in so many goes to one bin, the others to all the bins in turn
SOLD, BACK = 7, 3  # of ten units
COLOURS = ("red", "green", "blue", "white")
COLOURED = 20  # one unit in so many has its colour written down
KINDS = ("PR", "ST", "SI", "CM")
BEGAN, YEARS = "2021-01-01T00:00:00Z", 5
KEYED = ("documents_document", "documents_line", "stock_posting")
BARE = ("stock_unit", "stock_movement")
AT_ONCE = 1_000_000
SEALED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the verbs wrote for one unit: its own id, and by kind of document the document, line and posting. `first`:
    the last key that they used in each table. `shop`: the bin that it was moved to. `colour`: the own field.
    """

    unit_id: int
    rows: Mapping[str, tuple[int, int, int]]
    shop: int
    colour: int
    first: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many receipts there are, and how long after one the next comes."""

    receipts: int
    apart_s: int


def fill(units: int) -> None:
    """The company with so many units and one more, in an empty database; what is kept of them, and the audit chain."""
    pattern = _begin()
    plan = Plan(units // A_RECEIPT, int(YEARS * 365 * 24 / (units // A_RECEIPT) * 3600))
    with without_guards():
        _fill_rows(pattern, plan, units)
    seal_all()


@contextmanager
def without_guards() -> Iterator[None]:
    """Inside the block nothing is forbidden."""
    sql.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        sql.execute("SET session_replication_role = origin")


def _fill_rows(pattern: Pattern, plan: Plan, units: int) -> None:
    _fill_masters()
    for place, kind in enumerate(KINDS):
        _fill_papers(pattern, plan, place, kind)
    with _without_indexes():
        for low in range(1, units + 1, AT_ONCE):
            _fill_units(pattern, plan, low, min(units, low + AT_ONCE - 1))
            print(f"filled {min(units, low + AT_ONCE - 1):,} units", file=sys.stderr, flush=True)
    _go_on_behind(units)
    sql.execute("ANALYZE")
    count_balances()
    count_valuations()


def _begin() -> Pattern:
    """The company, and one unit that was received, moved, sold and taken back."""
    owner = found(Founding(name="Large Trading"))
    save_item(owner, SaveItem(code="I1", name="Item 1", price_minor=10000, cost_minor=6000))
    save_party(owner, SaveParty(code="V1", name="Vendor 1", role="vendor"))
    save_party(owner, SaveParty(code="C1", name="Customer 1", role="customer"))
    shop = save_bin(owner, SaveBin(code="SHOP", name="Shop")).bin_id
    colour = save_field(owner, SaveField(of="unit", code="colour", label="Colour")).field_id
    receipt = draft(owner, Draft(kind="PR", party="V1", lines=(NewLine(item="I1", quantity=1),)))
    papers = [(receipt.document_id, post(owner, Post(document_id=receipt.document_id)).posting_id)]
    unit_id, serial = sql.rows("SELECT id, serial FROM stock_unit")[0]
    for kind, to_bin, party in (("ST", "SHOP", None), ("SI", None, "C1"), ("CM", None, "C1")):
        paper = draft(owner, Draft(kind=kind, to_bin=to_bin, party=party)).document_id
        attach(owner, Attach(document_id=paper, scans=(serial,)))
        papers.append((paper, post(owner, Post(document_id=paper)).posting_id))
    lines = [sql.scalar("SELECT id FROM documents_line WHERE document_id = %s", [paper]) for paper, _ in papers]
    rows = {kind: (paper, line, posting) for kind, (paper, posting), line in zip(KINDS, papers, lines, strict=True)}
    first = {table: int(sql.scalar(f"SELECT max(id) FROM {table}")) for table in KEYED}
    return Pattern(unit_id, rows, shop, colour, first)


def _fill_masters() -> None:
    for table, code, many in (("catalog_item", "I", ITEMS), ("parties_party", "V", VENDORS)):
        _copy(table, f"code = '{code}1'", f"generate_series(2, {many}) g", {"id": "1000 + g", "code": f"'{code}' || g"})
    _copy("parties_party", "code = 'C1'", f"generate_series(2, {CUSTOMERS}) g", {"id": "9000 + g", "code": "'C' || g"})
    _copy("places_bin", "code = 'SHOP'", f"generate_series(1, {BINS}) g", {"id": "2000 + g", "code": "'B' || g"})


def _fill_papers(pattern: Pattern, plan: Plan, place: int, kind: str) -> None:
    """The documents of a kind, one for each receipt, with what their postings wrote besides movements."""
    paper, line, posting = pattern.rows[kind]
    pieces = {"SI": A_RECEIPT // 10 * SOLD, "CM": A_RECEIPT // 10 * BACK}.get(kind, A_RECEIPT)
    series = f"generate_series(0, {plan.receipts - 1}) g"
    document_id, line_id, posting_id = (f"{pattern.first[table]} + g * {len(KINDS)} + {place + 1}" for table in KEYED)
    at = f"timestamptz '{BEGAN}' + g * interval '{plan.apart_s} seconds' + interval '{place * 8} days'"
    day, item = f"({at})::date", _item("g", plan)
    party = {"PR": f"(SELECT id FROM parties_party WHERE code = 'V' || (1 + g % {VENDORS}))", "ST": "NULL"}.get(
        kind, f"(SELECT id FROM parties_party WHERE code = 'C' || (1 + g % {CUSTOMERS}))"
    )
    document = {"id": document_id, "number": "(200000 + g)::text", "party_id": party, "date": day}
    _copy(
        "documents_document", f"id = {paper}", series, document | {"to_bin_id": _moved_bin(pattern, "p.to_bin_id", "g")}
    )
    _copy(
        "documents_line",
        f"id = {line}",
        series,
        {
            "id": line_id,
            "document_id": document_id,
            "item_id": item,
            "quantity": f"sign(p.quantity)::bigint * {pieces}",
            "attached": str(pieces),
            "worth_minor": f"p.worth_minor * {pieces}",
        },
    )
    key = f"'large-{kind}-' || g"
    changes = {"id": posting_id, "document_id": document_id, "key": key, "posted_at": at, "date": day}
    _copy("stock_posting", f"id = {posting}", series, changes)
    _copy("money_entry", f"posting_id = {posting}", series, {"posting_id": posting_id})
    counted = f"100000 + (g * {len(KINDS)} + {place}) * 10 + (row_number() OVER (PARTITION BY g ORDER BY p.id))"
    changes = {"id": counted, "entry_id": posting_id, "amount_minor": f"p.amount_minor * {pieces}"}
    _copy("money_entryline", f"entry_id = {posting}", series, changes)
    changes = {"id": counted, "posting_id": posting_id, "date": day, "recorded": day, "item_id": item}
    changes |= {"bin_id": _moved_bin(pattern, "p.bin_id", "g"), "quantity": f"p.quantity * {pieces}"}
    _copy("stock_flow", f"posting_id = {posting}", series, changes | {"value_minor": f"p.value_minor * {pieces}"})


def _item(receipt: str, plan: Plan) -> str:
    """The item of a receipt: the oldest receipts are of one that came never again, the others take turns."""
    code = f"CASE WHEN {receipt} < {plan.receipts // OLD} THEN 1 ELSE 2 + {receipt} % {ITEMS - 1} END"
    return f"(CASE WHEN {code} = 1 THEN (SELECT id FROM catalog_item WHERE code = 'I1') ELSE 1000 + {code} END)"


def _moved_bin(pattern: Pattern, column: str, receipt: str) -> str:
    """The bin in the column; for the shop, the bin that the receipt was moved to."""
    shelf = f"CASE WHEN {receipt} % {FULL} = 0 THEN {pattern.shop} ELSE 2001 + {receipt} % {BINS} END"
    return f"(CASE WHEN {column} = {pattern.shop} THEN {shelf} ELSE {column} END)"


def _fill_units(pattern: Pattern, plan: Plan, low: int, high: int) -> None:
    """These units, their movements, and the colours of some."""
    series = f"generate_series({low}, {high}) g"
    receipt = f"((g - 1) / {A_RECEIPT})"
    _, first_line, first_posting = (f"{pattern.first[table]} + {receipt} * {len(KINDS)}" for table in KEYED)
    serial = "(199999 + g)::text"
    home = f"(('x' || substr(encode(sha256({serial}::bytea), 'hex'), 1, 4))::bit(16)::int & 32767)"
    steps = f"CASE WHEN g % 10 < {BACK} THEN 4 WHEN g % 10 < {SOLD} THEN 3 ELSE 2 END"
    ended = sql.rows("SELECT step, to_bin_id FROM stock_movement WHERE unit_id = %s", [pattern.unit_id])
    bin_now = f"(CASE {steps} {' '.join(f'WHEN {step} THEN {bin_id}' for step, bin_id in ended)} END)"
    unit = {
        "id": f"{pattern.unit_id} + g",
        "home": home,
        "serial": serial,
        "item_id": _item(receipt, plan),
        "step": steps,
        "bin_id": _moved_bin(pattern, bin_now, receipt),
        "entered_at": f"timestamptz '{BEGAN}' + {receipt} * interval '{plan.apart_s} seconds'",
        "received_on": f"(timestamptz '{BEGAN}' + {receipt} * interval '{plan.apart_s} seconds'"
        f" + CASE WHEN g % 10 < {BACK} THEN interval '24 days' ELSE interval '0' END)::date",
        "generated_in_id": f"{first_posting} + 1",
        "maker_serial": "CASE WHEN g % 3 = 0 THEN 'M' || g ELSE '' END",
        "note": "CASE WHEN g % 100000 = 0 THEN 'Dented box' ELSE '' END",
    }
    _copy("stock_unit", f"id = {pattern.unit_id}", series, unit)
    for place, most in enumerate((10, 10, SOLD, BACK)):
        movement = {
            "unit_id": f"{pattern.unit_id} + g",
            "home": home,
            "posting_id": f"{first_posting} + {place + 1}",
            "line_id": f"{first_line} + {place + 1}",
            "from_bin_id": _moved_bin(pattern, "p.from_bin_id", receipt),
            "to_bin_id": _moved_bin(pattern, "p.to_bin_id", receipt),
        }
        which = f"unit_id = {pattern.unit_id} AND step = {place + 1}"
        _copy("stock_movement", which, series, movement, where=f"g % 10 < {most}")
    first, last = -(-low // COLOURED), high // COLOURED
    sql.execute(
        "INSERT INTO fields_ownvalue (field_id, target_id, text)"
        " SELECT %s, %s + g * %s, (%s::text[])[1 + mod(g, %s)] FROM generate_series(%s, %s) g",
        [pattern.colour, pattern.unit_id, COLOURED, sql.array("text", COLOURS), len(COLOURS), first, last],
    )


def _copy(table: str, which: str, series: str, changes: Mapping[str, str], where: str = "true") -> None:
    """The row once for each number of the series, changed: every column that is not named stays what it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [column[0] for column in cursor.description]
        values = ", ".join(changes.get(name, f"p.{name}") for name in names)
        cursor.execute(  # without parameters, for % is an operator in it
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} p CROSS JOIN {series}"
            f" WHERE p.{which} AND {where}"
        )


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Inside the block the largest tables have no indexes and no log; they are made at once at its end."""
    constraints: list[tuple[str, str, str]] = []
    indexes: list[tuple[str]] = []
    for table in BARE:
        sql.execute(f"ALTER TABLE {table} SET UNLOGGED")
        mine = sql.rows(
            "SELECT %s, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY contype",
            [table, table],
        )
        for _, name, _ in mine:
            sql.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        found = sql.rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        for name, _ in found:
            sql.execute(f"DROP INDEX {name}")
        constraints += mine
        indexes += [(definition,) for _, definition in found]
    yield
    for table, name, definition in constraints:
        sql.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for (definition,) in indexes:
        sql.execute(definition)


def _go_on_behind(units: int) -> None:
    """The next numbers and keys are behind those that were filled, so that the verbs can go on."""
    sql.execute("UPDATE base_series SET next_number = %s WHERE scope = 'serial'", [200_000 + units])
    sql.execute("SELECT setval('stock_unit_ids', (SELECT max(id) FROM stock_unit))")
    for table in (*KEYED, "money_entryline", "stock_flow", "catalog_item", "parties_party", "places_bin"):
        sql.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def seal_all() -> None:
    """Append every posting that is not sealed yet to the audit chain."""
    position, digest = sql.rows("SELECT position, digest FROM stock_chainhead")[0]
    waiting = [
        each
        for (each,) in sql.rows(
            "SELECT id FROM stock_posting WHERE id NOT IN (SELECT posting_id FROM stock_seal) ORDER BY id"
        )
    ]
    for low in range(0, len(waiting), SEALED_AT_ONCE):
        batch = waiting[low : low + SEALED_AT_ONCE]
        digests = list(_linked(digest, batch))
        places = list(range(position + 1, position + 1 + len(batch)))
        sql.insert(
            "stock_seal",
            {"posting_id": ("bigint", batch), "position": ("bigint", places), "digest": ("text", digests)},
        )
        position, digest = places[-1], digests[-1]
    sql.execute("UPDATE stock_chainhead SET position = %s, digest = %s", [position, digest])


def _linked(digest: str, posting_ids: Sequence[int]) -> Iterator[str]:
    contents = contents_of(posting_ids)
    for posting_id in posting_ids:
        digest = link(digest, contents[posting_id])
        yield digest
