"""The record is only ever added to."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_auditentry"), append_only("audit_disclosure")]
