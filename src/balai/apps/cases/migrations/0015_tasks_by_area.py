"""A task knows the area of its case, so that the work of one subdistrict is a range of an index."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

AREAS = """
UPDATE cases_task SET area_id = held.area_id FROM cases_case AS held
WHERE held.id = cases_task.case_id AND held.area_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial"), ("cases", "0014_records_kept_by_law")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
                db_index=False,
            ),
        ),
        migrations.RunSQL(AREAS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["area", "due_at", "id"], name="cases_task_of_area"),
        ),
    ]
