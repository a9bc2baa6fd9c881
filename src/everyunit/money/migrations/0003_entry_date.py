from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("money", "0002_guards")]

    operations = [migrations.AddField("entry", "date", models.DateField(null=True))]
