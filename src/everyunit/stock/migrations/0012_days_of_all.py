from django.db import migrations, models

from everyunit.base.guards import Step, put_back, set_aside


class Migration(migrations.Migration):
    dependencies = [("stock", "0011_days_and_flows_so_far")]

    operations = [
        Step(set_aside),
        migrations.AlterField("posting", "date", models.DateField(db_index=True)),
        Step(put_back),
    ]
