"""What the journal never does: change or delete what was booked."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]

    operations = [
        migrations.RunPython(append_only(table), nothing) for table in ("money_entry", "money_entryline")
    ]
