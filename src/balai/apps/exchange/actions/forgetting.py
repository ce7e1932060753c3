"""What was told to a neighbour of a case that has been erased since is forgotten here, too."""

from __future__ import annotations

from django.db.models import Q

from balai.apps.cases.service import erased_among
from balai.apps.exchange.models import Outgoing


def forget_what_was_told() -> int:
    """Empty the messages about erased cases that have left or were given up; how many.

    One that still waits leaves first: the neighbour is owed the end of a case. That a message was sent, and when, stays;
    so does the neighbour's own number of the case, or the same case would come in a second time.
    """
    done = Outgoing.objects.filter(Q(sent_at__isnull=False) | Q(given_up_at__isnull=False)).exclude(body={})
    told_of = list(done.values_list("foreign_case__case_id", flat=True).distinct())
    return done.filter(foreign_case__case_id__in=erased_among(told_of)).update(body={})
