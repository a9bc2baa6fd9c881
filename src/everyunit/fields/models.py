"""Rows of own fields: which there are, what they hold, and every change of that."""

from __future__ import annotations

from django.db import models

TEXT_LIMIT = 400  # so that an index holds it, whatever the script


class OwnField(models.Model):
    """A field of a sort of thing. Code and type never change (SET-159).

    `of`: unit, item, lot, vendor, customer, document. `choices`: one a line. `searched`: lists are filtered by it.
    """

    of = models.CharField(max_length=10, db_column="about")
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=40)
    type = models.CharField(max_length=10)
    choices = models.TextField(blank=True, default="")
    required = models.BooleanField(default=False)
    searched = models.BooleanField(default=True)
    discontinued = models.BooleanField(default=False)
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "code"], name="own_field_code")]


class OwnValue(models.Model):
    """What a field of one thing holds. `text`: as it is written, of a long text the beginning; `memo`: the whole of a
    text that is longer than that. `number`: what it is compared by, where that is no
    text: minor units, millionths, the number of a day, 1 or 0.
    """

    pk = models.CompositePrimaryKey("field_id", "target_id")
    field_id = models.BigIntegerField()
    target_id = models.BigIntegerField(db_index=True)
    text = models.CharField(max_length=TEXT_LIMIT)
    memo = models.TextField(null=True)
    number = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["field_id", "text", "target_id"], name="own_value_text"),
            models.Index(fields=["field_id", "number", "target_id"], name="own_value_number"),
        ]


class OwnValueEdit(models.Model):
    """A value was changed. Insert-only."""

    field_id = models.BigIntegerField()
    target_id = models.BigIntegerField()
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["target_id", "field_id"], name="own_value_edit")]
