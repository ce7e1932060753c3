"""The supervisor's pages: each address with the roles that may open it."""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.service import DeskPage
from balai.apps.supervision.rules import (
    ADMINISTRATING_ROLES,
    SHEET_ROLES,
    STANDING_ROLES,
    SUPERVISING_ROLES,
    WATCHING_ROLES,
)
from balai.apps.supervision.views import (
    absences,
    hands,
    listing,
    overview,
    people,
    samples,
    sheets,
    transfers,
    workload,
)

app_name = "supervision"
HERE = "kerja/pengawasan/"
PERSON = "kerja/orang/<uuid:public_id>/"

urlpatterns = [
    path(HERE, DeskPage(WATCHING_ROLES, overview.show), name="overview"),
    path(f"{HERE}daftar/", DeskPage(WATCHING_ROLES, listing.show), name="list"),
    path(f"{HERE}beban/", DeskPage(WATCHING_ROLES, workload.show), name="workload"),
    path(f"{HERE}tangan/", DeskPage(WATCHING_ROLES, hands.show), name="hands"),
    path(f"{HERE}tangan/<slug:reference>/", DeskPage(WATCHING_ROLES, hands.of_case), name="hands_of_case"),
    path(f"{HERE}contoh/", DeskPage(WATCHING_ROLES, samples.show), name="samples"),
    path(f"{HERE}contoh/undi/", DeskPage(SUPERVISING_ROLES, samples.draw), name="draw"),
    path(f"{HERE}contoh/<int:number>/", DeskPage(WATCHING_ROLES, samples.one), name="sample"),
    path(f"{HERE}contoh/temuan/<int:number>/", DeskPage(SUPERVISING_ROLES, samples.finding), name="finding"),
    path(f"{HERE}pindah/", DeskPage(SUPERVISING_ROLES, transfers.choose), name="transfer"),
    path(f"{HERE}pindah/<uuid:key>/", DeskPage(WATCHING_ROLES, transfers.result), name="transfer_result"),
    path("kerja/lembar/", DeskPage(SHEET_ROLES, sheets.choose), name="sheets"),
    path("kerja/lembar/<str:office>/", DeskPage(SHEET_ROLES, sheets.show), name="sheet"),
    path("kerja/berhalangan/", DeskPage(STANDING_ROLES, absences.show), name="absences"),
    path("kerja/berhalangan/atur/", DeskPage(STANDING_ROLES, absences.arrange), name="arrange"),
    path("kerja/berhalangan/<uuid:public_id>/kembali/", DeskPage(STANDING_ROLES, absences.end), name="end_absence"),
    path("kerja/orang/", DeskPage(ADMINISTRATING_ROLES, people.show), name="people"),
    path("kerja/orang/undang/", DeskPage(ADMINISTRATING_ROLES, people.invite_one), name="invite"),
    path(PERSON, DeskPage(ADMINISTRATING_ROLES, people.one), name="person"),
    path(f"{PERSON}beri/", DeskPage(ADMINISTRATING_ROLES, people.grant), name="grant_role"),
    path(f"{PERSON}akhiri/<int:number>/", DeskPage(ADMINISTRATING_ROLES, people.end), name="end_role"),
]
