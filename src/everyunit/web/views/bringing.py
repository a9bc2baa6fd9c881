"""What a line of an order lacks, brought from another bin."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from everyunit.base.operation import Actor
from everyunit.documents.bring import Bring, bring
from everyunit.documents.elsewhere import line_to_bring
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import TRANSFER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page, status_of


@require_http_methods(["GET", "POST"])
@page(TRANSFER)
def bring_for_line(request: HttpRequest, actor: Actor, line_id: int) -> HttpResponseBase:
    """Where there is some of it; choosing a bin begins the transfer."""
    line = line_to_bring(line_id)
    if line is None:
        raise Http404("There is no such line.")
    form, refusal = Form({"quantity": line.lacking}), None
    if request.method == "POST":
        form = Form.sent(request)
        command = Bring(line_id=line_id, bin=form.text("bin"), quantity=form.number("quantity"))
        try:
            made = bring(actor, command, key=request.POST.get("key") or None)
            messages.success(request, f"{made.kind} {made.number} brings {line.item} for {line.order}.")
            return redirect("document", made.kind, made.number)
        except Refused as error:
            refusal = error
    context = {"line": line, "form": form, "refusal": refusal, "key": str(uuid4())}
    title = f"Bring {line.item} for {line.order}"
    return draw(request, "bring.html", title, context, status=200 if refusal is None else status_of(refusal))
