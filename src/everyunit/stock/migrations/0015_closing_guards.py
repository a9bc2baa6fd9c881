"""That books were closed or opened is never rewritten."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0014_closing")]

    operations = [Step(append_only("stock_closing"))]
