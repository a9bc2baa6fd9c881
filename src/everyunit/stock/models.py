"""Rows of the ledger. Postings and movements are only ever inserted; the rest are caches that can be rebuilt.

Keys have the shape that can be distributed: a unit is (id, home), a movement (unit, step, home); see
docs/decisions/0006-keys-that-can-be-distributed.md. Foreign keys on ledger rows are checked by `everyunit verify`.
"""

from __future__ import annotations

from django.db import models


class Posting(models.Model):
    """One operation that moved something, or that was booked by hand (document_id 0). Insert-only.

    `posted_at`: when it was recorded. `date`: the day on which it happened, see stock/days.py.
    """

    key = models.CharField(max_length=220)
    fingerprint = models.CharField(max_length=64)
    actor_id = models.BigIntegerField()
    document_id = models.BigIntegerField(db_index=True)
    posted_at = models.DateTimeField(db_index=True)
    date = models.DateField(db_index=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="posting_key")]


class Closing(models.Model):
    """The books were closed up to a day, or opened again down to it; the last row holds. Insert-only.

    `through`: the last closed day from then on. `quantity`, `value_minor`: what we owned
    at its end, as it was known at closing; None where the books were opened.
    """

    through = models.DateField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True, default="")
    quantity = models.BigIntegerField(null=True)
    value_minor = models.BigIntegerField(null=True)


class Unit(models.Model):
    """One physical piece. `bin`, `step`, `cost_minor` and `received_on` are what its movements say; identity never
    changes. `received_on`: the last day on which it came to be ours, see stock/received.py; None if it never was.
    """

    pk = models.CompositePrimaryKey("id", "home")
    id = models.BigIntegerField()
    home = models.SmallIntegerField()
    serial = models.CharField(max_length=100)
    item_id = models.BigIntegerField()
    bin_id = models.BigIntegerField()
    step = models.IntegerField()
    cost_minor = models.BigIntegerField()
    entered_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    origin_bin_id = models.BigIntegerField()
    generated_in_id = models.BigIntegerField()
    maker_serial = models.CharField(max_length=100, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serial", "home"], name="unit_serial_home"),
            models.CheckConstraint(condition=models.Q(cost_minor__gte=0), name="unit_cost_not_negative"),
        ]
        indexes = [
            models.Index(fields=["item_id", "bin_id", "received_on", "id"], name="unit_item_bin_received"),
            models.Index(fields=["item_id", "id"], name="unit_item"),
            models.Index(fields=["bin_id", "id"], name="unit_bin"),
            models.Index(fields=["entered_at", "id"], name="unit_entered"),
            models.Index(fields=["maker_serial"], name="unit_maker_serial", condition=~models.Q(maker_serial="")),
            models.Index(fields=["id"], name="unit_noted", condition=~models.Q(note="")),
        ]


class Movement(models.Model):
    """A unit went from a bin to a bin: the `step`-th event of its life. Insert-only.

    `from_line_id`: the order line that had committed the unit and lent it to the line that delivered it.
    """

    pk = models.CompositePrimaryKey("unit_id", "step", "home")
    unit_id = models.BigIntegerField()
    step = models.IntegerField()
    home = models.SmallIntegerField()
    posting_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    from_bin_id = models.BigIntegerField()
    to_bin_id = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    from_line_id = models.BigIntegerField(null=True)

    unit = models.ForeignObject(
        Unit,
        on_delete=models.DO_NOTHING,
        from_fields=("unit_id", "home"),
        to_fields=("id", "home"),
        related_name="movements",
    )

    class Meta:
        indexes = [models.Index(fields=["posting_id", "line_id"], name="movement_posting_line")]


class QuantityMovement(models.Model):
    """A quantity of an item that has no units went from a bin to a bin, with its value. Insert-only."""

    posting_id = models.BigIntegerField(db_index=True)
    line_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    from_bin_id = models.BigIntegerField()
    to_bin_id = models.BigIntegerField()
    quantity = models.BigIntegerField()
    value_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["item_id", "id"], name="quantity_movement_item")]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="quantity_movement_positive"),
            models.CheckConstraint(condition=models.Q(value_minor__gte=0), name="quantity_movement_value"),
        ]


class LotMovement(models.Model):
    """Of which lots a quantity was that came into our stock, left it or moved within it. Insert-only."""

    posting_id = models.BigIntegerField(db_index=True)
    line_id = models.BigIntegerField(db_index=True)
    item_id = models.BigIntegerField()
    lot_id = models.BigIntegerField(db_index=True)
    from_bin_id = models.BigIntegerField()
    to_bin_id = models.BigIntegerField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="lot_movement_positive")]


class LotBalance(models.Model):
    """How many pieces of a lot are in a stock bin. A cache; never negative."""

    pk = models.CompositePrimaryKey("item_id", "bin_id", "lot_id")
    item_id = models.BigIntegerField()
    bin_id = models.BigIntegerField()
    lot_id = models.BigIntegerField(db_index=True)
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gte=0), name="lot_balance_not_negative")]


