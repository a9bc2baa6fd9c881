"""Exchange parts of built units, ours or customers': the old part comes out, a new one goes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from everyunit.assembly import papers
from everyunit.assembly.built import BuiltUnit, built_units
from everyunit.assembly.meaning import meant
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Line
from everyunit.documents.naming import location_here
from everyunit.documents.reach import reach
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import BUILD
from everyunit.stock import costs, ledger
from everyunit.stock.holds import hold_units
from everyunit.stock.part_links import Link, begin_links, end_links, links_of_parts, way_up

SWAP = KINDS["SW"]
AT_ONCE = 100
CANNOT = "Some parts cannot be exchanged. Nothing was done."


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """This part comes out and that one goes in its place, each by serial or maker's number."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Exchange parts. `whole`: the serial number of a unit that all of them are in, at any depth. `to_bin`: where the
    old ones go, if not to the bin for defective goods.
    """

    parts: tuple[Exchange, ...]
    whole: str = ""
    to_bin: str | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped:
    """The paper, and of each exchange the unit in which it was made and the serial numbers of both parts."""

    document_id: int
    number: str
    posting_id: int
    wholes: tuple[str, ...]
    exchanged: tuple[Exchange, ...]


@operation(right=BUILD)
def swap(work: Work, command: Swap) -> Swapped:
    """The old part comes into stock at what it cost, the new one goes out of it; both links are kept. If the unit is in
    stock, its cost changes by the difference, and so does that of every unit between; if it is somebody else's, the
    difference is cost of goods sold.

    Refused: `nothing_scanned`, `too_many`, `unknown_bin`, `wrong_bin`, `reserved_bin`, `no_default_bin`; with all
    offenders `cannot_swap` (`unknown_unit`, `ambiguous`: several have this maker's number, `not_in_unit`,
    `not_built_in`, `not_in_stock`, `held`, `other_item`, `named_twice`, `other_location`).
    """
    if not command.parts:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the part that comes out, and the new one.")
    if len(command.parts) > AT_ONCE:
        raise Refused("too_many", f"At most {AT_ONCE} parts are exchanged at once.")
    parts, problems = _meant(command)
    units = built_units([text for each in parts for text in (each.old, each.new)])
    links = {link.unit_id: link for link in links_of_parts([unit.unit_id for unit in units.values()])}
    _refuse(work, parts, units, links, problems)
    return _post(work, replace(command, parts=parts), units, links)


def _meant(command: Swap) -> tuple[tuple[Exchange, ...], list[Offender]]:
    """The exchanges by serial number: what comes out is looked for in the unit, what goes in among our stock. And what
    cannot be told from a number.
    """
    old = meant([each.old for each in command.parts], built_in=True, within=command.whole)
    new = meant([each.new for each in command.parts], built_in=False)
    parts = tuple(Exchange(old=old.serials[each.old], new=new.serials[each.new]) for each in command.parts)
    return parts, [*old.problems, *new.problems]


def _refuse(
    work: Work,
    parts: Sequence[Exchange],
    units: Mapping[str, BuiltUnit],
    links: Mapping[int, Link],
    problems: Sequence[Offender],
) -> None:
    told = {each.subject for each in problems}
    named = [text for each in parts for text in (each.old, each.new)]
    offenders = [*problems]
    offenders += [Offender(text, "named_twice", "It is named twice.") for text in {*named} if named.count(text) > 1]
    offenders += [
        Offender(text, "unknown_unit", "No unit has this serial or maker's number.")
        for text in named
        if text not in units and text not in told
    ]
    known = [each for each in parts if each.old in units and each.new in units and not {each.old, each.new} & told]
    fitting = _fitting(
        [(links[units[each.old].unit_id], units[each.old]) for each in known if units[each.old].unit_id in links]
    )
    for each in known:
        old, new = units[each.old], units[each.new]
        if old.unit_id not in links:
            offenders.append(Offender(each.old, "not_built_in", "It is not built into any unit."))
        elif new.item_id not in fitting[old.unit_id]:
            offenders.append(
                Offender(each.new, "other_item", f"It is a {new.item}, which does not go in for {old.item}.")
            )
        if new.bin.bin_type != "stock":
            words = f"It is in {new.bin.code}, {new.bin.name.lower()}: it is not in stock."
            offenders.append(Offender(each.new, "not_in_stock", words))
        elif new.held_by:
            words = f"Held by {new.held_by}. Detach it there first."
            offenders.append(Offender(each.new, "held", words, new.held_by))
        elif far := reach(work).why_not(new.bin):
            offenders.append(Offender(each.new, "other_location", far))
    refuse_if_any(offenders, "cannot_swap", CANNOT)


def _fitting(old: Sequence[tuple[Link, BuiltUnit]]) -> dict[int, set[int]]:
    """The items that may go in for each old part: its own, and those that the bill of its unit has with it."""
    wholes = sql.among("u.id", [link.whole_id for link, _ in old])
    groups: dict[tuple[int, int], set[int]] = {}
    for unit_id, component_id, item_id in sql.rows(
        "SELECT u.id, c.id, c.item_id FROM stock_unit u JOIN catalog_component c ON c.whole_id = u.item_id"
        f" WHERE {wholes.sql} UNION SELECT u.id, c.id, s.item_id FROM stock_unit u"
        " JOIN catalog_component c ON c.whole_id = u.item_id JOIN catalog_substitute s ON s.component_id = c.id"
        f" WHERE {wholes.sql}",
        [*wholes.params, *wholes.params],
    ):
        groups.setdefault((unit_id, component_id), set()).add(item_id)
    return {
        part.unit_id: {part.item_id}.union(
            *(group for (unit_id, _), group in groups.items() if unit_id == link.whole_id and part.item_id in group)
        )
        for link, part in old
    }


def _post(work: Work, command: Swap, units: Mapping[str, BuiltUnit], links: Mapping[int, Link]) -> Swapped:
    location = location_here(work, None)
    bins = default_bins(work, location)
    target = papers.stock_bin(SWAP, command.to_bin) or bins.need(row_for(SWAP, -1).route.target_default)
    consumed = bins.need(SWAP.route.target_default)
    pairs = [(units[each.old], units[each.new]) for each in command.parts]
    paper = papers.begin(work, SWAP, location, notes=command.notes)
    lines = _lines(pairs, target)
    papers.write(paper, list(lines.values()))
    posting_id = ledger.open_posting(work, paper.pk)
    held = [(new.unit_id, new.home, lines[new.item_id, 1].pk) for _, new in pairs]
    held += [(old.unit_id, old.home, lines[old.item_id, -1].pk) for old, _ in pairs]
    papers.refuse_moved(hold_units(held, work.at), len(held))
    wholes = _Wholes([links[old.unit_id] for old, _ in pairs])
    wholes.exchange(pairs)
    _set_costs(posting_id, lines[pairs[0][1].item_id, 1].pk, wholes)
    end_links(posting_id, [links[old.unit_id].link_id for old, _ in pairs])
    begin_links(posting_id, _new_links(pairs, links))
    targets = {line.pk: (consumed if sign > 0 else target).pk for (_, sign), line in lines.items()}
    papers.refuse_moved(ledger.move_held(posting_id, targets), len(held))
    papers.finish(work, paper, SWAP, list(lines.values()), posting_id)
    return Swapped(
        document_id=paper.pk,
        number=paper.number,
        posting_id=posting_id,
        wholes=tuple(wholes.serials[links[old.unit_id].whole_id] for old, _ in pairs),
        exchanged=command.parts,
    )


def _lines(pairs: Sequence[tuple[BuiltUnit, BuiltUnit]], target: Bin) -> dict[tuple[int, int], Line]:
    """A line for each item that goes in, and for each that comes out: by item and sign."""
    counts: dict[tuple[int, int], int] = {}
    for sign, items in ((1, [new.item_id for _, new in pairs]), (-1, [old.item_id for old, _ in pairs])):
        for item_id in items:
            counts[item_id, sign] = counts.get((item_id, sign), 0) + 1
    return {
        key: Line(item_id=key[0], quantity=key[1] * count, to_bin=target if key[1] < 0 else None)
        for key, count in counts.items()
    }


class _Wholes:
    """The units that the parts are in, up to the outermost, and what each comes to cost."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.ways = {link.unit_id: [each.whole_id for each in way_up(link.unit_id)] for link in links}
        chosen = sql.among("u.id", sorted({unit_id for way in self.ways.values() for unit_id in way}))
        self.serials: dict[int, str] = {}
        self.homes: dict[int, int] = {}
        self.items: dict[int, int] = {}
        self.costs: dict[int, int] = {}
        self.ours: set[int] = set()
        for unit_id, home, serial, item_id, cost, owned in sql.rows(
            "SELECT u.id, u.home, u.serial, u.item_id, u.cost_minor, CASE WHEN b.bin_type = 'stock' THEN 1 ELSE 0 END"
            f" FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE {chosen.sql}",
            chosen.params,
        ):
            self.serials[unit_id], self.homes[unit_id], self.items[unit_id] = serial, home, item_id
            self.costs[unit_id] = int(cost)
            self.ours |= {unit_id} if owned else set()
        self.before = dict(self.costs)
        self.lowered: list[tuple[int, int, int]] = []

    def exchange(self, pairs: Sequence[tuple[BuiltUnit, BuiltUnit]]) -> None:
        """What is in our stock costs what its parts do now; no cost falls below zero, so an old part may bring less."""
        for old, new in pairs:
            way = self.ways[old.unit_id]
            if way[-1] not in self.ours:
                continue
            brought = min(old.cost_minor, *(self.costs[unit_id] for unit_id in way))
            if brought < old.cost_minor:
                self.lowered.append((old.unit_id, old.home, brought))
            for unit_id in way:
                self.costs[unit_id] += new.cost_minor - brought

    @property
    def changed(self) -> list[tuple[int, int, int]]:
        return [
            (unit_id, self.homes[unit_id], cost) for unit_id, cost in self.costs.items() if cost != self.before[unit_id]
        ]


