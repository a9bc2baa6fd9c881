"""What was said of a posted document later is neither changed nor deleted."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_amendments")]

    operations = [migrations.RunPython(append_only("documents_amendment"), nothing)]
