"""Rows of prices: what vendors sell and for how much, price lists, and who has which list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from everyunit.catalog.models import Category, Item
from everyunit.parties.models import Party


class VendorItem(models.Model):
    """A vendor sells an item: under a number of his own, in a currency, in multiples, after some days (WHS-18)."""

    vendor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    part_number = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    order_multiple = models.BigIntegerField(default=1)
    lead_days = models.IntegerField(default=0)
    preferred = models.BooleanField(default=False)
    discontinued = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "item"], name="vendor_item"),
            models.UniqueConstraint(
                fields=["vendor", "part_number"], condition=~Q(part_number=""), name="vendor_part_number"
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(preferred=True), name="preferred_vendor"),
        ]
        indexes = [models.Index(fields=["part_number"], name="vendor_item_part_number")]


class VendorPrice(models.Model):
    """From `minimum` pieces on, the vendor charges so much for each; his least is what he sells at all."""

    vendor_item = models.ForeignKey(VendorItem, on_delete=models.CASCADE, related_name="prices")
    minimum = models.BigIntegerField()
    price_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor_item", "minimum"], name="vendor_price_minimum")]


class PriceList(models.Model):
    """Prices for customers. `discount_bp`: hundredths of a percent off the own price of every item without an entry.

    One list may be the default: for customers without a list, and for what their own list does not name.
    """

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    discount_bp = models.IntegerField(default=0)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="default_list")
        ]


class CategoryDiscount(models.Model):
    """Hundredths of a percent that a list takes off the own price of items in a category and those below it."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="category_discounts")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    discount_bp = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["price_list", "category"], name="category_discount")]


class PriceEntry(models.Model):
    """From `minimum` pieces on, an item costs so much on a list."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    minimum = models.BigIntegerField()
    price_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["price_list", "item", "minimum"], name="price_entry")]


class CustomerList(models.Model):
    """The price list that a customer has."""

    customer = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="+")
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="customers")
