"""Whether what a paper still wants is there: at its location, or only elsewhere (SET-115, SET-116, SET-117); and what
else may do where there is too little (SET-133).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.base import clock, sql
from everyunit.documents.elsewhere import FREE, lacks
from everyunit.documents.kind import STOCK, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document, Line
from everyunit.stock.lots import FRESH_ONLY

INSTEAD_SHOWN = 3

# Pieces by item and bin whose lot has expired, where that is left by the paper, none of whose lines names it.
EXPIRED = (
    "SELECT s.item_id, s.bin_id, sum(s.quantity) AS pieces FROM stock_lotbalance s"
    " JOIN catalog_lot t ON t.id = s.lot_id AND t.expires_on < %s"
    " WHERE s.quantity > 0 AND {condition} AND EXISTS (SELECT 1 FROM documents_document d"
    f"  LEFT JOIN parties_party y ON y.id = d.party_id WHERE d.id = %s AND {FRESH_ONLY})"
    " AND NOT EXISTS (SELECT 1 FROM documents_line l JOIN documents_linelot n ON n.line_id = l.id"
    "  WHERE l.document_id = %s AND n.lot_id = s.lot_id) GROUP BY s.item_id, s.bin_id"
)


@dataclass(frozen=True, slots=True)
class Instead:
    """An item that may do instead, and how many of it are free here."""

    item: str
    name: str
    here: int


@dataclass(frozen=True, slots=True)
class There:
    """What a line still wants, and how much of it nobody holds: `here` at the paper's location, and `elsewhere`.

    Lines before it on the same paper come first. What cannot be sold as it is, such as goods in repair or of a lot that
    has expired, is not there.
    """

    wanted: int
    here: int
    elsewhere: int
    instead: tuple[Instead, ...] = ()

    @property
    def sort(self) -> str:
        """ "here", "elsewhere" or "short"."""
        return "here" if self.wanted <= self.here else "elsewhere" if self.wanted <= self.in_all else "short"

    @property
    def in_all(self) -> int:
        return self.here + self.elsewhere

    @property
    def words(self) -> str:
        if self.sort == "here":
            return "enough here"
        if self.sort == "elsewhere":
            return f"{self.here:,} here, the rest elsewhere" if self.here else "only elsewhere"
        return f"only {self.in_all:,} in stock" if self.in_all else "none in stock"


def there_for(line_ids: Sequence[int]) -> dict[int, There]:
    """Those of the lines of one paper that still want something from our stock, and whether it is there. A fixed number
    of statements; none where no lines are asked for.
    """
    if not line_ids:
        return {}
    chosen = Line.objects.filter(pk__in=line_ids).select_related("item", "document", "source_line").order_by("position")
    lines = list(chosen)
    wanted = {line.pk: count for line in lines if (count := _wanted_directly(line)) > 0} | lacks(lines)
    wanting = [line for line in lines if line.pk in wanted]
    if not wanting:
        return {}
    left = _free([line.item_id for line in wanting], wanting[0].document)
    there: dict[int, There] = {}
    for line in wanting:
        here, elsewhere = left.get(line.item_id, (0, 0))
        there[line.pk] = There(wanted[line.pk], here, elsewhere)
        rest = max(0, wanted[line.pk] - here)
        left[line.item_id] = (max(0, here - wanted[line.pk]), max(0, elsewhere - rest))
    return _with_instead(there, wanting)


def _with_instead(there: dict[int, There], lines: Sequence[Line]) -> dict[int, There]:
    """With the items that bills of materials let stand in for what is not here, as far as they are here."""
    short = [line for line in lines if there[line.pk].sort != "here" and line.document.party_id is not None]
    if not short:
        return there
    chosen = sql.among("c.item_id", [line.item_id for line in short])
    found = sql.rows(
        "SELECT c.item_id, i.id, i.code, i.name FROM catalog_substitute s"
        " JOIN catalog_component c ON c.id = s.component_id JOIN catalog_item i ON i.id = s.item_id"
        f" WHERE NOT i.discontinued AND {chosen.sql}"
        " GROUP BY c.item_id, i.id, i.code, i.name ORDER BY min(s.rank), i.code",
        chosen.params,
    )
    free = _free([each[1] for each in found], short[0].document) if found else {}
    instead: dict[int, list[Instead]] = {}
    for item_id, other_id, code, name in found:
        if here := free.get(other_id, (0, 0))[0]:
            instead.setdefault(item_id, []).append(Instead(code, name, here))
    offered = {line.pk: tuple(instead.get(line.item_id, ())[:INSTEAD_SHOWN]) for line in short}
    return {line_id: replace(each, instead=offered.get(line_id, ())) for line_id, each in there.items()}


def _wanted_directly(line: Line) -> int:
    """What a customer's quote or invoice wants beyond what it has: the units on it, the pieces that its order holds."""
    kind = KINDS[line.document.kind]
    takes = (
        kind.party == "customer"
        and kind.stage is not Stage.ORDER
        and row_for(kind, line.quantity).route.source == STOCK
    )
    if not takes or line.quantity < 0 or line.item.tracking == "none":
        return 0
    lent = line.source_line.attached if line.source_line and line.item.tracking == "quantity" else 0
    return line.quantity - line.attached - lent


def _free(item_ids: Sequence[int], paper: Document) -> dict[int, tuple[int, int]]:
    """How many pieces of each item the paper could have: at its location, and at others."""
    items, expired = sql.among("v.item_id", item_ids), sql.among("s.item_id", item_ids)
    return {
        int(item_id): (int(here), int(in_all) - int(here))
        for item_id, here, in_all in sql.rows(
            "SELECT g.item_id, sum(CASE WHEN g.location_id = %s THEN g.good ELSE 0 END), sum(g.good)"
            " FROM (SELECT f.item_id, b.location_id,"
            " CASE WHEN f.free > coalesce(x.pieces, 0) THEN f.free - coalesce(x.pieces, 0) ELSE 0 END AS good"
            f" FROM ({FREE.format(condition=items.sql)}) f"
            " JOIN places_bin b ON b.id = f.bin_id AND b.bin_type = 'stock' AND b.stock_type = 'normal'"
            f" LEFT JOIN ({EXPIRED.format(condition=expired.sql)}) x ON x.item_id = f.item_id AND x.bin_id = f.bin_id"
            ") g GROUP BY g.item_id",
            [paper.location_id, *items.params, clock.today(), *expired.params, paper.pk, paper.pk],
        )
    }
