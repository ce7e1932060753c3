"""The citizen's addresses, in words that citizens know."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from balai.apps.reports.views import (
    documents,
    home,
    listing,
    pictures,
    private,
    proofs,
    public,
    turns,
    wizard,
    wizard_end,
)

app_name = "reports"

REFERENCE = r"(?P<reference>[A-Za-z]{2,8}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})"
SECRET = r"(?P<secret>[A-Za-z0-9_-]{22})"  # noqa: S105 (a pattern)
PICTURE = r"foto/(?P<picture>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
ACT = r"(?P<act>[a-z_]{1,40})"
STEP, OUTCOME = r"langkah/(?P<step>[a-z][a-z0-9_]{0,39})", r"(?P<outcome>[a-z][a-z0-9_]{0,39})"
NUMBER = r"(?P<number>[A-Za-z0-9-]{6,30})"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("lapor/", wizard.start, name="start"),
    path("lapor/<uuid:draft>/terkirim/", wizard_end.sent, name="sent"),
    path("lapor/<uuid:draft>/hapus/", wizard.forget, name="forget"),
    path("lapor/<uuid:draft>/dukung/<str:reference>/", wizard_end.support_instead, name="support-instead"),
    path("lapor/<uuid:draft>/foto/<uuid:picture>.jpg", wizard_end.draft_picture, name="draft-picture"),
    path("lapor/<uuid:draft>/<slug:page>/", wizard.page, name="page"),
    path("laporan/", listing.public_list, name="list"),
    path("laporan/atom.xml", listing.feed, name="feed"),
    path("cari/", listing.find, name="find"),
    path("dokumen/", documents.check, name="document"),
    path("laporan-saya/", listing.mine, name="mine"),
    re_path(rf"^laporan-saya/{REFERENCE}/$", private.own_page, name="own"),
    re_path(rf"^laporan-saya/{REFERENCE}/{PICTURE}\.jpg$", pictures.own_picture, name="own-picture"),
    re_path(
        rf"^laporan-saya/{REFERENCE}/{PICTURE}-kecil\.jpg$",
        pictures.own_picture,
        {"small": True},
        name="own-picture-small",
    ),
    re_path(rf"^laporan-saya/{REFERENCE}/dokumen/{NUMBER}/$", documents.own_document, name="own-document"),
    re_path(rf"^laporan-saya/{REFERENCE}/{STEP}/{OUTCOME}/$", turns.own_turn, name="own-turn"),
    re_path(rf"^laporan-saya/{REFERENCE}/bukti/$", proofs.own_proofs, name="own-proofs"),
    re_path(rf"^laporan-saya/{REFERENCE}/{ACT}/$", private.own_act, name="own-act"),
    re_path(rf"^laporan/{REFERENCE}/$", public.public_page, name="public"),
    re_path(rf"^laporan/{REFERENCE}/bukti/$", proofs.public_proofs, name="proofs"),
    re_path(rf"^laporan/{REFERENCE}/dukung/$", public.support, name="support"),
    re_path(rf"^laporan/{REFERENCE}/{PICTURE}\.jpg$", pictures.public_picture, name="picture"),
    re_path(
        rf"^laporan/{REFERENCE}/{PICTURE}-kecil\.jpg$", pictures.public_picture, {"small": True}, name="picture-small"
    ),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/$", private.secret_page, name="private"),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/{PICTURE}\.jpg$", pictures.secret_picture, name="private-picture"),
    re_path(
        rf"^laporan/{REFERENCE}/{SECRET}/{PICTURE}-kecil\.jpg$",
        pictures.secret_picture,
        {"small": True},
        name="private-picture-small",
    ),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/surel/$", private.secret_mail, name="private-mail"),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/dokumen/{NUMBER}/$", documents.secret_document, name="private-document"),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/{STEP}/{OUTCOME}/$", turns.secret_turn, name="private-turn"),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/bukti/$", proofs.secret_proofs, name="private-proofs"),
    re_path(rf"^laporan/{REFERENCE}/{SECRET}/{ACT}/$", private.secret_act, name="private-act"),
]
