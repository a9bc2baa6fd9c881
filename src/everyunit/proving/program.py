"""The program under test, spoken to in the oracle's terms: how its commands are built, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from everyunit.base import clock, sql
from everyunit.base.operation import Actor
from everyunit.documents.approve import Approve, Approved, approve
from everyunit.documents.attach import Attach, attach
from everyunit.documents.bring import Bring, bring
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
from everyunit.proving.program_lots import BUILDERS as LOTS
from everyunit.proving.program_lots import summary_of as lot_summary
from everyunit.proving.program_parcels import BUILDERS as PARCELS
from everyunit.proving.program_parcels import summary_of as parcel_summary
from everyunit.proving.program_prices import BUILDERS as PRICES
from everyunit.proving.program_prices import summary_of as price_summary
from everyunit.proving.program_settings import BUILDERS as SETTINGS
from everyunit.proving.program_settings import summary_of as settings_summary
from everyunit.proving.program_sheets import BUILDERS as SHEETS
from everyunit.proving.program_sheets import summary_of as sheet_summary
from everyunit.rules.refusals import Refused
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit
from everyunit.stock.many import AmendUnits, UnitsAmended, amend_units

NAMING_LINES = ("unknown_line", "not_in_parcel")  # why something is refused, of a line that has no name here


class Program:
    """Carries out commands, and knows the ids of what the oracle names."""

    def __init__(self, actors: dict[str, Actor], known: State) -> None:
        self.actors = actors
        self.items = known.items  # as they were to begin with
        self.papers: dict[int, int] = {}  # the oracle's ids, and the program's
        self.lines: dict[int, int] = {}
        self.sheets: dict[int, int] = {}
        self.counts: dict[int, int] = {}
        self.parcels: dict[int, int] = {}

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
            (str(self.line(int(subject))), code) if code in NAMING_LINES and subject.isdigit() else (subject, code)
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
        told = sheet_summary(self, ask, answer) or counted_summary(self, ask, answer)
        told = told or parcel_summary(self, ask, answer) or closing_summary(answer)
        told = told or lot_summary(answer)
        told = told or settings_summary(answer) or price_summary(answer)
        if told:
            return told
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
    "bring": lambda program, ask: (
        bring,
        Bring(line_id=program.line(ask.line), bin=ask.get("bin"), quantity=ask.get("quantity")),
    ),
    "close": lambda program, ask: (close, Close(document_id=program.paper(ask.doc), to=ask.get("to"))),
    "move_units": lambda _, ask: (move_units, MoveUnits(units=ask.scans, to_bin=ask.get("to_bin"))),
    "amend_units": lambda _, ask: (
        amend_units,
        AmendUnits(units=ask.scans, note=ask.get("note"), add=ask.get("add")),
    ),
    "approve": lambda program, ask: (approve, Approve(document_id=program.paper(ask.doc))),
    "post": lambda program, ask: (post, Post(document_id=program.paper(ask.doc))),
    "reverse": lambda program, ask: (reverse, Reverse(document_id=program.paper(ask.doc), reason="mistake")),
    "discard": lambda program, ask: (discard, Discard(document_id=program.paper(ask.doc))),
    "enter": _enter,
    "amend": _amend,
    **BUILDING,
    **COUNTING,
    **CLOSING,
    **LOTS,
    **PARCELS,
    **PRICES,
    **SETTINGS,
    **SHEETS,
}


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
