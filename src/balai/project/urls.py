"""Where each address leads."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from balai.project.api import urls as api_urls
from balai.project.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", api_urls),
    path("", include("balai.apps.accounts.urls")),
    path("", include("balai.apps.transparency.urls")),
    path("", include("balai.apps.indicators.urls")),
    path("", include("balai.apps.network.urls")),
    path("", include("balai.apps.supervision.urls")),  # before the cases: a reference can stand for any one word
    path("", include("balai.apps.mobility.urls")),  # so too
    path("", include("balai.apps.exchange.urls")),
    path("", include("balai.apps.votes.urls")),
    path("", include("balai.apps.cases.urls")),
    path("", include("balai.apps.reports.urls")),
    path("", include("balai.apps.requests.urls")),
    path("", include("balai.apps.figures.urls")),
    path("", include("balai.apps.privacy.urls")),
    path("", include("balai.web.urls")),
]

handler400 = "balai.web.errors.bad_request"
handler403 = "balai.web.errors.forbidden"
handler404 = "balai.web.errors.not_found"
handler500 = "balai.web.errors.server_error"
# Asked by allauth, not by Django.
handler429 = "balai.apps.accounts.views.entering.too_many"
