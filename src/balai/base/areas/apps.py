from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "balai.base.areas"
    label = "areas"
