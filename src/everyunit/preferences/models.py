"""Rows of preferences: what was chosen, and by whom. The last choice holds."""

from __future__ import annotations

from django.db import models

from everyunit.places.models import Workstation


class Choice(models.Model):
    """A value was chosen for a preference: for the company, or for one workstation. Without a value: the choice was
    taken back.
    """

    key = models.CharField(max_length=40)
    workstation = models.ForeignKey(Workstation, null=True, on_delete=models.PROTECT)
    value = models.CharField(max_length=40, null=True)
    chosen_by = models.BigIntegerField()
    chosen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "workstation", "id"], name="choice_newest")]
