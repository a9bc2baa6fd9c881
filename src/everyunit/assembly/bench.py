"""The bench of a work order: which units and parts scans mean, and what is linked or taken out on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from everyunit.assembly.models import PlannedLink
from everyunit.assembly.orders import Component, Order, linked_counts, write_links
from everyunit.assembly.strangers import Stranger, numbers_in, strangers
from everyunit.base import sql
from everyunit.catalog.models import Link

SEVERAL = 5  # numbers that a sentence names


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
    holder: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit that the order holds, on this line; as a part, the unit that it goes into, and its number."""

    unit_id: int
    home: int
    serial: str
    item: str
    line_id: int
    whole_id: int | None
    whole: str = ""


@dataclass(slots=True)
class Bench:
    """The units and parts of an order that texts may mean, and what is linked on the way."""

    order: Order
    texts: list[str]
    units: dict[str, list[_Unit]] = field(init=False)
    strangers: dict[str, Stranger] = field(init=False)
    counts: dict[tuple[int, int], int] = field(init=False)
    whole: _Unit | None = None
    linked: dict[tuple[int, int], _Unit] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        pieces = {text: numbers_in(text) for text in self.texts}
        named = [*self.texts, *(number for numbers in pieces.values() if len(numbers) > 1 for number in numbers)]
        self.units = _named(self.order, named)
        self.strangers = strangers(self.order, [text for text in named if text not in self.units])
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
            several = " and ".join(unit.serial for unit in found[:SEVERAL])
            return None, _skipped(text, "ambiguous", f"{several} have this number. Scan the serial number.")
        if not found:
            return None, self._unknown(text)
        return found[0], _skipped(text, "", "")

    def _unknown(self, text: str) -> LinkEntry:
        """Why a text means nothing that the order holds, and what to do."""
        numbers = numbers_in(text)
        known = [number for number in numbers if number in self.units or number in self.strangers]
        if (told := self.strangers.get(text)) is not None:
            skipped = _skipped(text, told.code, told.message)
            return replace(skipped, serial=told.serial, item=told.item, holder=told.holder)
        if len(numbers) > 1 and known:
            listed = " and ".join(numbers[:SEVERAL])
            words = f"{listed} are {len(numbers)} numbers on one line. Put each on a line of its own."
            return _skipped(text, "several_numbers", words)
        return _skipped(text, "unknown_unit", "No unit has this number. Check it, and scan it again.")

    def _link(self, text: str, part: _Unit) -> LinkEntry:
        component = self.component(part.line_id)
        into = self.linked.get((part.unit_id, part.home))
        whole_id = into.unit_id if into else None if part.unit_id in self.out else part.whole_id
        if self.whole is None:
            return _skipped(text, "no_unit", "Scan the unit that it goes into first.", part)
        if component.link == Link.NO:
            return _skipped(text, "not_linked", f"{part.item} is not linked, as its bill of materials says.", part)
        if whole_id is not None:
            elsewhere = into.serial if into else part.whole
            where = "this unit" if whole_id == self.whole.unit_id else elsewhere
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

    @property
    def lacks(self) -> tuple[str, ...]:
        """What must be linked to the unit still, as so many of an item."""
        missing = [
            (each.quantity - self._in_whole(each), each) for each in self.order.slots if each.link == Link.MANDATORY
        ]
        return tuple(f"{count} {each.line.item.code}" for count, each in missing if self.whole and count > 0)

    @property
    def parts(self) -> int:
        """How many parts go into the unit."""
        return sum(self._in_whole(each) for each in self.order.slots)

    @property
    def wanted(self) -> int:
        return sum(each.quantity for each in self.order.slots)

    def _in_whole(self, component: Component) -> int:
        return self.counts.get((self.whole.unit_id, component.line.pk), 0) if self.whole else 0

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
    for unit_id, home, serial, maker, item, line_id, whole_id, whole in sql.rows(
        "SELECT u.id, u.home, u.serial, u.maker_serial, i.code, h.line_id, o.unit_id, coalesce(w.serial, '')"
        " FROM stock_unit u"
        f" JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home AND {lines.sql}"
        " JOIN catalog_item i ON i.id = u.item_id"
        " LEFT JOIN assembly_plannedlink p ON p.unit_id = u.id AND p.home = u.home"
        " LEFT JOIN stock_hold o ON o.unit_id = p.whole_id AND o.home = p.whole_home AND o.line_id = %s"
        " LEFT JOIN stock_unit w ON w.id = o.unit_id AND w.home = o.home"
        f" WHERE {serials.sql} OR ({makers.sql} AND u.maker_serial <> '')",
        [*lines.params, order.output.pk, *serials.params, *makers.params],
    ):
        unit = _Unit(unit_id, home, serial, item, line_id, whole_id, whole)
        by_serial.setdefault(serial, []).append(unit)
        if maker:
            by_maker.setdefault(maker, []).append(unit)
    return by_maker | by_serial
