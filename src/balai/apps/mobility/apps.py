from __future__ import annotations

from django.apps import AppConfig


class MobilityConfig(AppConfig):
    name = "balai.apps.mobility"
    label = "mobility"
