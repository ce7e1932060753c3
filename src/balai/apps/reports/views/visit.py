"""One request to one page of a report on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from balai.apps.cases import service as cases
from balai.apps.reports import actions, devices
from balai.apps.reports import answers as pages
from balai.apps.reports.answers import Answers, read_answers
from balai.base import clock

BACK_TO_CHECK = "ubah"
"""In an address: the page was opened by a Change link, so that Continue leads back to the check."""


@dataclass(slots=True)
class Visit:
    """One request to one page of a report on its way."""

    request: HttpRequest
    owner: cases.DraftOwner
    draft: cases.Draft | None
    page: str

    @property
    def answers(self) -> Answers:
        return read_answers(self.draft) if self.draft else Answers()

    @property
    def changing(self) -> bool:
        return BACK_TO_CHECK in self.request.GET

    def begun(self) -> cases.Draft:
        """The draft, begun now if this is the first page."""
        if self.draft is None:
            self.owner = devices.owner_of(self.request, device=devices.device_or_new(self.request))
            self.draft = actions.begin_report(owner=self.owner, now=clock.now())
        return self.draft

    def keep(self, **answers: Any) -> None:
        self.draft = actions.keep_answers(draft=self.begun(), answers=answers, owner=self.owner, now=clock.now())

    def address(self, page: str, *, changing: bool = False) -> str:
        address = reverse("reports:page", args=[self.begun().id, page])
        return f"{address}?{BACK_TO_CHECK}=1" if changing else address

    def go(self, page: str, *, changing: bool = False) -> HttpResponse:
        response = HttpResponseRedirect(self.address(page, changing=changing))
        if self.owner.device:
            devices.remember(response, self.owner.device)
        return response

    def go_on(self) -> HttpResponse:
        """To the next page; from a Change link back to the check, by way of what the change left open."""
        if not self.changing:
            return self.go(pages.page_after(self.page))
        missing = self.answers.first_missing()
        return self.go(missing, changing=missing != pages.CHECK)

    def show(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        before = pages.page_before(self.page)
        back = reverse("reports:home")
        if self.draft is not None:
            back = self.address(pages.CHECK) if self.changing else self.address(before) if before else back
        facts = {
            "step_now": pages.step_of(self.page),
            "step_of": len(pages.PAGES),
            "back_url": back,
            "draft": self.draft,
            "form": None,
        }
        return render(self.request, template, {**facts, **context}, status=status)
