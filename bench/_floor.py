"""The floor: the same create and list as plain statements by hand, without forms, rules or words."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import _city

LOOK = "SELECT id FROM cases_case WHERE cell = ANY(%s) AND service_code = 'report.road' AND is_open AND is_public"
VERSION = "SELECT id FROM cases_serviceversion WHERE code = 'report.road' AND retired_at IS NULL"
CASE = (
    "INSERT INTO cases_case (reference, service_id, service_code, category, channel, submission_key, secret_hash,"
    " is_public, is_open, public_state, opened_at, updated_at, holders, reopened, late, supporters, last_seq)"
    " VALUES (%s, %s, 'report.road', 'pothole', 'web', %s, '', true, true, 'waiting', now(), now(), '{}', 0, 0, 0, 2)"
    " RETURNING id"
)
ROWS = (
    (
        "INSERT INTO cases_event (case_id, seq, kind, at, role, organisation, step, outcome, data)"
        " VALUES (%s, 1, 'opened', now(), '', '', '', '', '{}')"
    ),
    (
        "INSERT INTO cases_event (case_id, seq, kind, at, role, organisation, step, outcome, data)"
        " VALUES (%s, 2, 'task_opened', now(), '', '', 'intake', '', '{}')"
    ),
    f"INSERT INTO cases_content (case_id, seq, question, text, audience) VALUES (%s, 1, 'words', '{_city.WORDS[0]}', 'public')",
    "INSERT INTO cases_content (case_id, seq, question, text, audience) VALUES (%s, 1, 'place', 'x', 'public')",
    (
        "INSERT INTO cases_task (case_id, step, state, field_work, opened_at, is_late)"
        " VALUES (%s, 'intake', 'waiting', false, now(), false)"
    ),
    "INSERT INTO cases_reporter (case_id, name, email, phone, language) VALUES (%s, '', '', '', 'id')",
    "SELECT 1 FROM cases_reporter WHERE case_id = %s",
)
LIST = (
    "SELECT t.*, c.*, w.text FROM cases_task t JOIN cases_case c ON c.id = t.case_id LEFT JOIN cases_content w"
    " ON w.case_id = c.id AND w.seq = 1 AND w.question = 'words' ORDER BY t.due_at, t.id LIMIT 26"
)


def create_by_hand() -> None:
    """Ten statements: look near-by, version, case, story, content, task, reporter. Taken back: no story would tell them."""
    from django.db import connection, transaction

    key = uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOOK, [[617700169958293503]])
        cursor.execute(VERSION)
        version = cursor.fetchone()[0]
        cursor.execute(CASE, [f"F{key.hex[:18]}", version, key])
        case = cursor.fetchone()[0]
        for statement in ROWS:
            cursor.execute(statement, [case])
        transaction.set_rollback(True)


def list_by_hand() -> None:
    """One joined statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(LIST)
        cursor.fetchall()


def calls() -> dict[str, Callable[[], object]]:
    """What to measure, by name."""
    return {"floor: create by hand": create_by_hand, "floor: list by hand": list_by_hand}
