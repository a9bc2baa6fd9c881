"""Rows of terms: tax codes and exchange rates."""

from __future__ import annotations

from django.db import models


class TaxCode(models.Model):
    """A tax on lines of documents. Whether it is recoverable never changes, nor does its code.

    `rate`: in thousandths of a percent. Recoverable tax on purchases is claimed back; any other is part of what the
    goods cost. `for_sales`, `for_purchases`: lines have it where neither their party nor their item says otherwise.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    rate = models.IntegerField()
    recoverable = models.BooleanField(default=True)
    for_sales = models.BooleanField(default=False)
    for_purchases = models.BooleanField(default=False)
    discontinued = models.BooleanField(default=False)


class ExchangeRate(models.Model):
    """What one unit of a foreign currency is worth in the company's from a day on, in billionths."""

    currency = models.CharField(max_length=3)
    since = models.DateField()
    rate = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["currency", "since"], name="exchange_rate_currency_since")]
