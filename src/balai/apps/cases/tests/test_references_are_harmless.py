"""A reference comes from a stranger's hand: whatever was typed, looking it up finds a case or none."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balai.apps.cases.queries.case_page import find_public_case
from balai.apps.cases.references import ALPHABET, tidy_reference
from balai.apps.cases.refusals import UnknownCase

CASES = st.text(ALPHABET, min_size=8, max_size=8)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.sampled_from(["\x00", "JKT-\x00\x00", "ſ\u0130" * 5, "\ud800"]))
def test_anything_typed_is_looked_up_without_harm(typed: str) -> None:
    tidy = tidy_reference(typed)
    assert set(tidy) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    with pytest.raises(UnknownCase):
        find_public_case(tidy)


@given(CASES, st.sampled_from(["JKT", "BALAI1"]))
def test_a_reference_is_tidy_already_however_it_is_written(letters: str, prefix: str) -> None:
    reference = f"{prefix}-{letters[:4]}-{letters[4:]}"
    assert tidy_reference(reference) == reference
    sloppy = reference.lower().replace("-", " ").replace("0", "o").replace("1", "l") if prefix == "JKT" else reference
    assert tidy_reference(sloppy) == reference
