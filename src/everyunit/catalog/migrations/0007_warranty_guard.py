"""What was promised is never rewritten."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_warranty")]

    operations = [migrations.RunPython(append_only("catalog_warrantyterm"), nothing)]
