"""Post a draft: units change hands, quantities move, money is booked, and the paper is final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.drafts import MONEY_LIMIT, amount_of, default_bin, draft_to_change, forget_maker_numbers
from everyunit.documents.kinds import KINDS, Basis, Kind, row_for
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.pick import pick_lines, picks_itself
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.places.models import Bin
from everyunit.rules.money import issue_value
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.scanning import Action
from everyunit.rules.serials import describe
from everyunit.stock import chain, ledger
from everyunit.stock.ledger import Birth, Moved, QuantityMove

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Make this draft final."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What posting did. `serials`: the serial numbers given to new units, as text ranges by line position."""

    posting_id: int
    document_id: int
    kind: str
    number: str
    units: int
    quantity: int
    total_minor: int
    value_minor: int
    serials: dict[int, str]


@dataclass(slots=True)
class _Plan:
    """A line with the row of the kinds table that its sign follows, and its bins."""

    line: Line
    row: Kind
    source: Bin | None
    target: Bin | None

    @property
    def size(self) -> int:
        return abs(self.line.quantity)


@operation()
def post(work: Work, command: Post) -> Posted:
    """Post a draft, whatever its kind: the kinds table says what moves and what is booked.

    Refused, with all offenders: `unknown_document`, `already_posted`, `not_allowed`, `empty_document`, `cannot_post`
    (too few units, empty quantities, goods that are not there, unsuitable bins, over-credited lines), `negative_total`,
    `no_target_bin`, `no_default_bin`, `no_account`, `units_moved`.
    """
    document, kind = draft_to_change(work, command.document_id)
    lines = list(document.lines.select_related("item", "from_bin", "source_line").order_by("position"))
    if not lines:
        raise Refused("empty_document", f"{kind.name} {document.number} has no lines. Add or scan something first.")
    if any(line.quantity < 0 for line in lines):
        work.needs(row_for(kind, -1).right)
    shorts = pick_lines(document, kind, lines, work.at)
    bins = bins_by_id()
    plans = [_plan(document, kind, line) for line in lines]
    problems = [
        Offender(f"Line {each.line.position if each.line else ''} ({each.text})", each.code, each.message)
        for each in shorts
        if each.action == Action.SKIPPED
    ]
    problems += _problems(document, kind, plans, bins)
    refuse_if_any(problems, "cannot_post", f"{kind.name} {document.number} cannot be posted yet.")
    total = sum(amount_of(line) for line in lines) if kind.priced else 0
    if total < 0:
        raise Refused(
            "negative_total",
            f"The total of {kind.name.lower()} {document.number} is below zero."
            f" Use a {row_for(kind, -1).name.lower()} instead, or take lines off.",
        )
    posting_id = ledger.open_posting(work, document.pk)
    given = ledger.generate(posting_id, _births(kind, plans), document.location_id, work.at)
    units = _move_units(posting_id, kind, plans, work)
    ledger.move_quantities(posting_id, _quantity_moves(kind, plans))
    moved = ledger.what_moved(posting_id)
    ledger.settle(moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    value = _book(posting_id, document, kind, plans, moved, bins)
    Document.objects.filter(pk=document.pk).update(status=Status.POSTED)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    positions = {line.pk: line.position for line in lines}
    return Posted(
        posting_id=posting_id,
        document_id=document.pk,
        kind=kind.code,
        number=document.number,
        units=units + sum(each.count for ranges in given.values() for each in ranges),
        quantity=sum(plan.size for plan in plans if plan.line.item.tracking == "quantity"),
        total_minor=total,
        value_minor=value,
        serials={positions[line_id]: describe(ranges) for line_id, ranges in given.items()},
    )


def _plan(document: Document, kind: Kind, line: Line) -> _Plan:
    row = row_for(kind, line.quantity)
    if line.item.tracking == "none":
        return _Plan(line, row, None, None)
    own = row is kind
    target = document.to_bin if own else None
    if target is None:
        if not row.route.target_default:
            raise Refused("no_target_bin", f"Choose the bin that {kind.name.lower()} {document.number} moves to.")
        target = default_bin(document.location, row.route.target_default)
    source = None
    if line.item.tracking == "quantity" or kind.generates:
        source = line.from_bin or (document.from_bin if own else None)
        source = source or default_bin(document.location, row.route.source_default)
    return _Plan(line, row, source, target)


def _problems(document: Document, kind: Kind, plans: Sequence[_Plan], bins: dict[int, Bin]) -> list[Offender]:
    problems: list[Offender] = []
    for plan in plans:
        line = plan.line
        subject = f"Line {line.position} ({line.item.code})"
        if line.quantity == 0:
            problems.append(Offender(subject, "empty_quantity", "Nothing is on this line. Fill or remove it."))
        elif _names_too_few(kind, plan):
            problems.append(
                Offender(subject, "too_few_units", f"It names {line.attached} of {plan.size} units. Scan the rest.")
            )
        if abs(amount_of(line)) > MONEY_LIMIT:
            problems.append(Offender(subject, "price_too_large", "The amount is too large."))
        problems += _bin_problems(plan, subject)
    problems += _sources_elsewhere(plans, bins)
    problems += _shortages(plans)
    problems += _over_credited(document, plans)
    return problems


def _names_too_few(kind: Kind, plan: _Plan) -> bool:
    """Whether units are missing that nothing but a scan can name."""
    named_by_scan = plan.line.item.tracking in UNIT_TRACKED and not kind.generates and not picks_itself(kind, plan.line)
    return named_by_scan and plan.line.attached != plan.size


def _bin_problems(plan: _Plan, subject: str) -> list[Offender]:
    problems = []
    route = plan.row.route
    ends = ((plan.source, route.source, "from"), (plan.target, route.target, "to"))
    for bin_, wanted, word in ends:
        if bin_ is not None and wanted is not None and bin_.bin_type != wanted:
            problems.append(
                Offender(
                    subject,
                    "wrong_bin",
                    f"{bin_.code} is a bin of type {bin_.bin_type}; {word} needs {wanted}.",
                )
            )
        emptied = route.source is None and bin_ is plan.source  # a transfer may empty a bin that is given up
        if bin_ is not None and bin_.discontinued and not emptied:
            problems.append(Offender(subject, "bin_discontinued", f"Bin {bin_.code} is discontinued."))
    if plan.source is not None and plan.target is not None and plan.source.pk == plan.target.pk:
        problems.append(Offender(subject, "same_bin", f"It would stay in {plan.source.code}."))
    if plan.source and plan.target and route.source is None and plan.source.bin_type != plan.target.bin_type:
        problems.append(
            Offender(subject, "wrong_bin", f"{plan.source.code} and {plan.target.code} are of different types.")
        )
    return problems


def _sources_elsewhere(plans: Sequence[_Plan], bins: dict[int, Bin]) -> list[Offender]:
    """Attached units whose bin does not suit where they are to go."""
    targets = {plan.line.pk: plan for plan in plans}
    chosen = sql.among("h.line_id", list(targets))
    problems = []
    for line_id, bin_id in sql.rows(
        "SELECT DISTINCT h.line_id, u.bin_id FROM stock_hold h"
        " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        f" WHERE {chosen.sql} ORDER BY 1, 2",
        chosen.params,
    ):
        plan, bin_ = targets[line_id], bins[bin_id]
        assert plan.target is not None
        subject = f"Line {plan.line.position} ({plan.line.item.code})"
        wanted = plan.row.route.source or plan.target.bin_type
        if bin_.bin_type != wanted:
            problems.append(Offender(subject, "wrong_bin", f"Units in {bin_.code} ({bin_.bin_type}) cannot go there."))
        if bin_.pk == plan.target.pk:
            problems.append(Offender(subject, "same_bin", f"Some units are in {bin_.code} already. Take them off."))
    return problems


def _shortages(plans: Sequence[_Plan]) -> list[Offender]:
    """Quantities that are not there; balances of the bins are read once, locked in order."""
    wanted: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], tuple[str, str]] = {}
    for plan in plans:
        if plan.line.item.tracking == "quantity" and plan.source is not None and plan.source.bin_type == "stock":
            key = (plan.line.item_id, plan.source.pk)
            wanted[key] = wanted.get(key, 0) + plan.size
            names[key] = (plan.line.item.code, plan.source.code)
    if not wanted:
        return []
    ordered = sorted(wanted)
    listed = sql.listing(
        "s",
        {
            "item_id": ("bigint", [key[0] for key in ordered]),
            "bin_id": ("bigint", [key[1] for key in ordered]),
        },
    )
    lock = " FOR UPDATE OF b" if sql.on_postgres() else ""
    there = {
        (item_id, bin_id): int(quantity)
        for item_id, bin_id, quantity in sql.rows(
            f"SELECT b.item_id, b.bin_id, b.quantity FROM {listed.sql} CROSS JOIN stock_balance b"
            f" WHERE b.item_id = s.item_id AND b.bin_id = s.bin_id ORDER BY b.item_id, b.bin_id{lock}",
            listed.params,
        )
    }
    return [
        Offender(
            names[key][0],
            "too_few",
            f"{wanted[key]} wanted from {names[key][1]}, but {there.get(key, 0)} are there.",
        )
        for key in ordered
        if wanted[key] > there.get(key, 0)
    ]


