"""Finding what a door names by code: kinds, items, bins, locations, tax codes; all that are unknown are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from everyunit.base.operation import Work
from everyunit.catalog.models import Item
from everyunit.catalog.named import items_named
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document
from everyunit.parties.models import Party
from everyunit.places.models import Bin, Company, Location, StockArea
from everyunit.places.reserved import reserved_bins, what_for
from everyunit.prices.part_numbers import items_by_part_number
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.terms.models import TaxCode

Coded = TypeVar("Coded", Bin, Item, Location, Party)


def kind_named(code: str) -> Kind:
    """Refused: `unknown_kind`."""
    kind = KINDS.get(code)
    if kind is None:
        raise Refused("unknown_kind", f"There is no document kind “{code}”. Known are {', '.join(KINDS)}.")
    return kind


def items_by_code(codes: Iterable[str], vendor_id: int | None = None) -> dict[str, Item]:
    """Items by the codes or barcodes asked for, however their letters are typed, or by the vendor's part numbers.

    Refused: `unknown_item` with all that are unknown.
    """
    wanted = list(dict.fromkeys(codes))
    found = items_named(wanted)
    found |= items_by_part_number(vendor_id, [code for code in wanted if code not in found])
    refuse_if_any(
        [
            Offender(code or "(empty)", "unknown_item", "No item has this code or barcode.")
            for code in wanted
            if code not in found
        ],
        "unknown_item",
        "Some items are unknown. Check the code, or create the item first.",
    )
    return found


def _typed(model: type[Coded], codes: list[str]) -> dict[str, Coded]:
    """What is named by these codes if they are written in capitals, by the code as it was typed."""
    known = {row.code: row for row in model.objects.filter(code__in={code.upper() for code in codes})}
    return {code: known[code.upper()] for code in codes if code.upper() in known}


def named(model: type[Coded], code: str) -> Coded | None:
    """The row with this code, however its letters are typed."""
    return model.objects.filter(code=code).first() or _typed(model, [code]).get(code)


def bin_named(code: str) -> Bin:
    """Refused: `unknown_bin`, `bin_discontinued`."""
    found = named(Bin, code)
    if found is None:
        offenders = _no_bins([code])
        raise Refused("unknown_bin", f"There is no bin “{code}”. {offenders[0].message}", offenders)
    if found.discontinued:
        raise Refused("bin_discontinued", f"Bin {code} is discontinued. Choose another.")
    return found


def _no_bins(codes: Sequence[str]) -> list[Offender]:
    if not codes:
        return []
    areas = {area.code for area in StockArea.objects.filter(code__in=[code.upper() for code in codes])}
    words = {True: "It is a stock area: choose a bin in it.", False: "Check how it is written."}
    return [Offender(code, "unknown_bin", words[code.upper() in areas]) for code in codes]


def target_named(kind: Kind, code: str) -> Bin | None:
    """The bin that a paper moves to; "" is none. What orders commit, and quotes are to, stays inside one bin type.

    Refused: `wrong_bin`, `reserved_bin`, and as `bin_named`.
    """
    found = bin_named(code) if code else None
    if found is not None and (why := why_reserved(found, kind, reserved_bins([found.pk]))):
        raise Refused("reserved_bin", why)
    if found is not None and kind.stage is not Stage.FINAL and found.bin_type != kind.route.target:
        raise Refused(
            "wrong_bin",
            f"{found.code} is a bin of type {found.bin_type}. What a {kind.name.lower()} commits stays in bins of type"
            f" {kind.route.target}: choose one of these.",
        )
    return found


def why_reserved(bin_: Bin, row: Kind, reserved: dict[int, set[str]]) -> str:
    """Why what papers of this row move cannot come into the bin; "" where it can. What somebody finds there is there.

    `reserved`: as `reserved_bins` tells of it.
    """
    kept_for = reserved.get(bin_.pk, set())
    if not kept_for or row.adjusts or row.route.target_default in kept_for:
        return ""
    return f"Bin {bin_.code} is for {what_for(kept_for)} alone. Choose another bin."


def bins_named(codes: Iterable[str]) -> dict[str, Bin]:
    """Bins by code. Refused: `unknown_bin`, `bin_discontinued`, each with all that are."""
    wanted = list(dict.fromkeys(codes))
    found = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in=wanted)}
    found |= _typed(Bin, [code for code in wanted if code not in found])
    refuse_if_any(
        _no_bins([code for code in wanted if code not in found]),
        "unknown_bin",
        "Some bins are unknown.",
    )
    refuse_if_any(
        [
            Offender(code, "bin_discontinued", "The bin is discontinued.")
            for code, bin_ in found.items()
            if bin_.discontinued
        ],
        "bin_discontinued",
        "Some bins are discontinued. Choose others.",
    )
    return found


def location_here(work: Work, code: str | None) -> Location:
    """The location by code; without one, where the actor works. Refused: as `location_named`."""
    if code is None and work.actor.location_id is not None:
        return Location.objects.get(pk=work.actor.location_id)
    return location_named(code)


def location_named(code: str | None) -> Location:
    """The location by code; without one, the company's default location. Refused: `unknown_location`, `no_company`."""
    if code is None:
        company = Company.objects.select_related("default_location").first()
        if company is None:
            raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
        return company.default_location
    found = named(Location, code)
    if found is None:
        raise Refused("unknown_location", f"There is no location “{code}”.")
    return found


def vendor_of(document: Document, kind: Kind) -> int | None:
    """The vendor, by id, where the paper is for one."""
    return document.party_id if kind.party == "vendor" else None


def taxes_named(codes: Iterable[str]) -> dict[str, TaxCode]:
    """Tax codes by code. Refused: `unknown_tax_code`, with all that are unknown or discontinued."""
    wanted = list(dict.fromkeys(codes))
    found = {tax.code: tax for tax in TaxCode.objects.filter(code__in=wanted, discontinued=False)}
    refuse_if_any(
        [Offender(code, "unknown_tax_code", "No tax code in use.") for code in wanted if code not in found],
        "unknown_tax_code",
        "Some tax codes are unknown or discontinued.",
    )
    return found
