"""Rows of places: the company, locations, stock areas, bins, default bins."""

from __future__ import annotations

from django.db import models


class BinType(models.TextChoices):
    """Whose goods are in the bin (SAL-1)."""

    STOCK = "stock", "stock"
    OUT = "out", "out"


class StockType(models.TextChoices):
    """What condition the goods in the bin are in (WHS-89)."""

    NORMAL = "normal", "normal"
    REPAIR = "repair", "repair"
    IN_PROCESS = "in_process", "in process"
    SCRAP = "scrap", "scrap"
    EXCHANGE = "exchange", "exchange"
    WRITE_OFF = "write_off", "write off"
    DEFECTIVE = "defective", "defective"


PURPOSES = {  # what a location may have a default bin for, and the type that such a bin must have
    "receiving": BinType.STOCK,
    "picking": BinType.STOCK,
    "customer_return": BinType.STOCK,
    "packing": BinType.STOCK,
    "main": BinType.STOCK,
    "transit": BinType.STOCK,
    "vendor_return": BinType.STOCK,
    "repaired": BinType.STOCK,
    "repair": BinType.STOCK,
    "on_loan": BinType.STOCK,
    "shop_floor": BinType.STOCK,
    "work_in_process": BinType.STOCK,
    "finished_goods": BinType.STOCK,
    "defective": BinType.STOCK,
    "supplier": BinType.OUT,
    "inspection": BinType.OUT,
    "unassign": BinType.OUT,
    "returned_to_vendor": BinType.OUT,
    "sold": BinType.OUT,
    "return_expected": BinType.OUT,
    "return_refused": BinType.OUT,
    "in_repair": BinType.OUT,
    "written_off": BinType.OUT,
    "consumed": BinType.OUT,
    "being_built": BinType.OUT,
    "taken_apart": BinType.OUT,
}
ELSE_AS = {"picking": "receiving"}  # a purpose without a bin of its own anywhere does as another


class Location(models.Model):
    """A place of business. It holds the number series and the default bins (SET-2).

    `address`: what its papers say below the company's name, line by line: where it is, how to reach it, tax numbers.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    address = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)


class Company(models.Model):
    """The one company of this database."""

    name = models.CharField(max_length=100)
    currency = models.CharField(max_length=3)
    currency_digits = models.SmallIntegerField(default=2)
    default_location = models.ForeignKey(Location, on_delete=models.PROTECT)


class StockArea(models.Model):
    """A part of a location; areas nest freely and never hold stock themselves (WHS-86)."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    discontinued = models.BooleanField(default=False)


class Bin(models.Model):
    """Where stock is. Its code and bin type never change."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    bin_type = models.CharField(max_length=5, choices=BinType.choices)
    stock_type = models.CharField(max_length=12, choices=StockType.choices, default=StockType.NORMAL)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    area = models.ForeignKey(StockArea, null=True, blank=True, on_delete=models.PROTECT)
    position = models.IntegerField(default=0)
    discontinued = models.BooleanField(default=False)


class Workstation(models.Model):
    """A machine that people work at (SET-60). It stands in a location and may have default bins of its own."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    discontinued = models.BooleanField(default=False)


class DefaultBin(models.Model):
    """The bin that a location, or one workstation of it, uses for a purpose, unless the document says otherwise."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE)
    workstation = models.ForeignKey(Workstation, null=True, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=30)
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "purpose"],
                condition=models.Q(workstation__isnull=True),
                name="default_bin_of_location",
            ),
            models.UniqueConstraint(fields=["workstation", "purpose"], name="default_bin_of_workstation"),
        ]


class SearchBin(models.Model):
    """A bin in which picking for a location looks further, in order of rank (SET-58). A location without any looks in
    its normal stock bins by their position.
    """

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="search_bins")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT)
    rank = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["location", "bin"], name="search_bin"),
            models.UniqueConstraint(fields=["location", "rank"], name="search_bin_rank"),
        ]
