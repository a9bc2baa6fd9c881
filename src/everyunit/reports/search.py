"""What a scanned or typed text may mean: a unit, a document, a parcel, an item, a bin, a vendor or a customer …"""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import KINDS
from everyunit.fields.queries import searched_texts
from everyunit.rules.serials import clean, home_of
from everyunit.stock.queries import NUMBERED

LIMIT = 20
OWN_KEY = "coalesce(u.serial, i.code, li.code || '/' || l.number, p.code, d.number)"
LOTS = "SELECT i.code, l.number, i.name, l.vendors_number FROM catalog_lot l JOIN catalog_item i ON i.id = l.item_id"
LIKE = "part of its code, its name or an own field"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that the text may mean.

    `what`: unit, document, pull sheet, parcel, item, lot, bin, vendor or customer. `key`: its serial number, number or
    code, of a lot those of item and lot. `kind`: of a document. `because` says what matched; `detail` tells it from its
    neighbours.
    """

    what: str
    key: str
    because: str
    name: str = ""
    detail: str = ""
    kind: str = ""


def find(text: str) -> list[Hit]:
    """All that the text names exactly, serial numbers first; only where it names nothing, what contains it.

    At most 20 hits of each sort; a constant number of statements.
    """
    wanted = clean(text)[:200]
    if not wanted:
        return []
    exact = [
        *_units(wanted),
        *_documents(wanted),
        *_pull_sheets(wanted),
        *_parcels(wanted),
        *_items(wanted),
        *_lots(wanted),
        *_bins_and_parties(wanted),
        *_own_fields(wanted),
    ]
    return exact or [*_items_like(wanted), *_lots_like(wanted), *_bins_and_parties_like(wanted)]


def _units(text: str) -> list[Hit]:
    columns = "u.serial, i.code, i.name, b.code, u.maker_serial"
    joined = "stock_unit u JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
    own = sql.rows(f"SELECT {columns} FROM {joined} WHERE u.serial = %s AND u.home = %s", [text, home_of(text)])
    makers = sql.rows(
        f"SELECT {columns} FROM {joined} WHERE u.maker_serial = %s AND {NUMBERED} ORDER BY u.id LIMIT %s",
        [text, LIMIT],
    )
    hits = {row[0]: Hit("unit", row[0], "serial number", row[2], f"{row[1]} in {row[3]}") for row in own}
    for row in makers:
        hits.setdefault(row[0], Hit("unit", row[0], "maker’s number", row[2], f"{row[1]} in {row[3]}"))
    return list(hits.values())


def _documents(text: str) -> list[Hit]:
    """By number alone, or with the kind before it: SI 100000, SI100000, sales invoice 100000."""
    conditions, params = ["d.number = %s"], [text]
    for kind, number in _named(text):
        conditions.append("(d.kind = %s AND d.number = %s)")
        params += [kind, number]
    return [
        Hit("document", number, "document", KINDS[kind].name, f"{status}{f', {party}' if party else ''}", kind)
        for kind, number, status, party in sql.rows(
            "SELECT d.kind, d.number, d.status, c.name FROM documents_document d"
            " LEFT JOIN parties_party c ON c.id = d.party_id"
            f" WHERE {' OR '.join(conditions)} ORDER BY d.id DESC LIMIT %s",
            [*params, LIMIT],
        )
    ]


def _pull_sheets(text: str) -> list[Hit]:
    """By number alone, or with the words before it."""
    return [
        Hit("pull sheet", number, "pull sheet", "Pull sheet", status)
        for number, status in sql.rows(
            "SELECT number, status FROM selling_pullsheet WHERE number = %s", [_after("pull sheet", text)]
        )
    ]


def _parcels(text: str) -> list[Hit]:
    """By number alone, or with the word before it, or by the carrier's number."""
    return [
        Hit("parcel", number, "parcel" if tracking != text else "tracking number", "Parcel", f"{kind} {document}")
        for number, tracking, kind, document in sql.rows(
            "SELECT c.number, c.tracking_number, d.kind, d.number FROM selling_parcel c"
            " JOIN documents_document d ON d.id = c.document_id"
            " WHERE c.number = %s OR (c.tracking_number = %s AND c.tracking_number <> '') ORDER BY c.id DESC LIMIT %s",
            [_after("parcel", text), text, LIMIT],
        )
    ]


def _after(words: str, text: str) -> str:
    """The text without the words that it may begin with."""
    return text[len(words) :].lstrip(" #:-") if text.lower().startswith(words) else text


def _named(text: str) -> list[tuple[str, str]]:
    """The kinds of document that the text begins with, by code or name, each with the number that follows."""
    return [
        (code, text[len(word) :].lstrip(" #:-"))
        for code, kind in KINDS.items()
        for word in (code, kind.name)
        if text.lower().startswith(word.lower()) and len(text) > len(word)
    ]


