"""Rows of selling: pull sheets with their orders, lines and scans, and parcels. What is picked is the orders' own, not
kept here.
"""

from __future__ import annotations

from django.db import models

from everyunit.documents.models import Document, Line
from everyunit.places.models import Bin, Location


class SheetStatus(models.TextChoices):
    """Open until all is picked, or until somebody closes it."""

    OPEN = "open", "open"
    PICKED = "picked", "picked"
    CLOSED = "closed", "closed"


class PullSheet(models.Model):
    """A walk through the warehouse for several orders. It picks from its bins, the oldest units first or the newest."""

    number = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=6, choices=SheetStatus.choices, default=SheetStatus.OPEN)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    bins = models.ManyToManyField(Bin, related_name="+")
    newest_first = models.BooleanField(default=False)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()


class SheetOrder(models.Model):
    """An order on a pull sheet; while the sheet is open, the order waits on it and on no other (SAL-161)."""

    sheet = models.ForeignKey(PullSheet, on_delete=models.CASCADE, related_name="orders")
    order = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    waiting = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "order"], name="sheet_order"),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(waiting=True), name="order_waits_on_one_sheet"
            ),
        ]


class SheetLine(models.Model):
    """How many of an order's line the sheet asks for. `start`: how far the line had come when the sheet was made."""

    sheet = models.ForeignKey(PullSheet, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    quantity = models.BigIntegerField()
    start = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="sheet_line")]


class SheetScan(models.Model):
    """What was scanned into a sheet and what became of it (SAL-167). Insert-only."""

    sheet = models.ForeignKey(PullSheet, on_delete=models.PROTECT, related_name="scans")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    text = models.TextField()
    count = models.BigIntegerField()
    action = models.CharField(max_length=10)
    serial = models.CharField(max_length=100, blank=True)
    item = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    holder = models.CharField(max_length=60, blank=True)


class Parcel(models.Model):
    """A box that goods of an order leave in; of an invoice, where it delivers no one order."""

    number = models.CharField(max_length=40, unique=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    ship_via = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=100, blank=True)
    weight_g = models.BigIntegerField(null=True)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tracking_number"], name="parcel_tracking", condition=~models.Q(tracking_number=""))
        ]


class Packed(models.Model):
    """A unit in a parcel, or so many pieces without units. `line`: the order's, or the invoice's own."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="contents")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True)
    home = models.SmallIntegerField(null=True)
    quantity = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "unit_id"], name="unit_in_one_parcel"),
            models.UniqueConstraint(
                fields=["parcel", "line"], condition=models.Q(unit_id=None), name="pieces_in_parcel"
            ),
        ]
