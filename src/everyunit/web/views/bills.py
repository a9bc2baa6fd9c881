"""The form of a bill of materials: what a kit or an assembly is made of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from everyunit.base.operation import Actor
from everyunit.catalog.bills import ComponentRow, by_products_of, components_of
from everyunit.catalog.by_products import ByProductAs
from everyunit.catalog.queries import ItemRow
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.words import LINKS
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page
from everyunit.web.views.items import known

ROWS, MORE, MOST = 6, 4, 200
BESIDES = 3  # rows for by-products beyond those that are filled in
NAMES = ("item", "quantity", "waste", "waste_quantity", "link", "substitutes")


@page(EDIT_MASTER)
def edit_bill(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    item = known(code)
    form = Form.sent(request) if request.method == "POST" else Form(_values(item))
    if request.method == "POST":
        command = _command(form, item)
        try:
            save_bill(actor, command, dry_run=form.refused)
            if not form.refused:
                messages.success(request, f"What {item.code} is made of is saved.")
                return redirect("item", item.code)
        except Refused as refusal:
            form.take(_beside_rows(refusal, form), {f"item-{number}": f"item-{number}" for number in _numbers(form)})
    context = {
        "form": form,
        "item": item,
        "refusal": form.refusal,
        "rows": [_row(form, number) for number in _numbers(form)],
        "links": LINKS,
        "besides": [_besides_row(form, number) for number in _besides(form)],
    }
    title = f"What {item.code} is made of"
    return draw(request, "bill_form.html", title, context, status=409 if form.refused else 200)


def _values(item: ItemRow) -> dict[str, object]:
    values: dict[str, object] = {"price_on_parts": "yes"} if item.price_on_parts else {}
    for number, row in enumerate(components_of([item.item_id]).get(item.item_id, []), 1):
        values |= {f"{name}-{number}": value for name, value in _cells(row).items()}
    for number, each in enumerate(by_products_of(item.item_id), 1):
        values |= {f"besides-{number}": each.item, f"besides-quantity-{number}": each.quantity}
        values[f"share-{number}"] = format_amount(each.share) if each.share else ""
    return values


def _cells(row: ComponentRow) -> dict[str, object]:
    return {
        "item": row.item,
        "quantity": row.quantity,
        "waste": format_amount(row.waste) if row.waste else "",
        "waste_quantity": row.waste_quantity or "",
        "link": row.link,
        "substitutes": ", ".join(row.substitutes),
    }


def _numbers(form: Form) -> range:
    """The rows of the form: what is filled in, and some to write into."""
    filled = [int(name[5:]) for name in form.values if name.startswith("item-") and name[5:].isdecimal()]
    last = max([each for each in filled if each <= MOST and form.text(f"item-{each}").strip()], default=0)
    return range(1, max(ROWS, last + MORE) + 1)


def _row(form: Form, number: int) -> dict[str, object]:
    wrong = [message for name in NAMES for message in form.wrong.get(f"{name}-{number}", [])]
    return {"number": number, "wrong": wrong, **{name: form.text(f"{name}-{number}") for name in NAMES}}


def _filled(form: Form) -> list[int]:
    return [number for number in _numbers(form) if form.text(f"item-{number}").strip()]


def _command(form: Form, item: ItemRow) -> SaveBill:
    return SaveBill(
        item=item.code,
        components=tuple(
            ComponentAs(
                item=form.text(f"item-{number}").strip(),
                quantity=form.number(f"quantity-{number}") or 1,
                waste=form.amount(f"waste-{number}", 2),
                waste_quantity=form.number(f"waste_quantity-{number}"),
                link=form.text(f"link-{number}") or None,
                substitutes=tuple(
                    text for text in (part.strip() for part in form.text(f"substitutes-{number}").split(",")) if text
                ),
            )
            for number in _filled(form)
        ),
        price_on_parts=form.checked("price_on_parts"),
        by_products=tuple(
            ByProductAs(
                item=form.text(f"besides-{number}").strip(),
                quantity=form.number(f"besides-quantity-{number}") or 1,
                share=form.amount(f"share-{number}", 2),
            )
            for number in _besides(form)
            if form.text(f"besides-{number}").strip()
        ),
    )


def _besides(form: Form) -> range:
    """The rows for by-products: what is filled in, and some to write into."""
    filled = [number for number in range(1, MOST + 1) if form.text(f"besides-{number}").strip()]
    return range(1, max(filled, default=0) + BESIDES)


def _besides_row(form: Form, number: int) -> dict[str, object]:
    names = {"item": "besides", "quantity": "besides-quantity", "share": "share"}
    wrong = [message for name in names.values() for message in form.wrong.get(f"{name}-{number}", [])]
    return {"number": number, "wrong": wrong, **{key: form.text(f"{name}-{number}") for key, name in names.items()}}


def _beside_rows(refusal: Refused, form: Form) -> Refused:
    """A problem of a component is told in its row."""
    filled = _filled(form)
    named = [
        each
        if each.row is None
        else Offender(f"item-{filled[each.row - 1]}", each.code, f"{each.subject}: {each.message}")
        for each in refusal.offenders
    ]
    return Refused(refusal.code, refusal.message, named)
