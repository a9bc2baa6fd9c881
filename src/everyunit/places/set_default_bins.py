"""Say which bins a location, or one workstation, uses when the paper names none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.default_bins import place_named, workstation_named
from everyunit.places.models import PURPOSES, Bin, DefaultBin
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class BinFor:
    """The bin for a purpose, by code; "" clears it, and the next place in the chain decides."""

    purpose: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDefaultBins:
    """These default bins of a workstation, else of a location, else of the company's default location."""

    bins: tuple[BinFor, ...]
    location: str | None = None
    workstation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultBinsSet:
    """How many are other than before."""

    changed: int


@operation(right=SET_UP)
def set_default_bins(work: Work, command: SetDefaultBins) -> DefaultBinsSet:
    """Set or clear default bins; the type of each must be the one that its purpose needs. What is set already stays.

    Refused: `unknown_workstation`, `unknown_location`, `no_company`, and all problems at once: `bad_default_bins`.
    """
    workstation = workstation_named(command.workstation)
    location = workstation.location if workstation is not None else place_named(command.location)
    own = DefaultBin.objects.filter(location=location, workstation=workstation)
    before = dict(own.values_list("purpose", "bin__code"))
    changes = [each for each in command.bins if before.get(each.purpose, "") != each.bin]
    bins = {bin_.code: bin_ for bin_ in Bin.objects.filter(code__in={each.bin for each in changes})}
    refuse_if_any(_problems(changes, bins), "bad_default_bins", "Some default bins cannot be set. None was.")
    own.filter(purpose__in=[each.purpose for each in changes]).delete()
    DefaultBin.objects.bulk_create(
        DefaultBin(location=location, workstation=workstation, purpose=each.purpose, bin=bins[each.bin])
        for each in changes
        if each.bin
    )
    return DefaultBinsSet(changed=len(changes))


def _problems(asked: Sequence[BinFor], bins: dict[str, Bin]) -> list[Offender]:
    problems = []
    times = Counter(each.purpose for each in asked)
    for each in asked:
        purpose, bin_ = each.purpose[:60], bins.get(each.bin)
        if each.purpose not in PURPOSES:
            problems.append(Offender(purpose, "bad_purpose", f"A bin is a default for {', '.join(PURPOSES)}."))
        elif times[each.purpose] > 1:
            problems.append(Offender(purpose, "repeated", "It is given more than once."))
        elif each.bin and bin_ is None:
            problems.append(Offender(purpose, "unknown_bin", f"There is no bin “{each.bin[:60]}”."))
        elif bin_ is not None and bin_.bin_type != PURPOSES[each.purpose]:
            wanted = PURPOSES[each.purpose]
            problems.append(
                Offender(purpose, "wrong_bin_type", f"{bin_.code} is a bin of type {bin_.bin_type}; it takes {wanted}.")
            )
        elif bin_ is not None and bin_.discontinued:
            problems.append(Offender(purpose, "bin_discontinued", f"Bin {bin_.code} is discontinued."))
    return problems
