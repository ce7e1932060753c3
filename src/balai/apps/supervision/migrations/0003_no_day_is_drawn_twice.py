"""The days of one organisation's samples may not overlap: else a draw that does not please is repeated a day later.

Said by the database, so that two who draw at once are also told. The organisation and its days become one range of
numbers, for which every PostgreSQL has the operators: no extension has to be installed.
"""

from __future__ import annotations

from django.db import migrations

APART = """
ALTER TABLE supervision_sample ADD CONSTRAINT supervision_sample_days_apart EXCLUDE USING gist (
    int8range(
        organisation_id * 4194304 + (since - DATE '0001-01-01'),
        organisation_id * 4194304 + (until - DATE '0001-01-01'),
        '[]'
    ) WITH &&
);
"""
TOGETHER = "ALTER TABLE supervision_sample DROP CONSTRAINT supervision_sample_days_apart;"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_kept_counts")]

    operations = [
        migrations.RemoveConstraint(model_name="sample", name="supervision_sample_once"),
        migrations.RunSQL(APART, TOGETHER),
    ]
