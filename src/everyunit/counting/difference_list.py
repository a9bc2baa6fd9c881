"""What differs on a count, page by page, each with what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.base import sql
from everyunit.counting.differences import DIFFERS, PIECES, PIECES_SORT, PIECES_VALUE, Sort, units_of

COMPLETE = "(c.status = 'complete')"
SETTLED = "(d.settled <> '')"
# The line of a paper of the count on which a unit came into the bin, where it was found, or left it, where it was not.
OWN_LINE = (
    "(SELECT max(m.line_id) FROM stock_movement m JOIN documents_line own ON own.id = m.line_id"
    " JOIN counting_countpaper cp ON cp.document_id = own.document_id AND cp.count_id = %s"
    " WHERE m.unit_id = d.unit_id AND m.home = d.home AND CASE WHEN d.sort IN ('misplaced', 'outside')"
    " THEN m.to_bin_id ELSE m.from_bin_id END = c.bin_id AND d.sort <> 'agrees')"
)
TOLD = "c.status IN ('counted', 'complete')"  # while a bin is being counted, nobody knows what is missing

THEN = {
    Sort.AGREES: "is where it is recorded",
    Sort.MISPLACED: "will be transferred to {bin}",
    Sort.OUTSIDE: "is recorded out of our stock{party}: bring it back, or leave it",
    Sort.MISSING: "will be written off",
    Sort.HELD: "holds it: find it, detach it there, or leave it",
    Sort.ELSEWHERE: "was found in another bin of this count",
    Sort.MOVED: "has moved it since; nothing is booked",
    Sort.UNKNOWN: "must come in by a receipt or a return first, or be left",
    Sort.MORE: "will be added",
    Sort.FEWER: "will be written off",
}
DONE = {
    Sort.MISPLACED: "transferred to {bin}",
    Sort.OUTSIDE: "brought back to {bin}",
    Sort.MISSING: "written off",
    Sort.ELSEWHERE: "found in another bin of this count",
    Sort.MOVED: "had moved meanwhile; nothing was booked",
    Sort.MORE: "added",
    Sort.FEWER: "written off",
}
BY_NO_PAPER = (Sort.MISSING, Sort.MISPLACED, Sort.AGREES)  # what moved it last explains nothing
DECIDED = (Sort.AGREES, Sort.ELSEWHERE, Sort.MOVED)  # nothing is left to decide
RIGHT, AGAIN = ("put_right", "Put right"), ("put_right", "Decide again")
LEAVE, BACK = ("leave", "Leave"), ("bring_back", "Bring back")
WAYS = {
    Sort.MISPLACED: (RIGHT, LEAVE),
    Sort.OUTSIDE: (AGAIN, BACK, LEAVE),
    Sort.MISSING: (RIGHT, LEAVE),
    Sort.HELD: (AGAIN, LEAVE),
    Sort.UNKNOWN: (AGAIN, LEAVE),
    Sort.MORE: (RIGHT, LEAVE),
    Sort.FEWER: (RIGHT, LEAVE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """A unit of a count, or a number of counted goods, or of a `lot` of them, or one that nobody knows.

    `recorded_in`: the bin where it is recorded; `paper`: what holds it, or by which it left or moved. `quantity`: how
    many more or fewer. `key`: where the next page begins. `settled`: the bin is complete; then these are as they were
    when it was completed, and `paper` is what put it right, if one did (`put_right`).
    """

    key: str
    bin: str
    sort: Sort
    serial: str
    maker_serial: str
    item: str
    item_name: str
    recorded_in: str
    found_by: str
    decision: str
    paper_kind: str
    paper_number: str
    party: str
    quantity: int
    cost_minor: int | None
    settled: bool = False
    put_right: bool = False
    lot: str = ""

    @property
    def tells_paper(self) -> bool:
        """The paper says something of what becomes, or became, of it."""
        return bool(self.paper) and (self.put_right or self.sort not in BY_NO_PAPER)

    @property
    def paper(self) -> str:
        return f"{self.paper_kind} {self.paper_number}".strip()

    @property
    def then(self) -> str:
        """What becomes of it when the count is finalized; what became of it, once it is."""
        if self.settled:
            stays = self.decision == "leave" and self.sort not in DECIDED
            return "left as it was recorded" if stays else DONE.get(self.sort, THEN[self.sort]).format(bin=self.bin)
        left = "left as it is" if self.decision == "leave" and self.sort not in DECIDED else ""
        back = "will be brought back" if self.decision == "bring_back" else ""
        return left or back or THEN[self.sort].format(bin=self.bin, party=f", with {self.party}" if self.party else "")

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """What may be decided of it, in the words of a button."""
        return () if self.settled else WAYS.get(self.sort, ())

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The same, without what is decided already."""
        return tuple(way for way in self.ways if way[0] != (self.decision or "put_right"))


def differences_page(
    count_id: int,
    *,
    bin: str = "",
    sorts: Sequence[Sort] = DIFFERS,
    search: str = "",
    costs: bool = True,
    after: str = "",
    limit: int = 50,
) -> list[DifferenceRow]:
    """The units of these sorts, bin by bin; in front of them numbers of counted goods and those that nobody knows.

    `after`: the key of the row before. `costs`: whether they are told.
    """
    place, nth = (int(part) for part in after.split("-")) if after else (0, 0)
    few = [] if place else _few(count_id, bin, sorts, search)
    rows = [replace(row, key=f"0-{number}") for number, row in enumerate(few, 1)][nth : nth + limit]
    if len(rows) < limit:
        rows += _units(count_id, bin, sorts, search, (place, nth if place else 0), limit - len(rows))
    return [row if costs else replace(row, cost_minor=None) for row in rows]


