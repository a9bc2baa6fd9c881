"""What was scanned stays as it was told."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("selling", "0001_initial")]

    operations = [Step(append_only("selling_sheetscan"))]
