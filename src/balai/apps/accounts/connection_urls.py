"""Other ways to log in. Loaded only where there is one: what they stand on costs every web process some memory."""

from __future__ import annotations

from django.urls import path

from balai.apps.accounts.views import connections

urlpatterns = [
    path("", connections.Connections.as_view(), name="socialaccount_connections"),
    path("selesaikan/", connections.Finish.as_view(), name="socialaccount_signup"),
    path("batal/", connections.Cancelled.as_view(), name="socialaccount_login_cancelled"),
    path("gagal/", connections.Failed.as_view(), name="socialaccount_login_error"),
    path("<slug:provider_id>/", connections.begin, name="openid_connect_login"),
    path("<slug:provider_id>/kembali/", connections.come_back, name="openid_connect_callback"),
]
