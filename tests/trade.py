"""A small trade to test with, in the words of the trade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.scans import Scanned
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.people.models import User
from everyunit.places.models import Company
from everyunit.rules.refusals import Refused
from tests.prepared import prepared

# Every table of ours that a verb may write; users are hired by no verb.
WRITTEN = tuple(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("everyunit.") and model is not User
)


@dataclass(frozen=True)
class Trade:
    """A founded company: items DRIVE (serialized, price 100.00, cost 60.00), PHONE (auto-serialized, 200.00, 150.00),
    CABLE (quantity, 5.00, 2.00), HOUR (not inventoried, 80.00); vendor V1, customers C1 and C2.
    """

    owner: Actor

    def draft(self, kind: str, *lines: NewLine, party: str | None = None, **header: object) -> DraftSaved:
        """A draft; the party defaults to V1 for vendors' papers and C1 for customers'."""
        roles = {"vendor": "V1", "customer": "C1"}
        party = party or (roles.get(KINDS[kind].party or "") if kind in KINDS else None)
        return draft(self.owner, Draft(kind=kind, party=party, lines=lines, **header))  # type: ignore[arg-type]

    def scan(self, document: DraftSaved, *texts: str, **options: object) -> Scanned:
        return attach(
            self.owner,
            Attach(document_id=document.document_id, scans=texts, **options),  # type: ignore[arg-type]
        )

    def post(self, document: DraftSaved) -> Posted:
        return post(self.owner, Post(document_id=document.document_id))

    def receive(self, item: str = "DRIVE", quantity: int = 1, **line: object) -> list[str]:
        """Receive units; their serial numbers."""
        posted = self.post(self.draft("PR", NewLine(item=item, quantity=quantity, **line)))  # type: ignore[arg-type]
        return [
            serial
            for (serial,) in sql.rows(
                "SELECT serial FROM stock_unit WHERE generated_in_id = %s ORDER BY id", [posted.posting_id]
            )
        ]

    def sell(self, *serials: str, party: str = "C1") -> Posted:
        paper = self.draft("SI", party=party)
        self.scan(paper, *serials)
        return self.post(paper)

    def take_back(self, *serials: str, party: str = "C1") -> Posted:
        paper = self.draft("CM", party=party)
        self.scan(paper, *serials)
        return self.post(paper)


def begin() -> Trade:
    """Found the company: by the verbs the first time, from its rows whenever the database is empty again."""
    fresh = not Company.objects.exists() and not User.objects.exists()
    if not fresh:
        return _found()
    if not _founded:
        return _remember(_found())
    owner, rows = _founded[0]
    with connection.cursor() as cursor:
        for table, columns, values in rows:
            row = f"({', '.join(['%s'] * len(columns))})"
            given = [value for each in values for value in each]
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(values))}", given)
    return Trade(owner)


_founded: list[tuple[Actor, list[tuple[str, list[str], list[sql.Row]]]]] = []


def _remember(trade: Trade) -> Trade:
    """Keep what founding wrote, each table with its rows, what others refer to first."""
    rows = []
    for model in apps.get_models():
        table = model._meta.db_table
        found = sql.dicts(f"SELECT * FROM {table}") if model.__module__.startswith("everyunit.") else []
        if found:
            rows.append((table, list(found[0]), [tuple(each.values()) for each in found]))
    _founded[:] = [(trade.owner, rows)]
    return trade


def _found() -> Trade:
    owner = found(Founding(name="Test Trading", password="test-only-password"))
    for item in (
        SaveItem(code="DRIVE", name="Hard drive", price_minor=10000, cost_minor=6000),
        SaveItem(code="PHONE", name="Phone", tracking="auto_serialized", price_minor=20000, cost_minor=15000),
        SaveItem(code="CABLE", name="Cable", tracking="quantity", price_minor=500, cost_minor=200),
        SaveItem(code="HOUR", name="Hour of work", tracking="none", price_minor=8000),
    ):
        save_item(owner, item)
    for code, role in (("V1", "vendor"), ("V2", "vendor"), ("C1", "customer"), ("C2", "customer")):
        save_party(owner, SaveParty(code=code, name=f"Test {role} {code}", role=role))
    return Trade(owner)


def everything() -> dict[str, list[str]]:
    """Every row that a verb may write, by table."""
    if not sql.on_postgres():
        return {table: sorted(map(repr, sql.rows(f"SELECT * FROM {table}"))) for table in WRITTEN}
    tables: dict[str, list[str]] = {table: [] for table in WRITTEN}
    each_table = (f"SELECT '{table}', t::text FROM {table} t" for table in WRITTEN)
    for table, row in sorted(prepared("everything", " UNION ALL ".join(each_table))):
        tables[table].append(row)
    return tables


@contextmanager
def assert_nothing_changed() -> Iterator[None]:
    """Whatever happens inside leaves every table as it was."""
    before = everything()
    yield
    after = everything()
    for table in WRITTEN:
        assert after[table] == before[table], f"{table} was changed"


@contextmanager
def refused(code: str, *offenders: tuple[str, str]) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What happens inside is refused with this code, names these offenders (subject, code) and changes nothing."""
    with assert_nothing_changed(), pytest.raises(Refused) as caught:
        yield caught
    refusal = caught.value
    assert refusal.code == code, refusal
    assert str(refusal)
    assert all(each.message for each in refusal.offenders)
    if offenders:
        assert [(each.subject, each.code) for each in refusal.offenders] == list(offenders)


def fates(scanned: Scanned) -> list[tuple[str, str, str]]:
    """What became of each scan: its text, the action, and the code of the reason."""
    return [(entry.text, str(entry.action), entry.code) for entry in scanned.entries]


def one(statement: str, *params: object) -> object:
    """The one value that the statement finds."""
    return sql.scalar(statement, params)


def bin_of(serial: str) -> str:
    return str(one("SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE u.serial = %s", serial))


def cost_of(serial: str) -> int:
    return int(str(one("SELECT cost_minor FROM stock_unit WHERE serial = %s", serial)))


def in_bin(item: str, bin_code: str) -> int:
    """How many of an item are in a bin."""
    return int(
        str(
            one(
                "SELECT coalesce(sum(v.quantity), 0) FROM stock_balance v JOIN catalog_item i ON i.id = v.item_id"
                " JOIN places_bin b ON b.id = v.bin_id WHERE i.code = %s AND b.code = %s",
                item,
                bin_code,
            )
        )
    )


def valued(item: str) -> tuple[int, int]:
    """How many of an item we own, and what they are worth."""
    return next(
        (
            (int(quantity), int(value))
            for quantity, value in sql.rows(
                "SELECT v.quantity, v.value_minor FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
                " WHERE i.code = %s",
                [item],
            )
        ),
        (0, 0),
    )


def holds() -> dict[str, str]:
    """Which document holds which unit."""
    return dict(
        sql.rows(
            "SELECT u.serial, d.kind || ' ' || d.number FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
            " JOIN documents_line l ON l.id = h.line_id JOIN documents_document d ON d.id = l.document_id"
        )
    )


def entry(posting_id: int) -> dict[str, int]:
    """The journal entry of a posting: debit positive, by the purpose of the account."""
    return {
        purpose: int(amount)
        for purpose, amount in sql.rows(
            "SELECT a.purpose, sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
            " WHERE l.entry_id = %s GROUP BY a.purpose",
            [posting_id],
        )
    }
