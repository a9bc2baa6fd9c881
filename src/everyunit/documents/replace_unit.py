"""Say on a draft that a unit stands in for another: in an exchange, or when another one comes back from a vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item
from everyunit.documents.committing import commit_bin, finish, recount
from everyunit.documents.drafts import DraftSaved, draft_to_change, refuse_to_name, saved
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import row_for
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Document, Line, MakerNumber, StandIn
from everyunit.documents.naming import items_by_code
from everyunit.documents.pricing import exchange_of, price_again, unit_price
from everyunit.documents.progress import passed_on
from everyunit.places.default_bins import default_bins
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import clean
from everyunit.stock import ledger
from everyunit.stock.amend import refuse_known_number
from everyunit.stock.costs import costs_of
from everyunit.stock.ledger import Birth
from everyunit.stock.queries import UnitRow, holding_lines, units_by_maker_serial, units_by_serial
from everyunit.stock.replacements import Pair, stand_in_of, write_replacements
from everyunit.stock.sold import line_left_on

NUMBER_LIMIT = 100
UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceUnit:
    """On this draft the unit `by` stands in for the unit `replaced`, each named by its serial or maker's number.

    A number `by` that the document does not know is the maker's number of a unit to come; "": it has none. `item`: what
    a unit to come is; None: the same as the other. `cost_minor`: what it shall cost; None: what the replaced one does.
    `forget`: it does not stand in after all. `alike`: that another unit of the item has the same maker's number is
    right.
    """

    document_id: int
    replaced: str
    by: str = ""
    item: str | None = None
    cost_minor: int | None = None
    forget: bool = False
    alike: bool = False


@operation()
def replace_unit(work: Work, command: ReplaceUnit) -> DraftSaved:
    """Remember it; when the document posts, the unit on it is linked to the one that it stands in for.

    A unit to come gets a line of its own where the document may take units that we never had: on a negative line of a
    debit memo, say. On an order it is made at once, and linked. Refused: `unknown_document`, `already_posted`,
    `closed`, `not_allowed`, `quote_holds_nothing`, `unknown_unit`, `ambiguous`, `not_exchanged` (it was never with this
    party), `already_replaced`, `same_unit`, `same_way`, `not_final`, `cannot_generate`, `unknown_item`, `bad_cost`,
    `too_long`, `no_default_bin`, and until somebody says that it is right `number_known`.
    """
    document, kind = draft_to_change(work, command.document_id)
    refuse_to_name(document, kind)
    lines = list(document.lines.select_related("item").order_by("position"))
    replaced = _replaced(document, lines, clean(command.replaced))
    said = StandIn.objects.filter(line__in=lines, replaced_id=replaced.unit_id)
    if command.forget:
        said.delete()
        return saved(document)
    _refuse_replaced(replaced)
    if command.cost_minor is not None:
        work.needs(SEE_COST)
    if command.cost_minor is not None and command.cost_minor < 0:
        raise Refused("bad_cost", "A cost cannot be negative.")
    by = clean(command.by)
    if len(by) > NUMBER_LIMIT:
        raise Refused("too_long", f"A maker's number has at most {NUMBER_LIMIT} characters.")
    here = _here(lines, by)
    if here is not None and here[0].unit_id == replaced.unit_id:
        raise Refused("same_unit", f"{replaced.serial} cannot stand in for itself.")
    _refuse_the_same_way(lines, replaced, here)
    if here is not None:
        _is_here(kind, document, replaced, *here)
    elif not _is_expected(lines, by, replaced):
        _is_to_come(work, document, kind, lines, replaced, by, command)
    return saved(document)


def _refuse_the_same_way(lines: Sequence[Line], replaced: UnitRow, here: tuple[UnitRow, Line] | None) -> None:
    """Of two units that are exchanged on one paper, one goes and the other comes."""
    gone = _here(lines, replaced.serial)
    if here is None or gone is None:
        return
    (unit, line), (_, other) = here, gone
    if (line.quantity < 0) == (other.quantity < 0):
        raise Refused(
            "same_way",
            f"{unit.serial} and {replaced.serial} go the same way on this paper; one of them should come.",
        )


def _replaced(document: Document, lines: Sequence[Line], text: str) -> UnitRow:
    """The one unit that the number may mean here: on this document, or once with its party."""
    meant = _meant(text)
    if not meant:
        raise Refused("unknown_unit", f"No unit has the number “{text}”. Scan the one that is replaced.")
    held = holding_lines(meant)
    mine = {line.pk for line in lines}
    known = [unit for unit in meant if held.get(unit.unit_id) in mine] or _once_with(document, meant)
    if not known:
        raise Refused("not_exchanged", f"{meant[0].serial} is not on this document, and was never with its party.")
    if len(known) > 1:
        raise Refused(
            "ambiguous",
            f"{len(known)} units have the number “{text}”. Name one by its serial number.",
            [Offender(unit.serial, "ambiguous", f"It has the maker's number {unit.maker_serial}.") for unit in known],
        )
    return known[0]


def _meant(text: str) -> list[UnitRow]:
    """The units of this number: ours, else the maker's."""
    ours = units_by_serial([text])
    return list(ours.values()) or units_by_maker_serial([text]).get(text, []) if text else []


