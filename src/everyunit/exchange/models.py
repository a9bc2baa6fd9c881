"""Rows of the exchange: which files were imported, and what became of them. Insert-only."""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """A file that was imported: the digests of its content and of the options, by which it is known again."""

    content_digest = models.CharField(max_length=64, db_index=True)
    options_digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    rows = models.IntegerField()
    units = models.IntegerField()
    quantity = models.BigIntegerField()
    value_minor = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()


class ImportedDocument(models.Model):
    """A document that an import made."""

    from_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="documents")
    document_id = models.BigIntegerField(primary_key=True)
