"""Make a price list, or change it and its entries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Category
from everyunit.catalog.named import items_named
from everyunit.prices.checks import break_problems, company_currency
from everyunit.prices.models import CategoryDiscount, PriceList
from everyunit.rules.currencies import is_currency
from everyunit.rules.prices import Break
from everyunit.rules.pricing import WHOLE_DISCOUNT
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER

CODE_LIMIT = 30
NAME_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOf:
    """From `minimum` pieces on, the item costs so much; `price_minor` None takes the entry off the list."""

    item: str
    price_minor: int | None
    minimum: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryOff:
    """So much off what is in a category, in hundredths of a percent; None: as the list has it for everything."""

    category: str
    discount_bp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePriceList:
    """A price list as it shall be. The code names it and never changes.

    `currency`: as it is, or the company's on a new list, unless it is said; where there are prices, another one needs
    `replace`. `discount_bp`: hundredths of a percent off the own price of every item without an entry; `categories`: of
    items in a category, or in those below it, where that shall be otherwise; one that is not named stays. `is_default`:
    it takes the place of the present default list. `entries`: added to those that are there, item by item and quantity
    by quantity; with `replace` they are all. `new_only`: do not touch one that exists.
    """

    code: str
    name: str
    currency: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    discount_bp: int = 0
    categories: tuple[CategoryOff, ...] = ()
    is_default: bool = False
    entries: tuple[PriceOf, ...] = ()
    replace: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListSaved:
    """The list, whether it is new, and how many entries it has."""

    price_list_id: int
    code: str
    created: bool
    entries: int


@operation(right=EDIT_MASTER)
def save_price_list(work: Work, command: SavePriceList) -> PriceListSaved:
    """Save the list and its entries, all or nothing.

    Refused, `code_taken`, and all problems at once: `bad_price_list`.
    """
    code = command.code.strip()
    known = PriceList.objects.select_for_update().filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a price list {code} already. Choose another code, or change that one.")
    found = price_list_problems(command)
    refuse_if_any(found, "bad_price_list", "The price list cannot be saved like this.")
    saved = known or PriceList(code=code)
    saved.name, saved.currency = (
        command.name.strip(),
        command.currency or (known.currency if known else company_currency()),
    )
    saved.valid_from, saved.valid_to = command.valid_from, command.valid_to
    saved.discount_bp, saved.is_default = command.discount_bp, command.is_default
    if saved.is_default:
        PriceList.objects.exclude(pk=saved.pk).update(is_default=False)
    saved.save()
    _write_categories(saved, command)
    _write_entries(saved, command)
    return PriceListSaved(price_list_id=saved.pk, code=code, created=known is None, entries=saved.entries.count())


def price_list_problems(command: SavePriceList) -> list[Offender]:
    """Everything wrong with the command; `row` counts its entries from 1."""
    return _header_problems(command) + _category_problems(command.categories) + _entry_problems(command.entries)


def _header_problems(command: SavePriceList) -> list[Offender]:
    problems = code_problems(command.code.strip())
    if not 0 < len(command.code.strip()) <= CODE_LIMIT or any(character in command.code for character in "\n\t"):
        problems.append(Offender("code", "bad_code", f"A code has 1 to {CODE_LIMIT} characters on one line."))
    if not 0 < len(command.name.strip()) <= NAME_LIMIT:
        problems.append(Offender("name", "bad_name", f"A name has 1 to {NAME_LIMIT} characters."))
    problems += _currency_problems(command)
    if command.valid_from and command.valid_to and command.valid_to < command.valid_from:
        problems.append(Offender("valid_to", "bad_days", "It ends before it begins."))
    if not 0 <= command.discount_bp <= WHOLE_DISCOUNT:
        problems.append(Offender("discount", "bad_discount", "A discount is 0 to 100 percent."))
    return problems


def _category_problems(wanted: Sequence[CategoryOff]) -> list[Offender]:
    times = Counter(each.category for each in wanted)
    known = set(Category.objects.filter(code__in=times).values_list("code", flat=True))
    problems = [
        Offender(code[:60], "unknown_category", "There is no such category.") for code in times if code not in known
    ]
    problems += [Offender(code, "repeated", "It is named twice.") for code, count in times.items() if count > 1]
    return problems + [
        Offender(each.category, "bad_discount", "A discount is 0 to 100 percent.")
        for each in wanted
        if each.discount_bp is not None and not 0 <= each.discount_bp <= WHOLE_DISCOUNT
    ]


def _currency_problems(command: SavePriceList) -> list[Offender]:
    """A price keeps its currency: another one is for a list whose prices are all said anew."""
    if command.currency is None:
        return []
    if not is_currency(command.currency):
        return [Offender("currency", "bad_currency", "A currency is three capital letters, such as EUR.")]
    known = PriceList.objects.filter(code=command.code.strip()).exclude(currency=command.currency).first()
    if known is None or command.replace or not known.entries.exists():
        return []
    return [Offender("currency", "bad_currency", f"Its prices are in {known.currency}. Give all of them anew with it.")]


def _entry_problems(entries: Sequence[PriceOf]) -> list[Offender]:
    items = items_named(each.item for each in entries)
    keys = [(items[each.item].pk, each.minimum) if each.item in items else None for each in entries]
    times = Counter(key for key in keys if key is not None)
    problems = []
    for row, (key, each) in enumerate(zip(keys, entries, strict=True), 1):
        wrong = break_problems([Break(each.minimum, each.price_minor or 0)])
        if each.item not in items:
            wrong.insert(0, ("unknown_item", f"There is no item “{each.item}”."))
        if key is not None and times[key] > 1:
            wrong.append(("repeated", f"There are two prices from {each.minimum} on."))
        problems += [Offender(each.item or "(empty)", code, message, row=row) for code, message in wrong]
    return problems


def _write_categories(saved: PriceList, command: SavePriceList) -> None:
    named = Category.objects.in_bulk([each.category for each in command.categories], field_name="code")
    saved.category_discounts.filter(category__in=named.values()).delete()
    CategoryDiscount.objects.bulk_create(
        CategoryDiscount(price_list=saved, category=named[each.category], discount_bp=each.discount_bp)
        for each in command.categories
        if each.discount_bp is not None
    )


def _write_entries(saved: PriceList, command: SavePriceList) -> None:
    """The entries as one delete and one upsert, however many there are."""
    items = items_named(each.item for each in command.entries)
    if command.replace:
        saved.entries.all().delete()
    else:
        _take_off(saved, [(items[each.item].pk, each.minimum) for each in command.entries if each.price_minor is None])
    priced = [each for each in command.entries if each.price_minor is not None]
    sql.insert(
        "prices_priceentry",
        {
            "item_id": ("bigint", [items[each.item].pk for each in priced]),
            "minimum": ("bigint", [each.minimum for each in priced]),
            "price_minor": ("bigint", [each.price_minor for each in priced]),
        },
        {"price_list_id": saved.pk},
        conflict="ON CONFLICT (price_list_id, item_id, minimum) DO UPDATE SET price_minor = excluded.price_minor",
    )


def _take_off(saved: PriceList, keys: Sequence[tuple[int, int]]) -> None:
    listed = sql.listing(
        "s", {"item_id": ("bigint", [key[0] for key in keys]), "minimum": ("bigint", [key[1] for key in keys])}
    )
    sql.execute(
        "DELETE FROM prices_priceentry WHERE price_list_id = %s AND (item_id, minimum) IN"
        f" (SELECT s.item_id, s.minimum FROM {listed.sql})",
        [saved.pk, *listed.params],
    )
