"""Movements of lots are only ever inserted."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0021_lots")]

    operations = [Step(append_only("stock_lotmovement"))]