class Balance(models.Model):
    """How many pieces of an item are in a bin. A cache; `owned` is whether the bin is a stock bin."""

    pk = models.CompositePrimaryKey("item_id", "bin_id")
    item_id = models.BigIntegerField()
    bin_id = models.BigIntegerField(db_index=True)
    owned = models.BooleanField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owned=False) | models.Q(quantity__gte=0), name="balance_not_negative"
            )
        ]


class Valuation(models.Model):
    """What we own of an item: how many pieces over all stock bins, and what they are worth. A cache."""

    item_id = models.BigIntegerField(primary_key=True)
    quantity = models.BigIntegerField()
    value_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, value_minor__gte=0) | models.Q(quantity=0, value_minor=0),
                name="valuation_not_negative",
            )
        ]


class Flow(models.Model):
    """By how much a posting changed what we own of an item in a stock bin: pieces, and their value. A cache.

    `date`: when it happened, `recorded`: the day on which it was recorded; the index answers for both.
    Counted goods have one value in the company: `bin_id` is None where a posting changed it without moving any.
    """

    posting_id = models.BigIntegerField()
    date = models.DateField()
    recorded = models.DateField()
    item_id = models.BigIntegerField()
    bin_id = models.BigIntegerField(null=True)
    quantity = models.BigIntegerField()
    value_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["item_id", "date", "posting_id", "recorded", "bin_id", "quantity", "value_minor"],
                name="flow_item_date",
            ),
            models.Index(fields=["date", "posting_id"], name="flow_date_posting"),
        ]


class Hold(models.Model):
    """A unit is committed to one open document line, and to no other: the key sees to that.

    `from_line_id`: the order line that lent the unit to a draft made from it, and gets it back when the draft lets go.
    """

    pk = models.CompositePrimaryKey("unit_id", "home")
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    line_id = models.BigIntegerField(db_index=True)
    held_at = models.DateTimeField()
    from_line_id = models.BigIntegerField(null=True)


class QuantityHold(models.Model):
    """So many pieces of an item without units, in this bin, are committed to an open document line."""

    line_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    bin_id = models.BigIntegerField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line_id", "bin_id"], name="quantity_hold_line_bin"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="quantity_hold_positive"),
        ]
        indexes = [models.Index(fields=["item_id", "bin_id"], name="quantity_hold_item_bin")]


class BlockedBin(models.Model):
    """Nothing moves in or out of this bin for now; `by` names the paper that wants it so."""

    bin_id = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=60)


class CostChange(models.Model):
    """A unit's cost was changed by a posting: by how much, why, and by which line of the paper. Insert-only."""

    posting_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    step = models.IntegerField()
    old_minor = models.BigIntegerField()
    new_minor = models.BigIntegerField()
    reason = models.CharField(max_length=100)
    line_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_id", "home"], name="cost_change_unit")]


class Revaluation(models.Model):
    """A posting changed what we own of an item without units in value only. Insert-only."""

    posting_id = models.BigIntegerField(db_index=True)
    item_id = models.BigIntegerField(db_index=True)
    value_minor = models.BigIntegerField()


class Replacement(models.Model):
    """By this posting a unit stands in for another, as in an exchange. Insert-only."""

    posting_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    replaced_id = models.BigIntegerField()
    replaced_home = models.SmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "home"], name="replacement_unit"),
            models.Index(fields=["replaced_id", "replaced_home"], name="replacement_replaced"),
        ]


class PartLink(models.Model):
    """By this posting a unit was built into another; `cost_minor`: what it brought into that one's cost.
    Insert-only.
    """

    posting_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    whole_id = models.BigIntegerField()
    whole_home = models.SmallIntegerField()
    cost_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "home"], name="part_link_unit"),
            models.Index(fields=["whole_id", "whole_home"], name="part_link_whole"),
        ]


class PartLinkEnd(models.Model):
    """By this posting a unit came out of the one that it was built into. Insert-only."""

    pk = models.CompositePrimaryKey("link_id", "posting_id")
    link_id = models.BigIntegerField()
    posting_id = models.BigIntegerField(db_index=True)


class UnitEdit(models.Model):
    """A unit's note or maker's number was changed. Insert-only."""

    unit_id = models.BigIntegerField(db_index=True)
    home = models.SmallIntegerField()
    field = models.CharField(max_length=20)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()


class Seal(models.Model):
    """The posting's place in the audit chain: a digest over all it wrote and over the seal before it. Insert-only."""

    posting = models.OneToOneField(Posting, primary_key=True, on_delete=models.PROTECT)
    position = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)


class ChainHead(models.Model):
    """The end of the audit chain; the one row that postings queue for, last thing before they commit."""

    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
