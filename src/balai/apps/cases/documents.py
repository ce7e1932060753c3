"""Documents that cases issue: what they say, their number, and the code by which anyone can check one."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.cases import models
from balai.apps.cases.directory import directory
from balai.apps.cases.references import TYPED_AMISS, check_code
from balai.base.city import current_city
from balai.engines.casework.definition import Issue, Prefill, Service
from balai.engines.casework.lint_ending import PLACEHOLDER
from balai.engines.casework.writing import Sealed
from balai.web.dates import day_text
from balai.web.questions import answer_words

DOCUMENT = "document"
"""Under which content the words of an issued document are kept."""
UNKNOWN = "–"
NUMBER = re.compile(r"(.+-.{4}-.{4})-([1-9][0-9]{0,3})")


def sha256_of(paper: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of a document's canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(paper, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_its_code(number: str, code: str) -> bool:
    """Whether `code`, as it was typed, is printed on the document of this number."""
    typed = re.sub(r"[^0-9A-Z]", "", code.upper()[:40]).translate(TYPED_AMISS)
    return hmac.compare_digest(typed.encode(), check_code(number).replace("-", "").encode())


@dataclass(slots=True)
class CaseRegistry:
    """Writes the documents of one case. `given` are the answers of the act that is being decided.

    What it has sealed waits in `sealed` until the story is appended.
    """

    case: models.Case
    service: Service
    given: Mapping[str, Any] = field(default_factory=dict)
    sealed: list[models.Content] = field(default_factory=list)

    def seal(
        self, issue: Issue, *, nth: int, seq: int, organisation: str, issued_on: date, valid_until: date | None
    ) -> Sealed:
        number = f"{self.case.reference}-{nth}"
        answers = self._answers()
        words: dict[str, dict[str, str]] = {"title": {}, "body": {}}
        for language in current_city().languages:
            with override(language):
                known = self._facts(language, number, organisation, issued_on, valid_until)
                known["holder"] = self._holder(answers)
                for name, texts in (("title", issue.title), ("body", issue.body)):
                    words[name][language] = self._filled(texts.get(language, ""), known, answers, language)
        paper = {
            "number": number,
            "document": issue.document,
            "issued_on": issued_on.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None,
            "office": organisation,
            **words,
        }
        audience = models.Audience.REPORTER
        self.sealed.append(models.Content(case=self.case, seq=seq, question=DOCUMENT, data=paper, audience=audience))
        return Sealed(number, sha256_of(paper))

    def _answers(self) -> dict[str, Any]:
        rows = models.Content.objects.filter(case_id=self.case.id, file__isnull=True).order_by("id")
        told = {question: text or data for question, text, data in rows.values_list("question", "text", "data")}
        return {**told, **self.given}

    def _holder(self, answers: Mapping[str, Any]) -> str:
        """Whom the document is for: the name that was given for it, else that of whoever opened the case."""
        asked = next((question for question in self.service.questions if question.prefill is Prefill.NAME), None)
        given = answers.get(asked.id) if asked else None
        name = given.get("name") if isinstance(given, Mapping) else given
        if name:
            return str(name)
        reporter = models.Reporter.objects.select_related("user").filter(case_id=self.case.id).first()
        return (reporter.name or (reporter.user.name if reporter.user else "") if reporter else "") or UNKNOWN

    def _facts(
        self, language: str, number: str, organisation: str, issued_on: date, valid_until: date | None
    ) -> dict[str, str]:
        """What a document can name besides answers, in the active language."""
        office = directory().every.get(organisation)
        area = directory().area_codes.get(self.case.area_id or 0, "")
        return {
            "reference": self.case.reference,
            "number": number,
            "office": office.names.get(language, office.code) if office else organisation,
            "place": directory().area_names.get(area, UNKNOWN),
            "issued_on": day_text(issued_on),
            "valid_until": day_text(valid_until) if valid_until else _("for good"),
        }

    def _filled(self, words: str, facts: Mapping[str, str], answers: Mapping[str, Any], language: str) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found[1]
            if name in facts:
                return facts[name]
            question, answer = self.service.asked(name), answers.get(name)
            return answer_words(question, answer, language) if question and answer not in (None, "") else UNKNOWN

        lines = (line for line in words.splitlines(keepends=True) if not self._says_nothing(line, facts, answers))
        return PLACEHOLDER.sub(fill, "".join(lines))

    @staticmethod
    def _says_nothing(line: str, facts: Mapping[str, str], answers: Mapping[str, Any]) -> bool:
        """Whether a line names answers alone, and none of them was given: it is left out."""
        names = PLACEHOLDER.findall(line)
        return bool(names) and all(name not in facts and answers.get(name) in (None, "") for name in names)