def _set_costs(posting_id: int, line_id: int, wholes: _Wholes) -> None:
    papers.set_costs(posting_id, line_id, [*wholes.changed, *wholes.lowered], "part exchanged")
    changes: dict[int, int] = {}
    for unit_id, _, cost in wholes.changed:
        if unit_id in wholes.ours:
            item_id = wholes.items[unit_id]
            changes[item_id] = changes.get(item_id, 0) + cost - wholes.before[unit_id]
    costs.change_values(changes)


def _new_links(pairs: Sequence[tuple[BuiltUnit, BuiltUnit]], links: Mapping[int, Link]) -> sql.Fragment:
    olds = [links[old.unit_id] for old, _ in pairs]
    listed = sql.listing(
        "t",
        {
            "unit_id": ("bigint", [new.unit_id for _, new in pairs]),
            "home": ("smallint", [new.home for _, new in pairs]),
            "whole_id": ("bigint", [link.whole_id for link in olds]),
            "whole_home": ("smallint", [link.whole_home for link in olds]),
            "cost_minor": ("bigint", [new.cost_minor for _, new in pairs]),
        },
    )
    return sql.Fragment(
        f"SELECT t.unit_id, t.home, t.whole_id, t.whole_home, t.cost_minor FROM {listed.sql}", listed.params
    )
