"""How often a failing job is tried again."""

from __future__ import annotations

from dataclasses import dataclass

from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from balai.base.errors import Refusal
from balai.base.stopping import WorkStopped

USUAL_WAITS = (10, 60, 300, 1_800, 7_200)


@dataclass(frozen=True, slots=True)
class BoundedRetry(BaseRetryStrategy):
    """Try again after each of `waits` (seconds), then give up and leave the job to be seen as failed.

    A refusal is an answer, not an accident: it is never tried again. What a stopping worker left is, at once.
    """

    waits: tuple[int, ...] = USUAL_WAITS

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, WorkStopped):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, Refusal) or job.attempts >= len(self.waits):
            return None
        return RetryDecision(retry_in={"seconds": self.waits[job.attempts]})
