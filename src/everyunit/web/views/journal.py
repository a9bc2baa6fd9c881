"""The journal, one entry of it, and the trial balance."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.enter import STOCKED, EnterManually, ManualLine, enter
from everyunit.money.queries import FIRST, JournalFilter, accounts, entry_by_id, journal_page
from everyunit.money.queries import trial_balance as balance_at
from everyunit.places.queries import company_facts
from everyunit.rules.moments import HOW
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_BOOKS, SEE_COST
from everyunit.web.forms import Form
from everyunit.web.lists import chips, cut_of, date_in, is_senseless, kept, listed, moment_in, number_in, with_time
from everyunit.web.pages import draw, page
from everyunit.web.saved_views import views_for
from everyunit.web.views.exports import exporting

ROWS = 8
LABELS = {"account": "Account", "document": "Document", "from": "From", "to": "To"}


@require_safe
@page(SEE_COST)
def journal(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = _asked(request)
    wanted = _wanted(asked)
    found = journal_page(
        wanted,
        before=number_in(cut.after) or FIRST,
        newer_than=number_in(cut.before),
        limit=0 if is_senseless(asked) else cut.limit,
    )
    chart = accounts()
    named = next((f"{each.code} {each.name}" for each in chart if each.code == asked["account"]), "")
    context = {
        "list": listed(request, cut, found, lambda entry: entry.posting_id),
        "chips": chips(request, LABELS, {"account": named}),
        "asked": asked,
        "accounts": chart,
        "views": views_for(request, actor, "journal"),
        "kept": kept(request, "view"),
        "export": exporting(request, "journal"),
    }
    return draw(request, "journal.html", "Journal", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in LABELS}


def _wanted(asked: dict[str, str]) -> JournalFilter:
    return JournalFilter(
        account=asked["account"],
        document=asked["document"],
        date_from=date_in(asked["from"]),
        date_to=date_in(asked["to"]),
    )


@require_safe
@page(SEE_COST)
def journal_entry(request: HttpRequest, actor: Actor, posting_id: int) -> HttpResponse:
    found = entry_by_id(posting_id)
    if found is None:
        raise Http404(f"There is no journal entry of posting {posting_id}.")
    return draw(request, "journal_entry.html", f"Journal entry {posting_id}", {"entry": found})


@require_safe
@page(SEE_COST)
def trial_balance(request: HttpRequest, actor: Actor) -> HttpResponse:
    if (whole := with_time(request)) is not None:
        return whole
    until, asked = (request.GET.get(name, "").strip() for name in ("until", "known"))
    known = moment_in(asked)
    wrong = {"known": HOW} if asked and known is None else {}
    balance = balance_at(date_in(until), known)
    context = {"balance": balance, "asked": {"until": balance.until, "known": asked}, "wrong": wrong}
    return draw(request, "trial_balance.html", "Trial balance", context)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a line in the form."""

    number: int
    account: str
    debit: str
    credit: str
    wrong: str


@page(KEEP_BOOKS)
def new_journal_entry(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form; with ?opposite= filled in with what undoes that entry."""
    company = company_facts()
    digits = company.currency_digits if company else 2
    form = Form.sent(request) if request.method == "POST" else Form(_opposite(request, digits))
    if request.method == "POST":
        command = _command(form, digits)
        if not form.refused:
            try:
                made = enter(actor, command, key=form.text("key") or None)
                messages.success(request, f"Journal entry {made.posting_id} is booked.")
                return redirect("journal-entry", made.posting_id) if actor.may(SEE_COST) else redirect("dashboard")
            except Refused as refusal:
                form.take(refusal, {"text": "text", "date": "date"} | _row_of_line(form))
    context = {
        "form": form,
        "refusal": form.refusal,
        "key": form.text("key") or str(uuid4()),
        "rows": [_row(form, number) for number in _numbers(form)],
        "accounts": [each for each in accounts() if each.purpose != STOCKED and not each.discontinued],
    }
    return draw(request, "journal_form.html", "New journal entry", context, status=409 if form.refused else 200)


def _numbers(form: Form) -> range:
    asked = [int(name[8:]) for name in form.values if name.startswith("account-") and name[8:].isdecimal()]
    return range(1, max([ROWS, *[each for each in asked if each <= 500]]) + 1)


def _row(form: Form, number: int) -> Row:
    account, debit, credit = (f"{name}-{number}" for name in ("account", "debit", "credit"))
    wrong = [message for name in (account, debit, credit) for message in form.wrong.get(name, [])]
    return Row(number, form.text(account), form.text(debit), form.text(credit), " ".join(wrong))


def _filled(form: Form) -> list[int]:
    """The rows that somebody wrote into."""
    return [
        number
        for number in _numbers(form)
        if any(form.text(f"{name}-{number}").strip() for name in ("account", "debit", "credit"))
    ]


def _row_of_line(form: Form) -> dict[str, str]:
    """The field of each line as a refusal names it; empty rows are not lines."""
    return {f"Line {line}": f"account-{number}" for line, number in enumerate(_filled(form), start=1)}


def _command(form: Form, digits: int) -> EnterManually:
    lines = []
    for number in _filled(form):
        debit, credit = form.amount(f"debit-{number}", digits), form.amount(f"credit-{number}", digits)
        if not form.text(f"account-{number}").strip():
            form.complain(f"account-{number}", "Choose an account.")
        if min(debit, credit) < 0:
            form.complain(f"debit-{number}", "Write the amount on the other side instead of a minus.")
        lines.append(ManualLine(account=form.text(f"account-{number}").strip(), amount_minor=debit - credit))
    date = date_in(form.text("date").strip())
    if date is None and form.text("date").strip():
        form.complain("date", "Write a date.")
    return EnterManually(text=form.text("text"), lines=tuple(lines), date=date)


def _opposite(request: HttpRequest, digits: int) -> dict[str, object]:
    entry = entry_by_id(number_in(request.GET.get("opposite", "")) or 0)
    if entry is None or not entry.by_hand:
        return {}
    values: dict[str, object] = {"text": f"Opposite of entry {entry.posting_id}: {entry.memo}"[:200]}
    for number, line in enumerate(entry.lines, start=1):
        side = "credit" if line.amount_minor > 0 else "debit"
        values |= {
            f"account-{number}": line.account,
            f"{side}-{number}": format_amount(abs(line.amount_minor), digits),
        }
    return values
