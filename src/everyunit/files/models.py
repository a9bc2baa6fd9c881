"""Rows of files: what is kept, and what it is attached to. The bytes lie in the data folder, by their digest."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """Bytes that are kept once, however often they are attached."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    at = models.DateTimeField()


class Attachment(models.Model):
    """A file of a thing (`of`: unit, item, vendor, customer, document). Removed ones stay as a fact, without bytes to
    see.
    """

    of = models.CharField(max_length=10, db_column="about")
    target_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=150)
    note = models.CharField(max_length=200, blank=True, default="")
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField()
    removed_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["of", "target_id", "id"], name="attachment_target")]
