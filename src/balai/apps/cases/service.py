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
    hand_over_draft,
    latest_draft,
    lock_draft,
    mark_sent,
    start_draft,
    unsent_drafts,
)
from balai.apps.cases.actions.erasing import FieldWorkUnderWay, erase_for_reporter, keeps_records
from balai.apps.cases.actions.forgetting import forget_person
from balai.apps.cases.actions.importing import ImportedCase, continue_story, import_cases, rows_for
from balai.apps.cases.actions.neighbours import close_review, hear_words, keep_private, withdraw_case
from balai.apps.cases.actions.opening import (
    BY_LETTER,
    OpenedCase,
    Place,
    ReporterDetails,
    Submission,
    open_case,
    settle_area,
)
from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.actions.showing import was_hidden
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.transferring import NoWayThere, transfer_step, way_there
from balai.apps.cases.actions.working import Ending, add_note, answer_city, end_step
from balai.apps.cases.answers import area_answered, check_answers
from balai.apps.cases.asking import OutcomeForm, ending_of
from balai.apps.cases.carrying import CaseRows
from balai.apps.cases.definitions import current_services, current_source, current_versions, service_of
from balai.apps.cases.directory import Entry, directory
from balai.apps.cases.door import Desk, DeskPage, frame_of, organisations_of, whole_page, words_of
from balai.apps.cases.doors import Doors, doors_of
from balai.apps.cases.given import Given, Show, given
from balai.apps.cases.models import Case, Content, Draft
from balai.apps.cases.papers import documents_of, find_paper, paper_context, paper_of_case
from balai.apps.cases.promises_said import subject_of
from balai.apps.cases.queries.asking import read_filters, written_filters
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
from balai.apps.cases.queries.clusters import Group, public_groups
from balai.apps.cases.queries.exports import PublicRow, public_rows
from balai.apps.cases.queries.figures import (
    Countable,
    StoryMark,
    all_case_ids,
    cases_changed_between,
    countable_cases,
    has_changed_since,
    story_mark,
)
from balai.apps.cases.queries.holdings import (
    HeldCase,
    cases_of,
    drafts_of,
    erased_among,
    has_content,
    held_in,
    kept_until,
    supported_by,
)
from balai.apps.cases.queries.known import known_of
from balai.apps.cases.queries.lists import Filters, ListedCase, own_cases, public_cases
from balai.apps.cases.queries.nearby import nearby_cases
from balai.apps.cases.queries.paging import PAGE_SIZE, Cursor, Page, read_cursor
from balai.apps.cases.queries.pictures import find_picture, first_pictures
from balai.apps.cases.queries.replaying import Part, Period, compare_part, parts_of, place_names
from balai.apps.cases.queries.reporters_turn import reporters_reopening
from balai.apps.cases.queries.supervision import (
    AGES,
    Counts,
    Load,
    OpenWork,
    Watch,
    Watched,
    WatchedTask,
    cases_within,
    chosen_tasks,
    count_open_work,
    watch_list,
)
from balai.apps.cases.queries.supervision_sheet import ServiceWeek, running_promises, week_of_area
from balai.apps.cases.queries.supervision_turns import (
    CaseTurns,
    Turn,
    organisation_id,
    turns_of,
)
from balai.apps.cases.queries.whole import whole_cases
from balai.apps.cases.references import secret_for, tidy_reference
from balai.apps.cases.refusals import (
    AreaUnclear,
    NothingAsked,
    NotSupportable,
    OutsideCity,
    UnknownCase,
    WordsNeeded,
)
from balai.apps.cases.wording import (
    Clock,
    ClockWords,
    area_words,
    category_words,
    noun_of,
    organisation_words,
    organisation_words_by_id,
    step_words,
)

__all__ = [
    "AGES",
    "BY_LETTER",
    "EVERYONE",
    "PAGE_SIZE",
    "THE_REPORTER",
    "AreaUnclear",
    "Case",
    "CasePage",
    "CaseRows",
    "CaseTurns",
    "Chapter",
    "Clock",
    "ClockWords",
    "Content",
    "Countable",
    "Counts",
    "Cursor",
    "Desk",
    "DeskPage",
    "Doors",
    "Draft",
    "DraftOwner",
    "Ending",
    "Entry",
    "FieldWorkUnderWay",
    "Filters",
    "Given",
    "Group",
    "HeldCase",
    "ImportedCase",
    "ListedCase",
    "Load",
    "NoWayThere",
    "NotSupportable",
    "NothingAsked",
    "OpenWork",
    "OpenedCase",
    "OutcomeForm",
    "OutsideCity",
    "Page",
    "Part",
    "Period",
    "Place",
    "PublicRow",
    "ReporterDetails",
    "ServiceWeek",
    "Show",
    "StoryMark",
    "Submission",
    "Turn",
    "UnknownCase",
    "UnknownDraft",
    "Watch",
    "Watched",
    "WatchedTask",
    "WordsNeeded",
    "activate_services",
    "add_note",
    "all_case_ids",
    "answer_city",
    "area_answered",
    "area_words",
    "cases_changed_between",
    "cases_of",
    "cases_within",
    "category_words",
    "change_draft",
    "check_answers",
    "choose_visibility",
    "chosen_tasks",
    "close_review",
    "compare_part",
    "continue_story",
    "count_open_work",
    "countable_cases",
    "current_services",
    "current_source",
    "current_versions",
    "directory",
    "documents_of",
    "doors_of",
    "drafts_of",
    "end_step",
    "ending_of",
    "erase_for_reporter",
    "erased_among",
    "expire_drafts",
    "find_draft",
    "find_own_case",
    "find_paper",
    "find_picture",
    "find_private_case",
    "find_public_case",
    "first_pictures",
    "forget_draft",
    "forget_person",
    "frame_of",
    "given",
    "hand_over_draft",
    "has_changed_since",
    "has_content",
    "hear_words",
    "held_in",
    "import_cases",
    "keep_private",
    "keeps_records",
    "kept_until",
    "known_of",
    "latest_draft",
    "lock_draft",
    "mail_private_link",
    "mark_sent",
    "nearby_cases",
    "noun_of",
    "open_case",
    "organisation_id",
    "organisation_words",
    "organisation_words_by_id",
    "organisations_of",
    "own_cases",
    "paper_context",
    "paper_of_case",
    "parts_of",
    "place_names",
    "public_cases",
    "public_groups",
    "public_rows",
    "read_cursor",
    "read_filters",
    "reporters_reopening",
    "rows_for",
    "running_promises",
    "secret_for",
    "service_of",
    "settle_area",
    "start_draft",
    "step_words",
    "story_mark",
    "subject_of",
    "support_case",
    "supported_by",
    "tell",
    "tidy_reference",
    "transfer_step",
    "turns_of",
    "unsent_drafts",
    "was_hidden",
    "watch_list",
    "way_there",
    "week_of_area",
    "whole_cases",
    "whole_page",
    "withdraw_case",
    "words_of",
    "written_filters",
]
