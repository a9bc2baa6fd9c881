"""That books were closed or opened is never rewritten."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("stock", "0014_closing")]

    operations = [migrations.RunPython(append_only("stock_closing"), nothing)]
