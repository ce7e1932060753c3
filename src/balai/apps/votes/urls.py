"""The votes: for everyone below /suara/, for officers below /kerja/suara/."""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.service import DeskPage
from balai.apps.votes.rules import CONFIRMING_ROLES, LOOKING_ROLES, MAKING_ROLES, REGISTRAR_ROLES, RELEASING_ROLES
from balai.apps.votes.views import (
    budgets,
    interests,
    looking,
    naming,
    office,
    programs,
    reporting,
    residence,
    secret,
    trustees,
    voting,
)

app_name = "votes"
POLL = "suara/<str:code>/"
OFFICE = "kerja/suara/"
DRAFT = f"{OFFICE}<str:code>/"

urlpatterns = [
    path("suara/", looking.listing, name="list"),
    path("suara/kabar/", interests.interest, name="interest"),
    path("suara/kabar/berhenti/", interests.no_interest, name="no-interest"),
    path("suara/program.zip", programs.programs, name="programs"),
    path(POLL, looking.one, name="poll"),
    path(f"{POLL}pilih/", voting.vote, name="vote"),
    path(f"{POLL}suara-saya/", voting.receipt, name="receipt"),
    path(f"{POLL}hadir/", voting.join, name="join"),
    path(f"{POLL}bilik/", voting.booth, name="booth"),
    path(f"{POLL}nama/", looking.names, name="names"),
    path(f"{POLL}laporkan/", reporting.report, name="report"),
    path(f"{POLL}data.json", looking.data, name="data"),
    path(f"{POLL}suara.csv", looking.ballots, name="ballots"),
    path(f"{POLL}anggaran.pb", budgets.pabulib, name="pb"),
    path(f"{POLL}foto/<uuid:picture>.jpg", looking.picture, name="picture"),
    path(f"{POLL}rahasia/", secret.ballot, name="secret"),
    path(f"{POLL}election.json", secret.election, name="election"),
    path(f"{POLL}titip/", secret.intake, name="intake"),
    path(f"{POLL}arsip.bel", secret.archive, name="archive"),
    path(f"{POLL}papan/", secret.board, name="board"),
    path(f"{POLL}periksa/", secret.check, name="check"),
    path(f"{POLL}wali/", trustees.trustee, name="trustee"),
    path(f"{POLL}wali/<str:part>.txt", trustees.trustee_part, name="trustee-part"),
    path(f"{POLL}wali/serah/", trustees.trustee_hand_in, name="trustee-hand-in"),
    path(OFFICE, DeskPage(LOOKING_ROLES, office.listing), name="office"),
    path(f"{OFFICE}baru/", DeskPage(MAKING_ROLES, office.make), name="make"),
    path(f"{OFFICE}domisili/", DeskPage(CONFIRMING_ROLES, residence.confirm), name="residence"),
    path(DRAFT, DeskPage(LOOKING_ROLES, office.one), name="office-poll"),
    path(f"{DRAFT}ubah/", DeskPage(MAKING_ROLES, office.change), name="change"),
    path(f"{DRAFT}siapa/", DeskPage(MAKING_ROLES, office.who), name="who"),
    path(f"{DRAFT}pertanyaan/", DeskPage(MAKING_ROLES, office.add_question), name="add-question"),
    path(f"{DRAFT}proyek/", DeskPage(MAKING_ROLES, budgets.read_file), name="read-budget"),
    path(
        f"{DRAFT}pertanyaan/<int:question>/hapus/",
        DeskPage(MAKING_ROLES, office.remove_question),
        name="remove-question",
    ),
    path(
        f"{DRAFT}pertanyaan/<int:question>/<int:option>/foto/",
        DeskPage(MAKING_ROLES, office.picture_option),
        name="picture-option",
    ),
    path(f"{DRAFT}wali/", DeskPage(MAKING_ROLES, naming.trustees), name="trustees"),
    path(f"{DRAFT}kode/", DeskPage(REGISTRAR_ROLES, trustees.registrar), name="registrar"),
    path(f"{DRAFT}kode/daftar.csv", DeskPage(REGISTRAR_ROLES, trustees.roll), name="roll"),
    path(f"{DRAFT}kode/serah/", DeskPage(REGISTRAR_ROLES, trustees.codes), name="codes"),
    path(f"{DRAFT}lepas/", DeskPage(RELEASING_ROLES, office.release), name="release"),
    path(f"{DRAFT}kembali/", DeskPage(RELEASING_ROLES, office.take_back), name="take-back"),
    path(f"{DRAFT}batal/", DeskPage(RELEASING_ROLES, office.withdraw), name="withdraw"),
    path(f"{DRAFT}surat.pdf", DeskPage(MAKING_ROLES, office.letters), name="letters"),
]
