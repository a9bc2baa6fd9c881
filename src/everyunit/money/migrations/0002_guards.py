"""What the journal never does: change or delete what was booked."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]

    operations = [Step(append_only(table)) for table in ("money_entry", "money_entryline")]
