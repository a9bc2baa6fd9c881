"""Create vendors and customers, or change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.base.operation import Work, operation
from everyunit.fields.saving import kept
from everyunit.parties.models import Party, Role
from everyunit.people.models import User
from everyunit.rules.currencies import is_currency
from everyunit.rules.payment_terms import EXAMPLES, parse_terms
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER
from everyunit.terms.models import TaxCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveParty:
    """A vendor or customer as it shall be. Code and role never change. `new_only`: do not touch one that exists.

    Documents begin with its contact, addresses, `ship_via`, `terms`, `currency` ("": the company's) and `tax_code`
    ("": as the item or the company usually has it). `representative`: the user who speaks for us; "" for nobody.
    `own`: what own fields shall hold, by code; one that is not named stays.
    """

    code: str
    name: str
    role: str
    email: str = ""
    phone: str = ""
    address: str = ""
    contact: str = ""
    ship_to: str = ""
    ship_via: str = ""
    terms: str = ""
    currency: str = ""
    tax_code: str = ""
    representative: str = ""
    note: str = ""
    discontinued: bool = False
    own: Mapping[str, str] = field(default_factory=dict)
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySaved:
    """The party, and whether it is new."""

    party_id: int
    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_party(work: Work, command: SaveParty) -> PartySaved:
    """Create the vendor or customer, or change it. Refused, `code_taken`, and all problems at once: `bad_party`."""
    code = command.code.strip()
    known = Party.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a {known.role} {code} already. Choose another code, or change that one.")
    problems = code_problems(code)
    if not code or len(code) > 30:
        problems.append(Offender("code", "bad_code", "A code has 1 to 30 characters."))
    if not command.name.strip() or len(command.name.strip()) > 200:
        problems.append(Offender("name", "bad_name", "A name has 1 to 200 characters."))
    if command.role not in Role.values:
        problems.append(Offender("role", "bad_role", "A party is a vendor or a customer."))
    elif known is not None and known.role != command.role:
        problems.append(Offender("role", "role_fixed", f"The code {code} already belongs to a {known.role}."))
    if command.email and ("@" not in command.email or len(command.email) > 254):
        problems.append(Offender("email", "bad_email", "This is not an e-mail address."))
    if len(command.phone.strip()) > 50:
        problems.append(Offender("phone", "bad_phone", "A phone number has at most 50 characters."))
    tax_code = TaxCode.objects.filter(code=command.tax_code, discontinued=False).first()
    problems += _problems_of_papers(command, tax_code)
    user = User.objects.filter(username=command.representative.strip(), is_active=True).first()
    if command.representative.strip() and user is None:
        problems.append(Offender("representative", "unknown_user", f"There is no user “{command.representative}”."))
    own = kept(command.role, code, known.pk if known else None, command.own)
    problems += own.problems
    refuse_if_any(problems, "bad_party", "The vendor or customer cannot be saved like this.")
    party = known or Party(code=code)
    party.name, party.role, party.email = command.name.strip(), command.role, command.email.strip()
    party.phone, party.address, party.note = command.phone.strip(), command.address, command.note
    party.contact, party.ship_to, party.ship_via = command.contact.strip(), command.ship_to, command.ship_via.strip()
    party.terms, party.currency, party.tax_code = command.terms.strip(), command.currency.strip().upper(), tax_code
    party.representative, party.discontinued = user, command.discontinued
    party.save()
    own.write(work, party.pk)
    return PartySaved(party_id=party.pk, code=code, created=known is None)


def _problems_of_papers(command: SaveParty, tax_code: TaxCode | None) -> list[Offender]:
    """What is wrong with that which documents begin with."""
    problems = []
    for name, limit in (("contact", 100), ("ship_via", 60), ("terms", 60)):
        if len(getattr(command, name).strip()) > limit:
            problems.append(Offender(name, "too_long", f"At most {limit} characters."))
    if command.terms.strip():
        try:
            parse_terms(command.terms)
        except ValueError:
            problems.append(Offender("terms", "bad_terms", f"These terms say nothing known. Such as: {EXAMPLES}."))
    if command.currency.strip() and not is_currency(command.currency.strip().upper()):
        problems.append(Offender("currency", "bad_currency", "A currency is three letters, such as USD."))
    if command.tax_code and tax_code is None:
        problems.append(Offender("tax_code", "unknown_tax_code", f"No tax code “{command.tax_code}” is in use."))
    return problems


def unknown_customers(codes: Sequence[str]) -> list[str]:
    """Those of the codes that no party has."""
    known = set(Party.objects.filter(role=Role.CUSTOMER).values_list("code", flat=True))
    return [code for code in codes if code not in known]


def create_customers(work: Work, names: Mapping[str, str]) -> int:
    """Create many customers at once, by code and name. Refused: `not_allowed`, `bad_party`."""
    work.needs(EDIT_MASTER)
    bad = [
        Offender(code[:30], "bad_code", "A code has 1 to 30 characters, and is neither “.” nor “..”.")
        for code in names
        if len(code) > 30 or code_problems(code)
    ]
    refuse_if_any(bad, "bad_party", "Some customers cannot be created.")
    Party.objects.bulk_create(Party(code=code, name=name[:200], role=Role.CUSTOMER) for code, name in names.items())
    return len(names)
