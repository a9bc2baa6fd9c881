from django.db import migrations, models

from everyunit.base.guards import nothing, put_back, set_aside


class Migration(migrations.Migration):
    dependencies = [("stock", "0011_days_and_flows_so_far")]

    operations = [
        migrations.RunPython(set_aside, nothing),
        migrations.AlterField("posting", "date", models.DateField(db_index=True)),
        migrations.RunPython(put_back, nothing),
    ]
