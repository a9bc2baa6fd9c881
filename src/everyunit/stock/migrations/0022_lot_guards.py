"""Movements of lots are only ever inserted."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("stock", "0021_lots")]

    operations = [migrations.RunPython(append_only("stock_lotmovement"), nothing)]
