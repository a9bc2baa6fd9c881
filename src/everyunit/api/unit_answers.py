"""What the reports tell of units, in the shapes of the API."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.api.company import currency
from everyunit.api.unit_shapes import (
    Change,
    CostChange,
    Movement,
    Other,
    Paper,
    PartMove,
    Replacement,
    Trader,
    Unit,
    UnitSale,
)
from everyunit.reports.cost_history import CostChange as CostStep
from everyunit.reports.listed_units import ListedUnit, with_own
from everyunit.reports.listed_units import Paper as NamedPaper
from everyunit.reports.listed_units import Trader as NamedTrader
from everyunit.reports.part_moves import PartMoved
from everyunit.reports.unit_page import AnyEvent, Edit, Exchanged, Sale


def units_answer(rows: Sequence[ListedUnit]) -> list[Unit]:
    money = currency()
    return [
        Unit(
            unit_id=row.unit_id,
            serial=row.serial,
            maker_serial=row.maker_serial,
            item=row.item,
            item_name=row.item_name,
            bin=row.bin,
            bin_name=row.bin_name,
            bin_type=row.bin_type,
            state=row.state,
            held_by=paper_answer(row.held_by) if row.held_by else None,
            generated_in=paper_answer(row.generated_in),
            vendor=trader_answer(row.vendor) if row.vendor else None,
            customer=trader_answer(row.customer) if row.customer else None,
            entered_at=row.entered_at,
            days=row.days,
            currency=money,
            cost_minor=row.cost_minor,
            note=row.note,
            tracking=row.tracking,
            maker=row.maker,
            model=row.model,
            category=row.category,
            stock_type=row.stock_type,
            area=row.area,
            location=row.location,
            lot=row.lot,
            generated_on=row.generated_on,
            first_customer=trader_answer(row.first_customer) if row.first_customer else None,
            last_customer=trader_answer(row.last_customer) if row.last_customer else None,
            warranty=row.warranty,
            warranty_until=row.warranty_until,
            vendor_warranty=row.vendor_warranty,
            vendor_warranty_until=row.vendor_warranty_until,
            sold_with=paper_answer(row.sold_with) if row.sold_with else None,
            sold_on=row.sold_on,
            price_minor=row.price_minor,
            own=dict(row.own),
        )
        for row in with_own(rows)
    ]


def paper_answer(named: NamedPaper) -> Paper:
    return Paper(kind=named.kind, number=named.number)


def trader_answer(named: NamedTrader) -> Trader:
    return Trader(code=named.code, name=named.name)


def sale_answer(sale: Sale) -> UnitSale:
    return UnitSale(
        document=paper_answer(sale.document),
        on=sale.on,
        at=sale.at,
        customer=trader_answer(sale.customer),
        sold_for_minor=sale.sold_for_minor,
        margin_minor=sale.margin_minor,
    )


def other_answer(exchanged: Exchanged | PartMoved) -> Other:
    return Other(serial=exchanged.other, document=paper_answer(exchanged.document), at=exchanged.at)


def event_answer(event: AnyEvent) -> Movement | Change | CostChange | Replacement | PartMove:
    if isinstance(event, PartMoved):
        return PartMove(
            at=event.at,
            user=event.user,
            document=paper_answer(event.document),
            way=event.way,
            other=event.other,
            within=event.within,
            undone=event.undone,
        )
    if isinstance(event, Exchanged):
        return Replacement(
            at=event.at,
            user=event.user,
            document=paper_answer(event.document),
            replaces=event.replaces,
            other=event.other,
            undone=event.undone,
        )
    if isinstance(event, Edit):
        return Change(at=event.at, user=event.user, field=event.field, old=event.old, new=event.new)
    if isinstance(event, CostStep):
        return CostChange(
            step=event.step,
            at=event.at,
            user=event.user,
            document=paper_answer(event.document),
            old_minor=event.old_minor,
            new_minor=event.new_minor,
            reason=event.reason,
            undoes=event.undoes,
        )
    return Movement(
        step=event.step,
        at=event.at,
        user=event.user,
        document=paper_answer(event.document),
        party=trader_answer(event.document_name) if event.document_name else None,
        from_bin=event.from_bin,
        to_bin=event.to_bin,
        from_type=event.from_type,
        to_type=event.to_type,
        cost_minor=event.cost_minor,
        undoes=event.undoes,
        undone=event.undone,
        reason=event.reason,
    )
