"""Give customers a price list, or take it from them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.parties.queries import parties_named
from everyunit.prices.models import CustomerList, PriceList
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPriceList:
    """These customers pay by this price list from now on; without one, by the default list."""

    customers: tuple[str, ...]
    price_list: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListAssigned:
    """The list, and how many customers were asked for."""

    price_list: str | None
    customers: int


@operation(right=EDIT_MASTER)
def assign_price_list(work: Work, command: AssignPriceList) -> PriceListAssigned:
    """Give the customers the list. Refused: `unknown_price_list`, `unknown_customer` with all that are unknown."""
    chosen = None
    if command.price_list is not None:
        chosen = PriceList.objects.filter(code=command.price_list).first()
        if chosen is None:
            raise Refused("unknown_price_list", f"There is no price list “{command.price_list}”.")
    customers = parties_named(command.customers, "customer")
    refuse_if_any(
        [
            Offender(code or "(empty)", "unknown_customer", "No customer has this code.", row=row)
            for row, code in enumerate(command.customers, 1)
            if code not in customers
        ],
        "unknown_customer",
        "Some customers are unknown. Check the codes, or create the customers first.",
    )
    ids = sorted({customer.party_id for customer in customers.values()})
    if chosen is None:
        CustomerList.objects.filter(customer_id__in=ids).delete()
    else:
        sql.insert(
            "prices_customerlist",
            {"customer_id": ("bigint", ids)},
            {"price_list_id": chosen.pk},
            conflict="ON CONFLICT (customer_id) DO UPDATE SET price_list_id = excluded.price_list_id",
        )
    return PriceListAssigned(price_list=None if chosen is None else chosen.code, customers=len(ids))
