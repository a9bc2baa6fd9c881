"""Rows of purchasing: when items are bought again."""

from __future__ import annotations

from django.db import models

from everyunit.catalog.models import Item
from everyunit.places.models import Location


class ReorderPoint(models.Model):
    """At a location, an item is bought again once no more than `reorder_at` pieces are expected, up to `maximum`
    (WHS-18, 19). Below `minimum` it is pressing.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    minimum = models.BigIntegerField()
    reorder_at = models.BigIntegerField()
    maximum = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "location"], name="reorder_point")]
