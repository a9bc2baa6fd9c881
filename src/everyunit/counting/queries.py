"""Reading stock counts: the list, the page of one, and what differs, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.counting.counts import BinState, states_of
from everyunit.counting.differences import DIFFERS, IN_EFFECT, Sort, Total, differing, totals_by_bin
from everyunit.documents.queries import FIRST

COLUMNS = "s.id, s.number, s.status, loc.code, loc.name, s.blocked, s.blind, s.note, who.username, s.created_at"
TABLES = (
    "counting_stockcount s JOIN places_location loc ON loc.id = s.location_id"
    " LEFT JOIN people_user who ON who.id = s.created_by"
)
OPEN = ("uncounted", "counting", "counted")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A stock count: of `bins` bins so many are `done`, that is counted or complete."""

    count_id: int
    number: str
    status: str
    location: str
    location_name: str
    blocked: bool
    blind: bool
    note: str
    created_by: str
    created_at: dt.datetime
    bins: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper by which a count was put right."""

    document_id: int
    kind: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRow:
    """What a bin was counted at before it was counted again."""

    bin: str
    round: int
    counted_by: str
    counted_at: dt.datetime | None
    recorded: int
    found: int
    differences: int
    again_by: str
    again_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SortTotal:
    """How many units or pieces are of a sort, in all bins, and what they cost."""

    sort: Sort
    units: int
    value_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBin:
    """A bin on a count, how many units and pieces differ in it, and who counts there: who, how many."""

    state: BinState
    differences: int
    counters: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPage:
    """A count with all that is told of it, but for its units."""

    count: CountRow
    bins: tuple[CountedBin, ...]
    totals: tuple[SortTotal, ...]
    papers: tuple[PaperRow, ...]
    earlier: tuple[EarlierRow, ...]

    @property
    def differences(self) -> int:
        return sum(total.units for total in self.totals if total.sort in DIFFERS)


def counts_page(
    *,
    status: str | None = None,
    number: str = "",
    location: str | None = None,
    before: int = FIRST,
    newer_than: int | None = None,
    limit: int = 50,
) -> list[CountRow]:
    """Counts, newest first; `status` "open": all that are not complete or void."""
    conditions = sql.Conditions()
    if newer_than is None:
        conditions.add("s.id < %s", before)
    else:
        conditions.add("s.id > %s", newer_than)
    if status == "open":
        conditions.add("s.status IN ('uncounted', 'counting', 'counted')")
    for column, value in (
        ("s.status", status if status != "open" else None),
        ("s.number", number or None),
        ("loc.code", location),
    ):
        if value is not None:
            conditions.add(f"{column} = %s", value)
    order = "s.id DESC" if newer_than is None else "s.id"
    found = _counts(f"WHERE {conditions.sql} ORDER BY {order} LIMIT %s", [*conditions.params, limit])
    return found if newer_than is None else found[::-1]


def count_by_id(count_id: int) -> CountRow | None:
    return next(iter(_counts("WHERE s.id = %s", [count_id])), None)


def count_id_of(number: str) -> int | None:
    found = sql.scalar("SELECT id FROM counting_stockcount WHERE number = %s", [number])
    return None if found is None else int(found)


def bins_of_count(count_id: int) -> list[str]:
    """The codes of the bins on a count."""
    return [
        str(code)
        for (code,) in sql.rows(
            "SELECT b.code FROM counting_countbin c JOIN places_bin b ON b.id = c.bin_id WHERE c.count_id = %s",
            [count_id],
        )
    ]


def count_of_document(document_id: int) -> str | None:
    """The number of the count that a paper puts right; None where it puts none right."""
    found = sql.scalar(
        "SELECT s.number FROM counting_countpaper p JOIN counting_stockcount s ON s.id = p.count_id"
        " WHERE p.document_id = %s",
        [document_id],
    )
    return None if found is None else str(found)


def count_page(count_id: int) -> CountPage | None:
    count = count_by_id(count_id)
    if count is None:
        return None
    counters = _counters(count_id)
    ids: dict[str, int] = dict(
        sql.rows(
            "SELECT b.code, c.id FROM counting_countbin c JOIN places_bin b ON b.id = c.bin_id WHERE c.count_id = %s",
            [count_id],
        )
    )
    states = states_of(count_id)
    told = {ids[state.bin] for state in states if state.status in ("counted", "complete")}
    totals = totals_by_bin(count_id, told)
    return CountPage(
        count=count,
        bins=tuple(
            CountedBin(
                state=state,
                differences=differing(totals.get(ids[state.bin], ())) if ids[state.bin] in told else 0,
                counters=tuple(counters.get(ids[state.bin], ())),
            )
            for state in states
        ),
        totals=_summed([total for each in told for total in totals.get(each, ())]),
        papers=_papers(count_id),
        earlier=_earlier(count_id),
    )


def _summed(totals: Sequence[Total]) -> tuple[SortTotal, ...]:
    summed: dict[Sort, list[int]] = {}
    for total in totals:
        units = summed.setdefault(total.sort, [0, 0])
        units[0] += total.units
        units[1] += total.value_minor
    return tuple(
        SortTotal(sort=sort, units=summed[sort][0], value_minor=summed[sort][1]) for sort in Sort if sort in summed
    )


def _counts(rest: str, params: Sequence[object]) -> list[CountRow]:
    return [
        CountRow(
            count_id=row[0],
            number=row[1],
            status=row[2],
            location=row[3],
            location_name=row[4],
            blocked=bool(row[5]),
            blind=bool(row[6]),
            note=row[7],
            created_by=row[8] or "",
            created_at=_moment(row[9]),
            bins=int(row[10]),
            done=int(row[11]),
        )
        for row in sql.rows(
            f"SELECT {COLUMNS}, (SELECT count(*) FROM counting_countbin c WHERE c.count_id = s.id),"
            " (SELECT count(*) FROM counting_countbin c WHERE c.count_id = s.id"
            f" AND c.status IN ('counted', 'complete')) FROM {TABLES} {rest}",
            params,
        )
    ]


def _counters(count_id: int) -> dict[int, list[tuple[str, int]]]:
    counters: dict[int, list[tuple[str, int]]] = {}
    for count_bin_id, name, units in sql.rows(
        "SELECT f.count_bin_id, coalesce(who.username, ''), count(*) FROM counting_found f"
        f" LEFT JOIN people_user who ON who.id = f.actor_id WHERE f.count_id = %s AND {IN_EFFECT}"
        " GROUP BY f.count_bin_id, who.username ORDER BY who.username",
        [count_id],
    ):
        counters.setdefault(int(count_bin_id), []).append((str(name), int(units)))
    return counters


def _papers(count_id: int) -> tuple[PaperRow, ...]:
    return tuple(
        PaperRow(document_id=document_id, kind=kind, number=number)
        for document_id, kind, number in sql.rows(
            "SELECT d.id, d.kind, d.number FROM counting_countpaper p JOIN documents_document d ON d.id = p.document_id"
            " WHERE p.count_id = %s ORDER BY p.id",
            [count_id],
        )
    )


def _earlier(count_id: int) -> tuple[EarlierRow, ...]:
    return tuple(
        EarlierRow(
            bin=row[0],
            round=row[1],
            counted_by=row[2] or "",
            counted_at=sql.moment(row[3]),
            recorded=row[4],
            found=row[5],
            differences=row[6],
            again_by=row[7] or "",
            again_at=_moment(row[8]),
        )
        for row in sql.rows(
            "SELECT b.code, e.round, who.username, e.counted_at, e.recorded, e.found, e.differences, again.username,"
            " e.again_at FROM counting_earliercount e JOIN counting_countbin c ON c.id = e.count_bin_id"
            " JOIN places_bin b ON b.id = c.bin_id LEFT JOIN people_user who ON who.id = e.counted_by"
            " LEFT JOIN people_user again ON again.id = e.again_by WHERE c.count_id = %s ORDER BY e.id DESC",
            [count_id],
        )
    )


def _moment(value: object) -> dt.datetime:
    found = sql.moment(value)
    assert found is not None
    return found
