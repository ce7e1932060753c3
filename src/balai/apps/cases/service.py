"""The door of the case engine: what other apps may use. Keep it small."""

from __future__ import annotations

from balai.apps.cases.actions.choosing import choose_visibility, mail_private_link
from balai.apps.cases.actions.drafting import (
    DraftOwner,
    UnknownDraft,
    change_draft,
    expire_drafts,
    find_draft,
    forget_draft,
    latest_draft,
    lock_draft,
    mark_sent,
    start_draft,
)
from balai.apps.cases.actions.importing import ImportedCase, import_cases, rows_for
from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails, Submission, open_case, settle_area
from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.actions.showing import was_hidden
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import Ending, answer_city, end_step
from balai.apps.cases.carrying import KEPT, CaseRows
from balai.apps.cases.definitions import current_services, current_versions, service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.door import Desk, DeskPage, frame_of, organisations_of, whole_page, words_of
from balai.apps.cases.models import Case, Draft
from balai.apps.cases.queries.case_page import (
    EVERYONE,
    THE_REPORTER,
    CasePage,
    Chapter,
    find_own_case,
    find_private_case,
    find_public_case,
    tell,
)
from balai.apps.cases.queries.lists import Filters, ListedCase, own_cases, public_cases
from balai.apps.cases.queries.nearby import nearby_cases
from balai.apps.cases.queries.paging import Page, read_cursor
from balai.apps.cases.queries.pictures import find_picture, first_pictures
from balai.apps.cases.queries.whole import whole_cases
from balai.apps.cases.references import secret_for, tidy_reference
from balai.apps.cases.refusals import AreaUnclear, NotSupportable, OutsideCity, UnknownCase

__all__ = [
    "EVERYONE",
    "KEPT",
    "THE_REPORTER",
    "AreaUnclear",
    "Case",
    "CasePage",
    "CaseRows",
    "Chapter",
    "Desk",
    "DeskPage",
    "Draft",
    "DraftOwner",
    "Ending",
    "Filters",
    "ImportedCase",
    "ListedCase",
    "NotSupportable",
    "OpenedCase",
    "OutsideCity",
    "Page",
    "Place",
    "ReporterDetails",
    "Submission",
    "UnknownCase",
    "UnknownDraft",
    "activate_services",
    "answer_city",
    "change_draft",
    "choose_visibility",
    "current_services",
    "current_versions",
    "directory",
    "end_step",
    "expire_drafts",
    "find_draft",
    "find_own_case",
    "find_picture",
    "find_private_case",
    "find_public_case",
    "first_pictures",
    "forget_draft",
    "frame_of",
    "import_cases",
    "latest_draft",
    "lock_draft",
    "mail_private_link",
    "mark_sent",
    "nearby_cases",
    "open_case",
    "organisations_of",
    "own_cases",
    "public_cases",
    "read_cursor",
    "rows_for",
    "secret_for",
    "service_of",
    "settle_area",
    "start_draft",
    "support_case",
    "tell",
    "tidy_reference",
    "was_hidden",
    "whole_cases",
    "whole_page",
    "words_of",
]
