"""Rows of exports: who asked for which list as a file, how far it is, and who is working on it."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """A list that becomes a file in the background.

    `status`: waiting, running, done, failed or cancelled. `holder` works on it until `leased_until`, and says again and
    again that it still does; after that anybody may begin it anew. `costs`: whether costs are in the file.
    """

    user = models.ForeignKey("people.User", on_delete=models.CASCADE)
    of_list = models.CharField(max_length=20)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4)
    costs = models.BooleanField()
    status = models.CharField(max_length=10, default="waiting")
    rows_done = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(null=True)
    size = models.BigIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    holder = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "id"], name="export_user"),
            models.Index(fields=["id"], name="export_open", condition=models.Q(status__in=("waiting", "running"))),
        ]
