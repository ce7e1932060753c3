"""The officer's desk and the field crew's phone: each address with the roles that may open it.

Whoever holds none of them is turned away before the view is called; within a view, the case decides further.
"""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.door import DeskPage
from balai.apps.cases.rules import (
    FIELD_ROLES,
    HIDING_ROLES,
    READING_ROLES,
    REVEALING_ROLES,
    VISITING_ROLES,
    WORKING_ROLES,
)
from balai.apps.cases.views import case_page, covering, crew, documents, notices, signing, steps, whole, work_list

app_name = "desk"

CASE = "kerja/<slug:reference>/"
STEP = f"{CASE}<slug:step>/"

urlpatterns = [
    path("kerja/", DeskPage(READING_ROLES, work_list.show), name="list"),
    path("kerja/sebagai/", DeskPage(READING_ROLES, work_list.act_as), name="act_as"),
    path("kerja/pesan/", DeskPage(READING_ROLES, notices.show), name="notices"),
    path(CASE, DeskPage(READING_ROLES, case_page.show), name="case"),
    path(f"{CASE}foto/<uuid:public_id>.jpg", DeskPage(READING_ROLES, case_page.picture), name="picture"),
    path(f"{CASE}berkas/<uuid:public_id>/", DeskPage(READING_ROLES, case_page.picture), name="file"),
    path(f"{CASE}dokumen/<str:number>/", DeskPage(READING_ROLES, documents.show), name="document"),
    path(f"{CASE}catatan/", DeskPage(WORKING_ROLES, whole.note), name="note"),
    path(f"{CASE}keterbukaan/", DeskPage(HIDING_ROLES, whole.visibility), name="visibility"),
    path(f"{CASE}tutup/", DeskPage(HIDING_ROLES, covering.words), name="cover_words"),
    path(f"{CASE}tutup/<uuid:public_id>/", DeskPage(HIDING_ROLES, covering.picture), name="cover_picture"),
    path(f"{CASE}asli/", DeskPage(REVEALING_ROLES, covering.originals), name="originals"),
    path(f"{CASE}pelapor/", DeskPage(VISITING_ROLES, whole.reporter), name="reporter"),
    path(f"{STEP}mulai/", DeskPage(WORKING_ROLES, steps.start), name="start"),
    path(f"{STEP}tugaskan/", DeskPage(WORKING_ROLES, steps.assign), name="assign"),
    path(f"{STEP}tanya/", DeskPage(WORKING_ROLES, steps.ask), name="ask"),
    path(f"{STEP}perpanjang/", DeskPage(WORKING_ROLES, steps.extend), name="extend"),
    path(f"{STEP}hasil/<slug:outcome>/", DeskPage(WORKING_ROLES, steps.outcome), name="outcome"),
    path(f"{STEP}tanda-tangan/<slug:digest>/", DeskPage(WORKING_ROLES, signing.cosign), name="cosign"),
    path("lapangan/", DeskPage(FIELD_ROLES, crew.show), name="crew"),
    path("lapangan/kunci/", DeskPage(FIELD_ROLES, crew.key), name="crew_key"),
    path("lapangan/pekerja.js", crew.worker, name="crew_worker"),  # a script without data, for everyone
    path("lapangan/<slug:reference>/<slug:step>/mulai/", DeskPage(FIELD_ROLES, crew.start), name="crew_start"),
    path(
        "lapangan/<slug:reference>/<slug:step>/hasil/<slug:outcome>/",
        DeskPage(FIELD_ROLES, crew.outcome),
        name="crew_outcome",
    ),
]
