"""Rows of parties."""

from __future__ import annotations

from django.db import models

from everyunit.people.models import User
from everyunit.terms.models import TaxCode


class Role(models.TextChoices):
    VENDOR = "vendor", "vendor"
    CUSTOMER = "customer", "customer"


class Party(models.Model):
    """A vendor or a customer, and what its documents begin with: contact, addresses, terms, currency, tax code, and who
    speaks for us.
    """

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=8, choices=Role.choices)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    address = models.TextField(blank=True)
    contact = models.CharField(max_length=100, blank=True, default="")
    ship_to = models.TextField(blank=True, default="")
    ship_via = models.CharField(max_length=60, blank=True, default="")
    terms = models.CharField(max_length=60, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    tax_code = models.ForeignKey(TaxCode, null=True, on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    discontinued = models.BooleanField(default=False)
