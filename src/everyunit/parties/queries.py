"""Reading parties: vendors and customers by code, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from everyunit.base import sql
from everyunit.fields.queries import searched_texts

COLUMNS = (
    "p.id, p.code, p.name, p.role, p.email, p.phone, p.address, p.note, p.contact, p.ship_to, p.ship_via, p.terms,"
    " p.currency, coalesce(t.code, ''), coalesce(r.username, ''), p.discontinued"
)
TABLES = (
    "parties_party p LEFT JOIN terms_taxcode t ON t.id = p.tax_code_id"
    " LEFT JOIN people_user r ON r.id = p.representative_id"
)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A vendor or a customer; from `contact` on, what its documents begin with."""

    party_id: int
    code: str
    name: str
    role: str
    email: str
    phone: str
    address: str
    note: str
    contact: str
    ship_to: str
    ship_via: str
    terms: str
    currency: str
    tax_code: str
    representative: str
    discontinued: bool


def parties_page(
    *,
    role: str | None = None,
    search: str = "",
    discontinued: bool | None = None,
    after: str = "",
    before: str = "",
    limit: int = 50,
) -> list[PartyRow]:
    """Parties in the order of their codes, behind the code `after` or ahead of `before`; `search`: in code, name
    and own fields."""
    conditions = sql.Conditions()
    if before:
        conditions.add("p.code < %s", before)
    else:
        conditions.add("p.code > %s", after)
    conditions.contains(search, "p.code", "p.name", searched_texts("p.role", "p.id"))
    if role is not None:
        conditions.add("p.role = %s", role)
    if discontinued is not None:
        conditions.add("p.discontinued = %s", discontinued)
    found = sql.rows(
        f"SELECT {COLUMNS} FROM {TABLES} WHERE {conditions.sql} ORDER BY p.code {'DESC' if before else 'ASC'} LIMIT %s",
        [*conditions.params, limit],
    )
    rows = [_party(each) for each in found]
    return rows[::-1] if before else rows


def party_by_code(code: str) -> PartyRow | None:
    found = sql.row(f"SELECT {COLUMNS} FROM {TABLES} WHERE p.code = %s", [code])
    return None if found is None else _party(found)


class PartyKey(NamedTuple):
    """What verbs need to know of a party. `currency`: of its papers; "" is the company's."""

    party_id: int
    code: str
    discontinued: bool
    currency: str


def parties_named(codes: Iterable[str], role: str) -> dict[str, PartyKey]:
    """Parties of the role by their codes, however the letters are typed; others are left out."""
    wanted = list(dict.fromkeys(codes))
    chosen = sql.among("code", list({*wanted, *(code.upper() for code in wanted)}), "text")
    known = {
        code: PartyKey(party_id, code, bool(discontinued), currency)
        for party_id, code, discontinued, currency in sql.rows(
            f"SELECT id, code, discontinued, currency FROM parties_party WHERE role = %s AND {chosen.sql}",
            [role, *chosen.params],
        )
    }
    found = {code: known.get(code) or known.get(code.upper()) for code in wanted}
    return {code: party for code, party in found.items() if party is not None}


def _party(row: sql.Row) -> PartyRow:
    return PartyRow(*(*row[:-1], bool(row[-1])))
