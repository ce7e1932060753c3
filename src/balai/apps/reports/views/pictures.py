"""Photos, each only for those who may see it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.reports.access import PrivateCase, own_case, secret_case
from balai.apps.reports.views.common import keep_private
from balai.base.files.models import StoredFile
from balai.base.files.serving import FileGone, file_response


def served(request: HttpRequest, file: StoredFile, *, small: bool, public: bool = False) -> HttpResponse:
    try:
        return file_response(request, file, thumbnail=small, public=public)
    except FileGone as gone:
        raise Http404 from gone


def stored_picture(request: HttpRequest, public_id: UUID | str, *, small: bool) -> HttpResponse:
    """A picture whose viewer has been checked already."""
    row = StoredFile.objects.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return served(request, row, small=small)


@require_safe
def public_picture(request: HttpRequest, reference: str, picture: str, *, small: bool = False) -> HttpResponse:
    """A public photo of a public case. A private case has none: the same answer as for one that does not exist."""
    try:
        case = cases.find_public_case(reference)
        file = cases.find_picture(case, UUID(picture), audiences=cases.EVERYONE)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
    return served(request, file, small=small, public=True)


@keep_private
@require_safe
def secret_picture(
    request: HttpRequest, reference: str, secret: str, picture: str, *, small: bool = False
) -> HttpResponse:
    """A photo for whoever has the private link."""
    return _private(request, secret_case(request, reference, secret), picture, small=small)


@keep_private
@require_safe
def own_picture(request: HttpRequest, reference: str, picture: str, *, small: bool = False) -> HttpResponse:
    """A photo for the person who reported while logged in."""
    return _private(request, own_case(request, reference), picture, small=small)


def _private(request: HttpRequest, private: PrivateCase, picture: str, *, small: bool) -> HttpResponse:
    try:
        file = cases.find_picture(private.case, UUID(picture), audiences=cases.THE_REPORTER)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
    return served(request, file, small=small)
