"""The lists that can be had as files. What they show, to whom and in which order is the business of their own rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.documents.lists import DocumentFilter, count_documents, every_document, order_in
from everyunit.documents.standing import DELIVERED, INVOICED
from everyunit.exchange.journal_export import journal_until_now
from everyunit.exports.columns import Column, chosen
from everyunit.exports.document_columns import document_columns
from everyunit.exports.item_columns import item_columns, party_columns
from everyunit.exports.journal_columns import journal_columns, journal_lines
from everyunit.exports.opened import Opened, Query, check_names, read_query
from everyunit.exports.report_columns import HOLDERS, profit_columns, stock_columns
from everyunit.exports.unit_columns import unit_columns, whole_columns
from everyunit.fields.queries import own_fields
from everyunit.money.queries import JournalFilter, count_journal_lines
from everyunit.parties.queries import parties_page
from everyunit.places.queries import company_facts
from everyunit.reports.as_of import StockFilter, stock_as_of
from everyunit.reports.items import items_with_stock
from everyunit.reports.lot_holders import holders_of
from everyunit.reports.lots import lot_named
from everyunit.reports.profit import ProfitFilter, count_profit, every_profit, group_of
from everyunit.reports.serial_numbers import count_units, every_unit, search_for, usual_sort
from everyunit.reports.unit_filters import FIND, LABELS, asked_for
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import RIGHTS, SEE_COST
from everyunit.rules.words import STATUSES

Row = TypeVar("Row")
BATCH = 1000
EVERYBODY = 1_000_000
Open = Callable[[Query, Actor], Opened[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list that can be had as a file: what pages call it, what narrows it, and the right that it takes."""

    title: str
    filters: Sequence[str]
    open: Open
    right: str = ""


def open_list(name: str, query: str, actor: Actor) -> Opened[Any]:
    """Get the list ready for the actor, in the columns and the order asked for.

    Refused: `unknown_list`, `not_allowed`, `bad_filter`, and whatever the list itself refuses.
    """
    source = source_of(name)
    if source.right and not actor.may(source.right):
        raise Refused(
            "not_allowed", f"You may not {RIGHTS[source.right]}. Ask the owner of the company for that right."
        )
    asked = read_query(query)
    check_names(asked, source.filters)
    return source.open(asked, actor)


def source_of(name: str) -> Source:
    """Refused: `unknown_list`."""
    if name not in LISTS:
        raise Refused("unknown_list", f"There is no list “{name}” to export; there are {', '.join(LISTS)}.")
    return LISTS[name]


def _units(query: Query, actor: Actor) -> Opened[Any]:
    asked = asked_for(query.values)
    if asked.wrong:
        raise Refused("bad_filter", "The list cannot be filtered like this. " + " ".join(asked.wrong.values()))
    costs, own = actor.may(SEE_COST), own_fields("unit", "item")
    digits = _digits()
    search = search_for(asked.wanted, costs=costs, own=own, digits=digits)
    columns = (
        chosen(query.columns, unit_columns(costs, digits, own)) if query.columns else whole_columns(costs, digits, own)
    )
    return Opened(
        file="serial-numbers",
        columns=columns,
        rows=lambda: every_unit(search, query.text("sort") or usual_sort(asked.wanted)),
        count=lambda most: count_units(search, most),
    )


def _documents(query: Query, actor: Actor) -> Opened[Any]:
    """`kind` may come several times."""
    asked = query.several.get("kind", [])
    kinds = [KINDS[code] for code in asked if code in KINDS] or list(KINDS.values())
    order = order_in(query.text("sort"), one_kind=len(asked) == 1)
    wanted = DocumentFilter(
        kinds=tuple(asked),
        status=query.choice("status", STATUSES),
        party=query.text("party"),
        location=query.text("location"),
        number=query.text("number"),
        reference=query.text("reference"),
        date_from=query.day("from"),
        date_to=query.day("to"),
        outstanding=bool(query.text("outstanding")),
        delivered=query.choice("delivered", DELIVERED),
        invoiced=query.choice("invoiced", INVOICED),
        representative=query.text("representative"),
        created_by=actor.user_id if query.text("mine") else None,
    )
    return Opened(
        file="documents",
        columns=chosen(query.columns, document_columns(actor.may(SEE_COST), _digits(), kinds)),
        rows=lambda: every_document(wanted, order),
        count=lambda most: count_documents(wanted, most),
    )


def _items(query: Query, actor: Actor) -> Opened[Any]:
    asked = {name: query.text(name) for name in LISTS["items"].filters}

    def rows() -> Iterator[Any]:
        return _every_page(lambda after: items_with_stock(**asked, after=after, limit=BATCH), lambda row: row.code)

    columns = chosen(query.columns, item_columns(actor.may(SEE_COST), _digits()))
    return Opened(file="items", columns=columns, rows=rows, count=_counted(rows))


