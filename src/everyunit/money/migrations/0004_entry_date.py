from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("money", "0003_accounts_since")]

    operations = [migrations.AddField("entry", "date", models.DateField(null=True))]