def _over_credited(document: Document, plans: Sequence[_Plan]) -> list[Offender]:
    """A line may not credit more than its invoice line sold, over all documents; nor a line whose sale was reversed."""
    credited: dict[int, int] = {}
    for plan in plans:
        if plan.line.source_line_id is not None:
            credited[plan.line.source_line_id] = credited.get(plan.line.source_line_id, 0) + plan.size
    if not credited:
        return []
    list(Line.objects.select_for_update().filter(pk__in=credited).order_by("pk").values_list("pk"))
    chosen = sql.among("l.source_line_id", list(credited))
    before: dict[int, int] = dict(
        sql.rows(
            "SELECT l.source_line_id, sum(abs(l.quantity)) FROM documents_line l"
            " JOIN stock_posting p ON p.document_id = l.document_id AND p.reverses_id IS NULL"
            " LEFT JOIN stock_posting r ON r.reverses_id = p.id"
            f" WHERE {chosen.sql} AND r.id IS NULL GROUP BY l.source_line_id",
            chosen.params,
        )
    )
    sources = Line.objects.filter(pk__in=credited).select_related("document", "item")
    sold_by = sql.among("p.document_id", [line.document_id for line in sources])
    reversed_documents = {
        document_id
        for (document_id,) in sql.rows(
            "SELECT p.document_id FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id"
            f" WHERE {sold_by.sql}",
            sold_by.params,
        )
    }
    problems = []
    for line in sources:
        name = f"{line.document.kind} {line.document.number}"
        left = abs(line.quantity) - int(before.get(line.pk, 0))
        if line.document_id in reversed_documents:
            problems.append(Offender(line.item.code, "source_reversed", f"{name} was reversed.", name))
        elif line.document.party_id != document.party_id and line.item.tracking not in UNIT_TRACKED:
            problems.append(Offender(line.item.code, "other_customer", f"{name} was for another customer.", name))
        elif credited[line.pk] > left:
            problems.append(
                Offender(
                    line.item.code,
                    "over_credited",
                    f"{name} sold {abs(line.quantity)}; {left} of them can still be credited.",
                    name,
                )
            )
    return problems


