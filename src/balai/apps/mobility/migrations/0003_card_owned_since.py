"""From when on a card is its holder's: nobody reads what was ridden before."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


def begin_now(apps: object, _editor: object) -> None:
    """Cards that are registered already are their holders' from now on: what was before cannot be proven."""
    card = apps.get_model("mobility", "Card")  # type: ignore[attr-defined]  # a migration's state of the apps
    card.objects.filter(owner__isnull=False).update(owned_since=Now())


class Migration(migrations.Migration):
    dependencies = [("mobility", "0002_append_only"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="card", name="owned_since", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(model_name="card", name="ending", field=models.CharField(blank=True, max_length=4)),
        migrations.RunPython(begin_now, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", True), ("owned_since__isnull", False), _connector="OR"),
                name="mobility_card_owned_since",
            ),
        ),
    ]
