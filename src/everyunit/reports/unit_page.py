"""The unit page: who this unit is, where it is and why, what it cost and brought, and all that happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import clock, sql
from everyunit.documents.kinds import KINDS
from everyunit.documents.pricing import WORTH
from everyunit.documents.warranty import MONTHS
from everyunit.reports.cost_history import CostChange, cost_history
from everyunit.reports.listed_units import STOCK_TO_OUT, ListedUnit, Paper, Trader, unit_facts
from everyunit.reports.part_moves import PART_MOVES, WORDS, PartMoved, last_whole
from everyunit.rules.money import share
from everyunit.rules.warranty import warranty_until
from everyunit.stock.days import late

EVENTS = 50
EDITS_SHOWN = 200
LAST_STEP = 1 << 31
FIELDS = {"maker_serial": "maker’s number", "note": "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A movement of the unit: on which day, and when it was recorded (`at`). `undoes`: it is the reversal of its
    document; `undone`: it was reversed later.
    """

    step: int
    date: dt.date
    at: dt.datetime
    user: str
    document: Paper
    document_name: Trader | None
    from_bin: str
    to_bin: str
    from_type: str
    to_type: str
    cost_minor: int | None
    undoes: bool
    undone: bool
    reason: str

    @property
    def crosses(self) -> bool:
        return self.from_type != self.to_type

    @property
    def late(self) -> bool:
        return late(self.date, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of the unit's note, maker's number or own fields; or a file that came to it or was taken off."""

    at: dt.datetime
    user: str
    field: str
    old: str
    new: str

    @property
    def file(self) -> str:
        """What became of a file, in words; "" for other changes."""
        if self.field != "file" or (self.old and self.new):
            return ""
        return "attached" if self.new else "taken off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """By this document the unit stands in for `other` (`replaces`), or the other for it."""

    date: dt.date
    at: dt.datetime
    user: str
    document: Paper
    replaces: bool
    other: str
    undone: bool

    @property
    def late(self) -> bool:
        return late(self.date, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """The sale by which the unit left, into the bin `to_bin`. Money is None where the reader may not see it.

    `warranty_until`: the last day of its warranty; None without one.
    """

    document: Paper
    on: dt.date
    at: dt.datetime
    to_bin: str
    customer: Trader
    sold_for_minor: int
    margin_minor: int | None
    warranty_until: dt.date | None = None


Aside = Edit | Exchanged | PartMoved
AnyEvent = Event | CostChange | Aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of what happened, newest first; `next_before` is the key to go on with."""

    events: tuple[AnyEvent, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """All that the page shows of a unit. `exchanged`: what it stands in for, and what stands in for it. `whole`: what
    it was built into, or taken out of, last.
    """

    unit: ListedUnit
    state: str
    sale: Sale | None
    exchanged: tuple[Exchanged, ...]
    whole: PartMoved | None
    timeline: Timeline

    @property
    def written_off(self) -> bool:
        """Whether an adjustment was the last that took it out of our stock."""
        crossed = [each for each in self.timeline.events if isinstance(each, Event) and each.crosses]
        return bool(crossed) and crossed[0].to_type == "out" and KINDS[crossed[0].document.kind].adjusts


def unit_page(serial: str, *, costs: bool) -> UnitPage | None:
    """The page of the unit with this serial number; None where there is none. Its history does not change how many
    statements it takes.
    """
    with sql.looking_up():
        unit = unit_facts(serial, costs=costs)
        if unit is None:
            return None
        asides = _asides(unit.unit_id)
        sale = _sale(unit) if unit.state == "sold" or (unit.bin_type == "out" and unit.customer) else None
        whole = last_whole(each for each in asides if isinstance(each, PartMoved))
        return UnitPage(
            unit=unit,
            state=_state(unit, sale, whole),
            sale=sale,
            exchanged=tuple(each for each in asides if isinstance(each, Exchanged) and not each.undone),
            whole=whole,
            timeline=timeline(unit.unit_id, costs=costs, asides=asides),
        )


def _state(unit: ListedUnit, sale: Sale | None, whole: PartMoved | None) -> str:
    """Where it stands, in one sentence."""
    if sale is not None:
        where = f"Sold to {sale.customer.name} on {sale.on} with {sale.document}"
        where += f", now in {unit.bin}, {unit.bin_name.lower()}" if unit.bin != sale.to_bin else ""
    elif unit.bin_type == "stock":
        where = f"In stock in {unit.bin}"
    elif whole is not None and whole.way == "built_into":
        where = f"Built into {whole.other} with {whole.document}"
    else:
        where = f"Out of stock: in {unit.bin}, {unit.bin_name.lower()}"
    if sale is not None and sale.warranty_until is not None:
        ended = sale.warranty_until < clock.today()
        where += f", {'warranty ended' if ended else 'under warranty until'} {sale.warranty_until}"
    return f"{where}, held by {unit.held_by}" if unit.held_by else where


def _sale(unit: ListedUnit) -> Sale | None:
    """The newest sale that still counts: not a reversal, and not reversed. Costs that came after it count as well."""
    found = sql.row(
        f"SELECT d.kind, d.number, p.posted_at, p.date, c.code, c.name, l.quantity, {WORTH},"
        f" m.posting_id, m.line_id, t.code, d.date, {MONTHS} FROM {STOCK_TO_OUT}"
        " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
        " LEFT JOIN stock_posting undo ON undo.reverses_id = p.id"
        " JOIN documents_document d ON d.id = p.document_id JOIN documents_line l ON l.id = m.line_id"
        " JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer'"
        " WHERE m.unit_id = %s AND undo.id IS NULL ORDER BY m.step DESC LIMIT 1",
        [unit.unit_id],
    )
    if found is None:
        return None
    kind, number, posted_at, posted_on, code, name, quantity, worth, posting_id, line_id, to_bin, day, months = found
    parts = abs(int(quantity))
    base, extra = share(int(worth), parts)
    # The first units of the line carry the odd cents, so that the shares sum to the line.
    sold_for = base + (1 if extra and _nth(unit.unit_id, posting_id, line_id) < extra else 0)
    at, on = sql.moment(posted_at), sql.date(posted_on)
    assert at is not None
    assert on is not None
    return Sale(
        document=Paper(kind, number),
        on=on,
        at=at,
        to_bin=to_bin,
        customer=Trader(code, name),
        sold_for_minor=sold_for,
        margin_minor=None if unit.cost_minor is None else sold_for - unit.cost_minor,
        warranty_until=warranty_until(sql.date(day) or on, int(months)),
    )


def _nth(unit_id: int, posting_id: int, line_id: int) -> int:
    """How many units of the line come before this one."""
    return int(
        sql.scalar(
            "SELECT count(*) FROM stock_movement WHERE posting_id = %s AND line_id = %s AND unit_id < %s",
            [posting_id, line_id, unit_id],
        )
    )


def timeline(
    unit_id: int,
    *,
    costs: bool,
    before: int | None = None,
    limit: int = EVENTS,
    asides: Sequence[Aside] | None = None,
) -> Timeline:
    """What happened to the unit, newest first, behind the step `before`: its movements, and the edits, exchanges and
    changes of its cost among them. `asides`: where they are read already.
    """
    movements = _movements(unit_id, costs, before, limit + 1)
    more = len(movements) > limit
    movements = movements[:limit]
    aside = _asides(unit_id) if asides is None else asides
    edits = [*aside, *(cost_history(unit_id) if costs else ())]
    newest = _later_than_page(unit_id, before)
    among = [
        edit for edit in edits if (newest is None or edit.at < newest) and (not more or edit.at >= movements[-1].at)
    ]
    events: list[AnyEvent] = [*movements, *among]
    events.sort(key=_in_time, reverse=True)
    return Timeline(events=tuple(events), next_before=movements[-1].step if more else None)


def _in_time(event: AnyEvent) -> tuple[dt.datetime, int, bool]:
    """A change of cost stands behind the movement that it followed, an exchange behind all that its posting did."""
    if isinstance(event, (Exchanged, PartMoved)):
        return event.at, LAST_STEP, True
    return event.at, 0 if isinstance(event, Edit) else event.step, isinstance(event, CostChange)


def _movements(unit_id: int, costs: bool, before: int | None, limit: int) -> list[Event]:
    behind, params = ("", []) if before is None else (" AND m.step < %s", [before])
    found = sql.rows(
        "SELECT m.step, p.posted_at, w.username, d.kind, d.number, c.code, c.name, f.code, t.code, f.bin_type,"
        " t.bin_type, m.cost_minor, p.reverses_id, undo.id, p.reason, p.date"
        " FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " LEFT JOIN stock_posting undo ON undo.reverses_id = p.id"
        " JOIN documents_document d ON d.id = p.document_id LEFT JOIN parties_party c ON c.id = d.party_id"
        " JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
        " LEFT JOIN people_user w ON w.id = p.actor_id"
        f" WHERE m.unit_id = %s{behind} ORDER BY m.step DESC LIMIT %s",
        [unit_id, *params, limit],
    )
    return [_event(each, costs) for each in found]


def _event(each: sql.Row, costs: bool) -> Event:
    at, date = sql.moment(each[1]), sql.date(each[15])
    assert at is not None
    assert date is not None
    return Event(
        step=each[0],
        date=date,
        at=at,
        user=each[2] or "",
        document=Paper(each[3], each[4]),
        document_name=Trader(each[5], each[6]) if each[5] else None,
        from_bin=each[7],
        to_bin=each[8],
        from_type=each[9],
        to_type=each[10],
        cost_minor=int(each[11]) if costs else None,
        undoes=each[12] is not None,
        undone=each[13] is not None,
        reason=each[14],
    )


def _asides(unit_id: int) -> list[Aside]:
    """What happened besides its movements: the newest edits (hands make them, so there are few), what it stands in for
    and what stands in for it, what it was built into and which parts of it, at any depth, were exchanged. Newest
    first.
    """
    asides: list[Aside] = []
    for at, user, field, old, new, kind, number, replaces, undone, date, _ in sql.rows(
        "SELECT edit.* FROM (SELECT e.at, w.username, e.field, e.old, e.new, '' AS kind, '' AS number, 0 AS replaces,"
        " 0 AS undone, CAST(NULL AS date) AS date, 0 AS posting_id"
        " FROM stock_unitedit e LEFT JOIN people_user w ON w.id = e.actor_id WHERE e.unit_id = %s"
        " ORDER BY e.id DESC LIMIT %s) edit UNION ALL"
        " SELECT own.* FROM (SELECT e.at, w.username, f.label, e.old, e.new, '' AS kind, '' AS number,"
        " 0 AS replaces, 0 AS undone, CAST(NULL AS date) AS date, 0 AS posting_id FROM fields_ownvalueedit e"
        " JOIN fields_ownfield f ON f.id = e.field_id AND f.about = 'unit' LEFT JOIN people_user w ON w.id = e.actor_id"
        " WHERE e.target_id = %s ORDER BY e.id DESC LIMIT %s) own UNION ALL"
        " SELECT a.added_at, w.username, 'file', '', a.name, '', '', 0, 0, CAST(NULL AS date), 0"
        " FROM files_attachment a LEFT JOIN people_user w ON w.id = a.added_by"
        " WHERE a.about = 'unit' AND a.target_id = %s UNION ALL"
        " SELECT a.removed_at, w.username, 'file', a.name, '', '', '', 0, 0, CAST(NULL AS date), 0"
        " FROM files_attachment a LEFT JOIN people_user w ON w.id = a.removed_by"
        " WHERE a.about = 'unit' AND a.target_id = %s AND a.removed_at IS NOT NULL UNION ALL"
        " SELECT p.posted_at, w.username, '', o.serial, u.serial, d.kind, d.number,"
        " CASE WHEN r.unit_id = %s THEN 1 ELSE 0 END, CASE WHEN undo.id IS NULL THEN 0 ELSE 1 END, p.date, p.id"
        " FROM stock_replacement r JOIN stock_posting p ON p.id = r.posting_id"
        " LEFT JOIN stock_posting undo ON undo.reverses_id = p.id JOIN documents_document d ON d.id = p.document_id"
        " JOIN stock_unit u ON u.id = r.unit_id AND u.home = r.home"
        " JOIN stock_unit o ON o.id = r.replaced_id AND o.home = r.replaced_home"
        " LEFT JOIN people_user w ON w.id = p.actor_id WHERE r.unit_id = %s OR r.replaced_id = %s"
        f" UNION ALL {PART_MOVES} ORDER BY 1 DESC, 11 DESC, 3, 5",
        [unit_id, EDITS_SHOWN, unit_id, EDITS_SHOWN, *[unit_id] * 10],
    ):
        moment = sql.moment(at)
        assert moment is not None
        day = sql.date(date)
        if day is not None and field in WORDS:
            asides.append(
                PartMoved(
                    date=day,
                    at=moment,
                    user=user or "",
                    document=Paper(kind, number),
                    way=field,
                    other=new,
                    undone=bool(undone),
                    within=old,
                )
            )
        elif day is not None:
            other, document = old if replaces else new, Paper(kind, number)
            asides.append(
                Exchanged(
                    date=day,
                    at=moment,
                    user=user or "",
                    document=document,
                    replaces=bool(replaces),
                    other=other,
                    undone=bool(undone),
                )
            )
        else:
            asides.append(Edit(at=moment, user=user or "", field=FIELDS.get(str(field), str(field)), old=old, new=new))
    return asides


def _later_than_page(unit_id: int, before: int | None) -> dt.datetime | None:
    """When the movement before which this page begins was posted: later edits stand on an earlier page."""
    if before is None:
        return None
    return sql.moment(
        sql.scalar(
            "SELECT p.posted_at FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
            " WHERE m.unit_id = %s AND m.step = %s",
            [unit_id, before],
        )
    )
