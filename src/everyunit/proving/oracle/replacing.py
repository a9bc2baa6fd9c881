"""Units that stand in for others, as the oracle expects it to be said on drafts, and to be so once they post."""

from __future__ import annotations

from everyunit.proving.oracle.amounts import own_price, piece_price, price_again, set_tax, tax_of
from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.drafts import must, no_quote, saved, to_change
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import FINAL, ORDER, row_of
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.master import refuse_known_number
from everyunit.proving.oracle.moving import bear
from everyunit.proving.oracle.papers import Paper, Replacement, Row, StandIn
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.releasing import commit_bin
from everyunit.proving.oracle.scans import went_on
from everyunit.proving.oracle.state import Posting, State

LONGEST = 100


def replace_unit(state: State, ask: Ask) -> Summary:
    paper = to_change(state, ask)
    no_quote(paper)
    replaced = _replaced(state, paper, ask.get("replaced"))
    if ask.get("forget"):
        paper.stand_ins = [said for said in paper.stand_ins if said.replaced != replaced.serial]
        return saved(state, paper)
    _once_only(state, replaced)
    if ask.get("cost") is not None:
        must(ask.who, "see_cost")
        if ask.get("cost") < 0:
            raise No("bad_cost")
    by = ask.get("by")
    if len(by) > LONGEST:
        raise No("too_long")
    here, gone = _here(state, paper, by), _here(state, paper, replaced.serial)
    if here is not None and here[0] is replaced:
        raise No("same_unit")
    if here is not None and gone is not None and (here[1].quantity < 0) == (gone[1].quantity < 0):
        raise No("same_way")
    awaited = next((row for row in paper.rows if by and by in row.makers), None)
    if here is not None:
        _is_here(paper, replaced, *here)
    elif awaited is not None:
        paper.stand_ins.append(StandIn(awaited.id, replaced.serial, text=by, expected=True))
    else:
        _is_to_come(state, paper, replaced, ask)
    return saved(state, paper)


def to_be_made(paper: Paper, row: Row) -> list[StandIn]:
    """Units that the line makes in the place of others."""
    return [said for said in paper.stand_ins if said.row == row.id and not said.serial and not said.expected]


def make_them_stand(state: State, posting: Posting, paper: Paper, made: dict[int, list[str]]) -> None:
    """When a document has posted: what came in the place of what. `made`: those that its lines made for it."""
    new = {row_id: list(serials) for row_id, serials in made.items()}
    for said in paper.stand_ins:
        moved = [serial for serial in posting.units if state.units[serial].steps[-1].row == said.row]
        if said.serial:
            serials = [said.serial] if said.serial in moved else []
        elif said.expected:
            born = [state.units[serial] for serial in moved if len(state.units[serial].steps) == 1]
            serials = [unit.serial for unit in born if unit.maker == said.text]
        else:
            serials = [new[said.row].pop(0)]
        state.replacements += [Replacement(posting.id, serial, said.replaced) for serial in serials]
    paper.stand_ins.clear()


def _meant(state: State, text: str) -> list[Unit]:
    """Ours, else the maker's."""
    if text in state.units:
        return [state.units[text]]
    return [unit for unit in state.units.values() if text and unit.maker == text]


def _replaced(state: State, paper: Paper, text: str) -> Unit:
    """The unit on this document, or once with its party."""
    meant = _meant(state, text)
    if not meant:
        raise No("unknown_unit")
    known = [unit for unit in meant if paper.has(state.holds.get(unit.serial))]
    known = known or [unit for unit in meant if _once_with(state, paper, unit)]
    if not known:
        raise No("not_exchanged")
    if len(known) > 1:
        raise No("ambiguous", [(unit.serial, "ambiguous") for unit in known])
    return known[0]


def _once_with(state: State, paper: Paper, unit: Unit) -> bool:
    origins = [state.papers.get(state.postings[step.posting].paper) for step in unit.steps]
    return paper.party is not None and any(
        origin is not None and origin.posted and origin.party == paper.party for origin in origins
    )


def _once_only(state: State, replaced: Unit) -> None:
    """A unit is replaced once, unless that was undone."""
    if any(each.replaced == replaced.serial and state.postings[each.posting].stands for each in state.replacements):
        raise No("already_replaced")
    if any(said.replaced == replaced.serial for paper in state.papers.values() for said in paper.stand_ins):
        raise No("already_replaced", [(replaced.serial, "already_replaced")])


def _here(state: State, paper: Paper, text: str) -> tuple[Unit, Row] | None:
    held = [unit for unit in _meant(state, text) if paper.has(state.holds.get(unit.serial))]
    return (held[0], state.row(state.holds[held[0].serial])) if held else None


def _is_here(paper: Paper, replaced: Unit, unit: Unit, row: Row) -> None:
    if paper.stage != FINAL:
        raise No("not_final")
    paper.stand_ins = [said for said in paper.stand_ins if (said.row, said.serial) != (row.id, unit.serial)]
    paper.stand_ins.append(StandIn(row.id, replaced.serial, serial=unit.serial))


def _is_to_come(state: State, paper: Paper, replaced: Unit, ask: Ask) -> None:
    """It gets a place on a line that lacks units, or a line of its own; an order makes it at once."""
    item = replaced.item if ask.get("item") is None else ask.get("item")
    if item not in state.items:
        raise No("unknown_item", [(item, "unknown_item")])
    sign = next((sign for sign in (1, -1) if row_of(paper.kind, sign)[1].takes_unknown), 0)
    if not sign or not state.items[item].by_unit:
        raise No("cannot_generate")
    if not ask.get("alike"):
        refuse_known_number(state, item, ask.get("by"))
    row = _lacking(state, paper, item, sign) or _new_row(state, paper, replaced, item, sign)
    text, cost = ask.get("by"), ask.get("cost")
    if paper.stage != ORDER:
        paper.stand_ins.append(StandIn(row.id, replaced.serial, text=text, cost=cost))
        return
    origin = state.need(paper.rule_for(row).takes_from, paper.place)
    target = commit_bin(state, paper, row) or origin
    posting = state.open_posting(paper)
    [unit] = bear(state, posting, row, [replaced.cost if cost is None else cost], origin, target)
    unit.maker = text
    state.holds[unit.serial] = row.id
    state.replacements.append(Replacement(posting.id, unit.serial, replaced.serial))


def _lacking(state: State, paper: Paper, item: str, sign: int) -> Row | None:
    """A line of the item that asks for more units than it names or expects."""
    for row in sorted(paper.rows, key=lambda row: row.position):
        if row.item != item or row.quantity * sign <= 0 or row.follows:
            continue
        awaited = sum(said.row == row.id and not said.serial for said in paper.stand_ins)
        if state.attached(row) + passed_on(state, row) + awaited + row.unknown < row.size:
            return row
    return None


def _new_row(state: State, paper: Paper, replaced: Unit, item: str, sign: int) -> Row:
    row = append(paper, item, sign, False, own_price(state, paper, sign, item))
    set_tax(state, row, tax_of(state, paper, item))
    row.price = _price(state, paper, replaced)
    return row


def _price(state: State, paper: Paper, replaced: Unit) -> int:
    """What is charged or granted for the other unit, on this document or when it left; else what it costs."""
    holder = state.holds.get(replaced.serial)
    if holder is not None and paper.has(holder):
        return piece_price(state.row(holder))
    left = None if state.owned(replaced.bin) else went_on(state, replaced, paper.rule.party)
    if left is not None and state.paper_of(left).party == paper.party:
        return price_again(state, state.row(left), paper)
    return paper.money.abroad(replaced.cost)
