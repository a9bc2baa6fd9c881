"""Import a CSV file of goods received: posted purchase receipts, all or nothing, and never twice.

A file is known again by its content. The same file with the same options gets the answer of the first time; with other
options it is refused, because it would put the same goods into stock again. Once the receipts of an import are all
reversed, the file counts as new. A file that is changed a little is new, too: then rows with a maker's number that is
in stock already are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from everyunit.base.operation import Actor, Work, operation
from everyunit.base.progress import report
from everyunit.documents.draft import Draft, draft, party_for
from everyunit.documents.kinds import KINDS
from everyunit.documents.naming import bin_named
from everyunit.documents.post import Post, post
from everyunit.exchange.receipt_lots import Lot, lots_of, papers_of
from everyunit.exchange.receipt_rows import ReceiptRow, find_columns, read_rows
from everyunit.exchange.receipt_stock import items_of, stock_problems
from everyunit.exchange.seen import Seen, recognise, remember
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.models import Company
from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import RECEIVE
from everyunit.rules.sheets import Problem, read_sheet

KIND = KINDS["PR"]
UNITS_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOptions:
    """How a file is to be taken. `columns`: the titles of the columns for serial, item, cost and quantity, where they
    are not recognised. `cost`: for rows that name none. `again`: a second delivery with the very same content."""

    vendor: str
    bin: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    cost: str | None = None
    encoding: str | None = None
    create_items: bool = False
    create_vendor: bool = False
    allow_known: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReceipt:
    """The rows of a file that was read, what was wrong with it, and what to do with it."""

    file_name: str
    content_digest: str
    options_digest: str
    vendor: str
    bin: str | None
    rows: tuple[ReceiptRow, ...]
    problems: tuple[Problem, ...]
    create_items: bool
    create_vendor: bool
    allow_known: bool
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the file. `units` have serial numbers of ours, `quantity` is what is only counted; `unpriced`
    units came in at no cost."""

    documents: int
    units: int
    quantity: int
    numbers: tuple[str, ...]
    value_minor: int = 0
    unpriced: int = 0
    items_created: int = 0
    vendor_created: bool = False
    already_imported: bool = False


