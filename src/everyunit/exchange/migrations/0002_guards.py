"""An import that was done is never changed or forgotten: a file must be known again."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [Step(append_only(table)) for table in ("exchange_import", "exchange_importeddocument")]
