"""What is new in one area is a range of an index, too: among the whole city's new tasks it would be looked for."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_taken_back")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["area", "opened_at"],
                condition=Q(started_at__isnull=True, assignee__isnull=True),
                name="cases_task_new_in_area",
            ),
        ),
    ]
