"""Reading parties: vendors and customers by code, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql

COLUMNS = "p.id, p.code, p.name, p.role, p.email, p.phone, p.address, p.note, p.discontinued"


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A vendor or a customer."""

    party_id: int
    code: str
    name: str
    role: str
    email: str
    phone: str
    address: str
    note: str
    discontinued: bool


def parties_page(
    *, role: str | None = None, search: str = "", discontinued: bool | None = None, after: str = "", limit: int = 50
) -> list[PartyRow]:
    """Parties in the order of their codes, behind the code `after`; `search` looks into code and name."""
    conditions = sql.Conditions()
    conditions.add("p.code > %s", after)
    conditions.contains(search, "p.code", "p.name")
    if role is not None:
        conditions.add("p.role = %s", role)
    if discontinued is not None:
        conditions.add("p.discontinued = %s", discontinued)
    found = sql.rows(
        f"SELECT {COLUMNS} FROM parties_party p WHERE {conditions.sql} ORDER BY p.code LIMIT %s",
        [*conditions.params, limit],
    )
    return [_party(each) for each in found]


def party_by_code(code: str) -> PartyRow | None:
    found = sql.row(f"SELECT {COLUMNS} FROM parties_party p WHERE p.code = %s", [code])
    return None if found is None else _party(found)


def _party(row: sql.Row) -> PartyRow:
    return PartyRow(*(*row[:-1], bool(row[-1])))
