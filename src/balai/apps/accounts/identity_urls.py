"""Where other city systems find this city's log-in. Loaded only where the installation offers it."""

from __future__ import annotations

from allauth.idp.oidc import views as oidc
from django.urls import include, path

from balai.apps.accounts.views import identity

_OIDC = [
    path(".well-known/openid-configuration", identity.configuration, name="configuration"),
    path(".well-known/jwks.json", oidc.jwks, name="jwks"),
    path("identitas/izin/", identity.authorize, name="authorization"),
    path("identitas/token/", oidc.token, name="token"),
    path("identitas/orang/", oidc.user_info, name="userinfo"),
    path("identitas/cabut/", oidc.revoke, name="revoke"),
]

urlpatterns = [path("", include(([path("", include((_OIDC, "oidc")))], "idp")))]
