"""What keeps a document from posting. All of it is found at once, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.documents.kind import STOCK, Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.lots_needed import without_lot
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.naming import why_reserved
from everyunit.documents.new_lines import MONEY_LIMIT
from everyunit.documents.picking import picks_itself
from everyunit.documents.plans import UNIT_TRACKED, Plan, taken_of_orders
from everyunit.documents.pricing import amount_of
from everyunit.documents.progress import is_arrival, progress, reversed_documents
from everyunit.places.models import Bin
from everyunit.places.reserved import reserved_bins
from everyunit.rules.refusals import Offender
from everyunit.stock import ledger


def problems_of(document: Document, kind: Kind, plans: Sequence[Plan], bins: dict[int, Bin]) -> list[Offender]:
    """Everything that keeps the document from posting, line by line."""
    problems: list[Offender] = []
    if kind.adjusts and document.reason_id is None:
        problems.append(Offender("Reason", "no_reason", "Choose why the stock is adjusted."))
    for plan in plans:
        line, subject = plan.line, plan.subject
        if line.quantity == 0:
            problems.append(Offender(subject, "empty_quantity", "Nothing is on this line. Fill or remove it."))
        elif _names_too_few(kind, plan):
            problems.append(
                Offender(subject, "too_few_units", f"It names {line.attached} of {plan.size} units. Scan the rest.")
            )
        if max(abs(amount_of(line)), plan.priced.net_minor) > MONEY_LIMIT:
            problems.append(Offender(subject, "price_too_large", "The amount is too large."))
        problems += _bin_problems(plan, subject)
        problems += _not_there(document, plan)
    problems += _reserved(document, plans)
    problems += _lots_missing(plans)
    if is_arrival(document):
        problems += _never_left(plans, bins)
    problems += _sources_elsewhere(plans, bins)
    problems += _shortages(plans)
    problems += _not_owned(plans)
    problems += _too_much_of_a_line(document, kind, plans)
    return problems


def _lots_missing(plans: Sequence[Plan]) -> list[Offender]:
    """Of items that use lots, what comes in new is of a lot that its line names, or that of the order (WHS-210)."""
    return [
        Offender(plan.subject, "lot_needed", "Say which lot it is: enter its number on the line.")
        for plan in without_lot(plans)
    ]


def _names_too_few(kind: Kind, plan: Plan) -> bool:
    """Whether units are missing that nothing but a scan can name."""
    named_by_scan = plan.names_units and not plan.row.generates and not picks_itself(kind, plan.line)
    return named_by_scan and plan.line.attached + plan.unknown != plan.size


def _not_there(document: Document, plan: Plan) -> list[Offender]:
    """What goes to another location arrives in a bin there, not in one that is only the usual one here."""
    place, target = document.destination, plan.target
    if place is None or target is None or place.pk in (target.location_id, target.location.parent_id):
        return []
    message = f"Bin {target.code} is in {target.location.name}, not in {place.name}. Choose a bin there."
    return [Offender(plan.subject, "not_there", message)]


def _never_left(plans: Sequence[Plan], bins: dict[int, Bin]) -> list[Offender]:
    """Units and goods on a paper of arrival that no transfer order has sent."""
    chosen = sql.among("h.line_id", [plan.line.pk for plan in plans])
    units = [
        Offender(serial, "never_left", f"It is in {bins[bin_id].code} and never left. Take it off, or send it first.")
        for serial, bin_id in sql.rows(
            "SELECT u.serial, u.bin_id FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
            f" WHERE {chosen.sql} AND h.from_line_id IS NULL ORDER BY u.id",
            chosen.params,
        )
    ]
    return units + [
        Offender(plan.subject, "never_left", "No transfer order has sent it. Remove the line, or send it first.")
        for plan in plans
        if plan.moves_quantity and plan.line.source_line_id is None
    ]


def _bin_problems(plan: Plan, subject: str) -> list[Offender]:
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


def _reserved(document: Document, plans: Sequence[Plan]) -> list[Offender]:
    """What would come into bins that serve something else alone; only bins that somebody chose are looked at."""
    chosen = [(plan, bin_) for plan in plans if (bin_ := plan.target) in (plan.line.to_bin, document.to_bin) and bin_]
    reserved = reserved_bins({bin_.pk for _, bin_ in chosen}) if chosen else {}
    return [
        Offender(plan.subject, "reserved_bin", why)
        for plan, bin_ in chosen
        if (why := why_reserved(bin_, plan.row, reserved))
    ]


def _sources_elsewhere(plans: Sequence[Plan], bins: dict[int, Bin]) -> list[Offender]:
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
        subject = f"Line {plan.line.position} ({plan.line.item.code})"
        wanted = plan.row.route.source or (plan.target.bin_type if plan.target else bin_.bin_type)
        if bin_.bin_type != wanted:
            problems.append(Offender(subject, "wrong_bin", f"Units in {bin_.code} ({bin_.bin_type}) cannot be on it."))
        if plan.target is not None and bin_.pk == plan.target.pk:
            problems.append(Offender(subject, "same_bin", f"Some units are in {bin_.code} already. Take them off."))
    return problems


def _shortages(plans: Sequence[Plan]) -> list[Offender]:
    """Quantities that are not there; balances of the bins are read once, locked in order."""
    wanted: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, int], tuple[str, str]] = {}
    for plan in plans:
        for bin_, count in plan.sources:
            if bin_.bin_type == STOCK:
                key = (plan.line.item_id, bin_.pk)
                wanted[key] = wanted.get(key, 0) + count
                names[key] = (plan.line.item.code, bin_.code)
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
    held = _still_committed(ordered, plans)
    return [
        Offender(
            names[key][0],
            "too_few",
            f"{wanted[key]} wanted from {names[key][1]}, but {there.get(key, 0) - held.get(key, 0)} are there"
            + (f" and {held[key]} more are committed to orders." if held.get(key) else "."),
        )
        for key in ordered
        if wanted[key] > there.get(key, 0) - held.get(key, 0)
    ]


def _not_owned(plans: Sequence[Plan]) -> list[Offender]:
    """Counted goods that shall cost something else, but are not ours."""
    wanted: dict[int, int] = {}
    codes: dict[int, str] = {}
    for plan in plans:
        if plan.row.revalues and plan.line.item.tracking == "quantity":
            wanted[plan.line.item_id] = wanted.get(plan.line.item_id, 0) + plan.size
            codes[plan.line.item_id] = plan.line.item.code
    standing = ledger.lock_valuations(wanted)
    return [
        Offender(codes[item_id], "too_few", f"{wanted[item_id]} shall cost something else, but we own {quantity}.")
        for item_id, (quantity, _) in standing.items()
        if wanted[item_id] > quantity
    ]


def _still_committed(keys: Sequence[tuple[int, int]], plans: Sequence[Plan]) -> dict[tuple[int, int], int]:
    """Quantities in these (item, bin) that orders have committed, less what the lines deliver of them."""
    used: dict[tuple[int, int], int] = {}
    for line_id, bin_id, count in taken_of_orders(plans):
        used[line_id, bin_id] = used.get((line_id, bin_id), 0) + count
    items = sql.among("item_id", [key[0] for key in keys])
    left: dict[tuple[int, int], int] = {}
    for line_id, item_id, bin_id, quantity in sql.rows(
        f"SELECT line_id, item_id, bin_id, quantity FROM stock_quantityhold WHERE {items.sql}", items.params
    ):
        rest = max(0, int(quantity) - used.get((line_id, bin_id), 0))
        left[item_id, bin_id] = left.get((item_id, bin_id), 0) + rest
    return left


def _too_much_of_a_line(document: Document, kind: Kind, plans: Sequence[Plan]) -> list[Offender]:
    """A line may not credit or invoice more than its source line delivered, nor, where the kind says so, deliver more
    than was ordered (PUR-101); and nothing follows from a document that was reversed.
    """
    taken: dict[int, int] = {}
    for plan in plans:
        if plan.line.source_line_id is not None:
            taken[plan.line.source_line_id] = taken.get(plan.line.source_line_id, 0) + plan.size
    if not taken:
        return []
    for line_id, root_id in _behind_orders(list(taken)):
        taken[root_id] = taken.get(root_id, 0) + taken[line_id]
    sources = list(
        Line.objects.select_for_update(of=("self",))
        .filter(pk__in=taken)
        .order_by("pk")
        .select_related("document", "item")
    )
    reached = progress(list(taken))
    gone = reversed_documents([line.document_id for line in sources])
    problems = []
    for line in sources:
        name = f"{line.document.kind} {line.document.number}"
        final = KINDS[line.document.kind].stage is Stage.FINAL
        before = reached[line.pk].invoiced if final and kind.generates else reached[line.pk].done
        left = abs(line.quantity) - before
        if line.document_id in gone:
            problems.append(Offender(line.item.code, "source_reversed", f"{name} was reversed.", name))
        elif line.document.status in (Status.CLOSED, Status.CANCELLED):
            problems.append(Offender(line.item.code, "source_closed", f"{name} is {line.document.status}.", name))
        elif line.document.party_id != document.party_id and line.item.tracking not in UNIT_TRACKED:
            problems.append(
                Offender(line.item.code, f"other_{kind.party}", f"{name} was for another {kind.party}.", name)
            )
        elif taken[line.pk] > left and (final or not kind.exceeds_order):
            verb = "invoiced" if final and kind.generates else "credited" if final else "received"
            code = f"over_{verb}"
            problems.append(
                Offender(
                    line.item.code,
                    code,
                    f"{name} has {abs(line.quantity)} on that line; {max(0, left)} of them can still be {verb}.",
                    name,
                )
            )
    return problems


def _behind_orders(line_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Order lines among these that came from a posted line, such as a return that was announced for an invoice."""
    chosen = sql.among("o.id", line_ids)
    return [
        (int(line_id), int(root_id))
        for line_id, root_id in sql.rows(
            "SELECT o.id, o.source_line_id FROM documents_line o JOIN documents_document od ON od.id = o.document_id"
            " JOIN documents_line s ON s.id = o.source_line_id"
            " JOIN documents_document sd ON sd.id = s.document_id AND sd.status = 'posted'"
            f" WHERE {chosen.sql} AND od.status IN ('open', 'closed')",
            chosen.params,
        )
    ]
