"""From a Django form field to what its component shows: label, hint, errors, and the control with its attributes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm, BoundField

from balai.web.components import Problem

COMPONENTS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.Widget, "input"),
)
"""The first match draws a widget; a widget of ours names its own with `component`."""


def component_of(widget: forms.Widget) -> str:
    own = getattr(widget, "component", None)
    return own or next(name for kind, name in COMPONENTS if isinstance(widget, kind))


def field_context(bound: BoundField, *, heading: bool = False) -> dict[str, Any]:
    """What templates/web/components/field.html shows of one field."""
    component = component_of(bound.field.widget)
    described_by = " ".join(_describing_ids(bound))
    attributes: dict[str, Any] = {"class": _css_class(bound, component)}
    if described_by:
        attributes["aria-describedby"] = described_by
    if bound.errors:
        attributes["aria-invalid"] = "true"
    attributes |= _remembering(bound)
    grouped = component in {"choices", "place", "person", "file", "group"}
    blocks = getattr(bound.field, "blocks", None)
    return {
        "bound": bound,
        "widget": bound.field.widget,
        "template": f"web/components/{component}.html",
        "grouped": grouped,
        "blocks": list(blocks(bound)) if blocks else [],
        "plain": component == "checkbox",
        "heading": heading,
        "optional": not bound.field.required and component != "checkbox",
        "attributes": attributes,
        "control": "" if grouped else bound.as_widget(attrs=attributes),
        "described_by": described_by,
        "counter": counter_of(bound),
        "target": target_of(bound),
    }


def _describing_ids(bound: BoundField) -> list[str]:
    ids = [f"{bound.auto_id}_hint"] if bound.help_text else []
    if counter_of(bound):
        ids.append(f"{bound.auto_id}_counter")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return ids


def _css_class(bound: BoundField, component: str) -> str:
    own = str(bound.field.widget.attrs.get("class", ""))
    return " ".join(
        part for part in ("choice__input" if component in {"checkbox", "choices"} else "input", own) if part
    )


def _remembering(bound: BoundField) -> dict[str, Any]:
    limit = counter_of(bound)
    return {"data-counter": limit} if limit else {}


def counter_of(bound: BoundField) -> int:
    """How many characters a long text may have, when it is bounded; 0 for every other field."""
    limit = getattr(bound.field, "max_length", None)
    return int(limit) if limit and isinstance(bound.field.widget, forms.Textarea) else 0


def target_of(bound: BoundField) -> str:
    """The id that an error links to: the control, or the first control of a group."""
    widget = bound.field.widget
    first = getattr(widget, "first_id", None)
    if first is not None:
        return str(first(bound.auto_id))
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.auto_id)


def problems_of(form: BaseForm) -> list[Problem]:
    """The lines of the error summary, in the order of the fields."""
    whole = [Problem(str(sentence)) for sentence in form.non_field_errors()]
    return whole + [
        Problem(str(sentence), target_of(bound)) for bound in form for sentence in bound.errors if not bound.is_hidden
    ]