def _once_with(document: Document, units: Sequence[UnitRow]) -> list[UnitRow]:
    """Those of the units that a posted document of this party moved."""
    chosen = sql.among("m.unit_id", [unit.unit_id for unit in units])
    found = {
        unit_id
        for (unit_id,) in sql.rows(
            "SELECT DISTINCT m.unit_id FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
            " JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted' AND d.party_id = %s"
            f" WHERE {chosen.sql}",
            [document.party_id, *chosen.params],
        )
    }
    return [unit for unit in units if unit.unit_id in found]


def _refuse_replaced(replaced: UnitRow) -> None:
    by = stand_in_of(replaced)
    if by is not None:
        raise Refused("already_replaced", f"{replaced.serial} is replaced by {by} already.")
    said = StandIn.objects.filter(replaced_id=replaced.unit_id).select_related("line__document").first()
    if said is not None:
        name = f"{said.line.document.kind} {said.line.document.number}"
        raise Refused(
            "already_replaced",
            f"{name} says already what {replaced.serial} is replaced by.",
            [Offender(replaced.serial, "already_replaced", f"See {name}.", name)],
        )


def _here(lines: Sequence[Line], text: str) -> tuple[UnitRow, Line] | None:
    """The unit of this number that a line of the document holds."""
    by_id = {line.pk: line for line in lines}
    known = _meant(text)
    held = holding_lines(known) if known else {}
    return next(((unit, by_id[held[unit.unit_id]]) for unit in known if held.get(unit.unit_id) in by_id), None)


def _is_here(kind: Kind, document: Document, replaced: UnitRow, unit: UnitRow, line: Line) -> None:
    if kind.stage is not Stage.FINAL:
        raise Refused("not_final", f"{kind.name} {document.number} exchanges nothing yet. Say it on what it becomes.")
    StandIn.objects.filter(line=line, unit_id=unit.unit_id).delete()
    StandIn.objects.create(
        line=line,
        unit_id=unit.unit_id,
        home=unit.home,
        replaced_id=replaced.unit_id,
        replaced_home=replaced.home,
    )


def _is_expected(lines: Sequence[Line], text: str, replaced: UnitRow) -> bool:
    """Whether the number is on a line that will make units; then the unit that gets it stands in."""
    number = MakerNumber.objects.filter(line__in=lines, text=text).first() if text else None
    if number is None:
        return False
    StandIn.objects.create(
        line_id=number.line_id,
        text=text,
        expected=True,
        replaced_id=replaced.unit_id,
        replaced_home=replaced.home,
    )
    return True


