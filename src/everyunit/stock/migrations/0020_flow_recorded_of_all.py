from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0019_flow_recorded_so_far")]

    operations = [
        migrations.AlterField("flow", "recorded", models.DateField()),
        migrations.AddIndex(
            "flow",
            models.Index(
                fields=["item_id", "date", "posting_id", "recorded", "bin_id", "quantity", "value_minor"],
                name="flow_item_date",
            ),
        ),
    ]