class NotImported(Refused):
    """Nothing was imported; `problems` are all of them, in the order of the rows."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row or 0))
        super().__init__(
            "not_imported",
            "Nothing was imported: mend the file or the options, then import it again.",
            [
                Offender(f"row {each.row}" if each.row else "import", each.code, each.message, row=each.row)
                for each in self.problems
            ],
        )


def import_receipt_file(
    actor: Actor, file_name: str, content: bytes, options: ReceiptOptions, dry_run: bool = False
) -> Imported:
    """Read the file and import it. Refused: `no_company`, `not_allowed`, and `NotImported` with every problem."""
    return import_receipt(actor, receipt_in(file_name, content, options), dry_run=dry_run)


def receipt_in(file_name: str, content: bytes, options: ReceiptOptions) -> ImportReceipt:
    """What the file asks for, with what is wrong with it. Refused: `no_company`."""
    company = Company.objects.first()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    return _read(file_name, content, options, company.currency_digits)


def _read(file_name: str, content: bytes, options: ReceiptOptions, digits: int) -> ImportReceipt:
    sheet = read_sheet(content, options.encoding)
    cost = None
    try:
        cost = None if options.cost is None else parse_amount(options.cost, digits)
    except ValueError:
        sheet.complain(None, "bad_cost", f"--cost is not an amount with at most {digits} decimals: {options.cost}")
    if cost is not None and cost < 0:
        sheet.complain(None, "negative_cost", f"--cost is below zero: {options.cost}")
    rows: list[ReceiptRow] = []
    titles: dict[str, str] = {}
    if sheet.header:
        before = len(sheet.problems)
        columns = find_columns(sheet, options.columns)
        titles = {name: sheet.header[place] for name, place in columns.places.items()}
        if len(sheet.problems) == before:
            rows = read_rows(sheet, columns, cost, digits)
    return ImportReceipt(
        file_name=file_name,
        content_digest=sha256(content).hexdigest(),
        options_digest=sha256(
            json.dumps([options.vendor, options.bin, sorted(titles.items()), cost, options.encoding]).encode()
        ).hexdigest(),
        vendor=options.vendor,
        bin=options.bin,
        rows=tuple(rows),
        problems=tuple(sheet.problems),
        create_items=options.create_items,
        create_vendor=options.create_vendor,
        allow_known=options.allow_known,
        again=options.again,
    )


@operation(right=RECEIVE)
def import_receipt(work: Work, command: ImportReceipt) -> Imported:
    """Post purchase receipts for the rows, in one transaction, or refuse with every problem (`NotImported`).

    Problems beside those of reading: `already_imported`, `unknown_party`, `wrong_party`, `party_discontinued`,
    `unknown_bin`, `bin_discontinued`, `wrong_bin`, `unknown_item`, `unknown_category`, `item_discontinued`,
    `not_inventoried`, `item_has_no_units`, `known_maker_number`, `repeated_serial`, `amount_too_large`,
    `too_many_units`.
    """
    Company.objects.select_for_update().get()  # one import at a time: two of the same file must see each other
    seen = None if command.again else recognise(command.content_digest)
    if seen is not None and not command.problems:
        if seen.options_digest == command.options_digest:
            return _as_before(seen)
        raise NotImported([_imported_otherwise(seen)])
    problems = list(command.problems)
    vendor_created = _vendor(work, command, problems)
    _bin(command.bin, problems)
    items, items_created = items_of(work, command.rows, command.create_items, problems)
    stock_problems(command.rows, items, command.allow_known, problems)
    lots = lots_of(command.rows, items, problems)
    if sum(lot.count for lot in lots if lot.has_units) > UNITS_LIMIT:
        problems.append(Problem(row=None, code="too_many_units", message=f"At most {UNITS_LIMIT:,} units at once."))
    if problems:
        raise NotImported(problems)
    imported = _post(work, command, lots)
    return replace(imported, items_created=items_created, vendor_created=vendor_created)


def _as_before(seen: Seen) -> Imported:
    return Imported(
        documents=len(seen.numbers),
        units=seen.units,
        quantity=seen.quantity,
        value_minor=seen.value_minor,
        numbers=seen.numbers,
        already_imported=True,
    )


def _imported_otherwise(seen: Seen) -> Problem:
    papers = ", ".join(seen.numbers[:5]) + (" …" if len(seen.numbers) > 5 else "")
    return Problem(
        row=None,
        code="already_imported",
        message=f"This file was imported on {seen.at:%Y-%m-%d %H:%M} UTC as {papers}, with another vendor, bin, cost or"
        " columns. If that was wrong, reverse those receipts first. If the same goods came once more, say --again.",
    )


def _vendor(work: Work, command: ImportReceipt, problems: list[Problem]) -> bool:
    """Make sure of the vendor; whether it was created."""
    try:
        party_for(KIND, command.vendor)
    except Refused as refused:
        if refused.code != "unknown_party" or not command.create_vendor:
            problems.append(Problem(row=None, code=refused.code, message=refused.message))
            return False
    else:
        return False
    try:
        save_party.within(work, SaveParty(code=command.vendor, name=command.vendor, role=KIND.party or ""))
    except Refused as refused:
        problems += [
            Problem(row=None, code=each.code, message=f"The vendor cannot be created: {each.message}")
            for each in refused.offenders
        ] or [Problem(row=None, code=refused.code, message=refused.message)]
        return False
    return True


def _bin(code: str | None, problems: list[Problem]) -> None:
    if code is None:
        return
    try:
        found = bin_named(code)
    except Refused as refused:
        problems.append(Problem(row=None, code=refused.code, message=refused.message))
        return
    if found.bin_type != KIND.route.target:
        message = f"{code} is a bin of type {found.bin_type}; goods received go to a bin of type {KIND.route.target}."
        problems.append(Problem(row=None, code="wrong_bin", message=message))


def _post(work: Work, command: ImportReceipt, lots: list[Lot]) -> Imported:
    document_ids, numbers = [], []
    units = quantity = value = 0
    total = sum(lot.count for lot in lots)
    report("Posting", 0, total)
    for lines in papers_of(lots):
        paper = draft.within(
            work,
            Draft(
                kind=KIND.code,
                party=command.vendor,
                to_bin=command.bin,
                reference=command.file_name[-100:],
                lines=tuple(lines),
            ),
        )
        posted = post.within(work, Post(document_id=paper.document_id, asks=False))
        document_ids.append(paper.document_id)
        numbers.append(f"{posted.kind} {posted.number}")
        units, quantity, value = units + posted.units, quantity + posted.quantity, value + posted.value_minor
        report("Posting", units + quantity, total)
    remember(
        work,
        Seen(
            content_digest=command.content_digest,
            options_digest=command.options_digest,
            file_name=command.file_name,
            rows=len(command.rows),
            units=units,
            quantity=quantity,
            value_minor=value,
            numbers=tuple(numbers),
            at=work.at,
        ),
        document_ids,
    )
    return Imported(
        documents=len(numbers),
        units=units,
        quantity=quantity,
        numbers=tuple(numbers),
        value_minor=value,
        unpriced=sum(lot.count for lot in lots if not lot.cost_minor),
    )
