"""Writing down what was found: units by set, pieces by item, numbers that nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from everyunit.base import sql
from everyunit.base.operation import LostRace, Work
from everyunit.counting.models import CountBin, Pieces
from everyunit.documents.scans import Outcome
from everyunit.stock.runs import Run, Units, of_runs

Goods = tuple[int, int | None]  # an item, and its lot where it is kept by lot


def keep_units(work: Work, here: CountBin, outcomes: Sequence[Outcome]) -> None:
    """The units of these outcomes are found in the bin; those that another bin of the count had are so no longer.

    Where a rival found one a moment ago, all is repeated, and then tells by whom.
    """
    elsewhere = [outcome for outcome in outcomes if outcome.code == "counted_elsewhere"]
    if elsewhere:
        forget_units(here.count_id, _units(elsewhere))
    if not outcomes:
        return
    if insert_found(work, here, _units(outcomes)) < sum(outcome.count for outcome in outcomes):
        raise LostRace


def insert_found(work: Work, here: CountBin, units: Units) -> int:
    """These units are found in the bin; those that the count has found before are left out. How many were new."""
    return sql.execute(
        "INSERT INTO counting_found"
        " (count_id, count_bin_id, unit_id, home, step, round, current, decision, settled, actor_id, at)"
        f" SELECT %s, %s, u.id, u.home, u.step, %s, %s, '', '', %s, %s {units.source()} ON CONFLICT DO NOTHING",
        [here.count_id, here.pk, here.round, True, work.actor.user_id, work.at, *units.params],
    )


def forget_units(count_id: int, units: Units, count_bin_id: int | None = None) -> int:
    """The count has not found these units, as far as it had (in this bin); how many it had. What was settled stays."""
    narrowed = "" if count_bin_id is None else " AND count_bin_id = %s"
    theirs = f"count_id = %s AND current{narrowed} AND unit_id IN (SELECT u.id {units.source()})"
    params = [count_id, *([] if count_bin_id is None else [count_bin_id]), *units.params]
    settled = sql.execute(f"UPDATE counting_found SET current = %s WHERE settled <> '' AND {theirs}", [False, *params])
    return settled + sql.execute(f"DELETE FROM counting_found WHERE {theirs}", params)


def _units(outcomes: Sequence[Outcome]) -> Units:
    runs: list[tuple[Run, int]] = [(outcome.run, 0) for outcome in outcomes if outcome.run is not None]
    return of_runs(runs)


def keep_pieces(work: Work, here: CountBin, counted: Mapping[Goods, int], more: bool) -> None:
    """So many pieces of each are in the bin; `more`: besides those counted before. A number of a lot is instead of one
    that was said of no lot.
    """
    if not counted:
        return
    items = {item_id for item_id, _ in counted}
    here.pieces.filter(current=True, lot=None, item_id__in={item for item, lot in counted if lot is not None}).delete()
    before = {(each.item_id, each.lot_id): each for each in here.pieces.filter(current=True, item_id__in=items)}
    recorded = balances(here.bin_id, items) | _lot_balances(here.bin_id, items)
    kept = []
    for goods, quantity in counted.items():
        pieces = before.get(goods) or Pieces(count_bin=here, item_id=goods[0], lot_id=goods[1], quantity=0)
        pieces.quantity = pieces.quantity + quantity if more else quantity
        pieces.recorded, pieces.round = recorded.get(goods, 0), here.round
        pieces.actor_id, pieces.at, pieces.leave = work.actor.user_id, work.at, False
        kept.append(pieces)
    Pieces.objects.bulk_create(each for each in kept if each.pk is None)
    Pieces.objects.bulk_update(before.values(), ["quantity", "recorded", "round", "actor_id", "at", "leave"])


def forget_pieces(here: CountBin, less: Counter[tuple[int, str]]) -> int:
    """So many pieces less of each item and lot, "" whatever the lot; where none is left, nobody has said how many there
    are. How many had been counted.
    """
    gone = 0
    items = {item_id for item_id, _ in less}
    for pieces in here.pieces.filter(current=True, item_id__in=items).select_related("lot").order_by("pk"):
        lot = pieces.lot.number if pieces.lot is not None else ""
        asked = [key for key in ((pieces.item_id, lot), (pieces.item_id, "")) if less[key]]
        for key in asked:
            taken = min(less[key], pieces.quantity)
            less[key], gone, pieces.quantity = less[key] - taken, gone + taken, pieces.quantity - taken
        if pieces.quantity:
            pieces.save(update_fields=["quantity"])
        elif asked:
            pieces.delete()
    return gone


def balances(bin_id: int, item_ids: Collection[int]) -> Counter[Goods]:
    """How many pieces of these items are recorded in the bin, whatever the lot."""
    chosen = sql.among("item_id", sorted(item_ids))
    return Counter(
        {
            (int(item_id), None): int(quantity)
            for item_id, quantity in sql.rows(
                f"SELECT item_id, quantity FROM stock_balance WHERE bin_id = %s AND {chosen.sql}",
                [bin_id, *chosen.params],
            )
        }
    )


def _lot_balances(bin_id: int, item_ids: Collection[int]) -> Counter[Goods]:
    """The same, lot by lot."""
    chosen = sql.among("item_id", sorted(item_ids))
    return Counter(
        {
            (int(item_id), int(lot_id)): int(quantity)
            for item_id, lot_id, quantity in sql.rows(
                f"SELECT item_id, lot_id, quantity FROM stock_lotbalance WHERE bin_id = %s AND {chosen.sql}",
                [bin_id, *chosen.params],
            )
        }
    )


def keep_unknown(work: Work, here: CountBin, outcomes: Sequence[Outcome]) -> None:
    """Numbers that no unit has are kept until they are known, or left."""
    texts = [text[:200] for outcome in outcomes if outcome.code == "unknown" for text in outcome.texts.texts()]
    sql.insert(
        "counting_unknownnumber",
        {"text": ("text", texts)},
        {"count_bin_id": here.pk, "leave": False, "actor_id": work.actor.user_id, "at": work.at},
        conflict="ON CONFLICT DO NOTHING",
    )


def drop_unknown(here: CountBin, texts: Sequence[str]) -> None:
    """These numbers are no riddle any more."""
    chosen = sql.among("text", texts, "text")
    sql.execute(
        f"DELETE FROM counting_unknownnumber WHERE count_bin_id = %s AND {chosen.sql}", [here.pk, *chosen.params]
    )
