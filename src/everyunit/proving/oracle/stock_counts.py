"""Stock counts as the oracle expects them: begun, bin by bin on their way, given up."""

from __future__ import annotations

from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.blocking import BY_HAND
from everyunit.proving.oracle.goods import HQ, PLACES
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.lots import lots_there
from everyunit.proving.oracle.state import State

Goods = tuple[str, str]  # an item, and the lot where it is kept by lot
UNDER_WAY = ("counting", "counted")
OVER = ("complete", "void")


@dataclass(slots=True)
class Recorded:
    """A unit that was recorded in the bin as its count began, when it had taken so many steps."""

    step: int
    leave: bool = False
    settled: str = ""


@dataclass(slots=True)
class Found:
    """A unit that was found in the bin. `current`: no other bin of the count has found it since."""

    step: int
    decision: str = ""
    current: bool = True
    settled: str = ""


@dataclass(slots=True)
class Pieces:
    """So many of an item, and how many were recorded when somebody said so."""

    quantity: int
    recorded: int
    leave: bool = False
    settled: bool = False


@dataclass(slots=True)
class CountBin:
    code: str
    status: str = "uncounted"
    round: int = 1
    recorded: dict[str, Recorded] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    pieces: dict[Goods, Pieces] = field(default_factory=dict)
    unknown: dict[str, bool] = field(default_factory=dict)  # whether it is left

    def forget(self) -> None:
        self.found.clear()
        self.pieces.clear()
        self.unknown.clear()


@dataclass(slots=True)
class Count:
    number: str
    place: str
    blocked: bool
    blind: bool
    bins: dict[str, CountBin]
    status: str = "uncounted"
    approval: tuple[str, int] | None = None

    @property
    def name(self) -> str:
        return f"stock count {self.number}"

    def finder(self, serial: str) -> CountBin | None:
        """The bin in which it was found last."""
        for each in self.bins.values():
            if serial in each.found and each.found[serial].current:
                return each
        return None


# --- the way of a count ---


def make(state: State, ask: Ask) -> Summary:
    place = ask.get("place") or HQ
    if place not in PLACES:
        raise No("unknown_location")
    codes = list(dict.fromkeys(ask.get("bins", ())))
    refuse("unknown_bin", [(code, "unknown_bin") for code in codes if code not in state.bins])
    gone = [code for code in codes if state.bins[code].discontinued]
    refuse("bin_discontinued", [(code, "bin_discontinued") for code in gone])
    wrong = [code for code in codes if (state.bins[code].type, state.bins[code].place) != (STOCK, place)]
    refuse("wrong_bin", [(code, "wrong_bin") for code in wrong])
    bins = [state.bins[code] for code in codes] or [
        bin_ for bin_ in state.bins.values() if (bin_.type, bin_.place) == (STOCK, place) and not bin_.discontinued
    ]
    if ask.get("with_stock"):
        filled = {code for (_, code), count in state.balances.items() if count > 0}
        bins = [bin_ for bin_ in bins if bin_.code in filled]
    if not bins:
        raise No("no_bins")
    [number] = state.take_numbers("stock count", place)
    walked = sorted(bins, key=lambda bin_: (bin_.position, bin_.code))
    count = Count(
        number,
        place,
        ask.get("blocked", True),
        ask.get("blind", False),
        {bin_.code: CountBin(bin_.code) for bin_ in walked},
    )
    state.counts[ask.new] = count
    return saved(count)


def start(state: State, ask: Ask) -> Summary:
    count = to_change(state, ask)
    bins = bins_on(count, ask.get("bins", ()))
    if ask.get("bins"):
        require(bins, "uncounted")
    begin(state, count, [each for each in bins if each.status == "uncounted"])
    return saved(count)


def finish(state: State, ask: Ask) -> Summary:
    """Somebody has said of all counted goods how many there are (WHS-159)."""
    count = to_change(state, ask)
    bins = bins_on(count, ask.get("bins", ()))
    if ask.get("bins"):
        require(bins, "counting")
    bins = [each for each in bins if each.status == "counting"]
    open_ones = [
        (each, goods, there) for each in bins for goods, there in goods_in(state, each.code) if goods not in each.pieces
    ]
    if not ask.get("rest_is_none"):
        refuse("no_number", [(f"{each.code}: {told(goods)}", "no_number") for each, goods, _ in open_ones])
    for each, goods, there in sorted(open_ones, key=lambda one: (list(count.bins).index(one[0].code), one[1])):
        each.pieces[goods] = Pieces(0, there)
    for each in bins:
        each.status = "counted"
    return saved(count)