def _items(text: str) -> list[Hit]:
    """By code, barcode or a vendor's part number, in this order; one statement."""
    found = sql.rows(
        "SELECT 1, 'item code', code, name, '' FROM catalog_item WHERE code = %s"
        " UNION ALL SELECT 2, 'barcode', i.code, i.name, a.code FROM catalog_alias a"
        " JOIN catalog_item i ON i.id = a.item_id WHERE a.code = %s"
        " UNION ALL SELECT 3, 'vendor’s part number', i.code, i.name, p.name FROM prices_vendoritem v"
        " JOIN catalog_item i ON i.id = v.item_id JOIN parties_party p ON p.id = v.vendor_id"
        " WHERE v.part_number = %s AND v.part_number <> '' ORDER BY 1, 3, 5 LIMIT %s",
        [text, text, text, LIMIT],
    )
    hits: dict[str, Hit] = {}
    for _, because, code, name, detail in found:
        hits.setdefault(code, Hit("item", code, because, name, detail))
    return list(hits.values())


def _lots(text: str) -> list[Hit]:
    """By number alone, or with the word before it."""
    return [
        Hit("lot", f"{item}/{number}", "lot", name, of_vendor)
        for item, number, name, of_vendor in sql.rows(
            f"{LOTS} WHERE l.number IN (%s, %s) ORDER BY l.id DESC LIMIT %s", [text, _after("lot", text), LIMIT]
        )
    ]


def _bins_and_parties(text: str) -> list[Hit]:
    """By code; one statement."""
    return [
        Hit(what, code, because, name)
        for what, because, code, name in sql.rows(
            "SELECT 'bin', 'bin', code, name FROM places_bin WHERE code = %s"
            " UNION ALL SELECT role, role || ' code', code, name FROM parties_party WHERE code = %s",
            [text, text],
        )
    ]


def _own_fields(text: str) -> list[Hit]:
    """What has a searched field of its own that holds just this."""
    return [
        Hit(of, key, label, name, kind=kind)
        for of, label, key, name, kind in sql.rows(
            f"SELECT f.about, f.label, {OWN_KEY},"
            " coalesce(ui.name, i.name, li.name, p.name, ''), coalesce(d.kind, '') FROM fields_ownfield f"
            " JOIN fields_ownvalue v ON v.field_id = f.id AND v.text = %s"
            " LEFT JOIN stock_unit u ON f.about = 'unit' AND u.id = v.target_id"
            " LEFT JOIN catalog_item ui ON ui.id = u.item_id"
            " LEFT JOIN catalog_item i ON f.about = 'item' AND i.id = v.target_id"
            " LEFT JOIN catalog_lot l ON f.about = 'lot' AND l.id = v.target_id"
            " LEFT JOIN catalog_item li ON li.id = l.item_id"
            " LEFT JOIN parties_party p ON f.about = p.role AND p.id = v.target_id"
            " LEFT JOIN documents_document d ON f.about = 'document' AND d.id = v.target_id"
            f" WHERE f.searched AND NOT f.discontinued AND {OWN_KEY} IS NOT NULL"
            " ORDER BY v.target_id DESC LIMIT %s",
            [text, LIMIT],
        )
    ]


def _items_like(text: str) -> list[Hit]:
    conditions = sql.Conditions()
    conditions.contains(text, "code", "name", searched_texts("'item'", "x.id"))
    found = sql.rows(
        f"SELECT code, name FROM catalog_item x WHERE {conditions.sql} ORDER BY code LIMIT %s",
        [*conditions.params, LIMIT],
    )
    return [Hit("item", code, LIKE, name) for code, name in found]


def _lots_like(text: str) -> list[Hit]:
    conditions = sql.Conditions()
    conditions.contains(text, "l.number", "l.vendors_number")
    found = sql.rows(f"{LOTS} WHERE {conditions.sql} ORDER BY l.id DESC LIMIT %s", [*conditions.params, LIMIT])
    return [
        Hit("lot", f"{item}/{number}", "part of its number, ours or the vendor’s", name, of_vendor)
        for item, number, name, of_vendor in found
    ]


def _bins_and_parties_like(text: str) -> list[Hit]:
    """One statement, each with a limit of its own."""
    bins, parties = sql.Conditions(), sql.Conditions()
    bins.contains(text, "code", "name")
    parties.contains(text, "code", "name", searched_texts("x.role", "x.id"))
    found = sql.rows(
        f"SELECT * FROM (SELECT 'bin' AS what, code, name FROM places_bin WHERE {bins.sql} ORDER BY code LIMIT %s) b"
        f" UNION ALL SELECT * FROM (SELECT role, code, name FROM parties_party x WHERE {parties.sql}"
        " ORDER BY code LIMIT %s) p",
        [*bins.params, LIMIT, *parties.params, LIMIT],
    )
    return [Hit(what, code, LIKE, name) for what, code, name in found]
