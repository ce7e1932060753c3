"""The pages about other systems: each address with the roles that may open it."""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.service import DeskPage
from balai.apps.exchange.rules import LOOKING_ROLES, MENDING_ROLES
from balai.apps.exchange.views import talks

app_name = "exchange"
HERE = "kerja/pertukaran/"

urlpatterns = [
    path(HERE, DeskPage(LOOKING_ROLES, talks.show), name="talks"),
    path(f"{HERE}baca-lagi/", DeskPage(MENDING_ROLES, talks.read_again), name="read_again"),
    path(f"{HERE}kirim-lagi/<int:number>/", DeskPage(MENDING_ROLES, talks.tell_again), name="tell_again"),
]
