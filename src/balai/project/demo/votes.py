"""The demo's votes: one that runs, a participatory budget that was counted and answered, and a secret one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from balai.apps.cases.models import Case
from balai.apps.cases.service import Ending, end_step
from balai.apps.votes import service as votes
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import Organisation, ResidenceSource
from balai.base.people.residence import confirm_residence
from balai.engines.casework.decisions import Actor
from balai.project.demo.log_ins import SUBDISTRICT
from balai.project.demo.people import Cast
from balai.project.demo.secret_vote import gate_within

CIKINI = "31.71.06.1003"
BORN = (1984, 1990, 1979, 1968, 1996, 2001)
HOUSEHOLDS = 64
OPEN_SECONDS = (1.5, 6.0, 24.0, 96.0)
"""How long the budget stays open for its invented ballots: the database closes by its own clock, in a demo too. A slow
machine needs longer: what was begun is taken back, and tried again."""

MARKET = votes.QuestionDraft(
    words={
        "id": "Kapan Jalan Cikini Raya ditutup untuk pasar malam?",
        "en": "When shall Jalan Cikini Raya close for the night market?",
    },
    options=[
        votes.OptionDraft({"id": "Setiap Sabtu malam", "en": "Every Saturday night"}),
        votes.OptionDraft({"id": "Sabtu malam pertama tiap bulan", "en": "The first Saturday night of the month"}),
        votes.OptionDraft({"id": "Tidak perlu ditutup", "en": "Not at all"}),
    ],
)
HOURS = votes.QuestionDraft(
    words={"id": "Apa yang penting bagi Anda di pasar malam?", "en": "What matters to you at the night market?"},
    options=[
        votes.OptionDraft({"id": "Tempat sampah terpilah", "en": "Bins for sorted waste"}),
        votes.OptionDraft({"id": "Musik berhenti pukul 22.00", "en": "Music stops at 10 p.m."}),
        votes.OptionDraft({"id": "Tempat duduk untuk lansia", "en": "Seats for older people"}),
        votes.OptionDraft({"id": "Lapak khusus warga Cikini", "en": "Stalls kept for people of Cikini"}),
    ],
    method="multiple",
    at_least=0,
    at_most=2,
    seats=2,
)
PROJECTS: tuple[tuple[str, str, int, float], ...] = (
    ("Lampu jalan tenaga surya di gang RW 04", "Solar lights in the lanes of RW 04", 48_000_000, 0.62),
    ("Perbaikan saluran air Gang Ampiun", "Repair of the drain in Gang Ampiun", 75_000_000, 0.55),
    ("Taman baca di pos RW 02", "A reading corner at the post of RW 02", 22_000_000, 0.41),
    ("Bank sampah dan komposter bersama", "A waste bank and shared composters", 31_000_000, 0.37),
    ("Alat peraga Posyandu Melati", "Equipment for the health post Melati", 14_500_000, 0.34),
    ("Gapura baru Kelurahan Cikini", "A new gate for Cikini", 90_000_000, 0.18),
    ("Pelatihan bahasa isyarat untuk pengurus RT", "Sign language lessons for neighbourhood heads", 9_000_000, 0.22),
)
BUDGET = 150_000_000
ANSWER = (
    "Usulan yang terpilih masuk rencana kerja kelurahan tahun depan. Lampu gang dimulai pada triwulan pertama, saluran "
    "air setelah survei Suku Dinas Sumber Daya Air. Yang lain menyusul sebelum akhir tahun."
)


def hold_votes(cast: Cast, now: datetime) -> int:
    """Make them, through the actions that real ones take; how many."""
    area = Area.objects.get(code=CIKINI)
    for number, citizen in enumerate(cast.citizens):
        confirm_residence(
            user=citizen, area=area, identity=f"31710600000000{number:02d}", born=date(BORN[number], 3, 11),
            source=ResidenceSource.OFFICER, by=cast.officers["loket"], now=now - timedelta(days=40),
        )  # fmt: skip
    _night_market(cast, now)
    _held(_budget_within, cast, now)
    _held(gate_within, cast, now)
    return 3


def _made(cast: Cast, draft: votes.PollDraft, questions: list[votes.QuestionDraft], at: datetime) -> votes.Poll:
    owner = Organisation.objects.get(code=SUBDISTRICT)
    poll = votes.make_poll(draft=draft, owner=owner, by=cast.officers["petugas"], now=at)
    for question in questions:
        votes.add_question(code=poll.code, draft=question, by=cast.officers["petugas"], now=at)
    return poll


def _night_market(cast: Cast, now: datetime) -> None:
    begin = now - timedelta(days=3)
    draft = votes.PollDraft(
        title={"id": "Pasar malam Cikini", "en": "Cikini night market"},
        summary={
            "id": "Pedagang mengusulkan jalan ditutup untuk pasar malam. Warga sekitar yang memutuskan.",
            "en": "Traders ask to close the street for a night market. The people who live here decide.",
        },
        opens_at=begin,
        closes_at=now + timedelta(days=11),
        letters=True,
    )
    poll = _made(cast, draft, [MARKET, HOURS], begin - timedelta(days=5))
    who = {"kind": "attributes", "areas": [CIKINI], "area_names": ["Cikini"], "age_from": 17, "age_to": None}
    votes.say_who(code=poll.code, who=who, by=cast.officers["petugas"], now=begin - timedelta(days=5))
    votes.release_poll(code=poll.code, by=cast.officers["lurah"], now=begin - timedelta(days=4))
    poll = votes.open_poll(code=poll.code, now=begin)
    for number, citizen in enumerate(cast.citizens[1:], start=1):
        given = [[number % 3 if number % 2 else 0], sorted({number % 4, 1})]
        votes.cast_ballot(poll=poll, voter=votes.voter_of(poll, citizen), given=given, now=now)


def _held(hold: Callable[[float, Cast, datetime], None], cast: Cast, now: datetime) -> None:
    """Hold a vote that opens, is voted in and closes at once; on a slow machine it is begun again with more time."""
    for seconds in OPEN_SECONDS:
        try:
            with transaction.atomic():
                return hold(seconds, cast, now)
        except votes.NotOpen:
            if seconds == OPEN_SECONDS[-1]:
                raise
    return None


def _budget_within(seconds: float, cast: Cast, now: datetime) -> None:
    begin = now - timedelta(days=15)
    options = [
        votes.OptionDraft({"id": indonesian, "en": english}, cost=cost) for indonesian, english, cost, _part in PROJECTS
    ]
    question = votes.QuestionDraft(
        words={"id": "Apa yang dibangun lebih dahulu?", "en": "What shall be built first?"},
        options=options, method="multiple", rule="equal-shares", at_least=1, at_most=4, budget=BUDGET,
    )  # fmt: skip
    draft = votes.PollDraft(
        title={"id": "Anggaran lingkungan Cikini 2027", "en": "Neighbourhood budget of Cikini 2027"},
        summary={
            "id": "Rp150 juta untuk lingkungan. Setiap rumah tangga mempunyai bagian yang sama.",
            "en": "Rp150 million for the neighbourhood. Every household holds the same part of it.",
        },
        opens_at=begin,
        closes_at=clock.now() + timedelta(seconds=seconds),
        letters=True,
    )
    poll = _made(cast, draft, [question], begin - timedelta(days=6))
    lines = "".join(f"Rumah tangga {number:02d},{CIKINI}\n" for number in range(1, HOUSEHOLDS + 1))
    listed = votes.read_list(f"nama,area\n{lines}".encode())
    votes.say_who(code=poll.code, who={"kind": "list"}, listed=listed, by=cast.officers["petugas"], now=begin)
    votes.release_poll(code=poll.code, by=cast.officers["lurah"], now=begin - timedelta(days=2))
    poll = votes.open_poll(code=poll.code, now=begin)
    chance = Random(2027)  # noqa: S311 (invented ballots)
    for voter in votes.Voter.objects.filter(poll=poll).order_by("number")[: HOUSEHOLDS - 13]:
        wanted = [place for place, project in enumerate(PROJECTS) if chance.random() < project[3]] or [0]
        votes.cast_ballot(poll=poll, voter=voter, given=[wanted[:4]], now=now, by_letter=True)
    while (closing := clock.now()) < poll.closes_at:
        time.sleep(0.05)
    votes.close_poll(code=poll.code, now=closing)
    votes.count_poll(code=poll.code, now=closing)
    poll = votes.ask_for_answer(code=poll.code, now=closing)
    _answered(cast, poll, closing)


def _answered(cast: Cast, poll: votes.Poll, at: datetime) -> None:
    case = Case.objects.get(reference=poll.answer)
    answers = {"answer": ANSWER, "news_on": (at + timedelta(days=60)).date().isoformat()}
    actor = Actor(cast.officers["lurah"].pk, "supervisor", SUBDISTRICT)
    end_step(case_id=case.pk, ending=Ending("hand_over", "adopted", answers=answers), actor=actor, now=at)