def goods_in(state: State, code: str) -> list[tuple[Goods, int]]:
    """What is counted in the bin, lot by lot of what is kept by lot."""
    plain = [
        ((item, ""), there)
        for (item, where), there in state.balances.items()
        if where == code and state.items[item].tracking == "quantity" and not state.items[item].lots
    ]
    by_lot = [((item, lot), there) for (item, where, lot), there in lots_there(state).items() if where == code]
    return [(goods, there) for goods, there in (*plain, *by_lot) if there > 0]


def told(goods: Goods) -> str:
    return f"{goods[0]}, lot {goods[1]}" if goods[1] else goods[0]


def recount(state: State, ask: Ask) -> Summary:
    count = to_change(state, ask)
    bins = bins_on(count, ask.get("bins")) if ask.get("bins") else []
    require(bins, *UNDER_WAY)
    for each in bins:
        each.forget()
        each.round += 1
    begin(state, count, bins)
    return saved(count)


def cancel(state: State, ask: Ask) -> Summary:
    count = to_change(state, ask)
    bins = bins_on(count, ask.get("bins", ()))
    if ask.get("bins"):
        require(bins, *UNDER_WAY)
    _drop(state, count, [each for each in bins if each.status in UNDER_WAY], "uncounted")
    return saved(count)


def void(state: State, ask: Ask) -> Summary:
    count = to_change(state, ask)
    _drop(state, count, [each for each in count.bins.values() if each.status not in OVER], "void")
    return saved(count)


def _drop(state: State, count: Count, bins: list[CountBin], status: str) -> None:
    for each in bins:
        let_go(state, count, each)
        if each.status in UNDER_WAY:
            each.forget()
        each.recorded.clear()
        each.status, each.round = status, each.round + 1


# --- what the verbs share ---


def to_use(state: State, ask: Ask) -> Count:
    count: Count | None = state.counts.get(ask.get("count"))
    if count is None:
        raise No("unknown_count")
    if count.status in OVER:
        raise No("count_over")
    return count


def to_change(state: State, ask: Ask) -> Count:
    """The same; what was approved is not this any more."""
    count = to_use(state, ask)
    count.approval = None
    return count


def bins_on(count: Count, codes: tuple[str, ...]) -> list[CountBin]:
    refuse("not_on_count", [(code, "not_on_count") for code in dict.fromkeys(codes) if code not in count.bins])
    return [each for each in count.bins.values() if not codes or each.code in codes]


def require(bins: list[CountBin], *states: str) -> None:
    refuse("wrong_state", [(each.code, "wrong_state") for each in bins if each.status not in states])


def begin(state: State, count: Count, bins: list[CountBin]) -> None:
    """What is recorded is remembered; nothing moves there, if the count wants it so (WHS-154, WHS-155)."""
    if count.blocked:
        taken: list[Offence] = [
            (each.code, "bin_blocked") for each in bins if state.blocked.get(each.code, count.name) != count.name
        ]
        refuse("bin_blocked", taken)
        state.blocked |= {each.code: count.name for each in bins}
    for each in bins:
        each.status = "counting"
        here = [unit for unit in state.units.values() if unit.bin == each.code]
        each.recorded = {unit.serial: Recorded(len(unit.steps)) for unit in here}
    settle(count)


def let_go(state: State, count: Count, here: CountBin) -> None:
    """Goods move again, as far as this count stood in the way."""
    by = state.blocked.get(here.code, BY_HAND)
    if by == count.name:
        del state.blocked[here.code]


def settle(count: Count) -> None:
    """A count is as far as its bins."""
    states = {each.status for each in count.bins.values()}
    waiting = states - set(OVER)
    if not waiting:
        count.status = "complete" if "complete" in states else "void"
    elif waiting == {"uncounted"} and "complete" not in states:
        count.status = "uncounted"
    else:
        count.status = "counted" if waiting == {"counted"} else "counting"


def saved(count: Count) -> Summary:
    settle(count)
    return "count", count.number, count.status, tuple(shown(count, each) for each in count.bins.values())


def shown(count: Count, here: CountBin) -> Summary:
    """How the bin stands; a blind count does not tell who counts what is recorded."""
    told = not (count.blind and here.status in ("uncounted", "counting"))
    found = [serial for serial, each in here.found.items() if each.current or each.settled]
    expected = sum(serial in here.recorded for serial in found)
    return (
        here.code,
        here.status,
        here.round,
        len(here.recorded) if told else None,
        len(found),
        expected if told else None,
        len({item for item, _ in here.pieces}),
        len(here.unknown),
    )
