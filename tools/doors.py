"""A contract for import-linter: an app is entered by its door, `service.py`, and by nothing else."""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Every import from one app of `apps` into another must name a module listed in `doors`."""

    apps = fields.StringField()
    doors: Any = fields.SetField(subfield=fields.StringField())  # a field in the class, a set in the instance

    def check(self, graph, verbose):  # type: ignore[no-untyped-def]  # noqa: ARG002 (import-linter's own signature)
        """Collect each import that walks into another app past its door."""
        rooms = graph.find_children(self.apps)
        members = {module: room for room in rooms for module in {room} | graph.find_descendants(room)}
        past_the_door = sorted(
            (module, target)
            for module, room in members.items()
            if ".tests" not in module  # a test may look behind the door
            for target in graph.find_modules_directly_imported_by(module)
            if members.get(target, room) != room and target.removeprefix(f"{members[target]}.") not in self.doors
        )
        return ContractCheck(kept=not past_the_door, metadata={"past_the_door": past_the_door})

    def render_broken_contract(self, check):  # type: ignore[no-untyped-def]  # as above
        """Name each one, and what to do."""
        for module, target in check.metadata["past_the_door"]:
            output.print_error(f"{module} imports {target}: ask that app's service.py instead")
