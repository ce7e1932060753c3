"""What a ballot holds, and whether it fits the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from balai.apps.votes.models import Method, Question
from balai.apps.votes.refusals import ChoiceAmiss
from balai.apps.votes.rules import MOST_POINTS

Choices = list[list[int]]


def checked(questions: Sequence[Question], sizes: Sequence[int], given: Any) -> Choices:
    """The ballot as it is kept: a list for each question, in order; `sizes` are the numbers of options.

    For `single`, `multiple` and `ranked` the chosen positions (the first is 0), in ascending order unless ranked;
    for `score` and `points` one number for each option.

    Raises:
        ChoiceAmiss: it does not fit.
    """
    if not isinstance(given, list) or len(given) != len(questions):
        raise ChoiceAmiss
    return [_answer(question, size, one) for question, size, one in zip(questions, sizes, given, strict=True)]


def _answer(question: Question, size: int, given: Any) -> list[int]:
    if not isinstance(given, list) or len(given) > size or any(type(number) is not int for number in given):
        raise ChoiceAmiss
    numbers: list[int] = list(given)
    if question.method in {Method.SCORE, Method.POINTS}:
        return _numbers(question, size, numbers)
    if len(set(numbers)) != len(numbers) or not all(0 <= number < size for number in numbers):
        raise ChoiceAmiss
    if not question.at_least <= len(numbers) <= question.at_most:
        raise ChoiceAmiss
    return numbers if question.method == Method.RANKED else sorted(numbers)


def _numbers(question: Question, size: int, numbers: list[int]) -> list[int]:
    if len(numbers) != size or min(numbers, default=0) < 0 or max(numbers, default=0) > MOST_POINTS:
        raise ChoiceAmiss
    if question.method == Method.SCORE and max(numbers) > question.at_most:
        raise ChoiceAmiss
    if question.method == Method.POINTS and not question.at_least <= sum(numbers) <= question.at_most:
        raise ChoiceAmiss
    return numbers
