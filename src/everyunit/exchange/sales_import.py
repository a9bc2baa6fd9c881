"""Import the sales of the past: each invoice of the file becomes a posted sales invoice, each return a credit memo.

Each invoice stands by itself: one that cannot be posted is reported, the others go in; an import that was cut short
goes on where it stopped, and repeating it changes nothing. Papers of the past name no units, so they are picked first
in first out; a return takes back units that the same customer bought, and generates serial numbers for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from everyunit.base.operation import Actor, Work, operation
from everyunit.base.progress import report
from everyunit.catalog.models import Tracking
from everyunit.catalog.save_item import create_items
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.picking import pick_lines
from everyunit.documents.post import Post, post
from everyunit.documents.scans import items_scanned
from everyunit.exchange.new_items import categories_of
from everyunit.exchange.past_sales import UNNAMED, PastInvoice, SalesOptions, read_papers
from everyunit.exchange.receipt_import import NotImported
from everyunit.parties.save_party import create_customers, unknown_customers
from everyunit.places.models import Company
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER, SELL
from everyunit.rules.sheets import Problem, read_sheet
from everyunit.stock.holds import hold
from everyunit.stock.queries import average_cost
from everyunit.stock.sold import sold_to

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPosted:
    """What became of a paper: pieces moved, of those generated, and its total."""

    number: str
    pieces: int
    generated: int
    total_minor: int


@dataclass(slots=True, kw_only=True)
class SalesImported:
    """What became of the file. Amounts in minor units; `errors` are invoices that could not be posted. `known`: of the
    documents, those that an earlier import of the same file had posted already.
    """

    documents: int = 0
    known: int = 0
    units_sold: int = 0
    units_returned: int = 0
    units_generated: int = 0
    sales_minor: int = 0
    returns_minor: int = 0
    items_created: int = 0
    parties_created: int = 0
    errors: list[Problem] = field(default_factory=list)


def import_sales_file(actor: Actor, content: bytes, options: SalesOptions) -> SalesImported:
    """Read the file and post its invoices one by one.

    A file that cannot be read right is refused whole: `NotImported` with every problem of every row. Refused besides:
    `no_company`, `not_allowed`.
    """
    company = Company.objects.first()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    sheet = read_sheet(content, options.encoding)
    papers, names, sorts = read_papers(sheet, options, company.currency_digits) if sheet.header else ([], {}, ())
    if options.tracking not in Tracking.values:
        sheet.complain(None, "bad_tracking", f"Tracking is one of {', '.join(Tracking.values)}.")
    if sheet.problems:
        raise NotImported(sheet.problems)
    command = PrepareSales(
        items=names,
        categories=sorts,
        parties=tuple(dict.fromkeys(paper.party for paper in papers)),
        create_items=options.create_items,
        create_parties=options.create_parties,
        tracking=options.tracking,
    )
    prepared = prepare_sales(actor, command)
    done = SalesImported(items_created=prepared.items_created, parties_created=prepared.parties_created)
    digest = sha256(content).hexdigest()[:24]
    for position, paper in enumerate(papers, 1):
        _import(actor, paper, f"sales:{digest}:{paper.kind}:{paper.reference}", done)
        report("Posting invoices", position, len(papers))
    return done


def _import(actor: Actor, paper: PastInvoice, key: str, done: SalesImported) -> None:
    try:
        carried = post_past.carry_out(actor, paper, key=key)
    except Refused as refused:
        reasons = "; ".join(f"{each.subject}: {each.message}" for each in refused.offenders[:5])
        done.errors.append(
            Problem(
                row=paper.lines[0].row,
                code=refused.offenders[0].code if refused.offenders else refused.code,
                message=f"Invoice {paper.reference}: {reasons or refused.message}",
            )
        )
        return
    posted = carried.answer
    done.documents += 1
    done.known += carried.replayed
    if KINDS[paper.kind].takes_unknown:
        done.units_returned += posted.pieces
        done.units_generated += posted.generated
        done.returns_minor += posted.total_minor
    else:
        done.units_sold += posted.pieces
        done.sales_minor += posted.total_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareSales:
    """The items (code and name) and customers of the file, and whether unknown ones are to be created. `categories`: of
    items, as rows name them: row, item, category.
    """

    items: dict[str, str]
    parties: tuple[str, ...]
    create_items: bool
    create_parties: bool
    tracking: str
    categories: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPrepared:
    """How many were created."""

    items_created: int
    parties_created: int


@operation(right=EDIT_MASTER)
def prepare_sales(work: Work, command: PrepareSales) -> SalesPrepared:
    """Make sure of all items and customers, or refuse with all that are unknown (`NotImported`)."""
    items = items_scanned(list(command.items))
    unknown = {code: name for code, name in command.items.items() if code not in items}
    strangers = unknown_customers(command.parties)
    problems = []
    if not command.create_items:
        problems += [
            Problem(
                row=None, code="unknown_item", message=f"There is no item “{code}”. Say --create-items to create it."
            )
            for code in unknown
        ]
    if not command.create_parties:
        problems += [
            Problem(row=None, code="unknown_party", message=f"There is no customer “{code}”. Say --create-parties.")
            for code in strangers
        ]
    sorts = categories_of((each for each in command.categories if each[1] in unknown), problems)
    if problems:
        raise NotImported(problems)
    return SalesPrepared(
        items_created=create_items(work, unknown, command.tracking, sorts),
        parties_created=create_customers(work, {code: _party_name(code) for code in strangers}),
    )


def _party_name(code: str) -> str:
    return "Customers without a name" if code == UNNAMED else f"Customer {code}"


@operation(right=SELL)
def post_past(work: Work, command: PastInvoice) -> PastPosted:
    """Post one paper of the past, dated then, its number kept as reference; refused as posting is."""
    kind = KINDS[command.kind]
    paper = draft.within(
        work,
        Draft(
            kind=kind.code,
            party=command.party,
            date=command.date,
            reference=command.reference,
            lines=tuple(
                NewLine(item=line.item, quantity=abs(line.quantity), amount_minor=line.amount_minor)
                for line in command.lines
            ),
        ),
    )
    document = Document.objects.select_related("location", "from_bin", "party").get(pk=paper.document_id)
    lines = list(document.lines.select_related("item", "from_bin").order_by("position"))
    generated = 0
    if kind.takes_unknown:
        generated = _take_back(work, document, lines)
    else:
        pick_lines(work, document, kind, lines, tracking=UNIT_TRACKED, past=True)
    posted = post.within(work, Post(document_id=document.pk, past=True, asks=False))
    return PastPosted(
        number=f"{posted.kind} {posted.number}",
        pieces=sum(abs(line.quantity) for line in command.lines),
        generated=generated,
        total_minor=posted.total_minor,
    )


def _take_back(work: Work, document: Document, lines: Sequence[Line]) -> int:
    """Name units that the customer bought, the latest first, and generate the others; how many were generated."""
    generated = 0
    tracked = [line for line in lines if line.item.tracking in UNIT_TRACKED]
    for line in tracked:  # the few lines of one paper
        runs = sold_to(document.party_id or 0, line.item_id, line.quantity)
        line.attached = hold([(run, line.pk) for run in runs], work.at) if runs else 0
        line.to_generate = line.quantity - line.attached or None
        line.generate_cost_minor = average_cost(line.item_id) if line.to_generate else None
        line.generate_cost_named = False if line.to_generate else None
        generated += line.to_generate or 0
    keep_lines(tracked, "attached", "to_generate", "generate_cost_minor", "generate_cost_named")
    return generated
