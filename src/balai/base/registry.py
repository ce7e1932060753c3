"""Things that can be exchanged (channels, notifiers, geocoders …), each kind in one list that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")


class RegisteredTwice(ValueError):
    """Two entries of a registry have the same name."""


class NotRegistered(LookupError):
    """A registry has no entry of that name."""


class Registry(Generic[Thing]):
    """Names, and where each thing is: "package.module:name", imported when it is first asked for.

    >>> NOTIFIERS = Registry[Notifier]("notifier", [("mail", "balai.base.notifications.adapters.mail:MailNotifier")])

    Make another one to hand in where a test wants other things.

    Raises:
        RegisteredTwice: a name stands twice.
        ValueError: a place is not written as "package.module:name".
    """

    def __init__(self, noun: str, entries: list[tuple[str, str]]) -> None:
        self.noun = noun
        self._places: dict[str, str] = {}
        self._loaded: dict[str, Thing] = {}
        for name, place in entries:
            if name in self._places:
                raise RegisteredTwice(f"The {noun} {name!r} is registered twice")
            if place.count(":") != 1:
                raise ValueError(f"The {noun} {name!r} is at {place!r}: write package.module:name")
            self._places[name] = place

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of the list."""
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, name: str) -> Thing:
        """The thing of that name.

        Raises:
            NotRegistered: there is none; the message lists those that there are.
            ImportError, AttributeError: its place leads nowhere.
        """
        if name not in self._places:
            known = ", ".join(self._places) or "none"
            raise NotRegistered(f"There is no {self.noun} {name!r}; known: {known}")
        if name not in self._loaded:
            module, _, attribute = self._places[name].partition(":")
            thing: Any = import_module(module)
            for part in attribute.split("."):
                thing = getattr(thing, part)
            self._loaded[name] = thing
        return self._loaded[name]
