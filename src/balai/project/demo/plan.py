"""Which reports the demo has: where, by whom, how old, and how far each has come. The same luck at every hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from balai.base.areas.models import Area, Level
from balai.base.city import city_zone
from balai.project.demo.texts import LANDMARKS, REPORTS

SEED = 2026
HOME_AREA = "31.71.06.1003"
NEIGHBOURS = ("31.71.06.1001", "31.71.06.1002", "31.71.06.1004", "31.71.06.1005")

Act = tuple[str, tuple[float, float]]
"""What happens next, and after how many hours (from, to)."""

QUICK, DAY, DAYS = (0.4, 3.0), (4.0, 20.0), (24.0, 90.0)
WORKED: tuple[Act, ...] = (("accept", QUICK), ("start", DAY), ("finish", DAYS))
BY_AGENCY: tuple[Act, ...] = (("transfer", QUICK), ("dispose", (1.0, 5.0)), ("start", DAY), ("finish", DAYS))


@dataclass(frozen=True, slots=True)
class Course:
    """How far a report comes, how long it has rested since (hours), and how many of the demo's reports do so."""

    acts: tuple[Act, ...]
    rested: tuple[float, float]
    count: int
    at_home: int = 0


COURSES: tuple[Course, ...] = (
    Course((), (0.2, 16), 8, at_home=4),
    Course((), (27, 70), 3, at_home=1),
    Course((("transfer", QUICK),), (0.3, 4), 3),
    Course((("transfer", QUICK),), (8, 40), 2),
    Course((("transfer", QUICK), ("dispose", (1, 5))), (2, 30), 3, at_home=1),
    Course((("accept", QUICK),), (2, 60), 4, at_home=2),
    Course((("accept", QUICK), ("note", QUICK), ("start", DAY)), (3, 80), 4, at_home=2),
    Course((("accept", QUICK), ("start", DAY)), (190, 260), 2, at_home=1),
    Course((("accept", QUICK), ("ask", DAY)), (4, 50), 2, at_home=1),
    Course((("accept", QUICK), ("ask", DAY), ("answer", DAY), ("look", QUICK), ("start", DAY)), (4, 50), 2, at_home=1),
    Course((("accept", QUICK), ("start", DAY), ("extend", DAYS)), (10, 60), 2, at_home=1),
    Course(WORKED, (1, 30), 3, at_home=1),
    Course((*WORKED[:-1], ("finish_with_a_used_photo", DAYS)), (1, 30), 1),
    Course((*WORKED, ("return", DAY)), (2, 40), 2),
    Course((*WORKED, ("confirm", DAY)), (3, 100), 4, at_home=1),
    Course((*BY_AGENCY, ("confirm", DAY)), (3, 100), 2),
    Course((*WORKED, ("confirm", DAY), ("rate", DAYS)), (24, 500), 7, at_home=2),
    Course((*BY_AGENCY, ("confirm", DAY), ("rate", DAYS)), (24, 500), 2),
    Course((*WORKED, ("confirm", DAY)), (190, 600), 4),
    Course((*WORKED, ("confirm", DAY), ("reopen", DAYS), ("start", DAY)), (5, 90), 2, at_home=1),
    Course((("refuse", DAY),), (20, 700), 4, at_home=1),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report to be told: everything but what happens in it is settled."""

    number: int
    service: str
    category: str
    words: str
    landmark: str
    area: Area
    opened_at: datetime
    acts: tuple[tuple[str, datetime], ...]
    is_public: bool
    citizen: int | None
    has_photo: bool


def planned_reports(now: datetime) -> list[Report]:
    """All reports, the oldest first."""
    luck = Random(SEED)  # noqa: S311 (not a secret: the demo is the same every time)
    home, others = _areas(luck)
    kinds = _kinds(luck)
    reports: list[Report] = []
    for course in COURSES:
        for number in range(course.count):
            area = home if number < course.at_home else luck.choice(others)
            reports.append(
                _report(course, area, kinds[len(reports) % len(kinds)], number=len(reports), now=now, luck=luck)
            )
    return sorted(reports, key=lambda report: report.opened_at)


def _areas(luck: Random) -> tuple[Area, list[Area]]:
    """The home subdistrict, and others all over the city, some of them next door."""
    rows = Area.objects.filter(level=Level.SUBDISTRICT, boundary__isnull=False).defer("boundary")
    mainland = [
        area for area in rows.order_by("code") if area.longitude is not None and not area.code.startswith("31.01")
    ]
    home = next(area for area in mainland if area.code == HOME_AREA)
    next_door = [area for area in mainland if area.code in NEIGHBOURS]
    return home, [*next_door, *luck.sample(mainland, 24)]


def _kinds(luck: Random) -> list[tuple[str, str, str]]:
    """Service, category and words, well mixed, each text at most a few times."""
    kinds = [(service, category, words) for service, texts in REPORTS.items() for category, words in texts]
    luck.shuffle(kinds)
    return kinds


def _report(
    course: Course, area: Area, kind: tuple[str, str, str], *, number: int, now: datetime, luck: Random
) -> Report:
    acts, opened = _times(course, now, Random(f"{SEED} {number}"))  # noqa: S311 (as above)
    citizen = luck.randrange(6) if luck.random() < 0.6 else None
    if citizen is None and any(name == "look" for name, _at in acts):
        citizen = number % 6  # there is somebody to look at
    return Report(
        number,
        *kind,
        landmark=luck.choice(LANDMARKS),
        area=area,
        opened_at=opened,
        acts=acts,
        is_public=luck.random() < 0.8,
        citizen=citizen,
        has_photo=luck.random() < 0.8,
    )


def _times(course: Course, now: datetime, luck: Random) -> tuple[tuple[tuple[str, datetime], ...], datetime]:
    """What happens when, and the report's own time: by day. How often that takes a new try hangs on `now`, so this luck
    is the report's own, and all that is no time is the same at every hour."""
    for _ in range(12):
        delays = [luck.uniform(*hours) for _name, hours in course.acts]
        opened = now - timedelta(hours=sum(delays) + luck.uniform(*course.rested))
        if 6 <= opened.astimezone(city_zone()).hour < 22:
            break
    acts, at = [], opened
    for (name, _hours), delay in zip(course.acts, delays, strict=True):
        at += timedelta(hours=delay)
        acts.append((name, at))
    return tuple(acts), opened
