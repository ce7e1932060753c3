"""The names of what a service file and a definition say, in words of the active language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

PARTS: dict[str, Promise] = {
    "service": pgettext_lazy("service file", "Service"),
    "question": pgettext_lazy("service file", "Question"),
    "step": pgettext_lazy("service file", "Step"),
    "outcome": pgettext_lazy("service file", "Outcome"),
}
CONCERNS: dict[str, Promise] = {
    "citizens": pgettext_lazy("service file", "For citizens"),
    "officers": pgettext_lazy("service file", "For officers"),
    "clocks": pgettext_lazy("service file", "For promises"),
}
FACETS: dict[str, Promise] = {
    "": pgettext_lazy("service file", "as a whole"),
    "after": pgettext_lazy("service file", "after"),
    "answer": pgettext_lazy("service file", "answer"),
    "asked": pgettext_lazy("service file", "asked"),
    "at": pgettext_lazy("service file", "at"),
    "at most": pgettext_lazy("service file", "at most"),
    "begins with": pgettext_lazy("service file", "begins with"),
    "by": pgettext_lazy("service file", "by"),
    "by itself": pgettext_lazy("service file", "by itself"),
    "chooses from": pgettext_lazy("service file", "chooses from"),
    "each entry": pgettext_lazy("service file", "each entry"),
    "ends the case": pgettext_lazy("service file", "ends the case"),
    "erased on wish": pgettext_lazy("service file", "erased on wish"),
    "fee": pgettext_lazy("service file", "fee"),
    "for": pgettext_lazy("service file", "for"),
    "goes to": pgettext_lazy("service file", "goes to"),
    "issues": pgettext_lazy("service file", "issues"),
    "label": pgettext_lazy("service file", "label"),
    "leads to": pgettext_lazy("service file", "leads to"),
    "leaves the step open": pgettext_lazy("service file", "leaves the step open"),
    "limits": pgettext_lazy("service file", "limits"),
    "near-by": pgettext_lazy("service file", "near-by"),
    "needs": pgettext_lazy("service file", "needs"),
    "not by whoever did": pgettext_lazy("service file", "not by whoever did"),
    "offered": pgettext_lazy("service file", "offered"),
    "on the crew's phone": pgettext_lazy("service file", "on the crew's phone"),
    "only if": pgettext_lazy("service file", "only if"),
    "options": pgettext_lazy("service file", "options"),
    "owner": pgettext_lazy("service file", "owner"),
    "page": pgettext_lazy("service file", "page"),
    "personal": pgettext_lazy("service file", "personal"),
    "promise": pgettext_lazy("service file", "promise"),
    "public": pgettext_lazy("service file", "public"),
    "publishes": pgettext_lazy("service file", "publishes"),
    "reasons": pgettext_lazy("service file", "reasons"),
    "required": pgettext_lazy("service file", "required"),
    "sends to": pgettext_lazy("service file", "sends to"),
    "shown as": pgettext_lazy("service file", "shown as"),
    "signatures": pgettext_lazy("service file", "signatures"),
    "sorted by": pgettext_lazy("service file", "sorted by"),
    "summary": pgettext_lazy("service file", "summary"),
    "then shown as": pgettext_lazy("service file", "then shown as"),
    "threshold": pgettext_lazy("service file", "threshold"),
    "title": pgettext_lazy("service file", "title"),
    "waits for the citizen": pgettext_lazy("service file", "waits for the citizen"),
    "whole case": pgettext_lazy("service file", "whole case"),
    "words kept": pgettext_lazy("service file", "words kept"),
}
FIELDS: dict[str, Promise] = {
    "names": pgettext_lazy("definition", "Name"),
    "meaning": pgettext_lazy("definition", "Meaning"),
    "unit": pgettext_lazy("definition", "Unit"),
    "direction": pgettext_lazy("definition", "Better is"),
    "formula": pgettext_lazy("definition", "Formula"),
    "query": pgettext_lazy("definition", "Counted from"),
    "dimension": pgettext_lazy("definition", "Dimension"),
    "frameworks": pgettext_lazy("definition", "Answers to"),
    "quality": pgettext_lazy("definition", "Quality"),
}
