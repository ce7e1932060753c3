"""One request to one page of a service on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from balai.apps.cases import service as cases
from balai.apps.requests.answers import REQUEST_DRAFT, SENT, Answers, read_answers, service_named
from balai.apps.requests.pages import CHECK
from balai.engines.casework.definition import Service
from balai.web import visitors
from balai.web.private_pages import active_language
from balai.web.questions.options import in_language

BACK_TO_CHECK = "ubah"
"""In an address: the page was opened by a Change link, so that Continue leads back to the check."""


def owner_of(request: HttpRequest) -> cases.DraftOwner:
    """Whose drafts this request may open."""
    return cases.DraftOwner(visitors.device_of(request), visitors.user_of(request))


@dataclass(slots=True)
class Visit:
    """One request to one page of a draft."""

    request: HttpRequest
    owner: cases.DraftOwner
    draft: cases.Draft
    service: Service
    slug: str

    @property
    def answers(self) -> Answers:
        return read_answers(self.draft, self.service)

    @property
    def changing(self) -> bool:
        return BACK_TO_CHECK in self.request.GET

    def address(self, slug: str, *, changing: bool = False) -> str:
        address = reverse("requests:page", args=[self.service.code, self.draft.id, slug])
        return f"{address}?{BACK_TO_CHECK}=1" if changing else address

    def entry_address(self, slug: str, entry: int | None) -> str:
        name, more = ("entry", [entry]) if entry is not None else ("new-entry", [])
        address = reverse(f"requests:{name}", args=[self.service.code, self.draft.id, slug, *more])
        return f"{address}?{BACK_TO_CHECK}=1" if self.changing else address

    def go(self, slug: str, *, changing: bool = False) -> HttpResponse:
        return HttpResponseRedirect(self.address(slug, changing=changing))

    def go_on(self) -> HttpResponse:
        """To the next page; from a Change link back to the check, by way of what the change left open."""
        answers = self.answers
        progress = answers.progress()
        if self.changing:
            return self.go(progress.missing, changing=progress.missing != CHECK)
        slugs = answers.slugs()
        following = slugs[slugs.index(self.slug) + 1] if self.slug in slugs[:-1] else progress.missing
        return self.go(following if progress.may_open(following) else progress.missing)

    def show(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        slugs = self.answers.slugs()
        place = slugs.index(self.slug) if self.slug in slugs else None
        facts = {
            "step_now": place + 1 if place is not None else None,
            "step_of": len(slugs),
            "back_url": self._before(slugs, place),
            "draft": self.draft,
            "service": self.service,
            "service_title": in_language(self.service.title, active_language()),
            "form": None,
        }
        return render(self.request, template, {**facts, **context}, status=status)

    def _before(self, slugs: list[str], place: int | None) -> str:
        if self.changing:
            return self.address(CHECK)
        if place:
            return self.address(slugs[place - 1])
        return reverse("requests:service", args=[self.service.code])


def of_a_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a draft that is not sent: others lead to where the draft has gone."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str, draft: str, slug: str = "", **more: Any) -> HttpResponse:
        service = service_named(code)
        if service is None:
            raise Http404
        owner = owner_of(request)
        try:
            found = cases.find_draft(UUID(draft), owner=owner)
        except cases.UnknownDraft as refusal:
            return render(
                request, "requests/draft_gone.html", {"refusal": refusal, "code": code}, status=refusal.status
            )
        if SENT in found.answers:
            return HttpResponseRedirect(reverse("requests:sent", args=[code, draft]))
        if found.kind != REQUEST_DRAFT or found.answers.get("service") != code:
            raise Http404
        return view(Visit(request, owner, found, service, slug), **more)

    return wrapped
