from django.db import migrations, models

from everyunit.base.guards import Step, put_back, set_aside


class Migration(migrations.Migration):
    dependencies = [("stock", "0009_blocked_bin")]

    operations = [
        Step(set_aside),
        migrations.AddField("posting", "date", models.DateField(null=True)),
        migrations.CreateModel(
            name="Flow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("posting_id", models.BigIntegerField(db_index=True)),
                ("date", models.DateField()),
                ("item_id", models.BigIntegerField()),
                ("bin_id", models.BigIntegerField(null=True)),
                ("quantity", models.BigIntegerField()),
                ("value_minor", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["item_id", "date", "posting_id", "bin_id", "quantity", "value_minor"],
                        name="flow_item_date",
                    )
                ]
            },
        ),
        Step(put_back),
    ]
