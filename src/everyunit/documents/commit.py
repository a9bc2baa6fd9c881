"""Commit a quantity to a line of an order: how many it shall hold in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.committing import commit_bin, finish, move_released, recount
from everyunit.documents.counted import commit_counted
from everyunit.documents.drafts import DraftSaved, draft_to_change, forget_maker_numbers, refuse_to_name, saved
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.picking import Answers, FromBin, move_picked, pick_lines, picks_itself_as
from everyunit.documents.pricing import exchange_of, worth_of
from everyunit.documents.progress import progress
from everyunit.documents.scans import Question
from everyunit.places.default_bins import default_bins
from everyunit.rules.refusals import Offender, Refused
from everyunit.stock import ledger
from everyunit.stock.holds import held_by, release
from everyunit.stock.ledger import Birth
from everyunit.stock.runs import held

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """The line of this order shall hold so many in all; of a negative line, with its sign or without.

    `from_bin`: where they are taken from. `to_bin`: where a quantity goes that is let go, if not to the release bin.
    `numbered`: whether units with makers' numbers are picked, where somebody is to be asked.
    """

    document_id: int
    line_id: int
    quantity: int
    from_bin: str | None = None
    to_bin: str | None = None
    numbered: Literal["take", "skip"] | None = None


@operation()
def commit(work: Work, command: Commit) -> DraftSaved:
    """Commit a quantity (SAL-71): a purchase order generates units into its inspection bin (PUR-92), auto-serialized
    items are picked first in first out, quantities move to the commit bin and are held. A lower figure releases the
    rest.

    Refused: `unknown_document`, `closed`, `not_allowed`, `not_an_order`, `unknown_line`, `over_committed`,
    `scan_the_units`, `nothing_to_commit`, `negative_stock`, `no_default_bin`; where the preferences ask for a choice
    `choose_bin` and `choose_units`, with what there is to choose.
    """
    document, kind = draft_to_change(work, command.document_id)
    refuse_to_name(document, kind)
    if kind.stage is not Stage.ORDER:
        raise Refused("not_an_order", f"{kind.name} {document.number} is not an order. Only orders commit stock.")
    line = document.lines.select_related("item", "from_bin").filter(pk=command.line_id).first()
    if line is None:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    if line.negative:
        command = replace(command, quantity=abs(command.quantity))
    reached = progress([line.pk])[line.pk]
    outstanding = abs(line.quantity) - reached.done
    if line.item.tracking != "quantity":  # units on drafts were lent by the order, quantities stay committed to it
        outstanding -= reached.drafted
    if not 0 <= command.quantity <= outstanding:
        raise Refused(
            "over_committed",
            f"{outstanding} of line {line.position} are outstanding; {command.quantity} cannot be committed."
            " Raise the line's quantity first.",
        )
    if line.item.tracking == "none":
        raise Refused("nothing_to_commit", f"{line.item.name} is not kept in stock, so there is nothing to commit.")
    if line.follows_units:  # somebody enters a figure: it asks from now on
        line.follows_units = False
        line.save(update_fields=["follows_units"])
    if line.item.tracking == "quantity":
        commit_counted(work, document, kind, line, command.quantity, command.from_bin, command.to_bin)
    else:
        _commit_units(work, document, kind, line, command)
    recount([line.pk])
    return saved(document)


def generate_committed(work: Work, document: Document, kind: Kind, lines: Sequence[Line], more: int = 0) -> None:
    """Generate the units that lines of an order expect, by makers' numbers and `more` without, and hold them for the
    line.
    """
    if kind.stage is not Stage.ORDER:
        return
    line_ids = [line.pk for line in lines]
    chosen = sql.among("line_id", line_ids)
    numbers: dict[int, list[str]] = {}
    for line_id, text in sql.rows(
        f"SELECT line_id, text FROM documents_makernumber WHERE {chosen.sql} ORDER BY id", chosen.params
    ):
        numbers.setdefault(line_id, []).append(text)
    making = [line for line in lines if numbers.get(line.pk) or more]
    if not making:
        return
    forget_maker_numbers(line_ids)
    row = row_for(kind, making[0].sign)
    origin = default_bins(work, document.location).need(row.route.source_default)
    target = commit_bin(work, document, kind, row)
    if target is None:
        target = default_bins(work, document.location).need(row.route.target_default)
    posting_id = ledger.open_posting(work, document.pk)
    births = []
    exchange = exchange_of(document.currency, document.rate)
    for line in making:
        count = len(numbers.get(line.pk, ())) + more
        each = worth_of(line, exchange).net_minor // max(1, abs(line.quantity))
        births.append(
            Birth(line.pk, line.item_id, count, each * count, origin.pk, target.pk, tuple(numbers.get(line.pk, ())))
        )
    ledger.generate(posting_id, births, document.location_id, work.at)
    ledger.hold_moved(posting_id, work.at)
    finish(document, posting_id)


def _commit_units(work: Work, document: Document, kind: Kind, line: Line, command: Commit) -> None:
    wanted = command.quantity
    there = held_by([line.pk]).get(line.pk, 0)
    if wanted < there:
        surplus = held([line.pk], but_first=wanted)
        move_released(work, document, kind, line.sign, surplus)
        release(surplus, [line.pk])
        return
    missing = wanted - there
    if missing == 0:
        return
    if row_for(kind, line.sign).generates:
        generate_committed(work, document, kind, [line], more=missing)
        return
    if not picks_itself_as(kind, line.item.tracking, line.quantity, follows_units=False):
        raise Refused(
            "scan_the_units", f"Units of {line.item.name} are named one by one: scan the {missing} to be committed."
        )
    line.attached = there
    bins = (FromBin(bin=command.from_bin),) if command.from_bin else ()
    picked = pick_lines(work, document, kind, [line], wanted, answers=Answers(bins=bins, numbered=command.numbered))
    for question in picked.questions:
        _ask(question)
    if picked.short:
        raise Refused(
            "negative_stock",
            "There is not enough stock. Nothing was committed.",
            [Offender(str(each.texts), each.code, each.message) for each in picked.short],
        )
    move_picked(work, document, kind, picked)


def _ask(question: Question) -> None:
    if question.about == "bin":
        raise Refused(
            "choose_bin",
            f"{question.missing} of {question.item} are to be picked. Choose the bin that they come from.",
            [Offender(each.bin, "choose_bin", f"{each.free} free in {each.name}.") for each in question.bins],
        )
    raise Refused(
        "choose_units",
        f"{question.waiting} of {question.item} have makers' numbers. Say whether they are taken, or scan them.",
        [Offender(serial, "choose_units", f"Maker's number {number}.") for serial, number in question.units],
    )
