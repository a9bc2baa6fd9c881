"""A company that was founded before has the accounts of taxes."""

from django.db import migrations

NEW = (("1400", "Tax to claim back", "input_tax", "asset"), ("2200", "Tax to pay", "sales_tax", "liability"))


def forward(apps, editor):
    accounts = apps.get_model("money", "Account").objects
    if not accounts.exists():
        return
    for code, name, purpose, kind in NEW:
        if not accounts.filter(purpose=purpose).exists():
            accounts.get_or_create(code=code, defaults={"name": name, "purpose": purpose, "type": kind})


class Migration(migrations.Migration):
    dependencies = [("money", "0006_types_of_accounts")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
