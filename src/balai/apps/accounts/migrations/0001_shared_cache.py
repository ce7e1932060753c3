from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# The shape that Django's database cache expects. Unlogged: what it holds (how often somebody tried to log in) may be
# lost with the server, and is written often.
CREATE = """
CREATE UNLOGGED TABLE accounts_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [migrations.RunSQL(CREATE, "DROP TABLE accounts_cache")]
