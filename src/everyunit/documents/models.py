"""Rows of documents. A draft may change; once posted, a document and its lines never do (triggers forbid it)."""

from __future__ import annotations

from django.db import models

from everyunit.catalog.models import Item, Lot
from everyunit.money.models import Account
from everyunit.parties.models import Party
from everyunit.people.models import User
from everyunit.places.models import Bin, Location
from everyunit.rules.pricing import RATE_ONE
from everyunit.terms.models import TaxCode


class Status(models.TextChoices):
    """Final papers are drafts, then posted. Quotes and orders are open, then closed, or cancelled back to a quote."""

    DRAFT = "draft", "draft"
    POSTED = "posted", "posted"
    OPEN = "open", "open"
    CLOSED = "closed", "closed"
    CANCELLED = "cancelled", "cancelled"


CHANGEABLE = (Status.DRAFT, Status.OPEN)


class Reason(models.Model):
    """Why stock is adjusted, as clerks choose it. `account`: where it is booked to instead of the usual account."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    discontinued = models.BooleanField(default=False)


class Document(models.Model):
    """A business paper of one of the kinds in kinds.py.

    `their_number`: what the other party calls its own paper, as the kind says. `currency`: "" is the company's;
    `rate`: what one unit of it is worth, in billionths. `tax_included`: prices hold the tax.
    """

    kind = models.CharField(max_length=3)
    number = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT)
    date = models.DateField()
    from_bin = models.ForeignKey(Bin, null=True, on_delete=models.PROTECT, related_name="+")
    to_bin = models.ForeignKey(Bin, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="follow_ups")
    reference = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    destination = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+")
    their_number = models.CharField(max_length=100, blank=True, default="")
    contact = models.CharField(max_length=100, blank=True, default="")
    bill_to = models.TextField(blank=True, default="")
    ship_to = models.TextField(blank=True, default="")
    terms = models.CharField(max_length=60, blank=True, default="")
    due_on = models.DateField(null=True)
    deliver_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    ship_via = models.CharField(max_length=60, blank=True, default="")
    tracking_number = models.CharField(max_length=100, blank=True, default="")
    representative = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3, blank=True, default="")
    rate = models.BigIntegerField(default=RATE_ONE)
    tax_included = models.BooleanField(default=False)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="document_kind_number")]
        indexes = [
            models.Index(fields=["number"], name="document_number"),
            models.Index(fields=["kind", "id"], name="document_kind"),
            models.Index(fields=["id"], name="document_drafts", condition=models.Q(status="draft")),
            models.Index(fields=["id"], name="document_open", condition=models.Q(status="open")),
            models.Index(fields=["id"], name="document_cancelled", condition=models.Q(status="cancelled")),
            models.Index(fields=["date", "id"], name="document_date"),
            models.Index(fields=["party", "id"], name="document_party"),
            models.Index(fields=["created_by", "id"], name="document_created_by"),
        ]


class Line(models.Model):
    """A row of a document.

    `quantity` is signed: a negative line is of the opposite nature. `follows_units` lines count what is attached; the
    others ask for a quantity, and `attached` must reach it before the document posts. `amount_minor` is the line's
    total without sign where it was given; otherwise it is price times quantity less `discount`, in hundredths of a
    percent. Prices and amounts are in the document's currency. `tax_rate`: of its tax code as the line was written, in
    thousandths of a percent. `spread`: the line is a cost, such as freight, that the goods of the paper share by value,
    quantity or weight. `to_generate`: how many units that we never had come in with it, each at `generate_cost_minor`;
    `generate_cost_named`: whether somebody said that cost, or it is the item's average; None where that was not kept.
    `generate_numbers`: makers' numbers of the first of them, one a row.
    `kit`: the line of the kit that it is a part of. `to_bin`: where its goods go, if not where the paper says.
    `worth_minor`, `tax_minor`: what a posted line is worth, and its tax, in the company's currency, without sign.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    quantity = models.BigIntegerField()
    follows_units = models.BooleanField(default=False)
    attached = models.BigIntegerField(default=0)
    price_minor = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField(null=True)
    discount = models.IntegerField(default=0)
    tax_code = models.ForeignKey(TaxCode, null=True, on_delete=models.PROTECT, related_name="+")
    tax_rate = models.IntegerField(default=0)
    worth_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    from_bin = models.ForeignKey(Bin, null=True, on_delete=models.PROTECT, related_name="+")
    to_bin = models.ForeignKey(Bin, null=True, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    to_generate = models.BigIntegerField(null=True)
    generate_cost_minor = models.BigIntegerField(null=True)
    generate_cost_named = models.BooleanField(null=True)
    generate_numbers = models.TextField(null=True)
    spread = models.CharField(max_length=10, null=True)  # "value", "quantity", "weight": a cost that the goods share
    source_line = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="line_document_position")]

    @property
    def numbers_to_come(self) -> tuple[str, ...]:
        return tuple(self.generate_numbers.split("\n")) if self.generate_numbers else ()

    @property
    def negative(self) -> bool:
        """Whether its goods go the opposite way. Without units yet, it goes the way of the order that it is from."""
        source = self.source_line
        if self.quantity or source is None or source.document.status == Status.POSTED:
            return self.quantity < 0
        return source.negative

    @property
    def sign(self) -> int:
        return -1 if self.negative else 1


class Approval(models.Model):
    """A second person agrees to a draft as it stands, worth so much; gone as soon as the draft changes."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE)
    approved_by = models.BigIntegerField()
    approved_at = models.DateTimeField()
    worth_minor = models.BigIntegerField()


class LineLot(models.Model):
    """The lot that a line names. A line without one takes the lots that expire first."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.CASCADE, related_name="lot")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")


class MakerNumber(models.Model):
    """A maker's number expected on a line that will generate units; taken over by the unit when it posts."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="maker_numbers")
    text = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["text"], name="maker_number_text")]


class StandIn(models.Model):
    """On a draft: a unit of the line is to stand in for another. It is there already, or it is expected on the line by
    its maker's number, or it is to be made besides, at this cost or at that of the unit it replaces.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="stand_ins")
    unit_id = models.BigIntegerField(null=True)
    home = models.SmallIntegerField(null=True)
    text = models.CharField(max_length=100, blank=True)
    expected = models.BooleanField(default=False)
    cost_minor = models.BigIntegerField(null=True)
    replaced_id = models.BigIntegerField(db_index=True)
    replaced_home = models.SmallIntegerField()


class Amendment(models.Model):
    """How a posted document is shipped, or its notes, was said otherwise later. Insert-only; the last one holds.

    `posting_id`: the posting that seals it; None where it was said before these were sealed.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="amendments")
    field = models.CharField(max_length=20)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    posting_id = models.BigIntegerField(null=True, db_index=True)


class Change(models.Model):
    """What somebody said otherwise of a document that is not posted: its state, its header, its lines. Insert-only.

    `document_id` is no foreign key: a draft may be thrown away, and what was done to it stays. `position`, `item`: of
    the line that it is about. `old`, `new`: as texts.
    """

    document_id = models.BigIntegerField()
    position = models.IntegerField(null=True)
    item = models.CharField(max_length=60, blank=True, default="")
    field = models.CharField(max_length=20)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["document_id", "id"], name="change_document")]
