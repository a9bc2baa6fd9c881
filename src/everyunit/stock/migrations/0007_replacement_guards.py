"""Replacements are only ever inserted."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("stock", "0006_replacement")]

    operations = [migrations.RunPython(append_only("stock_replacement"), nothing)]
