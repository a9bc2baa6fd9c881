"""Rows of the catalog: categories, items and their barcodes."""

from __future__ import annotations

from django.db import models

from everyunit.places.models import Bin, Location
from everyunit.terms.models import TaxCode


class Tracking(models.TextChoices):
    """How an item is kept track of (WHS-2)."""

    SERIALIZED = "serialized", "serialized"
    AUTO_SERIALIZED = "auto_serialized", "auto-serialized"
    QUANTITY = "quantity", "quantity"
    NONE = "none", "not inventoried"


class ItemType(models.TextChoices):
    """What sort of item it is (WHS-1); fixed once the item exists."""

    REGULAR = "regular", "regular"
    KIT = "kit", "kit"
    ASSEMBLY = "assembly", "assembly"


class Link(models.TextChoices):
    """Whether the very unit that is built in is to be named."""

    NO = "no", "not linked"
    OPTIONAL = "optional", "may be linked"
    MANDATORY = "mandatory", "must be linked"


class Category(models.Model):
    """A sort of items; categories may lie in one another."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)


class Item(models.Model):
    """A thing traded. Its code and type never change; its tracking only between serialized and auto-serialized.

    `model`: what the maker calls it. `warranty_months`: of what is sold now; `vendor_warranty_months`: of what is
    bought now; see WarrantyTerm. `uses_lots`: whoever receives it names the lot; `numbers_lots`: where nobody
    does, a new one is numbered. `shelf_life_days`: for how long a new lot is good; 0 where that is not known.
    `price_on_parts`: of a kit, whether its price is spread over its components on a paper.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    tracking = models.CharField(max_length=15, choices=Tracking.choices)
    item_type = models.CharField(max_length=8, choices=ItemType.choices, default=ItemType.REGULAR)
    price_on_parts = models.BooleanField(default=False)
    price_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    maker = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True, default="")
    weight_g = models.BigIntegerField(default=0)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    tax_code = models.ForeignKey(TaxCode, null=True, on_delete=models.PROTECT, related_name="+")
    warranty_months = models.SmallIntegerField(default=0)
    vendor_warranty_months = models.SmallIntegerField(default=0)
    uses_lots = models.BooleanField(default=False)
    numbers_lots = models.BooleanField(default=False)
    shelf_life_days = models.IntegerField(default=0)
    discontinued = models.BooleanField(default=False)


class Lot(models.Model):
    """A lot of an item (WHS-211): what was made together, with the day after which it is no longer good.
    `vendors_number`: what its vendor calls it, where that is not its number.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=60)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    vendors_number = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="lot_item_number")]
        indexes = [models.Index(fields=["number"], name="lot_number")]


class WarrantyTerm(models.Model):
    """For how many months an item was under warranty that was sold since then, or bought (`by_vendor`); 0 for none.
    Insert-only: what was sold or bought before keeps its term.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    months = models.SmallIntegerField()
    by_vendor = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "since"], name="warranty_term_item")]


class Alias(models.Model):
    """A barcode or another code that the item answers to."""

    code = models.CharField(max_length=60, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="aliases")


class PutAway(models.Model):
    """The bin that an item is put into when it comes to a location, instead of the location's receiving bin."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "location"], name="put_away_item_location")]


class Component(models.Model):
    """A row of the bill of materials: what goes into one piece of a kit or an assembly.

    `waste`: what is lost on the way besides, in hundredths of a percent of what is needed; `waste_quantity`: so many
    for each piece built.
    """

    whole = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="components")
    position = models.IntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    waste = models.IntegerField(default=0)
    waste_quantity = models.BigIntegerField(default=0)
    link = models.CharField(max_length=9, choices=Link.choices, default=Link.NO)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whole", "item"], name="component_once")]


class ByProduct(models.Model):
    """What comes of building one piece besides, and is kept: offcuts, scrap that is worth something (WHS-177).

    `share`: of what went in, in hundredths of a percent, that it is worth.
    """

    whole = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="by_products")
    position = models.IntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    share = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whole", "item"], name="by_product_once")]


class Substitute(models.Model):
    """An item that may be built in instead of a component."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="substitutes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    rank = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "item"], name="substitute_once")]
