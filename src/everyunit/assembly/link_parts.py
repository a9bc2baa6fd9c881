"""Say which unit goes into which, by scanning: the unit, then its parts."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly.bench import Bench, LinkEntry
from everyunit.assembly.orders import order_to_change
from everyunit.base.operation import Work, operation
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
class PartsLinked:
    """Each scan, and the unit that further parts go into: `linked` of the `wanted` parts go into it, and it `lacks` so
    many of these items that must be linked. `complete`: it lacks nothing.
    """

    document_id: int
    entries: tuple[LinkEntry, ...]
    whole: str
    complete: bool
    linked: int
    wanted: int
    lacks: tuple[str, ...]


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
    bench = Bench(order, [*texts, command.whole])
    if command.whole and not bench.choose(command.whole):
        raise Refused("unknown_unit", f"{command.whole} is no unit that {order.name} has numbered and not built yet.")
    entries = [bench.take_out(text) if command.undo else bench.scan(text) for text in texts]
    bench.keep()
    return PartsLinked(
        document_id=order.document.pk,
        entries=tuple(entries),
        whole=bench.whole.serial if bench.whole else "",
        complete=bench.whole is not None and not bench.lacks,
        linked=bench.parts,
        wanted=bench.wanted if bench.whole else 0,
        lacks=bench.lacks,
    )
