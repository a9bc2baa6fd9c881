"""Vendors and customers: the lists, one of them, and the form."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.documents.lists import DocumentFilter, find_documents
from everyunit.parties.queries import PartyRow, parties_page, party_by_code
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.prices.queries import price_list_of, price_lists_page, vendor_items_page
from everyunit.rules.payment_terms import EXAMPLES
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.beside import beside
from everyunit.web.columns import PARAMETER, table
from everyunit.web.forms import Form
from everyunit.web.item_columns import party_columns
from everyunit.web.lists import chips, cut_of, kept, listed
from everyunit.web.own_inputs import own_inputs
from everyunit.web.pages import draw, page
from everyunit.web.saved_views import views_for
from everyunit.web.views.exports import exporting
from everyunit.web.views.terms import tax_choices

PAPERS = ("contact", "ship_to", "ship_via", "terms", "currency", "tax_code", "representative")
TITLES = {"vendor": "Vendors", "customer": "Customers"}
FIELDS = {name: name for name in ("code", "name", "email", "phone", *PAPERS)} | {"role": "code", "code_taken": "code"}
TEXTS = ("name", "email", "phone", "address", "note", *PAPERS)
DOCUMENTS_SHOWN = 20
ITEMS_SHOWN = 20
LISTS_OFFERED = 200


@require_safe
@page()
def parties(request: HttpRequest, actor: Actor, role: str) -> HttpResponse:
    cut = cut_of(request)
    search = request.GET.get("search", "").strip()
    found = parties_page(role=role, search=search, after=cut.after, before=cut.before, limit=cut.limit)
    shown = listed(request, cut, found, lambda party: party.code)
    context = {
        "list": shown,
        "table": table(request, party_columns(), shown.rows),
        "views": views_for(request, actor, f"{role}s"),
        "kept": kept(request, PARAMETER, "view"),
        "export": exporting(request, f"{role}s"),
        "chips": chips(request, {"search": "Search"}),
        "search": search,
        "role": role,
        "plural": f"{role}s",
    }
    return draw(request, "parties.html", TITLES[role], context)


@require_safe
@page()
def party(request: HttpRequest, actor: Actor, role: str, code: str) -> HttpResponse:
    found = known(role, code)
    context = {
        "party": found,
        "plural": f"{role}s",
        "documents": find_documents(DocumentFilter(party=found.code), limit=DOCUMENTS_SHOWN),
        "documents_shown": DOCUMENTS_SHOWN,
        "documents_query": urlencode({"party": found.code}),
        "units_query": urlencode({role: found.code}),
        "kinds": [kind for kind in KINDS.values() if kind.party == role and kind.by_hand and actor.may(kind.right)],
        **_prices(found),
        **beside(role, found.code, found.party_id, actor, EDIT_MASTER),
    }
    return draw(request, "party.html", found.name, context)


def _prices(found: PartyRow) -> dict[str, object]:
    """What a vendor sells; by which list a customer pays."""
    if found.role == "vendor":
        sold = vendor_items_page(vendor=found.code, limit=ITEMS_SHOWN + 1)
        return {"sold": sold[:ITEMS_SHOWN], "sells_more": len(sold) > ITEMS_SHOWN}
    lists = price_lists_page(limit=LISTS_OFFERED)
    own = price_list_of(found.code) if any(each.customers for each in lists) else None
    return {"price_list": own, "price_lists": lists}


@page(EDIT_MASTER)
def new_party(request: HttpRequest, actor: Actor, role: str) -> HttpResponse:
    return _edit(request, actor, role, None, Form(), f"New {role}")


@page(EDIT_MASTER)
def edit_party(request: HttpRequest, actor: Actor, role: str, code: str) -> HttpResponse:
    found = known(role, code)
    form = Form(
        {"code": found.code}
        | {name: getattr(found, name) for name in TEXTS}
        | ({"discontinued": "yes"} if found.discontinued else {})
        | own_inputs(role).held(role, found.party_id)
    )
    return _edit(request, actor, role, found, form, f"Change {found.code}")


def _edit(request: HttpRequest, actor: Actor, role: str, old: PartyRow | None, form: Form, title: str) -> HttpResponse:
    own = own_inputs(role)
    if request.method == "POST":
        form = Form.sent(request)
        command = _command(form, role, old, own.written(form))
        try:
            saved = save_party(actor, command)
            messages.success(request, f"{role.capitalize()} {saved.code} is {'created' if saved.created else 'saved'}.")
            return redirect("party", role, saved.code)
        except Refused as refusal:
            form.take(refusal, FIELDS | own.beside(command.code.strip()))
    context = {
        "form": form,
        "old": old,
        "role": role,
        "plural": f"{role}s",
        "tax_codes": tax_choices(),
        "terms_examples": EXAMPLES,
        "inputs": own.inputs,
        "refusal": form.refusal,
    }
    return draw(request, "party_form.html", title, context, status=409 if form.refused else 200)


def _command(form: Form, role: str, old: PartyRow | None, own: dict[str, str]) -> SaveParty:
    return SaveParty(
        code=old.code if old else form.text("code"),
        role=role,
        discontinued=form.checked("discontinued"),
        own=own,
        new_only=old is None,
        **{name: form.text(name) for name in TEXTS},
    )


def known(role: str, code: str) -> PartyRow:
    found = party_by_code(code)
    if found is None or found.role != role:
        raise Http404(f"There is no {role} “{code}”.")
    return found
