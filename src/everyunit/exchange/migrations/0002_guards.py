"""An import that was done is never changed or forgotten: a file must be known again."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.RunPython(append_only(table), nothing)
        for table in ("exchange_import", "exchange_importeddocument")
    ]
