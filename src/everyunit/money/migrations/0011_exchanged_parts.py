"""A company that was founded before has the account for parts that are exchanged in units of others."""

from django.db import migrations


def forward(apps, editor):
    accounts = apps.get_model("money", "Account").objects
    if not accounts.exists() or accounts.filter(purpose="exchanged_parts").exists():
        return
    code = 5500
    while accounts.filter(code=str(code)).exists():
        code += 1
    accounts.create(
        code=str(code), name="Parts exchanged in units of others", purpose="exchanged_parts", type="expense"
    )


class Migration(migrations.Migration):
    dependencies = [("money", "0010_work_in_process")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
