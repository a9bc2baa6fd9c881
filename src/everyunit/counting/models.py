"""Rows of counting: counts, their bins, what was recorded as a bin's count began, and what was found in it.

What differs is worked out from these and the ledger, and kept nowhere. What is put right are papers of their own.
"""

from __future__ import annotations

from django.db import models

from everyunit.catalog.models import Item, Lot
from everyunit.documents.models import Document
from everyunit.places.models import Bin, Location


class State(models.TextChoices):
    """How far the count of a bin has come; that of a count is that of its bins (WHS-152)."""

    UNCOUNTED = "uncounted", "uncounted"
    COUNTING = "counting", "counting"
    COUNTED = "counted", "counted"
    COMPLETE = "complete", "complete"
    VOID = "void", "void"


class StockCount(models.Model):
    """A count of some bins of a location. `blocked`: nothing moves in or out of a bin while it is counted; otherwise
    what moves meanwhile is taken into account. `blind`: who counts is not told what is recorded. `approved_by`: a
    second person agrees to what it writes off and adds, worth so much; gone as soon as the count changes.
    """

    number = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=9, choices=State.choices, default=State.UNCOUNTED)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    blocked = models.BooleanField()
    blind = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True, default="")
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_worth_minor = models.BigIntegerField(null=True)


class CountBin(models.Model):
    """A bin on a count. `round`: how many times it was counted; `started_at`: since when this time."""

    count = models.ForeignKey(StockCount, on_delete=models.CASCADE, related_name="bins")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=State.choices, default=State.UNCOUNTED)
    round = models.IntegerField(default=1)
    started_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    counted_by = models.BigIntegerField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "bin"], name="bin_once_on_a_count")]


class Recorded(models.Model):
    """A unit that was recorded in a bin as its count began, and which step of its life that was.

    `leave`: if it is missing, it stays recorded all the same. `settled`: how it fared when the bin was completed, and
    "agrees" if it was found there; "" before.
    """

    pk = models.CompositePrimaryKey("count_bin_id", "unit_id", "home")
    count_bin = models.ForeignKey(CountBin, on_delete=models.CASCADE, related_name="recorded", db_index=False)
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    step = models.IntegerField()
    leave = models.BooleanField(default=False)
    settled = models.CharField(max_length=10, blank=True, default="")


class Decision(models.TextChoices):
    """What becomes of a unit that is found where it is not recorded."""

    PUT_RIGHT = "", "put right"
    LEAVE = "leave", "left as it is"
    BRING_BACK = "bring_back", "brought back"


class Found(models.Model):
    """A unit was found in a bin, by whom and when; `step`: of its life as the records had it then.

    `current`: not by an earlier count of the bin, nor in another bin since. A unit is found in one bin of a count at
    most. `settled`: how it fared when the bin was completed; "" before.
    """

    count = models.ForeignKey(StockCount, on_delete=models.CASCADE, related_name="found", db_index=False)
    count_bin = models.ForeignKey(CountBin, on_delete=models.CASCADE, related_name="found", db_index=False)
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    step = models.IntegerField()
    round = models.IntegerField()
    current = models.BooleanField(default=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    settled = models.CharField(max_length=10, blank=True, default="")
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count", "unit_id", "home"], condition=models.Q(current=True), name="found_once_in_a_count"
            )
        ]
        indexes = [models.Index(fields=["count_bin", "current"], name="found_bin")]


class Pieces(models.Model):
    """So many pieces of an item were counted in a bin, where `recorded` were recorded at that moment: counted goods, of
    those kept by lot each `lot` by itself; and auto-serialized units that are more than recorded, what is more being of
    the `lot`. `settled`: the difference is booked.
    """

    count_bin = models.ForeignKey(CountBin, on_delete=models.CASCADE, related_name="pieces")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    recorded = models.BigIntegerField()
    round = models.IntegerField()
    current = models.BooleanField(default=True)
    leave = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count_bin", "item"],
                condition=models.Q(current=True, lot__isnull=True),
                name="pieces_once_in_a_bin",
            ),
            models.UniqueConstraint(
                fields=["count_bin", "item", "lot"],
                condition=models.Q(current=True, lot__isnull=False),
                name="pieces_of_a_lot_once_in_a_bin",
            ),
        ]


class UnknownNumber(models.Model):
    """A number was found in a bin that no unit has. It comes in by a paper first, or is left."""

    count_bin = models.ForeignKey(CountBin, on_delete=models.CASCADE, related_name="unknown")
    text = models.CharField(max_length=200)
    leave = models.BooleanField(default=False)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count_bin", "text"], name="unknown_once_in_a_bin")]


class EarlierCount(models.Model):
    """A bin was counted before, and is counted again. Insert-only."""

    count_bin = models.ForeignKey(CountBin, on_delete=models.PROTECT, related_name="earlier")
    round = models.IntegerField()
    counted_at = models.DateTimeField(null=True)
    counted_by = models.BigIntegerField(null=True)
    recorded = models.BigIntegerField()
    found = models.BigIntegerField()
    differences = models.BigIntegerField()
    again_by = models.BigIntegerField()
    again_at = models.DateTimeField()


class CountPaper(models.Model):
    """A paper by which a count was put right. Insert-only."""

    count = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
