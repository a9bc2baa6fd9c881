"""Rows of people: users with a role, API tokens kept as digests, and how somebody wants to see a list."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in."""

    role = models.CharField(max_length=20, default="viewer")


class Token(models.Model):
    """A bearer token of the API. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """A list as somebody wants to see it again: filters, columns and order, kept as the address writes them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    of_list = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "of_list", "name"], name="saved_view_name")]
        indexes = [models.Index(fields=["of_list"], name="saved_view_shared", condition=models.Q(shared=True))]
