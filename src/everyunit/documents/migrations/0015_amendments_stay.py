"""What was said of a posted document later is neither changed nor deleted."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_amendments")]

    operations = [Step(append_only("documents_amendment"))]
