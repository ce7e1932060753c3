"""The citizen's way through any service."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "balai.apps.requests"
    label = "requests"