def _units(
    count_id: int, bin_code: str, sorts: Sequence[Sort], search: str, after: tuple[int, int], limit: int
) -> list[DifferenceRow]:
    wanted = sql.among("d.sort", [str(sort) for sort in sorts], "text")
    conditions = sql.Conditions()
    conditions.add(TOLD)
    conditions.add(wanted.sql, *wanted.params)
    if bin_code:
        conditions.add("at.code = %s", bin_code)
    conditions.contains(search, "u.serial", "u.maker_serial", "i.code", "i.name")
    conditions.add("(d.count_bin_id > %s OR d.count_bin_id = %s AND d.unit_id > %s)", after[0], *after)
    return [
        DifferenceRow(
            key=f"{row[0]}-{row[1]}",
            bin=row[2],
            sort=Sort(row[3]),
            serial=row[4],
            maker_serial=row[5],
            item=row[6],
            item_name=row[7],
            recorded_in=row[8],
            found_by=row[9] or "",
            decision=row[10],
            paper_kind=row[11] or "",
            paper_number=row[12] or "",
            party=row[13] or "",
            quantity=1,
            cost_minor=int(row[14]),
            settled=bool(row[15]),
            put_right=row[16] is not None,
        )
        for row in sql.rows(
            "SELECT x.count_bin_id, x.unit_id, x.at, x.sort, x.serial, x.maker_serial, x.item, x.item_name, rec.code,"
            " who.username, x.decision, doc.kind, doc.number, party.name, x.cost_minor, x.settled, x.own_line"
            " FROM (SELECT d.count_bin_id, d.unit_id, d.home, d.sort, d.decision, d.actor_id, at.code AS at, u.serial,"
            f" u.maker_serial, u.cost_minor, i.code AS item, i.name AS item_name, {SETTLED} AS settled,"
            f" CASE WHEN {SETTLED} THEN d.known_step ELSE u.step END AS step,"
            f" CASE WHEN {SETTLED} THEN {OWN_LINE} END AS own_line"
            f" FROM {units_of(count_id)} d JOIN stock_unit u ON u.id = d.unit_id AND u.home = d.home"
            " JOIN counting_countbin c ON c.id = d.count_bin_id JOIN places_bin at ON at.id = c.bin_id"
            f" JOIN catalog_item i ON i.id = u.item_id WHERE {conditions.sql}"
            " ORDER BY d.count_bin_id, d.unit_id LIMIT %s) x"
            " JOIN stock_movement m ON m.unit_id = x.unit_id AND m.home = x.home AND m.step = x.step"
            " JOIN places_bin rec ON rec.id = m.to_bin_id LEFT JOIN people_user who ON who.id = x.actor_id"
            " LEFT JOIN stock_hold h ON h.unit_id = x.unit_id AND h.home = x.home"
            " AND (NOT x.settled OR x.sort = 'held')"
            " LEFT JOIN documents_line l ON l.id = coalesce(x.own_line, h.line_id, m.line_id)"
            " LEFT JOIN documents_document doc ON doc.id = l.document_id"
            " LEFT JOIN parties_party party ON party.id = doc.party_id ORDER BY x.count_bin_id, x.unit_id",
            [count_id, *conditions.params, limit],
        )
    ]


def _few(count_id: int, bin_code: str, sorts: Sequence[Sort], search: str) -> list[DifferenceRow]:
    """Numbers of counted goods that differ, and numbers that nobody knows. A handful, not thousands."""
    rows = []
    for at, sort, code, name, lot, by, leave, quantity, value, done, kind, number in sql.rows(
        f"SELECT at.code, {PIECES_SORT}, i.code, i.name, coalesce(lot.number, ''), who.username, p.leave,"
        f" p.quantity - p.recorded, {PIECES_VALUE}, {COMPLETE}, doc.kind, doc.number {PIECES} AND {TOLD}"
        " AND p.quantity <> p.recorded ORDER BY at.position, at.code, i.code, lot.number",
        [count_id],
    ):
        row = _row(at, Sort(sort), "", code, name, by, leave, int(quantity), int(value), done)
        row = replace(row, paper_kind=kind or "", paper_number=number or "", put_right=kind is not None)
        rows.append(replace(row, lot=lot))
    for at, text, by, leave, done in sql.rows(
        f"SELECT at.code, n.text, who.username, n.leave, {COMPLETE} FROM counting_unknownnumber n"
        " JOIN counting_countbin c ON c.id = n.count_bin_id JOIN places_bin at ON at.id = c.bin_id"
        " LEFT JOIN people_user who ON who.id = n.actor_id WHERE c.count_id = %s"
        f" AND {TOLD} ORDER BY at.position, at.code, n.text",
        [count_id],
    ):
        rows.append(_row(at, Sort.UNKNOWN, text, "", "", by, leave, 1, 0, done))
    needle = search.strip().lower()
    return [
        row
        for row in rows
        if row.sort in sorts
        and (not bin_code or row.bin == bin_code)
        and (not needle or any(needle in text.lower() for text in (row.serial, row.item, row.item_name, row.lot)))
    ]


def _row(
    at: str,
    sort: Sort,
    text: str,
    item: str,
    name: str,
    by: str | None,
    leave: bool,
    quantity: int,
    value: int,
    done: bool,
) -> DifferenceRow:
    return DifferenceRow(
        key="",
        bin=at,
        sort=sort,
        serial=text,
        maker_serial="",
        item=item,
        item_name=name,
        recorded_in="",
        found_by=by or "",
        decision="leave" if leave else "",
        paper_kind="",
        paper_number="",
        party="",
        quantity=quantity,
        cost_minor=value,
        settled=bool(done),
    )
