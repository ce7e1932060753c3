"""A promise on the whole case, and an end to every pause: what the clock must find quickly."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_originals_under_lock")]

    operations = [
        migrations.AddField("case", "case_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("case", "case_late", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("task", "answer_by", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["case_due_at"], condition=Q(case_due_at__isnull=False), name="cases_case_clock"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["answer_by"], condition=Q(answer_by__isnull=False), name="cases_task_answer"),
        ),
    ]
