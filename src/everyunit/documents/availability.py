"""Whether what a paper still wants is there: at its location, or only elsewhere (SET-115, SET-116, SET-117)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.elsewhere import FREE, lacks
from everyunit.documents.kinds import KINDS, STOCK, Stage, row_for
from everyunit.documents.models import Line


@dataclass(frozen=True, slots=True)
class There:
    """What a line still wants, and how much of it nobody holds: `here` at the paper's location, and `elsewhere`.

    Lines before it on the same paper come first. What cannot be sold as it is, such as goods in repair, is not there.
    """

    wanted: int
    here: int
    elsewhere: int

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
    left = _free([line.item_id for line in wanting], wanting[0].document.location_id)
    there: dict[int, There] = {}
    for line in wanting:
        here, elsewhere = left.get(line.item_id, (0, 0))
        there[line.pk] = There(wanted[line.pk], here, elsewhere)
        rest = max(0, wanted[line.pk] - here)
        left[line.item_id] = (max(0, here - wanted[line.pk]), max(0, elsewhere - rest))
    return there


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


def _free(item_ids: Sequence[int], location_id: int) -> dict[int, tuple[int, int]]:
    """How many pieces of each item are free at the location, and at others."""
    items = sql.among("v.item_id", item_ids)
    return {
        int(item_id): (int(here), int(in_all) - int(here))
        for item_id, here, in_all in sql.rows(
            "SELECT f.item_id, sum(CASE WHEN b.location_id = %s THEN f.free ELSE 0 END), sum(f.free)"
            f" FROM ({FREE.format(condition=items.sql)}) f"
            " JOIN places_bin b ON b.id = f.bin_id AND b.bin_type = 'stock' AND b.stock_type = 'normal'"
            " GROUP BY f.item_id",
            [location_id, *items.params],
        )
    }
