"""What was scanned stays as it was told."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("selling", "0001_initial")]

    operations = [migrations.RunPython(append_only("selling_sheetscan"), nothing)]
