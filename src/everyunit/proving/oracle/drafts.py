"""Papers as the oracle expects them to be written: made, changed, thrown away."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.currencies import change_money, money_of
from everyunit.proving.oracle.days import day_of
from everyunit.proving.oracle.goods import HQ, PLACES, Money
from everyunit.proving.oracle.kinds import FINAL, ORDER, QUOTE, RULES
from everyunit.proving.oracle.kits import parts_of
from everyunit.proving.oracle.lines import (
    add_lines,
    bin_named,
    change_lines,
    keep_what_is_built,
    must_be_here,
    stay_if_followed,
)
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.places import is_kept_from
from everyunit.proving.oracle.releasing import make_expected, release_row
from everyunit.proving.oracle.state import State
from everyunit.rules.rights import ROLES

REASONS = ("DAMAGED", "LOST", "FOUND", "COUNTED", "SAMPLE")


def draft(state: State, ask: Ask) -> Summary:
    kind = ask.get("kind")
    if kind not in RULES:
        raise No("unknown_kind")
    must(ask.who, RULES[kind].right)
    if not RULES[kind].by_hand:
        raise No("not_by_hand")
    place = ask.get("place") or HQ
    if place not in PLACES:
        raise No("unknown_location")
    refers = ask.get("refers")
    if refers is not None and not (refers in state.papers and state.papers[refers].posted):
        raise No("unknown_document")
    party = _party(state, kind, ask.get("party"))
    day = day_of(state, ask) or state.today
    from_bin, to_bin = (bin_named(state, ask.get(name)) for name in ("from_bin", "to_bin"))
    _commits_into(state, kind, to_bin)
    paper = begin(state, ask.new, kind, party, place=place)
    paper.from_bin, paper.to_bin, paper.source = from_bin, to_bin, refers
    paper.day = day
    paper.included = bool(ask.get("included"))
    if refers is not None and state.papers[refers].party == party:
        like = state.papers[refers]
        paper.money = like.money
        paper.included = like.included if ask.get("included") is None else paper.included
    paper.money = _header(state, paper, ask, ask.get("currency"))
    paper.made_by = ask.who
    add_lines(state, paper, ask.get("lines", ()))
    make_expected(state, paper)
    return saved(state, paper)


def begin(
    state: State, paper_id: int, kind: str, party: str | None, source: int | None = None, place: str = HQ
) -> Paper:
    """A new document with the next number."""
    status = "draft" if RULES[kind].stage == FINAL else "open"
    [number] = state.take_numbers(kind, place)
    paper = state.papers[paper_id] = Paper(
        paper_id, kind, number, party, None, None, status, state.today, source, place
    )
    return paper


def revise(state: State, ask: Ask) -> Summary:
    paper = to_change(state, ask)
    usual = None
    paper.day = day_of(state, ask) or paper.day
    if ask.get("party") is not None:
        paper.party, usual = _party(state, paper.kind, ask.get("party")), ""
    asked = usual if ask.get("currency") is None else ask.get("currency")
    change_money(paper, _header(state, paper, ask, asked))
    for name in ("from_bin", "to_bin"):
        if ask.get(name) is not None:
            setattr(paper, name, bin_named(state, ask.get(name)))
    if ask.get("to_bin") is not None:
        _commits_into(state, paper.kind, paper.to_bin)
    remove = ask.get("remove", ())
    must_be_here(paper, remove)
    remove = (*remove, *parts_of(paper, remove))
    stay_if_followed(state, remove)
    keep_what_is_built(state, paper, remove)
    for row in [row for row in paper.rows if row.id in remove]:
        release_row(state, paper, row)
        paper.remove(row)
    change_lines(state, paper, ask.get("change", ()))
    add_lines(state, paper, ask.get("lines", ()))
    make_expected(state, paper)
    return saved(state, paper)


def discard(state: State, ask: Ask) -> Summary:
    """Drafts and quotes are thrown away; an order is closed or cancelled."""
    paper = to_change(state, ask)
    if paper.stage == ORDER:
        raise No("orders_stay")
    for row in paper.rows:
        release_row(state, paper, row)
    del state.papers[paper.id]
    return "discarded", paper.kind, paper.number


def must(who: str, right: str) -> None:
    if right not in ROLES[who]:
        raise No("not_allowed")


def known(state: State, ask: Ask) -> Paper:
    """The document that the command is about."""
    paper = state.papers.get(ask.doc)
    if paper is None:
        raise No("unknown_document")
    return paper


def to_use(state: State, ask: Ask) -> Paper:
    """The same, where it may still be changed, by somebody who may work on it."""
    paper = known(state, ask)
    if paper.status in ("closed", "cancelled"):
        raise No("closed")
    if paper.posted:
        raise No("already_posted")
    must(ask.who, paper.rule.right)
    return paper


def to_change(state: State, ask: Ask) -> Paper:
    """The same; what was approved is not this any more."""
    paper = to_use(state, ask)
    paper.approval = None
    return paper


def no_quote(paper: Paper) -> None:
    if paper.stage == QUOTE:
        raise No("quote_holds_nothing")


def its_row(state: State, paper: Paper, row_id: int | None) -> Row:
    if not paper.has(row_id):
        raise No("unknown_line")
    return state.row(row_id or 0)


def saved(state: State, paper: Paper) -> Summary:
    return "saved", paper.kind, paper.number, shown(state, paper), paper.total()


def shown(state: State, paper: Paper) -> Summary:
    """The lines as they stand."""
    return tuple(
        (
            row.position,
            row.item,
            state.items[row.item].tracking,
            row.quantity,
            state.attached(row),
            row.follows,
            row.price,
            row.total,
            row.discount,
            row.tax,
            row.tax_amount,
        )
        for row in sorted(paper.rows, key=lambda row: row.position)
    )


def _party(state: State, kind: str, code: str | None) -> str | None:
    wanted = RULES[kind].party
    if wanted is None:
        if code:
            raise No("wrong_party")
        return None
    if not code:
        raise No("unknown_party")
    if code not in state.parties:
        raise No("unknown_party", [(code, "unknown_party")])
    role, discontinued = state.parties[code]
    if role != wanted:
        raise No("wrong_party")
    if discontinued:
        raise No("party_discontinued")
    return code


def _header(state: State, paper: Paper, ask: Ask, currency: str | None) -> Money:
    """The reason is set; the money that the paper shall be in."""
    reason = ask.get("reason")
    offences: list[Offence] = []
    if reason and not paper.rule.adjusts:
        offences = [("reason", "no_reason_here")]
    elif reason and reason not in REASONS:
        offences = [("reason", "unknown_reason")]
    elif reason is not None:
        paper.reason = reason or None
    offences += _goes_to(paper, ask.get("destination"))
    try:
        money = money_of(state, paper, currency, ask.get("rate"), home_only=paper.rule.adjusts)
    except No as no:
        raise No("bad_header", offences + no.offences) from None
    refuse("bad_header", offences)
    return money


def _goes_to(paper: Paper, destination: str | None) -> list[Offence]:
    """Where what is transferred goes to; what is in the way of it."""
    if destination and not paper.rule.travels:
        return [("destination", "no_destination_here")]
    if destination and destination not in PLACES:
        return [("destination", "unknown_location")]
    if destination == paper.place:
        return [("destination", "same_location")]
    if destination is not None:
        paper.destination = destination or None
    return []


def _commits_into(state: State, kind: str, to_bin: str | None) -> None:
    """An order commits inside one bin type; a quote is to become one. Some bins serve something else alone."""
    if to_bin is not None and is_kept_from(state, RULES[kind], to_bin):
        raise No("reserved_bin")
    if RULES[kind].stage != FINAL and to_bin is not None and state.bins[to_bin].type != RULES[kind].target:
        raise No("wrong_bin")
