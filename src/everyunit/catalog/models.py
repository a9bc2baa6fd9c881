"""Rows of the catalog: categories, items and their barcodes."""

from __future__ import annotations

from django.db import models

from everyunit.terms.models import TaxCode


class Tracking(models.TextChoices):
    """How an item is kept track of (WHS-2)."""

    SERIALIZED = "serialized", "serialized"
    AUTO_SERIALIZED = "auto_serialized", "auto-serialized"
    QUANTITY = "quantity", "quantity"
    NONE = "none", "not inventoried"


class Category(models.Model):
    """A sort of items; categories may lie in one another."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)


class Item(models.Model):
    """A thing traded. Its code never changes; its tracking only between serialized and auto-serialized."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    tracking = models.CharField(max_length=15, choices=Tracking.choices)
    price_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    maker = models.CharField(max_length=100, blank=True)
    weight_g = models.BigIntegerField(default=0)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    tax_code = models.ForeignKey(TaxCode, null=True, on_delete=models.PROTECT, related_name="+")
    discontinued = models.BooleanField(default=False)


class Alias(models.Model):
    """A barcode or another code that the item answers to."""

    code = models.CharField(max_length=60, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="aliases")
