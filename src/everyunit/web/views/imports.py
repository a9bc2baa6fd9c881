"""Lists brought in from CSV files: all of a file or nothing, with every mistake and its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from everyunit.base.operation import Actor
from everyunit.exchange.own_values_import import import_own_values_file
from everyunit.exchange.price_list_import import PriceListOptions, import_price_list_file
from everyunit.exchange.receipt_import import NotImported
from everyunit.exchange.reorder_points_import import ReorderPointsOptions, import_reorder_points_file
from everyunit.exchange.vendor_items_import import VendorItemsOptions, import_vendor_items_file
from everyunit.rules.own_fields import OF
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

PROBLEMS_SHOWN = 200
SIZE_LIMIT = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of list. `bring`: imports the bytes as the form says, and tells in words what became of them.

    `columns`: each with what it holds. `route`: where the list is looked at.
    """

    title: str
    route: str
    columns: tuple[tuple[str, str], ...]
    bring: Callable[[Actor, bytes, Form, bool], str]


def _vendor_items(actor: Actor, content: bytes, form: Form, dry_run: bool) -> str:
    options = VendorItemsOptions(vendor=form.text("vendor").strip() or None)
    saved = import_vendor_items_file(actor, content, options, dry_run=dry_run)
    return f"{saved.created:,} new, {saved.changed:,} changed."


def _prices(actor: Actor, content: bytes, form: Form, dry_run: bool) -> str:
    options = PriceListOptions(code=form.text("list").strip(), replace=form.checked("replace"))
    saved = import_price_list_file(actor, content, options, dry_run=dry_run)
    return f"Price list {saved.code} has {saved.entries:,} prices."


def _reorder_points(actor: Actor, content: bytes, form: Form, dry_run: bool) -> str:
    saved = import_reorder_points_file(actor, content, ReorderPointsOptions(), dry_run=dry_run)
    return f"{saved.saved:,} in force, {saved.removed:,} taken off."


def _own_values(actor: Actor, content: bytes, form: Form, dry_run: bool) -> str:
    filled = import_own_values_file(actor, content, form.text("of").strip(), dry_run=dry_run)
    return f"{filled.things:,} rows, {filled.changed:,} values changed."


SORTS = {
    "own-values": Sort(
        title="What own fields hold",
        route="units",
        columns=(
            ("the first column", "serial number, code, or kind and number: what the row is about"),
            ("each other column", "headed by the code or label of a field; an empty cell empties it"),
        ),
        bring=_own_values,
    ),
    "vendor-items": Sort(
        title="What vendors sell",
        route="vendor-items",
        columns=(
            ("vendor", "code of the vendor, unless you name one for all rows below"),
            ("item", "code or barcode"),
            ("part number", "what the vendor calls it"),
            ("from, price", "from so many pieces, so much each; several rows are several prices"),
            ("currency", "by default that of the vendor’s papers"),
            ("multiple, days", "sold in multiples of so many, comes after so many days"),
            ("preferred, discontinued", "yes or no"),
        ),
        bring=_vendor_items,
    ),
    "prices": Sort(
        title="Prices of a list",
        route="price-lists",
        columns=(
            ("item", "code or barcode"),
            ("from", "from so many pieces; 1 where it is empty"),
            ("price", "of one, in the currency of the list"),
        ),
        bring=_prices,
    ),
    "reorder-points": Sort(
        title="Reorder points",
        route="reorder",
        columns=(
            ("item", "code or barcode"),
            ("location", "by default the company’s default location"),
            (
                "reorder point, maximum",
                "with so many expected it is bought again, up to so many; both empty: not any more",
            ),
            ("minimum", "below this it is pressing"),
        ),
        bring=_reorder_points,
    ),
}


@page(EDIT_MASTER)
def import_list(request: HttpRequest, actor: Actor, sort: str) -> HttpResponse:
    """Choose a file; check it only, or bring it in."""
    chosen = SORTS.get(sort)
    if chosen is None:
        raise Http404(f"There is no list “{sort}”.")
    form = Form.sent(request) if request.method == "POST" else Form({"list": request.GET.get("list", "")})
    context = {"sort": sort, "chosen": chosen, "form": form, "own_sorts": OF}
    status = 200
    if request.method == "POST":
        checking = "check" in request.POST
        try:
            told = chosen.bring(actor, _content(request), form, checking)
            if not checking:
                messages.success(request, f"The file is in. {told}")
                return redirect(chosen.route)
            context["checked"] = told
        except NotImported as refused:
            context |= {"problems": refused.problems[:PROBLEMS_SHOWN], "problem_count": len(refused.problems)}
            status = 409
        except Refused as refusal:
            context["refusal"] = refusal
            status = 409
    return draw(request, "import_list.html", f"{chosen.title} from a CSV file", context, status=status)


def _content(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("no_such_file", "Choose a file first.")
    if sent.size is not None and sent.size > SIZE_LIMIT:
        raise Refused("file_too_large", f"The file is larger than {SIZE_LIMIT // 1024**2} MB. Split it.")
    return bytes(sent.read())
