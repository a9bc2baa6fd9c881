"""What the verbs on stock counts share: the count to work on, its bins, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.counting.differences import IN_EFFECT
from everyunit.counting.models import CountBin, State, StockCount
from everyunit.documents.reach import reach
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.stock.blocks import block, hold_blocks, unblock

SCOPE = "stock count"
UNTOLD = "s.blind AND c.status IN ('uncounted', 'counting')"  # who counts is not told what is recorded
UNDER_WAY = (State.COUNTING, State.COUNTED)
OVER = (State.COMPLETE, State.VOID)


@dataclass(frozen=True, slots=True, kw_only=True)
class BinState:
    """A bin on a count: so many units were `recorded` in it as its count began (None: not told to who counts), so many
    are `found`, of which so many `expected` there (None as before); `pieces`: so many items have a number; `unknown`:
    so many numbers nobody knows.
    """

    bin: str
    bin_name: str
    status: str
    round: int
    recorded: int | None
    found: int
    expected: int | None
    pieces: int
    unknown: int

    @property
    def unexpected(self) -> int:
        """So many were found that are not recorded here."""
        return self.found - (self.found if self.expected is None else self.expected)

    @property
    def not_found(self) -> int:
        """So many are recorded here that were not found so far."""
        return (self.recorded or 0) - (self.expected or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSaved:
    """The count as it stands after the verb."""

    count_id: int
    number: str
    status: str
    bins: tuple[BinState, ...]


def name_of(count: StockCount) -> str:
    return f"{SCOPE} {count.number}"


def count_to_change(work: Work, count_id: int) -> StockCount:
    """The count, locked until the operation ends; what was approved of it is not any more.

    Refused: `unknown_count`, `count_over`, `other_location`.
    """
    count = count_to_use(work, count_id)
    forget_approval(count)
    return count


def forget_approval(count: StockCount) -> None:
    """What was approved is not this any more."""
    count.approved_by, count.approved_at, count.approved_worth_minor = None, None, None
    approved = StockCount.objects.filter(pk=count.pk, approved_by__isnull=False)
    approved.update(approved_by=None, approved_at=None, approved_worth_minor=None)


def count_to_use(work: Work, count_id: int) -> StockCount:
    """The same, for what does not change what is found."""
    count = StockCount.objects.select_for_update(of=("self",)).select_related("location").filter(pk=count_id).first()
    if count is None:
        raise Refused("unknown_count", "There is no such stock count.")
    if count.status in OVER:
        raise Refused("count_over", f"Stock count {count.number} is {count.status}. Begin a new one.")
    _keep_to_own(work, count)
    return count


def count_to_scan(work: Work, count_id: int) -> StockCount:
    """The count, of which others may scan other bins, or the same, at the same time. Refused as `count_to_change`."""
    count = StockCount.objects.filter(pk=count_id).first()
    if count is None:
        raise Refused("unknown_count", "There is no such stock count.")
    if count.status in OVER:
        raise Refused("count_over", f"Stock count {count.number} is {count.status}. Begin a new one.")
    _keep_to_own(work, count)
    return count


def _keep_to_own(work: Work, count: StockCount) -> None:
    """Refuse (`other_location`) to count bins of another location, where those are kept apart (SET-120)."""
    mine = reach(work)
    if mine.here is None:
        return
    far = [each.bin for each in count.bins.select_related("bin") if mine.why_not(each.bin)]
    refuse_if_any(
        [Offender(bin_.code, "other_location", mine.why_not(bin_)) for bin_ in far],
        "other_location",
        f"Stock count {count.number} is for those who work where its bins are.",
    )


def bins_on(count: StockCount, codes: Sequence[str]) -> list[CountBin]:
    """The count's bins with these codes, in the order of walking; all of them without codes. They are locked.

    Refused: `not_on_count`, with all that are not.
    """
    mine = list(count.bins.select_for_update(of=("self",)).select_related("bin").order_by("bin__position", "bin__code"))
    return among(count, mine, codes)


def among(count: StockCount, mine: list[CountBin], codes: Sequence[str]) -> list[CountBin]:
    """Those of the count's bins with these codes. Refused: `not_on_count`."""
    if not codes:
        return mine
    known = {each.bin.code.upper(): each for each in mine}
    refuse_if_any(
        [
            Offender(code, "not_on_count", f"The bin is not on stock count {count.number}.")
            for code in dict.fromkeys(codes)
            if code.upper() not in known
        ],
        "not_on_count",
        f"Some bins are not on stock count {count.number}.",
    )
    wanted = {code.upper() for code in codes}
    return [each for each in mine if each.bin.code.upper() in wanted]


def require(bins: Iterable[CountBin], *states: State) -> None:
    """Refused: `wrong_state`, with all bins that are not in one of the states."""
    wanted = " or ".join(states)
    refuse_if_any(
        [
            Offender(each.bin.code, "wrong_state", f"It is {each.status}, not {wanted}.")
            for each in bins
            if each.status not in states
        ],
        "wrong_state",
        f"This is for bins that are {wanted}.",
    )


