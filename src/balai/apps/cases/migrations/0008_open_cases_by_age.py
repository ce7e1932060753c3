"""The oldest open cases first, without reading those that are closed: supervisors begin there."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_files_are_held_at_once")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["opened_at", "id"], name="cases_case_open"
            ),
        ),
    ]
