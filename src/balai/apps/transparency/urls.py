"""The log's addresses; their form is that of C2SP tlog-tiles."""

from __future__ import annotations

from django.urls import path

from balai.apps.transparency.keys import LOG
from balai.apps.transparency.views import files

app_name = "transparency"

urlpatterns = [
    path(f"{LOG}/checkpoint", files.checkpoint, name="checkpoint"),
    path(f"{LOG}/checkpoint.witnessed", files.witnessed, name="witnessed"),
    path(f"{LOG}/break", files.broken, name="break"),
    path(f"{LOG}/keys", files.keys, name="keys"),
    path(f"{LOG}/tile/<path:path>", files.tile_at, name="tile"),
]
