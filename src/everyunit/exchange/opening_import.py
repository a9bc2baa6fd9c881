"""Import the stock that a company begins with: posted opening stock, all of the file or nothing, and never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from everyunit.base import clock
from everyunit.base.operation import Actor, Work, operation
from everyunit.base.progress import report
from everyunit.catalog.models import Item, Tracking
from everyunit.catalog.save_item import create_items
from everyunit.documents.draft import Draft, draft
from everyunit.documents.kinds import KINDS
from everyunit.documents.naming import bins_named
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.scans import items_scanned
from everyunit.exchange.columns import columns_of
from everyunit.exchange.new_items import categories_of
from everyunit.exchange.receipt_import import NotImported
from everyunit.exchange.receipt_rows import NAMES as RECEIPT_NAMES
from everyunit.exchange.receipt_rows import ReceiptRow, read_rows
from everyunit.exchange.seen import Seen, recognise, remember
from everyunit.places.models import Company
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.sheets import Problem, Sheet, read_sheet
from everyunit.stock.periods import closed_words, is_closed

KIND = KINDS["OS"]
UNITS_A_DOCUMENT = 20_000
LINES_A_DOCUMENT = 500
NAMES = {
    **RECEIPT_NAMES,
    "bin": ("bin", "bincode", "stockbin", "location", "place"),
    "description": ("description", "itemname", "name"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOptions:
    """How a file is to be taken. `tracking`: of items that are created; `date`: since when the stock is there, today by
    default. A column left out takes its default: one piece a row, the item's own cost, no maker's number, the receiving
    bin."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    create_items: bool = False
    tracking: str = "serialized"
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """A row of the file, the bin that it names ("" for the default), and what it calls the item."""

    row: ReceiptRow
    bin: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOpening:
    """The rows of a file that was read, and what was wrong with it."""

    file_name: str
    digest: str
    rows: tuple[OpeningRow, ...]
    problems: tuple[Problem, ...]
    create_items: bool
    tracking: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningImported:
    """What became of the file. `units` have serial numbers of ours, `quantity` is only counted."""

    documents: int
    units: int
    quantity: int
    numbers: tuple[str, ...]
    value_minor: int
    items_created: int = 0
    already_imported: bool = False


def import_opening_file(
    actor: Actor, file_name: str, content: bytes, options: OpeningOptions, dry_run: bool = False
) -> OpeningImported:
    """Read the file and import it. Refused: `no_company`, `not_allowed`, and `NotImported` with every problem."""
    return import_opening(actor, opening_in(file_name, content, options), dry_run=dry_run)


def opening_in(file_name: str, content: bytes, options: OpeningOptions) -> ImportOpening:
    """What the file asks for, with what is wrong with it. Refused: `no_company`."""
    company = Company.objects.first()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    sheet = read_sheet(content, options.encoding)
    rows = _rows(sheet, options, company.currency_digits) if sheet.header else []
    if options.tracking not in Tracking.values:
        sheet.complain(None, "bad_tracking", f"Tracking is one of {', '.join(Tracking.values)}.")
    return ImportOpening(
        file_name=file_name,
        digest=sha256(content + repr(sorted(options.columns.items())).encode()).hexdigest(),
        rows=tuple(rows),
        problems=tuple(sheet.problems),
        create_items=options.create_items,
        tracking=options.tracking,
        date=options.date,
    )


def _rows(sheet: Sheet, options: OpeningOptions, digits: int) -> list[OpeningRow]:
    before = len(sheet.problems)
    columns = columns_of(sheet, options.columns, NAMES, ["item"])
    if len(sheet.problems) > before:
        return []
    if "quantity" not in columns.places and "serial" not in columns.places:
        sheet.header.append("quantity")
        columns.places["quantity"] = len(sheet.header) - 1
        for _, cells in sheet.rows:
            cells.append("1")
    more = {
        number: {name: columns.cell(cells, name) for name in ("bin", "description")} for number, cells in sheet.rows
    }
    return [OpeningRow(row=row, **more[row.row]) for row in read_rows(sheet, columns, None, digits)]


@operation(right=EDIT_MASTER)
def import_opening(work: Work, command: ImportOpening) -> OpeningImported:
    """Post opening stock for the rows, in one transaction, or refuse with every problem (`NotImported`).

    Problems beside those of reading: `unknown_item`, `unknown_category`, `unknown_bin`, `bin_discontinued`,
    `item_has_no_units`, `not_inventoried`. The same file again is answered as before.
    """
    Company.objects.select_for_update().get()
    seen = recognise(command.digest)
    if seen is not None and not command.problems:
        return OpeningImported(
            documents=len(seen.numbers),
            units=seen.units,
            quantity=seen.quantity,
            numbers=seen.numbers,
            value_minor=seen.value_minor,
            already_imported=True,
        )
    problems = list(command.problems)
    items, created = _items(work, command, problems)
    _check_bins(command, problems)
    if is_closed(command.date or clock.today()):
        problems.append(Problem(row=None, code="period_closed", message=closed_words()))
    if problems:
        raise NotImported(problems)
    return _post(work, command, items, created)


