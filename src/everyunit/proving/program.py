"""The program under test, spoken to in the oracle's terms: how its commands are built, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from everyunit.base import clock, sql
from everyunit.base.operation import Actor
from everyunit.books.save_account_rules import AccountRulesSaved, SaveAccountRules, Served, save_account_rules
from everyunit.catalog.save_item import ItemSaved, save_item
from everyunit.catalog.set_put_away import PutAwaySet, PutInto, SetPutAway, set_put_away
from everyunit.documents.approve import Approve, Approved, approve
from everyunit.documents.attach import Attach, attach
from everyunit.documents.capture import Capture, capture
from everyunit.documents.close import Close, StatusChanged, close
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.credit import Credit, credit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, Discarded, discard
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved, LineState
from everyunit.documents.enter import Entered, EnterManually, ManualLine, enter
from everyunit.documents.generate import Generate, generate
from everyunit.documents.header import Header
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_id_of
from everyunit.documents.pick import Pick, pick
from everyunit.documents.picking import FromBin
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.refuse_return import RefuseReturn, ReturnRefused, refuse_return
from everyunit.documents.replace_unit import ReplaceUnit, replace_unit
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Question, Scanned
from everyunit.documents.unscan import Unscan, unscan
from everyunit.money.save_account import AccountSaved, SaveAccount, save_account
from everyunit.places.set_default_bins import BinFor, DefaultBinsSet, SetDefaultBins, set_default_bins
from everyunit.places.set_search_order import SearchOrderSet, SetSearchOrder, set_search_order
from everyunit.preferences.set_preference import PreferenceSet, SetPreference, set_preference
from everyunit.proving.oracle import Answer
from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Summary
from everyunit.proving.oracle.picking import Said
from everyunit.proving.oracle.state import State
from everyunit.proving.program_building import BUILDERS as BUILDING
from everyunit.proving.program_building import summary_of
from everyunit.proving.program_closing import BUILDERS as CLOSING
from everyunit.proving.program_closing import summary_of as closing_summary
from everyunit.proving.program_counting import BUILDERS as COUNTING
from everyunit.proving.program_counting import summary_of as counted_summary
from everyunit.proving.trade import item_command
from everyunit.rules.refusals import Refused
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.sheets import Picked, SheetLineState, SheetSaved, Taken
from everyunit.selling.take_off import TakeOff, take_off
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit
from everyunit.stock.many import AmendUnits, UnitsAmended, amend_units
from everyunit.terms.save_rate import RateSaved, SaveRate, save_rate


class Program:
    """Carries out commands, and knows the ids of what the oracle names."""

    def __init__(self, actors: dict[str, Actor], known: State) -> None:
        self.actors = actors
        self.items = known.items  # as they were to begin with
        self.papers: dict[int, int] = {}  # the oracle's ids, and the program's
        self.lines: dict[int, int] = {}
        self.sheets: dict[int, int] = {}
        self.counts: dict[int, int] = {}

    def answer(self, ask: Ask) -> Answer:
        """Put the command to the program; its answer as a summary."""
        verb, command = BUILDERS[ask.verb](self, ask)
        try:
            return Answer(self._summary(ask, verb(self.actors[ask.who], command, key=ask.key)))
        except Refused as refused:
            offences = tuple(sorted((each.subject, each.code) for each in refused.offenders))
            return Answer(None, refused.code, offences)
        except Exception as error:  # nothing that was asked may end like this
            return Answer(None, f"{type(error).__name__}: {error}")

    def in_its_words(self, expected: Answer) -> Answer:
        """The oracle's answer, with the program's line ids where it names lines by id."""
        offences = (
            (str(self.line(int(subject))), code) if code == "unknown_line" and subject.isdigit() else (subject, code)
            for subject, code in expected.offences
        )
        return Answer(expected.summary, expected.code, tuple(sorted(offences)))

    def learn(self, state: State, *asks: Ask) -> None:
        """The ids of the lines of the documents that these commands were about."""
        for paper_id in {
            each for ask in asks for each in (ask.doc, ask.new, *ask.get("news", ()))
        } & state.papers.keys():
            ids: dict[int, int] = dict(
                sql.rows("SELECT position, id FROM documents_line WHERE document_id = %s", [self.papers[paper_id]])
            )
            for row in state.papers[paper_id].rows:
                self.lines[row.id] = ids.get(row.position, UNKNOWN_ID)

    def sheet(self, ask: Ask) -> int:
        return self.sheets.get(ask.get("sheet"), UNKNOWN_ID)

    def count(self, ask: Ask) -> int:
        return self.counts.get(ask.get("count"), UNKNOWN_ID)

    def paper(self, paper_id: int | None) -> int:
        return UNKNOWN_ID if paper_id is None else self.papers.get(paper_id, UNKNOWN_ID)

    def line(self, row_id: int | None) -> int:
        return UNKNOWN_ID if row_id is None else self.lines.get(row_id, UNKNOWN_ID)

    def new_lines(self, ask: Ask) -> tuple[NewLine, ...]:
        return tuple(
            NewLine(
                item=row.item,
                quantity=row.quantity,
                price_minor=row.price,
                amount_minor=row.amount,
                from_bin=row.from_bin,
                maker_numbers=row.makers,
                source_line_id=None if row.source is None else self.line(row.source),
                spread=row.spread,
                discount=row.discount,
                tax_code=row.tax,
                to_bin=row.to_bin,
            )
            for row in ask.get("lines", ())
        )

    def _summary(self, ask: Ask, answer: Any) -> Summary:
        match answer:
            case DraftSaved():
                self._name(ask, answer.document_id)
                return "saved", answer.kind, answer.number, _lines(answer.lines), answer.total_minor
            case Scanned():
                return _scanned(answer)
            case StatusChanged():
                if answer.quote:
                    kind, number = answer.quote.split()
                    self._name(ask, document_id_of(kind, number))
                return "status", answer.kind, answer.number, str(answer.status), answer.quote
            case UnitsAmended():
                return "notes", answer.units, answer.changed
            case Posted():
                if ask.verb == "move_units":
                    self._name(ask, answer.document_id)
                serials = tuple(sorted(answer.serials.items()))
                counts = (answer.units, answer.quantity, answer.total_minor, answer.value_minor)
                return ("posted", answer.kind, answer.number, *counts, serials)
            case Reversed():
                return "reversed", answer.kind, answer.number, answer.units
            case SheetSaved():
                if ask.verb == "make_sheet":
                    self.sheets[ask.new] = answer.sheet_id
                return "sheet", answer.number, answer.status, _sheet_lines(answer.lines)
            case Picked():
                entries = tuple(
                    (str(each.action), each.text, each.count, each.serial, each.code, each.holder)
                    for each in answer.entries
                )
                return "picked", answer.number, answer.status, entries, _sheet_lines(answer.lines)
            case InvoicesMade():
                for new, made in zip(ask.get("news"), answer.invoices, strict=False):
                    self.papers[new] = made.document_id
                invoices = tuple((f"{made.kind} {made.number}", made.order) for made in answer.invoices)
                return "invoices", invoices, answer.left_out
            case Approved():
                return "approved", answer.kind, answer.number, answer.worth_minor
            case Discarded():
                return "discarded", answer.kind, answer.number
            case Entered():
                return "entered", answer.total_minor
            case ReturnRefused():
                self._name(ask, answer.document_id)
                return "refused", answer.kind, answer.number, answer.bin
            case UnitAmended():
                return "amended", answer.serial, answer.maker_serial, answer.note, answer.changed
            case PreferenceSet():
                return "chosen", answer.key, answer.value, answer.before
            case RateSaved():
                return "rate", answer.currency, answer.rate
            case DefaultBinsSet():
                return "default bins", answer.changed
            case PutAwaySet():
                return "put away", answer.changed
            case SearchOrderSet():
                return "search order", answer.bins
            case AccountSaved():
                return "account", answer.code, answer.created
            case AccountRulesSaved():
                return "rules", answer.set, answer.cleared, answer.amount_minor
            case ItemSaved():
                return "item", answer.code, answer.created
        counted = counted_summary(self, ask, answer) or closing_summary(answer)
        if counted:
            return counted
        summary, paper = summary_of(answer)
        if summary:
            self._name(ask, paper)
            return summary
        raise AssertionError(f"an answer of another kind: {answer}")

    def _name(self, ask: Ask, document_id: int | None) -> None:
        if ask.new != UNKNOWN_ID and document_id is not None:
            self.papers[ask.new] = document_id


def _draft(program: Program, ask: Ask) -> tuple[Any, Any]:
    refers = ask.get("refers")
    return draft, Draft(
        kind=ask.get("kind"),
        party=ask.get("party"),
        location=ask.get("place"),
        from_bin=ask.get("from_bin"),
        to_bin=ask.get("to_bin"),
        source_id=None if refers is None else program.paper(refers),
        date=_date(ask),
        header=_header(ask),
        lines=program.new_lines(ask),
    )


def _date(ask: Ask) -> date | None:
    days = ask.get("days")
    return None if days is None else clock.today() - timedelta(days=days)


def _header(ask: Ask) -> Header:
    return Header(
        tax_included=ask.get("included"),
        currency=ask.get("currency"),
        rate=ask.get("rate"),
        reason=ask.get("reason"),
        destination=ask.get("destination"),
    )


def _revise(program: Program, ask: Ask) -> tuple[Any, Any]:
    return revise, Revise(
        document_id=program.paper(ask.doc),
        party=ask.get("party"),
        from_bin=ask.get("from_bin"),
        to_bin=ask.get("to_bin"),
        date=_date(ask),
        header=_header(ask),
        add=program.new_lines(ask),
        change=tuple(
            LineChange(
                line_id=program.line(change.line),
                quantity=change.quantity,
                price_minor=change.price,
                from_bin=change.from_bin,
                discount=change.discount,
                tax_code=change.tax,
                to_bin=change.to_bin,
            )
            for change in ask.get("change", ())
        ),
        remove=tuple(program.line(row_id) for row_id in ask.get("remove", ())),
    )


def _attach(program: Program, ask: Ask) -> tuple[Any, Any]:
    line_id = None if ask.line is None else program.line(ask.line)
    return attach, Attach(
        document_id=program.paper(ask.doc),
        scans=ask.scans,
        by=ask.by,  # type: ignore[arg-type]
        line_id=line_id,
        exceed=ask.exceed,
    )


def _detach(program: Program, ask: Ask) -> tuple[Any, Any]:
    line_id = None if ask.line is None else program.line(ask.line)
    return detach, Detach(document_id=program.paper(ask.doc), scans=ask.scans, line_id=line_id)


def _unscan(program: Program, ask: Ask) -> tuple[Any, Any]:
    counted = tuple(program.line(row_id) for row_id in ask.get("counted", ()))
    return unscan, Unscan(document_id=program.paper(ask.doc), scans=ask.scans, counted=counted)


def _pick(program: Program, ask: Ask) -> tuple[Any, Any]:
    line_id = None if ask.line is None else program.line(ask.line)
    said: Said = ask.get("said", Said())
    bins = tuple(
        FromBin(bin=code, line_id=None if row_id is None else program.line(row_id)) for row_id, code in said.bins
    )
    return pick, Pick(
        document_id=program.paper(ask.doc),
        line_id=line_id,
        bins=bins,
        numbered=said.numbered,
        take=said.take,
        leave=said.leave,
    )


def _capture(program: Program, ask: Ask) -> tuple[Any, Any]:
    line_id = None if ask.line is None else program.line(ask.line)
    return capture, Capture(document_id=program.paper(ask.doc), scans=ask.scans, line_id=line_id)


def _replace(program: Program, ask: Ask) -> tuple[Any, Any]:
    return replace_unit, ReplaceUnit(
        document_id=program.paper(ask.doc),
        replaced=ask.get("replaced"),
        by=ask.get("by"),
        item=ask.get("item"),
        cost_minor=ask.get("cost"),
        forget=ask.get("forget", False),
        alike=ask.get("alike", False),
    )


def _commit(program: Program, ask: Ask) -> tuple[Any, Any]:
    return commit, Commit(
        document_id=program.paper(ask.doc),
        line_id=program.line(ask.line),
        quantity=ask.get("quantity"),
        from_bin=ask.get("from_bin"),
        numbered=ask.get("numbered"),
    )


def _generate(program: Program, ask: Ask) -> tuple[Any, Any]:
    return generate, Generate(
        document_id=program.paper(ask.doc),
        line_id=program.line(ask.line),
        count=ask.get("count"),
        cost_minor=ask.get("cost"),
    )


def _convert(program: Program, ask: Ask) -> tuple[Any, Any]:
    wanted = ask.get("wanted")
    return convert, Convert(
        document_id=program.paper(ask.doc),
        to=ask.get("to"),
        further=tuple(program.paper(each) for each in ask.get("further", ())),
        wanted=None
        if wanted is None
        else tuple(Wanted(line_id=program.line(row_id), quantity=count) for row_id, count in wanted),
    )


def _enter(program: Program, ask: Ask) -> tuple[Any, Any]:
    lines = tuple(ManualLine(account=account, amount_minor=amount) for account, amount in ask.get("amounts"))
    return enter, EnterManually(text=ask.get("text"), lines=lines, date=_date(ask))


def _amend(program: Program, ask: Ask) -> tuple[Any, Any]:
    maker, note, alike = ask.get("maker"), ask.get("note"), ask.get("alike", False)
    return amend_unit, AmendUnit(serial=ask.scans[0], maker_serial=maker, note=note, alike=alike)


def _rate(_: Program, ask: Ask) -> tuple[Any, Any]:
    since = clock.today() - timedelta(days=ask.get("days"))
    return save_rate, SaveRate(currency=ask.get("currency"), rate=ask.get("rate"), since=since)


def _bins(_: Program, ask: Ask) -> tuple[Any, Any]:
    bins = tuple(BinFor(purpose=purpose, bin=code) for purpose, code in ask.get("bins"))
    return set_default_bins, SetDefaultBins(bins=bins, location=ask.get("place"))


def _put_away(_: Program, ask: Ask) -> tuple[Any, Any]:
    bins = tuple(PutInto(location=place, bin=code) for place, code in ask.get("bins"))
    return set_put_away, SetPutAway(item=ask.get("item"), bins=bins)


def _account(_: Program, ask: Ask) -> tuple[Any, Any]:
    code = ask.get("code")
    return save_account, SaveAccount(
        code=code, name=f"Account {code}", purpose=ask.get("purpose"), discontinued=ask.get("discontinued", False)
    )


def _rules(_: Program, ask: Ask) -> tuple[Any, Any]:
    served = tuple(Served(purpose=purpose, account=code) for purpose, code in ask.get("accounts"))
    return save_account_rules, SaveAccountRules(scope=ask.get("scope"), target=ask.get("target"), accounts=served)


def _make_sheet(program: Program, ask: Ask) -> tuple[Any, Any]:
    return make_pull_sheet, MakePullSheet(
        order_ids=tuple(program.paper(each) for each in ask.get("orders", ())),
        pickable=ask.get("pickable", True),
        bins=ask.get("bins", ()),
        newest_first=ask.get("newest", False),
        location=ask.get("place"),
    )


def _pick_by_scan(program: Program, ask: Ask) -> tuple[Any, Any]:
    order_id = program.paper(ask.doc) if ask.get("one") else None
    return pick_by_scan, PickByScan(
        sheet_id=program.sheet(ask), scans=ask.scans, order_id=order_id, from_bin=ask.get("from_bin")
    )


def _pick_from_bin(program: Program, ask: Ask) -> tuple[Any, Any]:
    return pick_from_bin, PickFromBin(
        sheet_id=program.sheet(ask),
        item=ask.get("item"),
        quantity=ask.get("quantity"),
        from_bin=ask.get("from_bin"),
        order_id=program.paper(ask.doc) if ask.get("one") else None,
    )


def _put_back(program: Program, ask: Ask) -> tuple[Any, Any]:
    counted = tuple(
        Taken(line_id=program.line(row_id), quantity=count, bin=code) for row_id, count, code in ask.get("counted", ())
    )
    return put_back, PutBack(sheet_id=program.sheet(ask), scans=ask.scans, counted=counted)


def _invoice_sheet(program: Program, ask: Ask) -> tuple[Any, Any]:
    order_id = program.paper(ask.doc) if ask.get("one") else None
    return invoice_pull_sheet, InvoicePullSheet(sheet_id=program.sheet(ask), order_id=order_id)


def _item(program: Program, ask: Ask) -> tuple[Any, Any]:
    item = program.items[ask.get("code")]
    return save_item, item_command(replace(item, tracking=ask.get("tracking"), cost=ask.get("cost")))


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "draft": _draft,
    "revise": _revise,
    "attach": _attach,
    "detach": _detach,
    "unscan": _unscan,
    "pick": _pick,
    "capture": _capture,
    "refuse_return": lambda _, ask: (refuse_return, RefuseReturn(serial=ask.scans[0], reason=ask.get("reason"))),
    "replace": _replace,
    "commit": _commit,
    "generate": _generate,
    "convert": _convert,
    "credit": lambda program, ask: (credit, Credit(document_id=program.paper(ask.doc))),
    "close": lambda program, ask: (close, Close(document_id=program.paper(ask.doc), to=ask.get("to"))),
    "move_units": lambda _, ask: (move_units, MoveUnits(units=ask.scans, to_bin=ask.get("to_bin"))),
    "amend_units": lambda _, ask: (
        amend_units,
        AmendUnits(units=ask.scans, note=ask.get("note"), add=ask.get("add")),
    ),
    "approve": lambda program, ask: (approve, Approve(document_id=program.paper(ask.doc))),
    "post": lambda program, ask: (post, Post(document_id=program.paper(ask.doc))),
    "reverse": lambda program, ask: (reverse, Reverse(document_id=program.paper(ask.doc))),
    "discard": lambda program, ask: (discard, Discard(document_id=program.paper(ask.doc))),
    "enter": _enter,
    "amend": _amend,
    "item": _item,
    **BUILDING,
    **COUNTING,
    **CLOSING,
    "make_sheet": _make_sheet,
    "pick_by_scan": _pick_by_scan,
    "pick_from_bin": _pick_from_bin,
    "put_back": _put_back,
    "take_off": lambda program, ask: (
        take_off,
        TakeOff(sheet_id=program.sheet(ask), order_id=program.paper(ask.doc)),
    ),
    "close_sheet": lambda program, ask: (close_pull_sheet, ClosePullSheet(sheet_id=program.sheet(ask))),
    "invoice_sheet": _invoice_sheet,
    "rate": _rate,
    "bins": _bins,
    "search": lambda _, ask: (
        set_search_order,
        SetSearchOrder(bins=ask.get("bins"), location=ask.get("place")),
    ),
    "put_away": _put_away,
    "account": _account,
    "rules": _rules,
    "choose": lambda _, ask: (set_preference, SetPreference(key=ask.get("key"), value=ask.get("value"))),
}


def _sheet_lines(lines: tuple[SheetLineState, ...]) -> Summary:
    return tuple((line.order, line.position, line.item, line.quantity, line.picked, line.left) for line in lines)


def _lines(lines: tuple[LineState, ...]) -> Summary:
    return tuple(
        (
            line.position,
            line.item,
            line.tracking,
            line.quantity,
            line.attached,
            line.follows_units,
            line.price_minor,
            line.amount_minor,
            line.discount,
            line.tax_code,
            line.tax_minor,
        )
        for line in lines
    )


def _scanned(answer: Scanned) -> Summary:
    entries = tuple(
        (str(each.action), each.text, each.serial, each.line_position, each.code, each.holder)
        for each in answer.entries
    )
    counts = tuple(sorted((str(action), count) for action, count in answer.counts.items()))
    questions = tuple(
        (each.about, each.item, each.missing, tuple((offer.bin, offer.free) for offer in each.bins), _serials(each))
        for each in answer.questions
    )
    return "scanned", entries, counts, answer.asks, questions, _lines(answer.lines), answer.total_minor


def _serials(question: Question) -> tuple[str, ...]:
    return tuple(serial for serial, _ in question.units)
