"""Why the file of a participatory budget is not read, in the language of whoever uploaded it."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from balai.engines.tally.errors import UnreadableBallots

REASONS = frozenset(
    {
        gettext_noop("the file has more than %(most)s bytes"),
        gettext_noop("the file has more than %(most)s lines"),
        gettext_noop("the line has more than %(most)s bytes"),
        gettext_noop("byte %(byte)s is not UTF-8"),
        gettext_noop("there is a control character"),
        gettext_noop("%(name)s is not a number: %(text)s"),
        gettext_noop("%(name)s is not a whole number of at least %(least)s: %(text)s"),
        gettext_noop("here the section %(section)s must begin"),
        gettext_noop("there are %(there)s fields where the head has %(head)s"),
        gettext_noop("the section %(section)s is missing, or lacks its head"),
        gettext_noop("the head of %(section)s needs %(names)s, each name once"),
        gettext_noop("the quotes of a field are amiss: %(text)s"),
        gettext_noop("the key %(text)s is there twice"),
        gettext_noop("a project needs an id of its own, without commas: %(text)s"),
        gettext_noop("the cost is zero"),
        gettext_noop("selected is 0, 1, 2 or 3: %(text)s"),
        gettext_noop("there are more than %(most)s projects"),
        gettext_noop("there are no projects"),
        gettext_noop("vote_type is one of %(names)s"),
        gettext_noop("%(name)s is whole, more than zero, and %(most)s at most: %(text)s"),
    }
)
"""What `read_projects` says, word for word; a test finds what is missing."""


def reason_of(wrong: UnreadableBallots) -> str:
    """What is wrong with the line."""
    return gettext(wrong.reason) % wrong.facts if wrong.facts else gettext(wrong.reason)
