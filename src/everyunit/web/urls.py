"""The addresses of the pages. Codes and numbers come last in an address: they may hold anything, also slashes."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from everyunit.web.converters import CodeConverter, IdConverter, RoleConverter
from everyunit.web.views.accounts import account_rules, accounts, edit_account, new_account
from everyunit.web.views.bills import edit_bill
from everyunit.web.views.bins import bin_page, bins, block, edit_bin, new_bin
from everyunit.web.views.bringing import bring_for_line
from everyunit.web.views.categories import categories, edit_category, new_category
from everyunit.web.views.count import change_bins, count, count_lines, number_count, scan_count, undo_count
from everyunit.web.views.count_differences import count_sheet, decide_differences, differences, differences_csv
from everyunit.web.views.count_file import file_count
from everyunit.web.views.counts import counts, new_count
from everyunit.web.views.dashboard import dashboard
from everyunit.web.views.default_bins import default_bins, set_order
from everyunit.web.views.document import (
    amend_posted,
    approvals,
    approve_document,
    credit_document,
    discard_document,
    document,
    lines,
    post_document,
    reverse_document,
    units_of_document,
)
from everyunit.web.views.documents import documents
from everyunit.web.views.editing import change, pick_units, scan, undo
from everyunit.web.views.explain import explain
from everyunit.web.views.exports import (
    drop_export,
    export_file,
    export_list,
    exports_page,
    list_csv,
    stop_export,
)
from everyunit.web.views.files import add_files, drop_file, give_file, give_thumbnail
from everyunit.web.views.finding import find_items, find_parties, find_people
from everyunit.web.views.imports import import_list
from everyunit.web.views.items import edit_item, item, items, new_item, put_item_away
from everyunit.web.views.journal import journal, journal_entry, new_journal_entry, trial_balance
from everyunit.web.views.labels import labels_of_bins, labels_of_units
from everyunit.web.views.linking import linking, links, scan_links, undo_links
from everyunit.web.views.locations import edit_location, locations_page, new_location
from everyunit.web.views.lots import change_lot, lot_list, lot_page, switch_lots
from everyunit.web.views.many_units import many_units
from everyunit.web.views.new_document import new_document
from everyunit.web.views.orders import (
    close_document,
    commit_quantity,
    detach_units,
    generate_units,
    make_document,
    replace_unit_on,
    send_document,
)
from everyunit.web.views.own_fields import edit_own_field, fill_own_fields, new_own_field, own_field_list
from everyunit.web.views.paper import paper_page, sheet
from everyunit.web.views.parcels import (
    drop_parcel,
    new_parcel,
    pack_parcel,
    packing_slip,
    parcel,
    parcel_lines,
    unpack_parcel,
)
from everyunit.web.views.parties import edit_party, new_party, parties, party
from everyunit.web.views.periods import close_books, period, periods, reopen_books
from everyunit.web.views.places import edit_area, move_place, new_area, places
from everyunit.web.views.price_lists import (
    assign_to_customer,
    edit_price_list,
    new_price_list,
    price_list,
    price_lists,
)
from everyunit.web.views.profit import profit_page
from everyunit.web.views.pull_sheet import pick_sheet, pull_sheet, scan_sheet, sheet_lines, sheet_paper, undo_sheet
from everyunit.web.views.pull_sheets import (
    close_sheet,
    invoice_sheet,
    new_pull_sheet,
    pull_sheets,
    sheet_scans,
    take_order_off,
)
from everyunit.web.views.reasons import edit_reason, new_reason, reason_list
from everyunit.web.views.reorder import reorder_page, save_reordering
from everyunit.web.views.return_desk import refuse_unit, return_desk
from everyunit.web.views.saved_views import drop_view, keep_view
from everyunit.web.views.search import search
from everyunit.web.views.settings import changes, set_one, settings
from everyunit.web.views.sign_in import SignIn, sign_out
from everyunit.web.views.stock_as_of import stock_page
from everyunit.web.views.terms import edit_tax_code, exchange_rates, new_tax_code, taxes
from everyunit.web.views.transfers import transfers_page
from everyunit.web.views.units import amend, unit, units
from everyunit.web.views.vendor_items import vendor_item, vendor_items
from everyunit.web.views.warranty import warranty
from everyunit.web.views.work_orders import do_work, new_work_order, short, swap_part, take_unit_apart, work_order
from everyunit.web.views.workstations import choose_workstation, edit_workstation, new_workstation, workstation_list

register_converter(CodeConverter, "code")
register_converter(IdConverter, "id")
register_converter(RoleConverter, "role")

urlpatterns: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("search", search, name="search"),
    path("warranty", warranty, name="warranty"),
    path("items", items, name="items"),
    path("items.csv", list_csv, {"of_list": "items"}, name="items-csv"),
    path("items/<code:code>", item, name="item"),
    path("new/item", new_item, name="new-item"),
    path("change/item/<code:code>", edit_item, name="edit-item"),
    path("change/bill/<code:code>", edit_bill, name="edit-bill"),
    path("categories", categories, name="categories"),
    path("reasons", reason_list, name="reasons"),
    path("new/reason", new_reason, name="new-reason"),
    path("change/reason/<code:code>", edit_reason, name="edit-reason"),
    path("lines/<id:line_id>/bring", bring_for_line, name="bring-for-line"),
    path("put-away/<code:code>", put_item_away, name="put-item-away"),
    path("block/<code:code>", block, name="block-bin"),
    path("places", places, name="places"),
    path("places/move", move_place, name="move-place"),
    path("new/area", new_area, name="new-area"),
    path("change/area/<code:code>", edit_area, name="edit-area"),
    path("transfers", transfers_page, name="transfers"),
    path("approvals", approvals, name="approvals"),
    path("new/category", new_category, name="new-category"),
    path("change/category/<code:code>", edit_category, name="edit-category"),
    path("lots", lot_list, name="lots"),
    path("lots/<code:item>/<code:lot>/recall.csv", list_csv, {"of_list": "recall"}, name="recall-csv"),
    path("lots/<code:item>/<code:number>", lot_page, name="lot"),
    path("change/lot/<code:item>/<code:number>", change_lot, name="change-lot"),
    path("change/lots-of/<code:code>", switch_lots, name="switch-lots"),
    path("bins", bins, name="bins"),
    path("bins/<code:code>", bin_page, name="bin"),
    path("new/bin", new_bin, name="new-bin"),
    path("change/bin/<code:code>", edit_bin, name="edit-bin"),
    path("locations", locations_page, name="locations"),
    path("new/location", new_location, name="new-location"),
    path("change/location/<code:code>", edit_location, name="edit-location"),
    path("vendors", parties, {"role": "vendor"}, name="vendors"),
    path("customers", parties, {"role": "customer"}, name="customers"),
    path("vendors.csv", list_csv, {"of_list": "vendors"}, name="vendors-csv"),
    path("customers.csv", list_csv, {"of_list": "customers"}, name="customers-csv"),
    path("<role:role>s/<code:code>", party, name="party"),
    path("new/<role:role>", new_party, name="new-party"),
    path("change/<role:role>/<code:code>", edit_party, name="edit-party"),
    path("documents", documents, name="documents"),
    path("documents.csv", list_csv, {"of_list": "documents"}, name="documents-csv"),
    path("documents/new/<str:kind>", new_document, name="new-document"),
    path("documents/<id:document_id>/lines", lines, name="lines-of-document"),
    path("documents/<id:document_id>/units", units_of_document, name="units-of-document"),
    path("documents/<id:document_id>/scan", scan, name="scan-document"),
    path("documents/<id:document_id>/undo", undo, name="undo-scan"),
    path("documents/<id:document_id>/pick", pick_units, name="pick-units"),
    path("documents/<id:document_id>/change", change, name="change-document"),
    path("documents/<id:document_id>/approve", approve_document, name="approve-document"),
    path("documents/<id:document_id>/post", post_document, name="post-document"),
    path("documents/<id:document_id>/discard", discard_document, name="discard-document"),
    path("documents/<id:document_id>/reverse", reverse_document, name="reverse-document"),
    path("documents/<id:document_id>/amend", amend_posted, name="amend-document"),
    path("documents/<id:document_id>/credit", credit_document, name="credit-document"),
    path("documents/<id:document_id>/close", close_document, name="close-document"),
    path("documents/<id:document_id>/commit", commit_quantity, name="commit-quantity"),
    path("documents/<id:document_id>/send", send_document, name="send-document"),
    path("documents/<id:document_id>/detach", detach_units, name="detach-units"),
    path("documents/<id:document_id>/generate", generate_units, name="generate-units"),
    path("documents/<id:document_id>/replace", replace_unit_on, name="replace-unit"),
    path("documents/<id:document_id>/make/<str:kind>", make_document, name="make-document"),
    path("documents/<str:kind>/<code:number>/print", paper_page, name="paper"),
    path("sheet.css", sheet, name="sheet"),
    path("documents/<id:document_id>/parcel", new_parcel, name="new-parcel"),
    path("documents/<str:kind>/<code:number>", document, name="document"),
    path("settings", settings, name="settings"),
    path("taxes", taxes, name="taxes"),
    path("new/tax-code", new_tax_code, name="new-tax-code"),
    path("change/tax-code/<code:code>", edit_tax_code, name="edit-tax-code"),
    path("exchange-rates", exchange_rates, name="exchange-rates"),
    path("settings/set", set_one, name="set-preference"),
    path("settings/changes", changes, name="preference-changes"),
    path("default-bins", default_bins, name="default-bins"),
    path("search-order", set_order, name="search-order"),
    path("workstation", choose_workstation, name="choose-workstation"),
    path("workstations", workstation_list, name="workstations"),
    path("new/workstation", new_workstation, name="new-workstation"),
    path("change/workstation/<code:code>", edit_workstation, name="edit-workstation"),
    path("pull-sheets", pull_sheets, name="pull-sheets"),
    path("new/pull-sheet", new_pull_sheet, name="new-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/lines", sheet_lines, name="sheet-lines"),
    path("pull-sheets/<id:sheet_id>/scan", scan_sheet, name="scan-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/pick", pick_sheet, name="pick-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/undo", undo_sheet, name="undo-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/take-off", take_order_off, name="take-off-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/close", close_sheet, name="close-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/invoice", invoice_sheet, name="invoice-pull-sheet"),
    path("pull-sheets/<id:sheet_id>/scans", sheet_scans, name="sheet-scans"),
    path("pull-sheets/<id:sheet_id>/paper", sheet_paper, name="sheet-paper"),
    path("pull-sheets/<code:number>", pull_sheet, name="pull-sheet"),
    path("counts", counts, name="counts"),
    path("new/count", new_count, name="new-count"),
    path("counts/<id:count_id>/lines", count_lines, name="count-lines"),
    path("counts/<id:count_id>/scan", scan_count, name="scan-count"),
    path("counts/<id:count_id>/number", number_count, name="number-count"),
    path("counts/<id:count_id>/undo", undo_count, name="undo-count"),
    path("counts/<id:count_id>/file", file_count, name="file-count"),
    path("counts/<id:count_id>/bins", change_bins, name="change-bins"),
    path("counts/<id:count_id>/differences", differences, name="count-differences"),
    path("counts/<id:count_id>/differences.csv", differences_csv, name="count-differences-csv"),
    path("counts/<id:count_id>/decide", decide_differences, name="decide-differences"),
    path("counts/<id:count_id>/sheet", count_sheet, name="count-sheet"),
    path("counts/<code:number>", count, name="count"),
    path("parcels/<id:parcel_id>/lines", parcel_lines, name="parcel-lines"),
    path("parcels/<id:parcel_id>/pack", pack_parcel, name="pack-parcel"),
    path("parcels/<id:parcel_id>/unpack", unpack_parcel, name="unpack-parcel"),
    path("parcels/<id:parcel_id>/discard", drop_parcel, name="discard-parcel"),
    path("parcels/<id:parcel_id>/slip", packing_slip, name="packing-slip"),
    path("parcels/<code:number>", parcel, name="parcel"),
    path("export/<str:of_list>", export_list, name="export-list"),
    path("exports", exports_page, name="exports"),
    path("exports/<id:export_id>/file", export_file, name="export-file"),
    path("exports/<id:export_id>/cancel", stop_export, name="cancel-export"),
    path("exports/<id:export_id>/delete", drop_export, name="delete-export"),
    path("journal", journal, name="journal"),
    path("journal.csv", list_csv, {"of_list": "journal"}, name="journal-csv"),
    path("journal/<id:posting_id>", journal_entry, name="journal-entry"),
    path("new/journal-entry", new_journal_entry, name="new-journal-entry"),
    path("accounts", accounts, name="accounts"),
    path("new/account", new_account, name="new-account"),
    path("change/account/<code:code>", edit_account, name="edit-account"),
    path("account-rules", account_rules, name="account-rules"),
    path("trial-balance", trial_balance, name="trial-balance"),
    path("views", keep_view, name="keep-view"),
    path("views/<id:view_id>/delete", drop_view, name="drop-view"),
    path("find/items", find_items, name="find-items"),
    path("find/parties", find_parties, name="find-parties"),
    path("find/people", find_people, name="find-people"),
    path("returns", return_desk, name="return-desk"),
    path("returns/refuse", refuse_unit, name="refuse-unit"),
    path("explain/<str:figure>", explain, name="explain"),
    path("periods", periods, name="periods"),
    path("periods/close", close_books, name="close-books"),
    path("periods/reopen", reopen_books, name="reopen-books"),
    path("periods/<int:closing_id>", period, name="period"),
    path("reports/stock", stock_page, name="stock-as-of"),
    path("reports/stock.csv", list_csv, {"of_list": "stock"}, name="stock-as-of-csv"),
    path("reports/profit", profit_page, name="profit"),
    path("reports/profit.csv", list_csv, {"of_list": "profit"}, name="profit-csv"),
    path("vendor-items", vendor_items, name="vendor-items"),
    path("change/vendor-item", vendor_item, name="vendor-item"),
    path("price-lists", price_lists, name="price-lists"),
    path("price-lists/<code:code>", price_list, name="price-list"),
    path("new/price-list", new_price_list, name="new-price-list"),
    path("change/price-list/<code:code>", edit_price_list, name="edit-price-list"),
    path("change/list-of-customer/<code:code>", assign_to_customer, name="assign-price-list"),
    path("reorder", reorder_page, name="reorder"),
    path("change/reordering/<code:code>", save_reordering, name="save-reordering"),
    path("import/<str:sort>", import_list, name="import-list"),
    path("many-units", many_units, name="many-units"),
    path("own-fields", own_field_list, name="own-fields"),
    path("new/own-field", new_own_field, name="new-own-field"),
    path("change/own-field/<str:of>/<code:code>", edit_own_field, name="edit-own-field"),
    path("own-values/<str:of>/<code:thing>", fill_own_fields, name="fill-own-fields"),
    path("files/<id:attachment_id>", give_file, name="file"),
    path("files/<id:attachment_id>/small", give_thumbnail, name="thumbnail"),
    path("add-files/<str:of>/<code:thing>", add_files, name="add-files"),
    path("drop-file/<str:of>/<code:thing>", drop_file, name="drop-file"),
    path("labels", labels_of_units, name="unit-labels"),
    path("bin-labels", labels_of_bins, name="bin-labels"),
    path("new/work-order", new_work_order, name="new-work-order"),
    path("work-orders/short", short, name="work-short"),
    path("work-orders/<code:number>/link", linking, name="link-parts"),
    path("work-orders/<id:document_id>/links", links, name="work-links"),
    path("work-orders/<id:document_id>/links/scan", scan_links, name="scan-links"),
    path("work-orders/<id:document_id>/links/undo", undo_links, name="undo-links"),
    path("work-orders/<id:document_id>/<str:step>", do_work, name="do-work"),
    path("work-orders/<code:number>", work_order, name="work-order"),
    path("take-apart/<code:serial>", take_unit_apart, name="take-unit-apart"),
    path("swap/<code:serial>", swap_part, name="swap-part"),
    path("units", units, name="units"),
    path("units.csv", list_csv, {"of_list": "units"}, name="units-csv"),
    path("units/<code:serial>", unit, name="unit"),
    path("change/unit/<code:serial>", amend, name="amend-unit"),
]
