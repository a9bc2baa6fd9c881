"""Say which unit goes into which, by scanning: the unit, then its parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from everyunit.assembly.models import PlannedLink
from everyunit.assembly.orders import Component, Order, linked_counts, order_to_change, write_links
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Link
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import BUILD
from everyunit.rules.serials import split_scans

SCANS_LIMIT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkParts:
    """These were scanned: a unit to be built, then its parts, then the next unit, and so on.

    `whole`: the serial number of the unit that the first parts go into. `undo`: the parts come out again.
    """

    document_id: int
    scans: tuple[str, ...]
    whole: str = ""
    undo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEntry:
    """What became of a scan: `action` is `unit` (parts go into it now), `linked`, `taken_out` or `skipped`."""

    text: str
    action: str
    serial: str = ""
    item: str = ""
    whole: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsLinked:
    """Each scan, and the unit that further parts go into. `complete`: nothing that must be linked is missing in it."""

    document_id: int
    entries: tuple[LinkEntry, ...]
    whole: str
    complete: bool


@operation(right=BUILD)
def link_parts(work: Work, command: LinkParts) -> PartsLinked:
    """Link parts that the order holds to units that it has numbered (WHS-197..199), by serial or maker's number. A
    part goes into one unit only, and no more go into a unit than the bill of materials says. What cannot be linked is
    skipped with its reason.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `nothing_scanned`, `too_many_scans`, `unknown_unit` (the
    unit to begin with is none that the order has numbered).
    """
    order = order_to_change(work, command.document_id)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and not command.whole:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to be built, then its parts.")
    if len(texts) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    bench = _Bench(order, [*texts, command.whole])
    if command.whole and not bench.choose(command.whole):
        raise Refused("unknown_unit", f"{command.whole} is no unit that {order.name} has numbered and not built yet.")
    entries = [bench.take_out(text) if command.undo else bench.scan(text) for text in texts]
    bench.keep()
    return PartsLinked(
        document_id=order.document.pk,
        entries=tuple(entries),
        whole=bench.whole.serial if bench.whole else "",
        complete=bench.whole is not None and not bench.lacking(bench.whole),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    unit_id: int
    home: int
    serial: str
    item: str
    line_id: int
    whole_id: int | None


@dataclass(slots=True)
class _Bench:
    """The units and parts of an order that texts may mean, and what is linked on the way."""

    order: Order
    texts: list[str]
    units: dict[str, list[_Unit]] = field(init=False)
    counts: dict[tuple[int, int], int] = field(init=False)
    whole: _Unit | None = None
    linked: dict[tuple[int, int], _Unit] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.units = _named(self.order, self.texts)
        by_line = linked_counts(self.order)
        self.counts = {}
        for (whole_id, line_id), count in by_line.items():
            key = (whole_id, self.group(line_id))
            self.counts[key] = self.counts.get(key, 0) + count

    def group(self, line_id: int) -> int:
        """The line of the component that this line is for, or stands in for."""
        return next((each.instead_of for each in self.order.components if each.line.pk == line_id), None) or line_id

    def component(self, line_id: int) -> Component:
        return next(each for each in self.order.components if each.line.pk == self.group(line_id))

    def choose(self, text: str) -> bool:
        found = [unit for unit in self.units.get(text, []) if unit.line_id == self.order.output.pk]
        self.whole = found[0] if len(found) == 1 else self.whole
        return len(found) == 1

    def scan(self, text: str) -> LinkEntry:
        if self.choose(text):
            assert self.whole is not None
            return LinkEntry(text=text, action="unit", serial=self.whole.serial, item=self.whole.item)
        found, problem = self._part(text)
        if found is None:
            return problem
        return self._link(text, found)

    def _part(self, text: str) -> tuple[_Unit | None, LinkEntry]:
        found = [unit for unit in self.units.get(text, []) if unit.line_id != self.order.output.pk]
        if len(found) > 1:
            several = f"{len(found)} parts on the order have this number. Scan the serial number."
            return None, _skipped(text, "ambiguous", several)
        if not found:
            return None, _skipped(text, "not_here", f"{self.order.name} holds no such part. Attach it first.")
        return found[0], _skipped(text, "", "")

    def _link(self, text: str, part: _Unit) -> LinkEntry:
        component = self.component(part.line_id)
        into = self.linked.get((part.unit_id, part.home))
        whole_id = into.unit_id if into else None if part.unit_id in self.out else part.whole_id
        if self.whole is None:
            return _skipped(text, "no_unit", "Scan the unit that it goes into first.", part)
        if component.link == Link.NO:
            return _skipped(text, "not_linked", f"{part.item} is not linked, as its bill of materials says.", part)
        if whole_id is not None:
            where = "this unit" if whole_id == self.whole.unit_id else _serial_of(whole_id)
            return _skipped(text, "linked_already", f"It goes into {where} already.", part)
        key = (self.whole.unit_id, component.line.pk)
        if component.quantity and self.counts.get(key, 0) >= component.quantity:
            words = f"{self.whole.serial} has its {component.quantity} of {component.line.item.code}."
            return _skipped(text, "full", words, part)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.linked[part.unit_id, part.home] = self.whole
        return LinkEntry(text=text, action="linked", serial=part.serial, item=part.item, whole=self.whole.serial)

    def take_out(self, text: str) -> LinkEntry:
        if self.choose(text):
            assert self.whole is not None
            return LinkEntry(text=text, action="unit", serial=self.whole.serial, item=self.whole.item)
        found, problem = self._part(text)
        if found is None:
            return problem
        if found.whole_id is None or found.unit_id in self.out:
            return _skipped(text, "not_linked", "It goes into no unit.", found)
        self.out.add(found.unit_id)
        key = (found.whole_id, self.group(found.line_id))
        self.counts[key] = self.counts.get(key, 1) - 1
        return LinkEntry(text=text, action="taken_out", serial=found.serial, item=found.item)

    def lacking(self, whole: _Unit) -> bool:
        return any(
            self.counts.get((whole.unit_id, each.line.pk), 0) < each.quantity
            for each in self.order.linked
            if each.link == Link.MANDATORY and each.instead_of is None
        )

    def keep(self) -> None:
        PlannedLink.objects.filter(unit_id__in=self.out).delete()
        write_links([(*part, whole.unit_id, whole.home) for part, whole in self.linked.items()])


def _skipped(text: str, code: str, message: str, unit: _Unit | None = None) -> LinkEntry:
    serial, item = (unit.serial, unit.item) if unit else ("", "")
    return LinkEntry(text=text, action="skipped", serial=serial, item=item, code=code, message=message)


def _named(order: Order, texts: list[str]) -> dict[str, list[_Unit]]:
    """What the order holds with these serial or makers' numbers; a serial number goes first."""
    lines = sql.among("h.line_id", [order.output.pk, *(each.line.pk for each in order.components)])
    serials, makers = sql.among("u.serial", texts, "text"), sql.among("u.maker_serial", texts, "text")
    by_serial: dict[str, list[_Unit]] = {}
    by_maker: dict[str, list[_Unit]] = {}
    for unit_id, home, serial, maker, item, line_id, whole_id in sql.rows(
        "SELECT u.id, u.home, u.serial, u.maker_serial, i.code, h.line_id, o.unit_id FROM stock_unit u"
        f" JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home AND {lines.sql}"
        " JOIN catalog_item i ON i.id = u.item_id"
        " LEFT JOIN assembly_plannedlink p ON p.unit_id = u.id AND p.home = u.home"
        " LEFT JOIN stock_hold o ON o.unit_id = p.whole_id AND o.home = p.whole_home AND o.line_id = %s"
        f" WHERE {serials.sql} OR ({makers.sql} AND u.maker_serial <> '')",
        [*lines.params, order.output.pk, *serials.params, *makers.params],
    ):
        unit = _Unit(unit_id, home, serial, item, line_id, whole_id)
        by_serial.setdefault(serial, []).append(unit)
        if maker:
            by_maker.setdefault(maker, []).append(unit)
    return by_maker | by_serial


def _serial_of(unit_id: int) -> str:
    return str(sql.scalar("SELECT serial FROM stock_unit WHERE id = %s", [unit_id]))
