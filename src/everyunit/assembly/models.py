"""Rows of building: how work orders stand, what their inputs are for, which parts shall go into which unit."""

from __future__ import annotations

from django.db import models

from everyunit.catalog.models import Item, Link
from everyunit.documents.models import Document, Line


class WorkOrder(models.Model):
    """What a work order says beyond other orders: whether its inputs are in process."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="+")
    in_process = models.BooleanField(default=False)


class Input(models.Model):
    """What a line of a work order is for: as the bill of materials said when the order was made.

    `quantity`: how many are in one unit that is built. `instead_of`: the line of the component that it stands in for.
    """

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.CASCADE, related_name="+")
    quantity = models.BigIntegerField()
    link = models.CharField(max_length=9, choices=Link.choices)
    instead_of = models.ForeignKey(Line, null=True, on_delete=models.CASCADE, related_name="+")


class Besides(models.Model):
    """What comes of a work order besides: as the bill of materials said when the order was made.

    `quantity`: of one unit that is built; `share`: of the cost, in hundredths of a percent.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    share = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "item"], name="besides_once")]


class PlannedLink(models.Model):
    """On a work order: this unit shall go into that one. It counts while the order holds both."""

    pk = models.CompositePrimaryKey("unit_id", "home")
    unit_id = models.BigIntegerField()
    home = models.SmallIntegerField()
    whole_id = models.BigIntegerField()
    whole_home = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["whole_id", "whole_home"], name="planned_link_whole")]