def _births(kind: Kind, plans: Sequence[_Plan]) -> list[Birth]:
    if not kind.generates:
        return []
    making = [plan for plan in plans if plan.line.item.tracking in UNIT_TRACKED]
    line_ids = [plan.line.pk for plan in making]
    chosen = sql.among("line_id", line_ids)
    numbers: dict[int, list[str]] = {}
    for line_id, text in sql.rows(
        f"SELECT line_id, text FROM documents_makernumber WHERE {chosen.sql} ORDER BY id", chosen.params
    ):
        numbers.setdefault(line_id, []).append(text)
    forget_maker_numbers(line_ids)
    births = []
    for plan in making:
        assert plan.source is not None
        assert plan.target is not None
        births.append(
            Birth(
                line_id=plan.line.pk,
                item_id=plan.line.item_id,
                count=plan.size,
                total_minor=abs(amount_of(plan.line)),
                origin_bin_id=plan.source.pk,
                target_bin_id=plan.target.pk,
                maker_numbers=tuple(numbers.get(plan.line.pk, ())),
            )
        )
    return births


def _move_units(posting_id: int, kind: Kind, plans: Sequence[_Plan], work: Work) -> int:
    targets = {
        plan.line.pk: plan.target.pk
        for plan in plans
        if plan.target is not None and plan.line.item.tracking in UNIT_TRACKED and not kind.generates
    }
    if not targets:
        return 0
    moved = ledger.move_held(posting_id, targets)
    expected = sum(plan.size for plan in plans if plan.line.pk in targets)
    if moved != expected:
        raise Refused("units_moved", "The units on the document have changed. Reload it and look again.")
    return moved


