"""Rows of the journal: accounts, which of them serves what, entries. Entries and their lines are only ever inserted."""

from __future__ import annotations

from django.db import models

from everyunit.money.purposes import AccountType
from everyunit.stock.models import Closing, Posting


class Account(models.Model):
    """A ledger account. Code and purpose never change.

    `purpose`: what the program books to it; several accounts may share one. "": it is booked to by hand alone.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=30, blank=True, default="", db_index=True)
    type = models.CharField(max_length=10, choices=[(each.value, each.value) for each in AccountType])
    discontinued = models.BooleanField(default=False)


class AccountRule(models.Model):
    """This account serves a purpose for an item, a category and those below it, a location and those below it, or the
    company. `target_id`: of the scope's table; 0 for the company. `location_id`: a rule for a category holds at this
    location and those below it alone; 0 everywhere.
    """

    purpose = models.CharField(max_length=30)
    scope = models.CharField(max_length=10)
    target_id = models.BigIntegerField()
    location_id = models.BigIntegerField(default=0)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "target_id", "location_id", "purpose"], name="account_rule_scope_target_purpose"
            )
        ]


class KeptBalance(models.Model):
    """What stood on an account at the end of the last day of a closing, as it was known at closing. Insert-only."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="balances")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    debits_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "account"], name="kept_balance_closing_account")]


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
