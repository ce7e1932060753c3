"""Where each address leads."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from balai.project.health import healthz, readyz

# Rooms of this house are being built at the same time; those that exist are served.
_FACES = ("balai.apps.accounts.urls", "balai.apps.cases.urls", "balai.apps.reports.urls", "balai.web.urls")


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *(path("", include(face)) for face in _FACES if _exists(face)),
]

handler400 = "balai.web.errors.bad_request"
handler403 = "balai.web.errors.forbidden"
handler404 = "balai.web.errors.not_found"
handler500 = "balai.web.errors.server_error"
# Asked by allauth, not by Django.
handler429 = "balai.apps.accounts.views.entering.too_many"
