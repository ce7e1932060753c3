"""A request on its way, for the tests that walk every address of the city."""

from __future__ import annotations

from collections.abc import Mapping

from django.test import Client

from balai.apps.cases.models import Draft
from balai.apps.cases.tests.samples import picture
from balai.apps.requests.actions.later import token_for
from balai.apps.requests.tests.walk import HOME_CARE, SITI, Walk
from balai.base.files.models import StoredFile

BEGUN = ("page", "new-entry", "entry", "later", "sent", "forget", "draft-file")


def parts_of_addresses(browser: Client) -> Mapping[str, Mapping[str, object]]:
    """What the addresses of `requests` are filled in with: a draft of this browser's person, with a patient and a file."""
    walk = Walk(HOME_CARE, browser)
    walk.start()
    walk.send("urgency", {"urgency": "worse"})
    walk.send("who", {"jakarta_card": "yes", "carer": "yes"})
    walk.add("patients", SITI)
    file = StoredFile.objects.get(id=picture(seed=41))
    draft = Draft.objects.get(id=walk.draft)
    draft.answers["pictures"] = [{"id": file.id, "public_id": str(file.public_id), "question": "card"}]
    draft.save(update_fields=["answers"])
    common = {"code": HOME_CARE, "draft": walk.draft, "slug": "patients", "number": 1, "file": file.public_id}
    parts: dict[str, Mapping[str, object]] = {f"requests:{name}": common for name in BEGUN}
    return parts | {
        "requests:service": {"code": HOME_CARE},
        "requests:start": {"code": HOME_CARE},
        "requests:return": {"draft": walk.draft, "token": token_for(walk.draft)},
    }
