"""A company that was founded before has the accounts that building takes."""

from django.db import migrations


def forward(apps, editor):
    accounts = apps.get_model("money", "Account").objects
    held = apps.get_model("places", "DefaultBin").objects.filter(purpose="work_in_process").first()
    if held is None or not accounts.exists():
        return
    if not accounts.filter(purpose="absorbed_work").exists():
        _open(accounts, 5400, "Work that went into what was built", "absorbed_work", "expense")
    account = _open(accounts, 1350, "Work in process", "inventory", "asset")
    apps.get_model("money", "AccountRule").objects.create(
        purpose="inventory", scope="bin", target_id=held.bin_id, account=account
    )


def _open(accounts, code, name, purpose, kind):
    while accounts.filter(code=str(code)).exists():
        code += 1
    return accounts.create(code=str(code), name=name, purpose=purpose, type=kind)


class Migration(migrations.Migration):
    dependencies = [("money", "0009_kept_balance_guards"), ("places", "0009_bins_for_building")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
