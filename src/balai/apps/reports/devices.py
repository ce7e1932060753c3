"""Whose drafts and whose voice of support: the visitor's device, or the person who is logged in."""

from __future__ import annotations

from django.http import HttpRequest

from balai.apps.cases.service import DraftOwner
from balai.web.visitors import device_of, device_or_new, remember, user_of

__all__ = ["device_of", "device_or_new", "identity_of", "owner_of", "remember", "user_of"]


def owner_of(request: HttpRequest, *, device: str = "") -> DraftOwner:
    """Whose drafts this request may open."""
    return DraftOwner(device or device_of(request), user_of(request))


def identity_of(request: HttpRequest, *, device: str) -> str:
    """The name under which a voice of support counts: the person's when logged in, else the device's."""
    user = user_of(request)
    return f"user:{user.pk}" if user else f"device:{device}"
