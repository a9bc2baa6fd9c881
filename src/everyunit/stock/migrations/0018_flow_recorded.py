from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0017_part_link_guards")]

    operations = [
        migrations.RemoveIndex("flow", "flow_item_date"),
        migrations.AddField("flow", "recorded", models.DateField(null=True)),
    ]
