"""Functions with the owner's powers are closed to strangers, and a picture belongs to its vote from the moment it is put there."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import only_for_writers
from balai.base.immediate import checked_at_once

FUNCTIONS = (
    ("votes_take_ballot()", "votes_ballot"),
    ("votes_last_counts()", "votes_ballot"),
    ("votes_take_secret_ballot()", "votes_secretballot"),
    ("votes_last_secret_counts()", "votes_secretballot"),
)
PATHS = [f"ALTER FUNCTION {name} SET search_path = pg_catalog, public, pg_temp" for name, _table in FUNCTIONS]


class Migration(migrations.Migration):
    dependencies = [("votes", "0005_enough_ballots"), ("files", "0001_initial")]

    operations = [
        migrations.RunSQL(PATHS, migrations.RunSQL.noop),
        *(only_for_writers(name, table=table) for name, table in FUNCTIONS),
        *(checked_at_once(f"votes_{name}", pointed="files_storedfile") for name in ("poll", "question", "option")),
    ]
