"""A line about to be posted: the row of the kinds table that it follows, its bins, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work
from everyunit.documents.kinds import KINDS, Kind, Stage, row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.pricing import Exchange, Worth, exchange_of, worth_of
from everyunit.places.default_bins import DefaultBins, default_bins
from everyunit.places.models import Bin
from everyunit.rules.money import spread
from everyunit.rules.refusals import Refused

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(slots=True)
class Plan:
    """What a line is going to do.

    `held`: units attached to it. `billing`: it invoices goods that a posted receipt brought in, and moves nothing.
    `priced`: what it is worth and its tax, in the company's currency. `worth_minor`: what it is worth with its share of
    the costs that the paper spreads over the goods.
    """

    line: Line
    row: Kind
    source: Bin | None
    target: Bin | None
    billing: bool
    priced: Worth
    worth_minor: int
    held: int = 0

    @property
    def size(self) -> int:
        return abs(self.line.quantity)

    @property
    def unknown(self) -> int:
        """Units that we never had, to be generated as they come in."""
        return self.line.to_generate or 0

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
    defaults = default_bins(work, document.location)
    exchange = exchange_of(document.currency, document.rate)
    plans = [_plan(document, kind, line, held.get(line.pk, 0), defaults, exchange) for line in lines]
    _spread_costs(plans)
    return plans


def _plan(document: Document, kind: Kind, line: Line, held: int, defaults: DefaultBins, exchange: Exchange) -> Plan:
    row = row_for(kind, line.quantity)
    priced = worth_of(line, exchange)
    billing = bills(line)
    if line.item.tracking == "none" or billing or row.revalues:
        return Plan(line, row, None, None, billing, priced, priced.net_minor, held)
    own = row is kind
    target = document.to_bin if own else None
    if target is None:
        if not row.route.target_default:
            raise Refused("no_target_bin", f"Choose the bin that {kind.name.lower()} {document.number} moves to.")
        target = defaults.need(row.route.target_default)
    source = None
    if line.item.tracking == "quantity" or row.generates or line.to_generate:
        source = line.from_bin or (document.from_bin if own else None)
        source = source or defaults.need(row.route.source_default)
    return Plan(line, row, source, target, billing, priced, priced.net_minor, held)


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
