"""What the office fills in to bring a participatory budget in from a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from balai.apps.votes.office_forms import OfficeForm
from balai.apps.votes.rules import BUDGET_RULES, RULE_WORDS
from balai.web.questions.fields import ChoiceField, FilesField, WordsField

RULES = [(rule, RULE_WORDS[rule]) for rule in BUDGET_RULES["multiple"]]


class BudgetFileForm(OfficeForm):
    """The question to the projects of a `.pb` file, and how it is counted."""

    words_id = WordsField(label=gettext_lazy("Question in Indonesian"), max_length=200)
    words_en = WordsField(label=gettext_lazy("Question in English"), max_length=200)
    rule = ChoiceField(label=gettext_lazy("How is it counted?"), choices=RULES)
    projects = FilesField(
        label=gettext_lazy("File of projects (.pb)"), accept=".pb,text/plain",
        help_text=gettext_lazy("Pabulib format, costs in whole rupiah. The column area holds the code of an area."),
    )  # fmt: skip
