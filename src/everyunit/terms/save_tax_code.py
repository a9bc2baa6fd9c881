"""Create a tax code, or change what may be changed of it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.rules.pricing import WHOLE_TAX
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import KEEP_BOOKS
from everyunit.terms.models import TaxCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTaxCode:
    """A tax code as it shall be; `rate` in thousandths of a percent. `new_only`: do not touch one that exists."""

    code: str
    name: str
    rate: int
    recoverable: bool = True
    for_sales: bool = False
    for_purchases: bool = False
    discontinued: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCodeSaved:
    """The tax code, and whether it is new."""

    code: str
    created: bool


@operation(right=KEEP_BOOKS)
def save_tax_code(work: Work, command: SaveTaxCode) -> TaxCodeSaved:
    """Create the tax code, or change it. Lines that have it keep the rate that they were written with; where it is the
    usual one for sales or purchases, no other is any more.

    Refused, `code_taken`, and all problems at once: `bad_tax_code`.
    """
    code = command.code.strip()
    known = TaxCode.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a tax code {code} already. Choose another, or change that one.")
    refuse_if_any(_problems(command, code, known), "bad_tax_code", "The tax code cannot be saved like this.")
    for usual in ("for_sales", "for_purchases"):
        if getattr(command, usual):
            TaxCode.objects.filter(**{usual: True}).exclude(code=code).update(**{usual: False})
    TaxCode.objects.update_or_create(
        code=code,
        defaults={
            "name": command.name.strip(),
            "rate": command.rate,
            "recoverable": command.recoverable,
            "for_sales": command.for_sales,
            "for_purchases": command.for_purchases,
            "discontinued": command.discontinued,
        },
    )
    return TaxCodeSaved(code=code, created=known is None)


def _problems(command: SaveTaxCode, code: str, known: TaxCode | None) -> list[Offender]:
    problems = code_problems(code)
    if not 0 < len(code) <= 20:
        problems.append(Offender("code", "bad_code", "A tax code has 1 to 20 characters."))
    if not 0 < len(command.name.strip()) <= 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if not 0 <= command.rate <= WHOLE_TAX:
        problems.append(Offender("rate", "bad_rate", "A tax rate is from 0 to 100 %."))
    if known is not None and known.recoverable != command.recoverable:
        problems.append(Offender("recoverable", "recoverable_fixed", "This never changes; create another tax code."))
    if command.discontinued and (command.for_sales or command.for_purchases):
        problems.append(Offender("discontinued", "still_usual", "Make another tax code the usual one first."))
    return problems
