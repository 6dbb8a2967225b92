"""One operation on one stack: create, update or delete, with rollback."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol

from moto.core.exceptions import ServiceException

from ultraserver_local.calls import Api

from .errors import ResourceFailure, Stopped, ValidationError
from .intrinsics import resolve
from .registry import Registry
from .schemas import TypeSchema, type_schema
from .scope import Stacks, StackScope
from .stack import Output, Request, Stack, StackResource, now
from .template import Declared
from .types.base import Context, Made, Signals
from .types.tagging import tag_map


class World(Stacks, Protocol):
    """What an operation needs besides its stack."""

    @property
    def api(self) -> Api:
        """The clients."""

    @property
    def signals(self) -> Signals:
        """The wait condition handles."""

    @property
    def registry(self) -> Registry:
        """The types."""

    @property
    def stopping(self) -> threading.Event:
        """Set when the embedded AWS closes."""


class Failed(Exception):  # noqa: N818 - carries which resource failed, for the stack's reason
    """A resource failed; its own event says why."""

    def __init__(self, logical_id: str) -> None:
        super().__init__(logical_id)
        self.logical_id = logical_id


class Operation:
    """What creation, update and deletion have in common: one resource at a time, with events."""

    def __init__(self, world: World, stack: Stack, parked: threading.Event) -> None:
        self.world, self.stack, self.parked = world, stack, parked

    def begin(self, request: Request) -> StackScope:
        """Take over a request and read its parameters and types. Raises ValidationError."""
        self.stack.request, self.stack.token = request, request.token
        scope = StackScope(self.stack, request.template, self.world, self.world.api)
        self.stack.parameters = scope.load_parameters(request.parameters)
        self.world.registry.check(d.type for d in request.template.resources.values())
        return scope

    def context(self, logical_id: str, type_name: str) -> Context:
        """Return the context of one resource."""
        return Context(
            api=self.world.api,
            signals=self.world.signals,
            stack_name=self.stack.name,
            stack_id=self.stack.id,
            logical_id=logical_id,
            type=type_name,
            region=self.stack.region,
            account=self.stack.account,
            stopping=self.world.stopping,
            parked=self.parked,
        )

    def properties(self, scope: StackScope, declared: Declared) -> dict[str, Any]:
        """Return a resource's properties: resolved, checked, with the stack's tags."""
        properties: dict[str, Any] = resolve(declared.properties, scope)
        schema = type_schema(self.stack.region, declared.type)
        if schema is None:
            return properties
        if fault := schema.faults(declared.logical_id, properties):
            raise ResourceFailure(fault)
        return _with_stack_tags(properties, schema, scope)

    def create_resource(self, scope: StackScope, declared: Declared) -> StackResource:
        """Create one resource. Raises Failed."""
        self.context(declared.logical_id, declared.type).check()
        resource = StackResource(
            logical_id=declared.logical_id,
            type=declared.type,
            physical_id="",
            status="",
            deletion_policy=declared.deletion_policy,
            update_replace_policy=declared.update_replace_policy,
            metadata=declared.metadata,
        )
        self.stack.resources[declared.logical_id] = resource
        self.stack.set_resource(resource, "CREATE_IN_PROGRESS")
        try:
            properties = self.properties(scope, declared)
            resource.properties = properties
            handler = self.world.registry.find(declared.type)
            made = handler.create(self.context(declared.logical_id, declared.type), properties)
        except (ResourceFailure, ServiceException) as failure:
            self.stack.set_resource(resource, "CREATE_FAILED", str(failure))
            raise Failed(declared.logical_id) from failure
        resource.physical_id, resource.attributes = made.id, made.attributes
        self.stack.set_resource(resource, "CREATE_COMPLETE")
        return resource

    def delete_resource(self, resource: StackResource, *, rolling_back: bool = False) -> bool:
        """Delete one resource or keep it as its policy says; return whether that went well."""
        kept = resource.deletion_policy == "Retain" or (
            resource.deletion_policy == "RetainExceptOnCreate" and not rolling_back
        )
        if not resource.physical_id:
            return True
        if kept:
            self.stack.retained.append(resource.physical_id)
            self.stack.set_resource(resource, "DELETE_SKIPPED")
            return True
        self.stack.set_resource(resource, "DELETE_IN_PROGRESS")
        ctx = self.context(resource.logical_id, resource.type)
        ctx.check()
        try:
            self.world.registry.find(resource.type).delete(
                ctx,
                Made(id=resource.physical_id, attributes=resource.attributes),
                resource.properties,
            )
        except (ResourceFailure, ServiceException) as failure:
            self.stack.set_resource(resource, "DELETE_FAILED", str(failure))
            return False
        self.stack.set_resource(resource, "DELETE_COMPLETE")
        return True

    def delete_all(self, order: list[str], *, rolling_back: bool = False) -> list[str]:
        """Delete resources, last of ``order`` first; return the logical ids that failed."""
        failed = []
        for name in reversed(order):
            resource = self.stack.resources.get(name)
            if resource is None:
                continue
            if self.delete_resource(resource, rolling_back=rolling_back):
                del self.stack.resources[name]
            else:
                failed.append(name)
        return failed

    def read_outputs(self, scope: StackScope) -> dict[str, Output]:
        """Return the stack's outputs. Raises ValidationError."""
        outputs = {}
        for key, output in scope.template.section("Outputs").items():
            if "Condition" in output and not scope.condition(output["Condition"]):
                continue
            export = output.get("Export", {}).get("Name")
            outputs[key] = Output(
                key=key,
                value=_text(resolve(output["Value"], scope)),
                description=output.get("Description"),
                export=str(resolve(export, scope)) if export is not None else None,
            )
        return outputs