def _is_to_come(
    work: Work, document: Document, kind: Kind, lines: list[Line], replaced: UnitRow, text: str, command: ReplaceUnit
) -> None:
    sign = next((sign for sign in (1, -1) if row_for(kind, sign).takes_unknown), 0)
    item = _item(replaced, command.item)
    if not sign or item.tracking not in UNIT_TRACKED:
        raise Refused("cannot_generate", "The unit that stands in is not on this document. Scan it first.")
    if text and not command.alike:
        refuse_known_number(item.pk, text)
    line = _lacking(kind, lines, item, sign) or _new_line(document, kind, lines, replaced, item, sign)
    if kind.stage is Stage.ORDER:
        cost = costs_of([replaced])[replaced.unit_id] if command.cost_minor is None else command.cost_minor
        _make_now(work, document, kind, line, replaced, text, cost)
        return
    StandIn.objects.create(
        line=line,
        text=text,
        cost_minor=command.cost_minor,
        replaced_id=replaced.unit_id,
        replaced_home=replaced.home,
    )


def _item(replaced: UnitRow, code: str | None) -> Item:
    return Item.objects.get(pk=replaced.item_id) if code is None else items_by_code([code])[code]


def _lacking(kind: Kind, lines: Sequence[Line], item: Item, sign: int) -> Line | None:
    """A line of the item that asks for more units than it names or expects."""
    fitting = [
        line for line in lines if line.item_id == item.pk and line.quantity * sign > 0 and not line.follows_units
    ]
    passed = passed_on(kind, fitting)
    awaited = Counter(StandIn.objects.filter(line__in=fitting, unit_id=None).values_list("line_id", flat=True))
    for line in fitting:
        known = line.attached + passed[line.pk] + awaited[line.pk] + (line.to_generate or 0)
        if known < abs(line.quantity):
            return line
    return None


def _new_line(document: Document, kind: Kind, lines: Sequence[Line], replaced: UnitRow, item: Item, sign: int) -> Line:
    line = LineStart(document, kind).line(item, max((each.position for each in lines), default=0) + 1)
    line.quantity = sign
    line.price_minor = _price(document, kind, lines, replaced)
    line.save()
    return line


def _price(document: Document, kind: Kind, lines: Sequence[Line], replaced: UnitRow) -> int:
    """What is charged or granted for the other unit, on this document or when it left; else what it costs."""
    holder = holding_lines([replaced]).get(replaced.unit_id)
    line = next((line for line in lines if line.pk == holder), None)
    if line is not None:
        return unit_price(line)
    left = _left_on(document, kind, replaced)
    if left is not None:
        return price_again(left, document)
    return exchange_of(document.currency, document.rate).abroad(costs_of([replaced])[replaced.unit_id])


def _left_on(document: Document, kind: Kind, unit: UnitRow) -> Line | None:
    """The line by which the unit last left our stock for the party of the document."""
    line_id = line_left_on(unit, kind.party or "") or 0
    line = Line.objects.select_related("document", "tax_code").filter(pk=line_id).first()
    return line if line is not None and line.document.party_id == document.party_id else None


def _make_now(
    work: Work, document: Document, kind: Kind, line: Line, replaced: UnitRow, text: str, cost_minor: int
) -> None:
    """On an order the unit waits in the commit bin, held."""
    row = row_for(kind, line.sign)
    origin = default_bins(work, document.location).need(row.route.source_default)
    target = commit_bin(work, document, kind, row) or origin
    posting_id = ledger.open_posting(work, document.pk)
    birth = Birth(line.pk, line.item_id, 1, cost_minor, origin.pk, target.pk, (text,) if text else ())
    given = ledger.generate(posting_id, [birth], document.location_id, work.at)
    unit = units_by_serial([given[line.pk][0].first])[given[line.pk][0].first]
    write_replacements(posting_id, [Pair(unit.unit_id, unit.home, replaced.unit_id, replaced.home)])
    ledger.hold_moved(posting_id, work.at)
    finish(document, posting_id)
    recount([line.pk])
