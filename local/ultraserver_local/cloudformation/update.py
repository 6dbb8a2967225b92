"""Updates: what changed is changed in place or replaced; a failure puts everything back."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from moto.core.exceptions import ServiceException

from .errors import Refused, ResourceFailure
from .operation import Failed, Operation
from .schemas import same, type_schema
from .scope import StackScope
from .stack import Request, StackResource, now
from .template import Declared
from .types.base import Made


@dataclass(slots=True)
class _Journal:
    """What an update has done so far."""

    undo: list[Callable[[], bool]] = field(default_factory=list)
    replaced: list[StackResource] = field(default_factory=list)


class Update(Operation):
    """Updates a stack; a failure rolls it back to what it was."""

    def run(self, request: Request) -> None:
        """Do it."""
        before = copy(self.stack)
        before.resources = dict(self.stack.resources)
        journal = _Journal()
        self.stack.set_status("UPDATE_IN_PROGRESS", "User Initiated")
        try:
            scope = self.begin(request)
            wanted = scope.wanted()
            for name in request.template.order(wanted):
                self._apply(scope, request.template.resources[name], journal)
            outputs = self.read_outputs(scope)
        except Failed as failure:
            reason = f"The following resource(s) failed to update: [{failure.logical_id}]. "
            self._roll_back(before, journal, reason, request)
            return
        except ServiceException as error:
            self._roll_back(before, journal, f"{error.message} ", request)
            return
        self.stack.outputs, self.stack.imports = outputs, scope.imports
        self._clean_up(before, journal, wanted)

    def _apply(self, scope: StackScope, declared: Declared, journal: _Journal) -> None:
        current = self.stack.resources.get(declared.logical_id)
        if current is None:
            journal.undo.append(lambda: self._undo_create(declared.logical_id))
            self.create_resource(scope, declared)
            return
        try:
            if current.type != declared.type:
                raise ResourceFailure("Update of resource type is not permitted.")
            new = self.properties(scope, declared)
        except (ResourceFailure, ServiceException) as failure:
            self.stack.set_resource(current, "UPDATE_FAILED", str(failure))
            raise Failed(declared.logical_id) from failure
        policies = (declared.deletion_policy, declared.update_replace_policy)
        if same(current.properties, new):
            current.deletion_policy, current.update_replace_policy = policies
            return
        schema = type_schema(self.stack.region, declared.type)
        if schema and (paths := schema.replaces(current.properties, new)):
            self._replace(scope, declared, journal, paths)
        else:
            self._change(declared, new, journal)

    def _replace(
        self, scope: StackScope, declared: Declared, journal: _Journal, paths: list[str]
    ) -> None:
        old = self.stack.resources[declared.logical_id]
        self.stack.set_resource(
            old,
            "UPDATE_IN_PROGRESS",
            f"Requested update to {', '.join(paths)} requires the creation of a new physical "
            f"resource; hence creating one.",
        )

        def undo() -> bool:
            done = self._undo_create(declared.logical_id)
            self.stack.resources[declared.logical_id] = old
            return done

        journal.undo.append(undo)
        self.create_resource(scope, declared)
        journal.replaced.append(old)

    def _change(self, declared: Declared, new: dict[str, object], journal: _Journal) -> None:
        resource = self.stack.resources[declared.logical_id]
        old = resource.properties
        old_made = Made(id=resource.physical_id, attributes=resource.attributes)
        ctx = self.context(resource.logical_id, resource.type)
        handler = self.world.registry.find(resource.type)
        self.stack.set_resource(resource, "UPDATE_IN_PROGRESS")

        def undo() -> bool:
            self.stack.set_resource(resource, "UPDATE_IN_PROGRESS")
            back = handler.update(ctx, old_made, new, old)
            resource.properties, resource.attributes = old, back.attributes
            self.stack.set_resource(resource, "UPDATE_COMPLETE")
            return True

        journal.undo.append(undo)
        try:
            made = handler.update(ctx, old_made, old, new)
        except (ResourceFailure, ServiceException) as failure:
            if isinstance(failure, Refused):
                journal.undo.remove(undo)
            self.stack.set_resource(resource, "UPDATE_FAILED", str(failure))
            raise Failed(declared.logical_id) from failure
        resource.properties = new
        resource.physical_id, resource.attributes = made.id, made.attributes
        resource.deletion_policy = declared.deletion_policy
        resource.update_replace_policy = declared.update_replace_policy
        self.stack.set_resource(resource, "UPDATE_COMPLETE")

    def _undo_create(self, logical_id: str) -> bool:
        resource = self.stack.resources.pop(logical_id, None)
        return resource is None or self.delete_resource(resource, rolling_back=True)

    def _roll_back(self, before: object, journal: _Journal, reason: str, request: Request) -> None:
        if request.disable_rollback:
            self.stack.set_status("UPDATE_FAILED", reason.strip())
            return
        self.stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", reason.strip())
        failed = False
        for undo in reversed(journal.undo):
            try:
                failed |= not undo()
            except (ResourceFailure, ServiceException):
                # The change failed half way and cannot be taken back: it is in the events.
                failed = True
        for name in ("request", "parameters", "outputs", "imports"):
            setattr(self.stack, name, getattr(before, name))
        self.stack.updated = now()
        self.stack.set_status(
            "UPDATE_ROLLBACK_COMPLETE" if not failed else "UPDATE_ROLLBACK_FAILED"
        )

    def _clean_up(self, before: object, journal: _Journal, wanted: set[str]) -> None:
        self.stack.updated = now()
        self.stack.set_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        for old in reversed(journal.replaced):
            old.deletion_policy = old.update_replace_policy
            self.delete_resource(old)
        gone = [name for name in self.stack.resources if name not in wanted]
        template = before.request.template  # type: ignore[attr-defined]
        ordered = template.order(set(gone) & set(template.resources))
        for name in reversed(ordered):
            # A resource that cannot be deleted leaves the stack all the same, as on AWS.
            self.delete_resource(self.stack.resources.pop(name))
        self.stack.set_status("UPDATE_COMPLETE")
