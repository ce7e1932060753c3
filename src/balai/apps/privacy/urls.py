"""What the city holds on me: see it, take it along, have it erased."""

from __future__ import annotations

from django.urls import path, re_path

from balai.apps.privacy.views import cases, mine

app_name = "privacy"

REFERENCE = r"(?P<reference>[A-Za-z]{2,8}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})"
SECRET = r"(?P<secret>[A-Za-z0-9_-]{22})"  # noqa: S105 (a pattern)

urlpatterns = [
    path("data-saya/", mine.show, name="mine"),
    path("data-saya/unduh/", mine.download, name="download"),
    path("data-saya/hapus-akun/", mine.erase, name="erase"),
    re_path(rf"^data-saya/{REFERENCE}/hapus/$", cases.erase_own, name="own-erase"),
    re_path(rf"^data-saya/{REFERENCE}/{SECRET}/unduh/$", cases.download_secret, name="private-download"),
    re_path(rf"^data-saya/{REFERENCE}/{SECRET}/hapus/$", cases.erase_secret, name="private-erase"),
]
