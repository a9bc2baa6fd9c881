"""What was promised is never rewritten."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_warranty")]

    operations = [Step(append_only("catalog_warrantyterm"))]