def _items(work: Work, command: ImportOpening, problems: list[Problem]) -> tuple[dict[str, Item], int]:
    codes = list(dict.fromkeys(each.row.item for each in command.rows))
    items = items_scanned(codes)
    names = {each.row.item: each.description for each in reversed(command.rows) if each.description}
    unknown = {code: names.get(code, code) for code in codes if code not in items}
    created = 0
    if unknown and command.create_items and command.tracking in Tracking.values:
        rows = (each.row for each in command.rows if each.row.item in unknown)
        sorts = categories_of(((row.row, row.item, row.category) for row in rows), problems)
        created = create_items(work, unknown, command.tracking, sorts)
        items |= items_scanned(list(unknown))
    for each in command.rows:
        item = items.get(each.row.item)
        if item is None:
            message = f"There is no item “{each.row.item}”. Create it first, or say --create-items."
            problems.append(Problem(row=each.row.row, code="unknown_item", message=message))
        elif item.tracking == Tracking.NONE:
            problems.append(
                Problem(row=each.row.row, code="not_inventoried", message=f"{item.code} is not kept in stock.")
            )
        elif each.row.serial and item.tracking == Tracking.QUANTITY:
            message = f"{item.code} is only counted; its pieces have no serial numbers."
            problems.append(Problem(row=each.row.row, code="item_has_no_units", message=message))
    return items, created


def _check_bins(command: ImportOpening, problems: list[Problem]) -> None:
    try:
        bins = bins_named({each.bin for each in command.rows if each.bin})
    except Refused as refused:
        gone = {offender.subject: offender for offender in refused.offenders}
        problems += [
            Problem(row=each.row.row, code=gone[each.bin].code, message=f"{each.bin}: {gone[each.bin].message}")
            for each in command.rows
            if each.bin in gone
        ]
        return
    problems += [
        Problem(row=each.row.row, code="wrong_bin", message=f"{each.bin} holds what is not ours.")
        for each in command.rows
        if each.bin and bins[each.bin].bin_type != KIND.route.target
    ]


def _post(work: Work, command: ImportOpening, items: Mapping[str, Item], created: int) -> OpeningImported:
    document_ids, numbers = [], []
    units = quantity = value = 0
    for bin_code, lines in _papers(command.rows, items):
        paper = draft.within(
            work,
            Draft(
                kind=KIND.code,
                date=command.date,
                to_bin=bin_code or None,
                reference=command.file_name[-100:],
                lines=tuple(lines),
            ),
        )
        posted = post.within(work, Post(document_id=paper.document_id, asks=False))
        document_ids.append(paper.document_id)
        numbers.append(f"{posted.kind} {posted.number}")
        units, quantity, value = units + posted.units, quantity + posted.quantity, value + posted.value_minor
        report("Posting", units + quantity, units + quantity)
    seen = Seen(
        content_digest=command.digest,
        options_digest="",
        file_name=command.file_name,
        rows=len(command.rows),
        units=units,
        quantity=quantity,
        value_minor=value,
        numbers=tuple(numbers),
        at=work.at,
    )
    remember(work, seen, document_ids)
    return OpeningImported(
        documents=len(numbers),
        units=units,
        quantity=quantity,
        numbers=tuple(numbers),
        value_minor=value,
        items_created=created,
    )


def _papers(rows: Sequence[OpeningRow], items: Mapping[str, Item]) -> list[tuple[str, list[NewLine]]]:
    """One document after the other: rows of one bin, item and cost become one line."""
    lots: dict[tuple[str, str, int], tuple[int, list[str]]] = {}
    for each in rows:
        item = items[each.row.item]
        cost = item.cost_minor if each.row.cost_minor is None else each.row.cost_minor
        count, serials = lots.get((each.bin, item.code, cost), (0, []))
        if each.row.serial:
            serials.append(each.row.serial)
        lots[each.bin, item.code, cost] = (count + (each.row.quantity or 1), serials)
    papers: list[tuple[str, list[NewLine]]] = []
    room = 0
    for (bin_code, code, cost), (count, serials) in sorted(lots.items(), key=lambda lot: lot[0][0]):
        fits = papers and papers[-1][0] == bin_code and count <= room and len(papers[-1][1]) < LINES_A_DOCUMENT
        if not fits:
            papers.append((bin_code, []))
            room = UNITS_A_DOCUMENT
        papers[-1][1].append(NewLine(item=code, quantity=count, price_minor=cost, maker_numbers=tuple(serials)))
        room -= count
    return papers
