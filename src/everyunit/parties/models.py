"""Rows of parties."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    VENDOR = "vendor", "vendor"
    CUSTOMER = "customer", "customer"


class Party(models.Model):
    """A vendor or a customer."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=8, choices=Role.choices)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    address = models.TextField(blank=True)
    note = models.TextField(blank=True)
    discontinued = models.BooleanField(default=False)
