"""A visitor's own draft without reading everyone's: on a flood day there are hundreds of thousands."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_public_states_in_order")]

    operations = [
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["owner_key"], name="cases_draft_owner"),
        ),
    ]
