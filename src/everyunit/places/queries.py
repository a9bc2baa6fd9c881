"""Reading places: the company, its locations and its bins."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.places.reserved import SERVES_ALONE

BIN_COLUMNS = (
    "b.id, b.code, b.name, b.bin_type, b.stock_type, l.code, b.position,"
    " coalesce((SELECT a.code FROM places_stockarea a WHERE a.id = b.area_id), ''), b.discontinued,"
    f" {SERVES_ALONE}"
)


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What every page and file needs to know of the company."""

    name: str
    currency: str
    currency_digits: int
    location: str
    has_locations: bool = False  # more than one place of business
    has_workstations: bool = False  # some are in use


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A place of business, with the bins that it uses by default, by purpose."""

    location_id: int
    code: str
    name: str
    parent: str | None
    address: str
    default_bins: dict[str, str]


@dataclass(frozen=True, slots=True)
class BinRow:
    """A bin and the location that it belongs to. `reserved`: it serves one thing alone, such as goods on their way, and
    only the verbs of that bring anything there.
    """

    bin_id: int
    code: str
    name: str
    bin_type: str
    stock_type: str
    location: str
    position: int
    area: str
    discontinued: bool
    reserved: bool


def company_facts() -> CompanyFacts | None:
    """None before the company is founded."""
    found = sql.row(
        "SELECT c.name, c.currency, c.currency_digits, l.code,"
        " EXISTS (SELECT 1 FROM places_location o WHERE o.id <> l.id),"
        " EXISTS (SELECT 1 FROM places_workstation w WHERE NOT w.discontinued)"
        " FROM places_company c"
        " JOIN places_location l ON l.id = c.default_location_id ORDER BY c.id LIMIT 1"
    )
    return None if found is None else CompanyFacts(*found[:4], *map(bool, found[4:]))


def locations() -> list[LocationRow]:
    """All locations by code. A company has a handful of them."""
    defaults: dict[int, dict[str, str]] = {}
    for location_id, purpose, code in sql.rows(
        "SELECT d.location_id, d.purpose, b.code FROM places_defaultbin d"
        " JOIN places_bin b ON b.id = d.bin_id WHERE d.workstation_id IS NULL ORDER BY d.purpose"
    ):
        defaults.setdefault(location_id, {})[purpose] = code
    return [
        LocationRow(location_id, code, name, parent, address, defaults.get(location_id, {}))
        for location_id, code, name, parent, address in sql.rows(
            "SELECT l.id, l.code, l.name, p.code, l.address FROM places_location l"
            " LEFT JOIN places_location p ON p.id = l.parent_id ORDER BY l.code"
        )
    ]


def location_names() -> list[tuple[str, str]]:
    """Code and name of each location."""
    return [(code, name) for code, name in sql.rows("SELECT code, name FROM places_location ORDER BY code")]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A stock area; `parent`: the code of the area that it lies in, "" for none."""

    code: str
    name: str
    location: str
    parent: str
    discontinued: bool


def stock_areas(location: str | None = None) -> list[AreaRow]:
    """All by location and code, or those of one location. A company has dozens of them."""
    conditions = sql.Conditions()
    if location is not None:
        conditions.add("l.code = %s", location)
    return [
        AreaRow(code, name, place, parent or "", bool(gone))
        for code, name, place, parent, gone in sql.rows(
            "SELECT a.code, a.name, l.code, p.code, a.discontinued FROM places_stockarea a"
            " JOIN places_location l ON l.id = a.location_id LEFT JOIN places_stockarea p ON p.id = a.parent_id"
            f" WHERE {conditions.sql} ORDER BY l.code, a.code",
            conditions.params,
        )
    ]


def bins_page(
    *,
    bin_type: str | None = None,
    location: str | None = None,
    search: str = "",
    discontinued: bool | None = None,
    after: str = "",
    limit: int = 50,
) -> list[BinRow]:
    """Bins in the order of their codes, behind the code `after`; `search` looks into code and name."""
    conditions = sql.Conditions()
    conditions.add("b.code > %s", after)
    conditions.contains(search, "b.code", "b.name")
    if bin_type is not None:
        conditions.add("b.bin_type = %s", bin_type)
    if location is not None:
        conditions.add("l.code = %s", location)
    if discontinued is not None:
        conditions.add("b.discontinued = %s", discontinued)
    found = sql.rows(
        f"SELECT {BIN_COLUMNS} FROM places_bin b JOIN places_location l ON l.id = b.location_id"
        f" WHERE {conditions.sql} ORDER BY b.code LIMIT %s",
        [*conditions.params, limit],
    )
    return [_bin(each) for each in found]


def bin_by_code(code: str) -> BinRow | None:
    found = sql.row(
        f"SELECT {BIN_COLUMNS} FROM places_bin b JOIN places_location l ON l.id = b.location_id WHERE b.code = %s",
        [code],
    )
    return None if found is None else _bin(found)


def _bin(row: sql.Row) -> BinRow:
    return BinRow(*(*row[:-2], *map(bool, row[-2:])))
