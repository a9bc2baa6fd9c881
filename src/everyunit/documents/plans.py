"""A line about to be posted: the row of the kinds table that it follows, its bins, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.catalog.put_away import put_away_bins
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.pricing import Exchange, Worth, exchange_of, worth_of
from everyunit.documents.routes import ARRIVING
from everyunit.places.default_bins import DefaultBins, default_bins
from everyunit.places.models import Bin
from everyunit.rules.money import spread
from everyunit.rules.refusals import Refused

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True)
class NewStandIn:
    """A unit that the line makes in the place of another."""

    text: str
    cost_minor: int
    replaced_id: int
    replaced_home: int


@dataclass(slots=True)
class Plan:
    """What a line is going to do.

    `held`: units attached to it. `billing`: it invoices goods that a posted receipt brought in, and moves nothing.
    `priced`: what it is worth and its tax, in the company's currency. `worth_minor`: what it is worth with its share of
    the costs that the paper spreads over the goods. `standing_in`: units that it makes in the place of others;
    `exchanges`: whether any unit of it stands in for another. `taken`: from which bins how many of a counted item come,
    where that is not all from the `source`.
    """

    line: Line
    row: Kind
    source: Bin | None
    target: Bin | None
    billing: bool
    priced: Worth
    worth_minor: int
    held: int = 0
    standing_in: tuple[NewStandIn, ...] = ()
    exchanges: bool = False
    taken: tuple[tuple[Bin, int], ...] = ()

    @property
    def sources(self) -> tuple[tuple[Bin, int], ...]:
        """From which bins how many of a counted item come."""
        if self.source is None or not self.moves_quantity:
            return ()
        return self.taken or ((self.source, self.size),)

    @property
    def size(self) -> int:
        return abs(self.line.quantity)

    @property
    def unknown(self) -> int:
        """Units that we never had, to be generated as they come in."""
        return (self.line.to_generate or 0) + len(self.standing_in)

    @property
    def has_units(self) -> bool:
        return self.line.item.tracking in UNIT_TRACKED

    @property
    def names_units(self) -> bool:
        return self.has_units and not self.billing

    @property
    def moves_units(self) -> bool:
        return self.names_units and not self.row.revalues

    @property
    def moves_quantity(self) -> bool:
        return self.line.item.tracking == "quantity" and not self.billing and not self.row.revalues

    @property
    def subject(self) -> str:
        return f"Line {self.line.position} ({self.line.item.code})"


def plans_for(work: Work, document: Document, kind: Kind, lines: Sequence[Line], held: dict[int, int]) -> list[Plan]:
    """The plan of each line. Refused: `no_target_bin`, `no_default_bin`."""
    exchange = exchange_of(document.currency, document.rate)
    plans = [_plan(kind, line, held.get(line.pk, 0), exchange) for line in lines]
    _say_stand_ins(document.pk, plans)
    arrival = default_bins(work, document.destination) if document.destination is not None else None
    _set_bins(document, kind, plans, default_bins(work, document.location), arrival)
    _spread_costs(plans)
    return plans


def _plan(kind: Kind, line: Line, held: int, exchange: Exchange) -> Plan:
    priced = worth_of(line, exchange)
    return Plan(line, row_for(kind, line.sign), None, None, bills(line), priced, priced.net_minor, held)


def _say_stand_ins(document_id: int, plans: Sequence[Plan]) -> None:
    """Whether units stand in for others, and which of them are to be made; as a rule they cost what those do."""
    by_line = {plan.line.pk: plan for plan in plans}
    for line_id, is_new, *new in sql.rows(
        "SELECT s.line_id, CASE WHEN s.unit_id IS NULL AND NOT s.expected THEN 1 ELSE 0 END,"
        " s.text, coalesce(s.cost_minor, u.cost_minor), s.replaced_id, s.replaced_home"
        " FROM documents_line l JOIN documents_standin s ON s.line_id = l.id"
        " JOIN stock_unit u ON u.id = s.replaced_id AND u.home = s.replaced_home"
        " WHERE l.document_id = %s ORDER BY s.id",
        [document_id],
    ):
        by_line[line_id].exchanges = True
        by_line[line_id].standing_in += (NewStandIn(*new),) if is_new else ()


def _set_bins(
    document: Document, kind: Kind, plans: Sequence[Plan], defaults: DefaultBins, arrival: DefaultBins | None
) -> None:
    """`arrival`: the default bins of where goods arrive that went to another location. What would go into the receiving
    bin goes into the item's own at that location, if it has one.
    """
    place = document.destination or document.location
    comes = arrival is not None or kind.route.target_default == ARRIVING
    put_away = put_away_bins(place.pk, [plan.line.item_id for plan in plans]) if comes else {}
    for plan in plans:
        line, row = plan.line, plan.row
        if line.item.tracking == "none" or plan.billing or row.revalues:
            continue
        source, target = _bins_on(document, kind, row)
        plan.target = line.to_bin or target
        if plan.target is None and (row.route.target_default or ARRIVING) == ARRIVING:
            plan.target = put_away.get(line.item_id)
        if plan.target is None:
            if not row.route.target_default and arrival is None:
                raise Refused("no_target_bin", f"Choose the bin that {kind.name.lower()} {document.number} moves to.")
            plan.target = arrival.need(ARRIVING) if arrival else defaults.need(row.route.target_default)
        if line.item.tracking == "quantity" or row.generates or plan.unknown:
            plan.source = line.from_bin or source or defaults.need(row.route.source_default)


def _bins_on(document: Document, kind: Kind, row: Kind) -> tuple[Bin | None, Bin | None]:
    """Where the document says that lines of this row come from and go to. What a kind does both ways, it does between
    the same bins; what another kind does on it, between bins of its own.
    """
    if row is kind:
        return document.from_bin, document.to_bin
    return (document.to_bin, document.from_bin) if row.code == kind.code else (None, None)


def taken_of_orders(plans: Sequence[Plan]) -> list[tuple[int, int, int]]:
    """(order line, bin, pieces) that counted goods come from, where they deliver an order."""
    return [
        (plan.line.source_line_id, bin_.pk, count)
        for plan in plans
        if plan.line.source_line_id is not None
        for bin_, count in plan.sources
    ]


def bills(line: Line) -> bool:
    """Whether the line only invoices goods that a posted receipt brought in."""
    source = line.source_line
    return (
        source is not None and KINDS[line.document.kind].generates and KINDS[source.document.kind].stage is Stage.FINAL
    )


def _spread_costs(plans: Sequence[Plan]) -> None:
    """Freight and other costs on a paper that brings goods in become part of what the goods cost (WHS-32, PUR-163)."""
    goods = [plan for plan in plans if plan.row.generates and plan.line.item.tracking != "none"]
    if not goods:
        return
    for plan in plans:
        method = plan.line.spread
        if not method or plan.line.item.tracking != "none":
            continue
        weights = {
            "value": [each.priced.net_minor for each in goods],
            "quantity": [each.size for each in goods],
            "weight": [each.size * each.line.item.weight_g for each in goods],
        }[method]
        for each, part in zip(goods, spread(plan.priced.net_minor, weights), strict=True):
            each.worth_minor += part
        plan.worth_minor = 0
