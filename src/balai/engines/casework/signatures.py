"""What several people sign together: its digest, and who has signed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from balai.engines.casework.definition import REPORTER, Outcome, Service, Step
from balai.engines.casework.story import Signature, Task
from balai.engines.casework.writing import Act, Actor, NotPossible


def digest_of(service: Service, step: Step, outcome: Outcome, data: Mapping[str, Any], content: str) -> str:
    """SHA-256, in hexadecimal, of what is signed: canonical JSON (sorted keys, no spaces) of the service's version,
    step and outcome, of what the story keeps, and of the keyed hash of the words and files."""
    signed = {"service": service.version, "step": step.id, "outcome": outcome.code, "act": data, "content": content}
    canonical = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def proposed(task: Task, act: Act) -> Signature | None:
    """The signature that this act joins; None where it proposes something itself.

    Raises:
        NotPossible: `nothing_to_sign`, where nobody has signed that.
    """
    if not act.cosign:
        return None
    for name in task.signatures:
        if name.digest == act.cosign and name.outcome == act.outcome:
            return name
    raise NotPossible("nothing_to_sign", act.step)


def signers(task: Task, digest: str) -> set[int | str]:
    """Who has signed this: people by id, and the reporter."""
    return {_name_of(name.by, name.role) for name in task.signatures if name.digest == digest}


def check_signer(task: Task, digest: str, actor: Actor) -> None:
    """Nobody signs the same thing twice.

    Raises:
        NotPossible: `already_signed`.
    """
    if _name_of(actor.id, actor.role) in signers(task, digest):
        raise NotPossible("already_signed", task.step)


def _name_of(person: int | None, role: str) -> int | str:
    return person if person is not None and role != REPORTER else role
