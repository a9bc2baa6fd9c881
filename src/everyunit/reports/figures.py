"""What a figure comes from: the events that sum to it, each with its document.

A figure is a name and arguments: the pieces and value of an item in stock, the balance of an account. It selects its
events; adding them up, cutting them into pages and comparing them with what pages say is the same for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.rules.money import divide_half_up
from everyunit.rules.refusals import Refused
from everyunit.stock.days import late

PAGE = 50
COUNTED = 10_000
OF_POSTING = "CAST(NULL AS bigint) AS document_id, '' AS text"  # the event is told by its posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column of amounts: pieces, or money in minor units."""

    label: str
    money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is there before the events: a figure of its own, explained at `name` and `asked`."""

    text: str
    amounts: tuple[int, ...]
    name: str
    asked: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`events` selects day, nr (tells apart events of one day), posting_id, document_id (None: that of the posting),
    text, and an amount for each head; `parts` the same sums faster, as day, nr and amounts. `stated`: what pages say.
    `divided`: what the second sum by the first is called. `by_costs`: what is summed was chosen by its cost.
    """

    title: str
    heads: tuple[Head, ...]
    events: sql.Fragment
    stated: tuple[int, ...]
    parts: sql.Fragment | None = None
    start: Start | None = None
    divided: str = ""
    by_costs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What an event added to one sum, and the sum then."""

    money: bool
    added: int
    then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What it added, and the sums once it had happened."""

    day: dt.date
    nr: int
    recorded_at: dt.datetime | None
    posting_id: int | None
    kind: str
    number: str
    text: str
    amounts: tuple[int, ...]
    running: tuple[int, ...]
    heads: tuple[Head, ...]

    @property
    def cells(self) -> list[Cell]:
        """Column by column."""
        return [
            Cell(money=head.money, added=added, then=then)
            for head, added, then in zip(self.heads, self.amounts, self.running, strict=True)
        ]

    @property
    def late(self) -> bool:
        return self.recorded_at is not None and late(self.day, self.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A page of events, newest first, and the sums of all. `exact`: they sum to what pages say. `count`: of events, up
    to COUNTED and one.
    """

    title: str
    heads: tuple[Head, ...]
    events: tuple[Event, ...]
    count: int
    start: Start | None
    totals: tuple[int, ...]
    stated: tuple[int, ...]
    divided: str
    more: bool

    @property
    def uncounted(self) -> bool:
        return self.count > COUNTED

    @property
    def sums(self) -> list[tuple[Head, int]]:
        return list(zip(self.heads, self.totals, strict=True))

    @property
    def columns(self) -> int:
        return 2 + 2 * len(self.heads)

    @property
    def exact(self) -> bool:
        return self.totals == self.stated

    @property
    def quotient(self) -> int | None:
        """The second sum by the first, rounded, where the figure is such a one."""
        return divide_half_up(self.totals[1], self.totals[0]) if self.divided and self.totals[0] > 0 else None


@dataclass(frozen=True, slots=True)
class Before:
    """Where a page begins: behind this event, counted from the newest."""

    day: dt.date
    nr: int


def explained(figure: Figure, *, costs: bool, before: Before | None = None, limit: int = PAGE) -> Explanation:
    """A page of what a figure comes from. Refused: `not_allowed`, where it tells costs that the reader may not see."""
    seen = [index for index, head in enumerate(figure.heads) if costs or not head.money]
    if not seen or (figure.by_costs and not costs):
        raise Refused("not_allowed", "You may not see costs. Ask the owner of the company for that right.")
    sums = _sums(figure, None)
    newer = _sums(figure, before) if before is not None else (0,) * len(sums)
    begun = figure.start.amounts if figure.start else (0,) * len(sums)
    totals = _added(begun, sums)
    rows = _rows(figure, before, limit + 1)
    return Explanation(
        title=figure.title,
        heads=_only(figure.heads, seen),
        events=tuple(_events(rows[:limit], _added(totals, newer, -1), _only(figure.heads, seen), seen)),
        count=_count(figure),
        start=figure.start,
        totals=_only(totals, seen),
        stated=_only(figure.stated, seen),
        divided=figure.divided if len(seen) == len(figure.heads) else "",
        more=len(rows) > limit,
    )


def _only(values: tuple, seen: Sequence[int]) -> tuple:  # type: ignore[type-arg]
    return tuple(values[index] for index in seen)


def _added(left: Sequence[int], right: Sequence[int], sign: int = 1) -> tuple[int, ...]:
    return tuple(one + sign * other for one, other in zip(left, right, strict=True))


def _amounts(figure: Figure) -> list[str]:
    return [f"amount{number}" for number in range(1, len(figure.heads) + 1)]


def _count(figure: Figure) -> int:
    return int(
        sql.scalar(
            f"SELECT count(*) FROM (SELECT 1 FROM ({figure.events.sql}) s LIMIT {COUNTED + 1}) counted",
            figure.events.params,
        )
    )


def _sums(figure: Figure, down_to: Before | None) -> tuple[int, ...]:
    """What the events add up to: all, or the newest down to where a page begins."""
    parts = figure.parts or figure.events
    newer, params = "1 = 1", []
    if down_to is not None:
        newer, params = "(s.day >= %s AND (s.day > %s OR s.nr >= %s))", [down_to.day, down_to.day, down_to.nr]
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in _amounts(figure))
    found = sql.row(f"SELECT {sums} FROM ({parts.sql}) s WHERE {newer}", [*parts.params, *params])
    assert found is not None
    return tuple(int(each) for each in found)


def _rows(figure: Figure, before: Before | None, limit: int) -> list[sql.Row]:
    older, params = "1 = 1", []
    if before is not None:
        older, params = "(s.day <= %s AND (s.day < %s OR s.nr < %s))", [before.day, before.day, before.nr]
    return sql.rows(
        "SELECT s.day, s.nr, p.posted_at, s.posting_id, coalesce(d.kind, ''), coalesce(d.number, ''),"
        " CASE WHEN s.text = '' AND p.reverses_id IS NOT NULL THEN 'Reversal' ELSE s.text END,"
        f" {', '.join(f's.{name}' for name in _amounts(figure))} FROM (SELECT s.* FROM ({figure.events.sql}) s"
        f" WHERE {older} ORDER BY s.day DESC, s.nr DESC LIMIT %s) s"
        " LEFT JOIN stock_posting p ON p.id = s.posting_id"
        " LEFT JOIN documents_document d ON d.id = coalesce(s.document_id, p.document_id)"
        " ORDER BY s.day DESC, s.nr DESC",
        [*figure.events.params, *params, limit],
    )


def _events(
    rows: Sequence[sql.Row], running: tuple[int, ...], heads: tuple[Head, ...], seen: Sequence[int]
) -> list[Event]:
    events = []
    for day, nr, recorded, posting_id, kind, number, text, *added in rows:
        on, amounts = sql.date(day), tuple(int(each) for each in added)
        assert on is not None
        events.append(
            Event(
                day=on,
                nr=int(nr),
                recorded_at=sql.moment(recorded),
                posting_id=posting_id,
                kind=kind,
                number=number,
                text=text,
                amounts=_only(amounts, seen),
                running=_only(running, seen),
                heads=heads,
            )
        )
        running = _added(running, amounts, -1)
    return events