class Creation(Operation):
    """Creates a stack; a failure rolls it back."""

    def run(self, request: Request) -> None:
        """Do it."""
        self.stack.set_status("CREATE_IN_PROGRESS", "User Initiated")
        try:
            scope = self.begin(request)
            for name in request.template.order(scope.wanted()):
                self.create_resource(scope, request.template.resources[name])
            self.stack.outputs = self.read_outputs(scope)
            self.stack.imports = scope.imports
        except Failed as failure:
            self._failed(
                request, f"The following resource(s) failed to create: [{failure.logical_id}]. "
            )
        except ServiceException as error:
            self._failed(request, f"{error.message}. ")
        else:
            self.stack.set_status("CREATE_COMPLETE")

    def _failed(self, request: Request, reason: str) -> None:
        if request.disable_rollback or request.on_failure == "DO_NOTHING":
            self.stack.set_status("CREATE_FAILED", reason.strip())
            return
        verb = "DELETE" if request.on_failure == "DELETE" else "ROLLBACK"
        self.stack.set_status(
            f"{verb}_IN_PROGRESS", f"{reason}{verb.capitalize()} requested by user."
        )
        order = list(self.stack.resources)  # made one after the other, so in dependency order
        failed = self.delete_all(order, rolling_back=True)
        self.stack.set_status(f"{verb}_FAILED" if failed else f"{verb}_COMPLETE")
        if verb == "DELETE" and not failed:
            self.stack.deleted = now()


class Deletion(Operation):
    """Deletes a stack, in the reverse of the order in which its resources depend on each other."""

    def run(self, keep: list[str]) -> None:
        """Do it; ``keep`` are logical ids to retain."""
        self.stack.set_status("DELETE_IN_PROGRESS", "User Initiated")
        for name in keep:
            if name in self.stack.resources:
                self.stack.resources[name].deletion_policy = "Retain"
        template = self.stack.template
        order = (
            template.order(set(self.stack.resources) & set(template.resources)) if template else []
        )
        rest = [name for name in self.stack.resources if name not in order]
        if failed := self.delete_all(order + rest):
            self.stack.set_status(
                "DELETE_FAILED",
                f"The following resource(s) failed to delete: [{', '.join(failed)}]. ",
            )
            return
        self.stack.deleted = now()
        self.stack.outputs = {}
        self.stack.set_status("DELETE_COMPLETE")


def _with_stack_tags(
    properties: dict[str, Any], schema: TypeSchema, scope: StackScope
) -> dict[str, Any]:
    request = scope.stack.request
    stack_tags: Mapping[str, str] = request.tags if request else {}
    if not stack_tags or not schema.tag_property:
        return properties
    own = properties.get(schema.tag_property)
    merged = {**stack_tags, **tag_map(own)}
    if schema.tags_are_map:
        return {**properties, schema.tag_property: merged}
    # Lists keep their extra keys (PropagateAtLaunch of an Auto Scaling group).
    tags = list(own or [])
    named = {tag["Key"] for tag in tags}
    extra = {"PropagateAtLaunch": True} if "PropagateAtLaunch" in str(own) else {}
    tags += [
        {"Key": key, "Value": value, **extra}
        for key, value in stack_tags.items()
        if key not in named
    ]
    return {**properties, schema.tag_property: tags}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


__all__ = ["Creation", "Deletion", "Failed", "Operation", "Stopped", "ValidationError", "World"]
