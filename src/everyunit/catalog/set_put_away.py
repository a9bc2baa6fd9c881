"""Say into which bin an item is put when it comes to a location."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, PutAway
from everyunit.places.models import Bin, BinType, Location
from everyunit.places.reserved import reserved_bins, what_for
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInto:
    """At this location, into this bin; both by code. "" for none: into the location's receiving bin."""

    location: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPutAway:
    """The bins of one item; locations that are not named stay as they are."""

    item: str
    bins: tuple[PutInto, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAwaySet:
    """How many are other than before."""

    changed: int


@operation(right=EDIT_MASTER)
def set_put_away(work: Work, command: SetPutAway) -> PutAwaySet:
    """Set or clear the bins (WHS-18). Refused: `unknown_item`, and all problems at once: `bad_put_away`."""
    item = Item.objects.filter(code=command.item).first()
    if item is None:
        raise Refused("unknown_item", f"There is no item “{command.item[:60]}”.")
    bins = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in={each.bin for each in command.bins})}
    places = {place.code: place for place in Location.objects.filter(code__in={each.location for each in command.bins})}
    refuse_if_any(_problems(item, command, bins, places), "bad_put_away", "This cannot be set. Nothing was changed.")
    before = dict(PutAway.objects.filter(item=item).values_list("location__code", "bin__code"))
    changes = [each for each in command.bins if before.get(each.location, "") != each.bin]
    PutAway.objects.filter(item=item, location__code__in=[each.location for each in changes]).delete()
    PutAway.objects.bulk_create(
        PutAway(item=item, location=places[each.location], bin=bins[each.bin]) for each in changes if each.bin
    )
    return PutAwaySet(changed=len(changes))


def _problems(item: Item, command: SetPutAway, bins: dict[str, Bin], places: dict[str, Location]) -> list[Offender]:
    problems = []
    reserved = reserved_bins([bin_.pk for bin_ in bins.values()])
    times = Counter(each.location for each in command.bins)
    if item.tracking == "none" and command.bins:
        problems.append(Offender(item.code, "not_inventoried", "It is not kept in stock, so it is put nowhere."))
    for each in command.bins:
        place, bin_, subject = places.get(each.location), bins.get(each.bin), each.location[:60]
        if place is None:
            problems.append(Offender(subject, "unknown_location", "There is no such location."))
        elif times[each.location] > 1:
            problems.append(Offender(subject, "repeated", "It is named more than once."))
        elif each.bin and bin_ is None:
            problems.append(Offender(subject, "unknown_bin", f"There is no bin “{each.bin[:60]}”."))
        elif bin_ is not None and bin_.location_id != place.pk:
            problems.append(Offender(subject, "other_location", f"Bin {bin_.code} is in another location."))
        elif bin_ is not None and bin_.bin_type != BinType.STOCK:
            problems.append(Offender(subject, "wrong_bin_type", f"Bin {bin_.code} is of type {bin_.bin_type}."))
        elif bin_ is not None and bin_.pk in reserved:
            why = f"Bin {bin_.code} is for {what_for(reserved[bin_.pk])} alone. Choose another bin."
            problems.append(Offender(subject, "reserved_bin", why))
        elif bin_ is not None and bin_.discontinued:
            problems.append(Offender(subject, "bin_discontinued", f"Bin {bin_.code} is discontinued."))
    return problems