def begin(work: Work, count: StockCount, bins: Sequence[CountBin]) -> None:
    """These bins are being counted from now on: what is recorded in them is remembered, and they are blocked where the
    count wants it so. Refused: `bin_blocked`, with all that another count blocks.
    """
    if not bins:
        return
    if count.blocked:
        _block(count, bins)
    for each in bins:
        each.status, each.started_at, each.counted_at, each.counted_by = State.COUNTING, work.at, None, None
    CountBin.objects.bulk_update(bins, ["status", "started_at", "counted_at", "counted_by", "round"])
    remember(bins)


def _block(count: StockCount, bins: Sequence[CountBin]) -> None:
    hold_blocks()
    taken: dict[int, str] = dict(sql.rows("SELECT bin_id, by FROM stock_blockedbin WHERE by <> %s", [name_of(count)]))
    refuse_if_any(
        [
            Offender(each.bin.code, "bin_blocked", f"It is blocked: {taken[each.bin_id]}.", taken[each.bin_id])
            for each in bins
            if each.bin_id in taken
        ],
        "bin_blocked",
        "Some bins are blocked already, by another stock count or by hand. Finish, cancel or unblock them there.",
    )
    block([each.bin_id for each in bins], name_of(count))


def remember(bins: Sequence[CountBin]) -> None:
    """What is recorded in these bins now, unit by unit, instead of what was remembered before."""
    chosen = sql.among("count_bin_id", [each.pk for each in bins])
    sql.execute(f"DELETE FROM counting_recorded WHERE {chosen.sql}", chosen.params)
    mine = sql.among("c.id", [each.pk for each in bins])
    sql.execute(
        "INSERT INTO counting_recorded (count_bin_id, unit_id, home, step, leave, settled)"
        " SELECT c.id, u.id, u.home, u.step, %s, '' FROM counting_countbin c CROSS JOIN stock_balance v"
        f" CROSS JOIN stock_unit u WHERE {mine.sql} AND v.bin_id = c.bin_id AND u.item_id = v.item_id"
        " AND u.bin_id = v.bin_id",
        [False, *mine.params],
    )


def let_go(count: StockCount, bins: Sequence[CountBin]) -> None:
    """Goods may move in and out of these bins again, as far as this count stood in the way."""
    unblock([each.bin_id for each in bins], name_of(count))


def settle(work: Work, count: StockCount) -> None:
    """Let the status of the count follow its bins."""
    states = set(count.bins.values_list("status", flat=True))
    status = _status(states)
    if status == count.status:
        return
    count.status = status
    count.completed_at = work.at if status in OVER else None
    count.save(update_fields=["status", "completed_at"])


def _status(states: set[str]) -> State:
    """Where some bins are further than others, the count is being counted."""
    waiting = states - set(OVER)
    if not waiting:
        return State.COMPLETE if State.COMPLETE in states else State.VOID
    if waiting == {State.UNCOUNTED} and State.COMPLETE not in states:
        return State.UNCOUNTED
    return State.COUNTED if waiting == {State.COUNTED} else State.COUNTING


def saved(count: StockCount) -> CountSaved:
    return CountSaved(count_id=count.pk, number=count.number, status=count.status, bins=states_of(count.pk))


def states_of(count_id: int, bin_id: int | None = None) -> tuple[BinState, ...]:
    """How the bins of a count stand, in the order of walking; of one bin only, with its id."""
    return tuple(
        BinState(
            bin=code,
            bin_name=name,
            status=status,
            round=nth,
            recorded=recorded,
            found=found,
            expected=expected,
            pieces=pieces,
            unknown=unknown,
        )
        for code, name, status, nth, recorded, found, expected, pieces, unknown in sql.rows(
            "SELECT b.code, b.name, c.status, c.round,"
            f" CASE WHEN {UNTOLD} THEN NULL"
            " ELSE (SELECT count(*) FROM counting_recorded r WHERE r.count_bin_id = c.id) END,"
            f" (SELECT count(*) FROM counting_found f WHERE f.count_bin_id = c.id AND {IN_EFFECT}),"
            f" CASE WHEN {UNTOLD} THEN NULL"
            " ELSE (SELECT count(*) FROM counting_found f JOIN counting_recorded r ON r.count_bin_id = f.count_bin_id"
            f" AND r.unit_id = f.unit_id AND r.home = f.home WHERE f.count_bin_id = c.id AND {IN_EFFECT}) END,"
            " (SELECT count(DISTINCT p.item_id) FROM counting_pieces p WHERE p.count_bin_id = c.id AND p.current),"
            " (SELECT count(*) FROM counting_unknownnumber n WHERE n.count_bin_id = c.id)"
            " FROM counting_countbin c JOIN counting_stockcount s ON s.id = c.count_id"
            " JOIN places_bin b ON b.id = c.bin_id"
            f" WHERE c.count_id = %s{'' if bin_id is None else ' AND c.id = %s'} ORDER BY b.position, b.code",
            [count_id] if bin_id is None else [count_id, bin_id],
        )
    )
