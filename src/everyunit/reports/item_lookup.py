"""Which item a text means that somebody typed or scanned where an item is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.catalog.queries import items_page
from everyunit.rules.serials import clean, home_of
from everyunit.stock.queries import NUMBERED

CONTAINED = ""  # the text is part of the item's code, name, maker, model or own fields

# By what an item is known, the surest first; a text that several ways know is what the first of them says.
_KNOWN = (
    "SELECT 1, 'code', i.code, i.name FROM catalog_item i WHERE i.code IN (%s, %s)"
    " UNION SELECT 2, 'barcode', i.code, i.name FROM catalog_alias a"
    " JOIN catalog_item i ON i.id = a.item_id WHERE a.code IN (%s, %s)"
    " UNION SELECT 3, 'model', i.code, i.name FROM catalog_item i WHERE lower(i.model) = %s AND NOT i.discontinued"
    " UNION SELECT 4, 'serial number', i.code, i.name FROM stock_unit u"
    " JOIN catalog_item i ON i.id = u.item_id WHERE u.serial = %s AND u.home = %s"
    " UNION SELECT 5, 'maker’s number', i.code, i.name FROM stock_unit u"
    f" JOIN catalog_item i ON i.id = u.item_id WHERE u.maker_serial = %s AND {NUMBERED}"
    " UNION SELECT 6, 'vendor’s part number', i.code, i.name FROM prices_vendoritem v"
    " JOIN catalog_item i ON i.id = v.item_id"
    " WHERE v.part_number = %s AND v.part_number <> '' AND NOT v.discontinued"
    " ORDER BY 1, 3 LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class ItemMeant:
    """An item that the text may mean; `by`: as what the item is known by it, "" where it is only contained in it."""

    code: str
    name: str
    by: str


def items_offered(text: str, limit: int) -> list[ItemMeant]:
    """The items that are known by the text (SET-112), the surest first, then those that contain it."""
    known = {each.code: each for each in reversed(_known(text, limit))}
    found = [*reversed(known.values()), *(each for each in _containing(text, limit) if each.code not in known)]
    return found[:limit]


def items_meant(text: str, limit: int) -> list[ItemMeant]:
    """What the text means: of all ways to know an item, the first that knows it decides; more than one: nobody can say
    which.
    """
    known = _known(text, limit)
    return [each for each in known if each.by == known[0].by] or _containing(text, limit)


def item_on_label(text: str) -> ItemMeant | None:
    """The item whose code or barcode it is: each of its pieces carries that alike, so it is no unit's number."""
    return next((each for each in _known(text, 1) if each.by in ("code", "barcode")), None)


def _known(text: str, limit: int) -> list[ItemMeant]:
    wanted = clean(text)
    if not wanted:
        return []
    codes = (wanted, wanted.upper())
    numbers = (wanted, home_of(wanted), wanted, wanted)
    found = sql.rows(_KNOWN, [*codes, *codes, wanted.lower(), *numbers, limit])
    return [ItemMeant(code, name, by) for _, by, code, name in found]


def _containing(text: str, limit: int) -> list[ItemMeant]:
    return [
        ItemMeant(each.code, each.name, CONTAINED) for each in items_page(search=text, discontinued=False, limit=limit)
    ]
