"""Rows of the journal. Entries and their lines are only ever inserted."""

from __future__ import annotations

from django.db import models

from everyunit.stock.models import Posting


class Account(models.Model):
    """A ledger account; `purpose` is how the program finds the ones it books to."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=30, unique=True)


class Entry(models.Model):
    """What a posting meant in money: its lines sum to zero. Insert-only.

    `date`: the day that it belongs to, where that is not the day of its posting: on entries made by hand.
    """

    posting = models.OneToOneField(Posting, primary_key=True, on_delete=models.PROTECT)
    memo = models.CharField(max_length=200)
    date = models.DateField(null=True)


class EntryLine(models.Model):
    """One side of an entry; debit positive, credit negative. Insert-only."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