def _quantity_moves(kind: Kind, plans: Sequence[_Plan]) -> list[QuantityMove]:
    """The moves of items without units, valued in line order: in at cost, out at the average of that moment."""
    counted = [plan for plan in plans if plan.line.item.tracking == "quantity"]
    standing = ledger.lock_valuations(plan.line.item_id for plan in counted)
    moves = []
    for plan in counted:
        assert plan.source is not None
        assert plan.target is not None
        quantity, value = standing[plan.line.item_id]
        crossing = (plan.target.bin_type == "stock") - (plan.source.bin_type == "stock")
        worth = 0
        if crossing > 0:
            worth = abs(amount_of(plan.line)) if kind.generates else _worth_back(plan, quantity, value)
        elif crossing < 0:
            worth = issue_value(quantity, value, plan.size)
        standing[plan.line.item_id] = (quantity + crossing * plan.size, value + crossing * worth)
        moves.append(
            QuantityMove(
                line_id=plan.line.pk,
                item_id=plan.line.item_id,
                from_bin_id=plan.source.pk,
                to_bin_id=plan.target.pk,
                quantity=plan.size,
                value_minor=worth,
            )
        )
    return moves


def _worth_back(plan: _Plan, quantity: int, value: int) -> int:
    """A quantity that comes back is worth the average (WHS-30); without stock, what it cost when it was sold, else the
    item's cost."""
    if quantity > 0:
        return (2 * value * plan.size + quantity) // (2 * quantity)
    if plan.line.source_line_id is not None:
        sold = sql.row(
            "SELECT sum(quantity), sum(value_minor) FROM stock_quantitymovement WHERE line_id = %s",
            [plan.line.source_line_id],
        )
        if sold is not None and sold[0]:
            return (2 * int(sold[1]) * plan.size + int(sold[0])) // (2 * int(sold[0]))
    return plan.line.item.cost_minor * plan.size


def _book(
    posting_id: int,
    document: Document,
    kind: Kind,
    plans: Sequence[_Plan],
    moved: Sequence[Moved],
    bins: dict[int, Bin],
) -> int:
    """Book what the kinds table says; the value of the goods that changed hands."""
    values: dict[int, int] = {}
    for each in moved:
        if bins[each.from_bin_id].bin_type != bins[each.to_bin_id].bin_type:
            values[each.line_id] = values.get(each.line_id, 0) + each.value_minor
    amounts = []
    for plan in plans:
        worth = {Basis.PRICE: abs(amount_of(plan.line)), Basis.VALUE: values.get(plan.line.pk, 0)}
        amounts += [(booking.account, booking.sign * worth[booking.basis]) for booking in plan.row.books]
    if KINDS[document.kind].books:
        party = f" {document.party.name}" if document.party else ""
        journal.book(posting_id, f"{kind.code} {document.number}{party}", amounts)
    return sum(values.values())
