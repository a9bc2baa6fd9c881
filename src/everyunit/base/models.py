"""Rows of the plumbing: number series and remembered requests."""

from __future__ import annotations

from django.db import models


class Series(models.Model):
    """The next number of one scope at one location."""

    scope = models.CharField(max_length=20)
    location_id = models.BigIntegerField()
    prefix = models.CharField(max_length=20, blank=True)
    padding = models.SmallIntegerField(default=0)
    next_number = models.BigIntegerField(default=100_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "location_id"], name="series_scope_location"),
            models.UniqueConstraint(fields=["scope", "prefix"], name="series_scope_prefix"),
        ]


class Request(models.Model):
    """An operation that was asked for with an idempotency key, and its answer."""

    pk = models.CompositePrimaryKey("actor_id", "key")
    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    operation = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
