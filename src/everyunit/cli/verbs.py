"""Every verb that `everyunit do` carries out, room by room, by the name that its page in docs/verbs has.

Those that begin with a file are not among them: `everyunit import` and `everyunit file` read it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from everyunit.base.operation import Operation
from everyunit.rules.refusals import Refused

ROOMS = {
    "documents": "draft revise attach detach unscan pick capture commit generate replace_unit refuse_return bring"
    " convert credit close post approve reverse discard amend_document move_units name_lot use_lots save_reason"
    " fill_fields enter send",
    "selling": "make_pull_sheet pick_by_scan pick_from_bin put_back take_off close_pull_sheet invoice_pull_sheet"
    " save_parcel pack unpack discard_parcel",
    "counting": "make_count start_bins count_scans count_rows enter_number take_away finish_bins recount cancel_bins"
    " decide approve_count finalize_count void_count",
    "assembly": "order_work supply_work start_work number_built link_parts spread_parts substitute build take_apart"
    " swap",
    "purchasing": "reorder save_reorder_points",
    "stock": "amend_unit amend_units number_units block_bin rebuild",
    "catalog": "save_item save_bill save_lot set_put_away",
    "parties": "save_party",
    "places": "save_location save_area save_bin rearrange save_workstation set_default_bins set_search_order",
    "prices": "save_vendor_items save_price_list assign_price_list",
    "terms": "save_tax_code save_rate",
    "money": "save_account",
    "books": "save_category categorize save_account_rules",
    "closing": "close_period reopen_period",
    "fields": "save_field",
    "preferences": "set_preference",
    "people": "save_view delete_view",
    "exports": "start_export cancel_export delete_export",
}
# Where the file is not called as the verb.
FILES = {
    "amend_unit": "amend",
    "amend_units": "many",
    "number_units": "many",
}
ROOM_OF = {verb: room for room, verbs in ROOMS.items() for verb in verbs.split()}


def verb_named(name: str) -> Operation[Any, Any]:
    """Refused: `unknown_verb`."""
    room = ROOM_OF.get(name)
    if room is None:
        raise Refused("unknown_verb", f"There is no verb “{name}”. “everyunit do” lists them all.")
    found = getattr(import_module(f"everyunit.{room}.{FILES.get(name, name)}"), name)
    assert isinstance(found, Operation)
    return found