def _parties(role: str) -> Open:
    def open_parties(query: Query, actor: Actor) -> Opened[Any]:
        search = query.text("search")

        def rows() -> Iterator[Any]:
            return _every_page(
                lambda after: parties_page(role=role, search=search, after=after, limit=BATCH), lambda row: row.code
            )

        columns = chosen(query.columns, party_columns())
        return Opened(file=f"{role}s", columns=columns, rows=rows, count=_counted(rows))

    return open_parties


def _stock(query: Query, actor: Actor) -> Opened[Any]:
    wanted = StockFilter(
        on=query.day("on"),
        known=query.moment("known"),
        item=query.text("item"),
        location=query.text("location"),
        bin=query.text("bin"),
    )
    return _held("stock-as-of", stock_columns(actor.may(SEE_COST), _digits()), lambda: stock_as_of(wanted))


def _profit(query: Query, actor: Actor) -> Opened[Any]:
    wanted = ProfitFilter(by=query.text("by") or "item", date_from=query.day("from"), date_to=query.day("to"))
    group_of(wanted)  # refuses what it is not told by, before a file begins
    return Opened(
        file=f"profit-by-{wanted.by}",
        columns=profit_columns(_digits()),
        rows=lambda: every_profit(wanted),
        count=lambda most: count_profit(wanted, most),
    )


def _recall(query: Query, actor: Actor) -> Opened[Any]:
    """Everybody who has something of a lot, paper by paper."""
    lot = lot_named(query.text("item"), query.text("lot"))
    if lot is None:
        raise Refused("unknown_lot", f"There is no lot “{query.text('lot')}” of “{query.text('item')}”.")
    return _held(
        f"recall-{lot.item}-{lot.number}",
        HOLDERS,
        lambda: [(holder, paper) for holder in holders_of(lot.lot_id, EVERYBODY) for paper in holder.papers],
    )


def _journal(query: Query, actor: Actor) -> Opened[Any]:
    """Line by line, in the order of booking."""
    company = company_facts()
    if company is None:
        raise Refused("no_company", "There is no company yet, so there is no journal.")
    wanted = JournalFilter(
        account=query.text("account"),
        document=query.text("document"),
        date_from=query.day("from"),
        date_to=query.day("to"),
    )
    return Opened(
        file="journal",
        columns=journal_columns(company),
        rows=lambda: journal_lines(journal_until_now(wanted)),
        count=lambda most: count_journal_lines(wanted, most),
    )


LISTS: dict[str, Source] = {
    "units": Source(title="Serial Numbers", filters=(*LABELS, *FIND[1:]), open=_units),
    "documents": Source(
        title="Documents",
        filters=(
            *("kind", "status", "party", "location", "number", "reference", "from", "to", "outstanding", "mine"),
            *("delivered", "invoiced", "representative"),
        ),
        open=_documents,
    ),
    "items": Source(title="Items", filters=("search", "tracking", "category", "state"), open=_items),
    "vendors": Source(title="Vendors", filters=("search",), open=_parties("vendor")),
    "customers": Source(title="Customers", filters=("search",), open=_parties("customer")),
    "stock": Source(title="Stock as of…", filters=("on", "known", "item", "location", "bin"), open=_stock),
    "profit": Source(title="Profit", filters=("by", "from", "to"), open=_profit, right=SEE_COST),
    "recall": Source(title="Recall list", filters=("item", "lot"), open=_recall),
    "journal": Source(title="Journal", filters=("account", "document", "from", "to"), open=_journal, right=SEE_COST),
}


def _held(file: str, columns: Sequence[Column[Row]], read: Callable[[], Sequence[Row]]) -> Opened[Row]:
    """A report that is worked out as a whole: read once, when it is needed first."""
    kept: list[Sequence[Row]] = []

    def found() -> Sequence[Row]:
        if not kept:
            kept.append(read())
        return kept[0]

    return Opened(file=file, columns=columns, rows=lambda: iter(found()), count=lambda most: len(found()))


def _counted(rows: Callable[[], Iterator[Any]]) -> Callable[[int | None], int | None]:
    """Counted by reading, where that ends soon; else not known beforehand."""
    return lambda most: None if most is None else sum(1 for _ in islice(rows(), most))


def _every_page(read: Callable[[str], Sequence[Row]], key: Callable[[Row], str]) -> Iterator[Row]:
    """All rows of a list that is read behind a key, batch by batch as they are asked for."""
    after = ""
    while True:
        batch = read(after)
        yield from batch
        if len(batch) < BATCH:
            return
        after = key(batch[-1])


def _digits() -> int:
    company = company_facts()
    return company.currency_digits if company else 2
