"""What differs in counted bins, and how the oracle expects it to be put right: by papers, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.proving.oracle.asked import Ask, NewRow, No, Offence, Summary, refuse
from everyunit.proving.oracle.blocking import refuse_blocked
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.drafts import draft
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import OUT
from everyunit.proving.oracle.lots import lots_follow
from everyunit.proving.oracle.posting import post
from everyunit.proving.oracle.scans import attach, went_on
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.stock_counts import (
    UNDER_WAY,
    Count,
    CountBin,
    Found,
    bins_on,
    let_go,
    require,
    saved,
    to_change,
    to_use,
)

TO_SETTLE = ("misplaced", "outside", "missing", "held")


@dataclass(frozen=True, slots=True)
class Fared:
    """How a unit fares in a bin: the sort, and what was decided of it."""

    here: CountBin
    unit: Unit
    sort: str
    decision: str
    found: bool


def fared(state: State, count: Count, bins: list[CountBin]) -> list[Fared]:
    """All units that the bins have to do with, in the order of their birth; what moved since is explained by that."""
    return [each for unit in state.units.values() for here in bins for each in _fared(state, count, here, unit)]


def _fared(state: State, count: Count, here: CountBin, unit: Unit) -> list[Fared]:
    found, recorded = here.found.get(unit.serial), here.recorded.get(unit.serial)
    told: list[Fared] = []
    if found is not None and (found.current or found.settled):
        told.append(Fared(here, unit, found.settled or _sort_found(state, here, unit, found), found.decision, True))
    finder = count.finder(unit.serial)
    if recorded is None or finder is here or recorded.settled == "agrees":
        return told
    other = finder.found[unit.serial] if finder is not None else None
    if recorded.settled:
        sort = recorded.settled
    elif other is not None and (len(unit.steps) == recorded.step or other.settled == "misplaced"):
        sort = "elsewhere"
    elif len(unit.steps) > recorded.step:
        sort = "moved"
    else:
        sort = "held" if unit.serial in state.holds else "missing"
    return [*told, Fared(here, unit, sort, "leave" if recorded.leave else "", False)]


def _sort_found(state: State, here: CountBin, unit: Unit, found: Found) -> str:
    if len(unit.steps) > found.step:
        return "moved"
    if unit.bin == here.code:
        return "agrees"
    return "outside" if state.bins[unit.bin].type == OUT else "misplaced"


def decide(state: State, ask: Ask) -> Summary:
    """Put right, left as it is recorded, or brought back where it left our stock (WHS-171)."""
    count = to_change(state, ask)
    [here] = bins_on(count, (ask.get("bin"),))
    require([here], *UNDER_WAY)
    sort, decision = ask.get("sort", ""), ask.get("decision")
    units = fared(state, count, [here])
    serials = [*ask.scans, *(each.unit.serial for each in units if sort and each.sort == sort)]
    if decision == "bring_back":
        outside = {each.unit.serial for each in units if each.sort == "outside"}
        wrong = [serial for serial in serials if serial not in outside or not _comes_back(state, serial)]
        refuse("cannot_bring_back", [(serial, "cannot_bring_back") for serial in wrong])
    for serial in serials:
        if serial in here.found and here.found[serial].current:
            here.found[serial].decision = "" if decision == "put_right" else decision
        if serial in here.recorded:
            here.recorded[serial].leave = decision == "leave"
    for text in here.unknown:
        if sort == "unknown" or text in ask.scans:
            here.unknown[text] = decision == "leave"
    for (item, _), pieces in here.pieces.items():
        if item in ask.get("items", ()):
            pieces.leave = decision == "leave"
    return saved(count)


def _comes_back(state: State, serial: str) -> bool:
    row = went_on(state, state.units[serial], None)
    return row is not None and state.paper_of(row).rule.party != "vendor"


def approve(state: State, ask: Ask) -> Summary:
    count = to_use(state, ask)
    bins = [each for each in count.bins.values() if each.status == "counted"]
    if not bins:
        raise No("nothing_counted")
    count.approval = (ask.who, _worth(state, count, bins))
    return "count approved", count.number, count.approval[1]


def _worth(state: State, count: Count, bins: list[CountBin]) -> int:
    """What is written off, added and brought back."""
    goes = [each for each in fared(state, count, bins) if each.sort in TO_SETTLE and each.decision != "leave"]
    total = sum(each.unit.cost for each in goes if each.sort == "missing" or each.decision)
    for here in bins:
        for (item, _), pieces in here.pieces.items():
            there, value = state.worth.get(item, (0, 0))
            if there and not pieces.settled and not pieces.leave:
                total += abs(pieces.quantity - pieces.recorded) * value // there
    return total


def finalize(state: State, ask: Ask) -> Summary:
    count = to_use(state, ask)
    bins = bins_on(count, ask.get("bins", ()))
    if ask.get("bins"):
        require(bins, "counted")
    bins = [each for each in bins if each.status == "counted"]
    if not bins:
        raise No("nothing_counted")
    units = [each for each in fared(state, count, bins) if each.sort in TO_SETTLE and each.decision != "leave"]
    refuse("cannot_finalize", _problems(state, bins, units))
    _refuse_unapproved(state, count, bins, ask.who)
    _keep(state, count, bins)
    waiting = [each for each in count.bins.values() if each.status in UNDER_WAY]
    for each in waiting:
        let_go(state, count, each)
    papers = tuple(_put_right(state, ask, count, bins, units))
    for each in bins:
        each.status = "complete"
        for pieces in each.pieces.values():
            pieces.settled = pieces.settled or not pieces.leave
    if count.blocked:
        still = [each.code for each in waiting if each.status in UNDER_WAY]
        state.blocked |= {code: count.name for code in still if code not in state.blocked}
    return (*saved(count), papers)


def _problems(state: State, bins: list[CountBin], units: list[Fared]) -> list[Offence]:
    held = [each for each in units if each.sort != "outside" and each.unit.serial in state.holds]
    outside = [each for each in units if each.sort == "outside" and not each.decision]
    unknown = [text for here in bins for text, leave in here.unknown.items() if not leave]
    offences: list[Offence] = [(each.unit.serial, "held") for each in held]
    offences += [(each.unit.serial, "outside") for each in outside]
    return offences + [(text, "unknown") for text in unknown]


def _refuse_unapproved(state: State, count: Count, bins: list[CountBin], who: str) -> None:
    bound, worth = chosen(state, "approve_adjustments"), _worth(state, count, bins)
    if bound == "no" or worth <= int(bound):
        return
    if count.approval is None:
        raise No("needs_approval")
    if count.approval[0] == who:
        raise No("own_approval")
    if worth > count.approval[1]:
        raise No("worth_more")


def _keep(state: State, count: Count, bins: list[CountBin]) -> None:
    """How each unit fared stays so."""
    for each in fared(state, count, bins):
        serial = each.unit.serial
        if each.found and each.here.found[serial].current:
            each.here.found[serial].settled = each.sort
        if serial in each.here.recorded:
            each.here.recorded[serial].settled = "agrees" if each.found else each.sort


def _put_right(state: State, ask: Ask, count: Count, bins: list[CountBin], units: list[Fared]) -> list[Summary]:
    """What comes back first, then transfers, then one adjustment for the rest."""
    news, made = list(ask.get("news")), []
    for here in bins:
        back = [each.unit for each in units if (each.here, each.sort, each.decision) == (here, "outside", "bring_back")]
        for party, mine in _by_customer(state, back).items():
            kind = "CM" if party else "IA"
            made.append(_paper(state, ask, count, news.pop(0), kind, mine, to_bin=here.code, party=party or None))
    for here in bins:
        mine = [each.unit for each in units if (each.here, each.sort, each.decision) == (here, "misplaced", "")]
        if mine:
            made.append(_paper(state, ask, count, news.pop(0), "ST", mine, to_bin=here.code))
    missing = [
        each.unit for here in bins for each in units if (each.here, each.sort, each.decision) == (here, "missing", "")
    ]
    rows = _pieces(bins)
    if missing or rows:
        made.append(_paper(state, ask, count, news.pop(0), "IA", missing, lines=rows))
    return made


def _by_customer(state: State, units: list[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        row = went_on(state, unit, None)
        party = state.paper_of(row).party if row is not None else None
        found.setdefault(party or "", []).append(unit)
    return found


def _pieces(bins: list[CountBin]) -> tuple[NewRow, ...]:
    rows = []
    for here in bins:
        for (item, lot), pieces in here.pieces.items():
            more = pieces.quantity - pieces.recorded
            if more and not pieces.leave and not pieces.settled:
                rows.append(
                    NewRow(item, more, to_bin=here.code, lot=lot)
                    if more > 0
                    else NewRow(item, more, from_bin=here.code, lot=lot)
                )
    return tuple(rows)


def _paper(state: State, ask: Ask, count: Count, new: int, kind: str, units: list[Unit], **header: object) -> Summary:
    given = (("kind", kind), ("place", count.place), *header.items())
    draft(state, Ask("draft", ask.who, new=new, with_=given))
    paper = state.papers[new]
    if units:
        scans = tuple(unit.serial for unit in units)
        _, entries, *_ = attach(state, Ask("attach", ask.who, doc=new, scans=scans, by="serial", exceed=True))
        refuse("cannot_finalize", [(each[1], each[4]) for each in entries if each[0] == "skipped"])
    if paper.rule.adjusts:
        paper.reason, paper.approval = "COUNT", count.approval
    _, kind, number, moved, quantity, _, value, _ = post(state, Ask("post", ask.who, doc=new))
    refuse_blocked(state)
    lots_follow(state)
    return kind, number, moved, quantity, value
