"""All stacks and change sets of one embedded AWS, and the operations that run on them."""

from __future__ import annotations

import threading
import traceback
import uuid
from collections.abc import Callable, Iterator

from moto.utilities.utils import get_partition

from ultraserver_local.calls import Api

from .changes import NOTHING, ChangeSet, changes
from .errors import (
    AlreadyExistsError,
    ChangeSetNotFoundError,
    Stopped,
    ValidationError,
    no_such_stack,
)
from .operation import Creation, Deletion
from .registry import Registry
from .schemas import same
from .scope import StackScope
from .signals import Handles
from .stack import Request, Stack
from .update import Update

SETTLE_S = 20.0
"""How long a call waits for its operation. AWS answers at once; here most operations end within a
second, and waiting for them saves the CDK CLI its five-second polls."""


class CloudFormation:
    """The stacks of one embedded AWS, in every account and Region."""

    def __init__(self, *, api: Api, signals: Handles, registry: Registry) -> None:
        self.api, self.signals, self.registry = api, signals, registry
        self.stopping = threading.Event()
        self.stacks: dict[str, Stack] = {}
        self.change_sets: dict[str, ChangeSet] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.RLock()

    # Reading

    def live(self, account: str, region: str) -> Iterator[Stack]:
        """Yield the stacks that are not deleted, oldest first."""
        for stack in list(self.stacks.values()):
            if (stack.account, stack.region) == (account, region) and stack.deleted is None:
                yield stack

    def find(self, account: str, region: str, name: str) -> Stack:
        """Return a stack by name, or by id even when it is deleted. Raises ValidationError."""
        if name in self.stacks:
            return self.stacks[name]
        for stack in self.live(account, region):
            if stack.name == name:
                return stack
        raise no_such_stack(name)

    def export(self, region: str, name: str) -> str:
        """Return an export's value. Raises ValidationError where nobody exports it."""
        for stack in list(self.stacks.values()):
            for output in stack.outputs.values():
                if stack.region == region and output.export == name:
                    return output.value
        raise ValidationError(f"No export named {name} found.")

    def output(self, region: str, stack: str, output: str) -> str:
        """Return a stack's output for Fn::GetStackOutput. Raises ValidationError."""
        where = f"Template error: Fn::GetStackOutput {stack}.{output} in {region}:"
        found = next(
            (
                s
                for s in list(self.stacks.values())
                if s.region == region and s.deleted is None and stack in (s.name, s.id)
            ),
            None,
        )
        if found is None:
            raise ValidationError(f"{where} there is no stack {stack}; deploy it first")
        if output not in found.outputs:
            has = ", ".join(sorted(found.outputs)) or "none"
            raise ValidationError(f"{where} the stack has no output {output} (it has: {has})")
        return found.outputs[output].value

    # Changing

    def create(self, account: str, region: str, name: str, request: Request) -> Stack:
        """Start to create a stack. Raises ValidationError, AlreadyExistsError."""
        with self._lock:
            if any(stack.name == name for stack in self.live(account, region)):
                raise AlreadyExistsError(f"Stack [{name}] already exists")
            stack = self._new_stack(account, region, name)
        self._check(stack, request)
        self.stacks[stack.id] = stack
        self._run(stack, lambda parked: Creation(self, stack, parked).run(request))
        return stack

    def update(self, stack: Stack, request: Request) -> None:
        """Start to update a stack. Raises ValidationError, also where nothing changes."""
        self._idle(stack)
        parameters = self._check(stack, request)
        if self._unchanged(stack, request, parameters):
            raise ValidationError("No updates are to be performed.")
        self._run(stack, lambda parked: Update(self, stack, parked).run(request))

    def delete(self, stack: Stack, keep: list[str]) -> None:
        """Start to delete a stack. Raises ValidationError where it is protected or imported."""
        if stack.deleted is not None:
            return
        if stack.termination_protection:
            raise ValidationError(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        self._idle(stack)
        for output in stack.outputs.values():
            users = [
                other.name
                for other in self.live(stack.account, stack.region)
                if output.export in other.imports
            ]
            if users:
                raise ValidationError(
                    f"Export {output.export} cannot be deleted as it is in use by {users[0]}"
                )
        self._run(stack, lambda parked: Deletion(self, stack, parked).run(keep))

    def create_change_set(
        self, account: str, region: str, names: tuple[str, str], request: Request, *, creates: bool
    ) -> ChangeSet:
        """Create a change set; ``names`` are the stack's and its own. Raises ValidationError."""
        stack = self._stack_for_change_set(account, region, names[0], creates=creates)
        parameters = self._check(stack, request)
        self.stacks[stack.id] = stack
        if not stack.events:
            stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
        partition = get_partition(region)
        change_set = ChangeSet(
            id=f"arn:{partition}:cloudformation:{region}:{account}:changeSet/{names[1]}/{uuid.uuid4()}",
            name=names[1],
            stack=stack,
            request=request,
            creates=stack.request is None,
            changes=changes(stack, request, parameters),
        )
        if self._unchanged(stack, request, parameters):
            change_set.status, change_set.reason = "FAILED", NOTHING
            change_set.execution = "UNAVAILABLE"
        self.change_sets[change_set.id] = change_set
        return change_set

    def find_change_set(self, name: str, stack: Stack | None) -> ChangeSet:
        """Return a change set by id, or by name within a stack. Raises ChangeSetNotFoundError."""
        for change_set in reversed(list(self.change_sets.values())):
            same_stack = stack is None or change_set.stack is stack
            if change_set.id == name or (change_set.name == name and same_stack):
                return change_set
        raise ChangeSetNotFoundError(f"ChangeSet [{name}] does not exist")

    def execute(self, change_set: ChangeSet, *, token: str | None, disable_rollback: bool) -> None:
        """Start what a change set holds. Raises ValidationError where it cannot be executed."""
        if change_set.execution != "AVAILABLE":
            raise ValidationError(
                f"ChangeSet [{change_set.id}] cannot be executed in its current status of "
                f"[{change_set.status}]"
            )
        stack, request = change_set.stack, change_set.request
        self._idle(stack)
        request.token, request.disable_rollback = token, disable_rollback
        stack.change_set_id = change_set.id
        change_set.execution = "EXECUTE_COMPLETE"
        kind = Creation if change_set.creates else Update
        self._run(stack, lambda parked: kind(self, stack, parked).run(request))

    def stop(self) -> None:
        """End every running operation where it is, and join its thread."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()

    # Inside

    def _new_stack(self, account: str, region: str, name: str) -> Stack:
        partition = get_partition(region)
        arn = f"arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid.uuid4()}"
        return Stack(id=arn, name=name, region=region, account=account)

    def _stack_for_change_set(
        self, account: str, region: str, name: str, *, creates: bool
    ) -> Stack:
        found = next((s for s in self.live(account, region) if name in (s.name, s.id)), None)
        if not creates:
            if found is None:
                raise no_such_stack(name)
            self._idle(found)
        elif found is not None and found.status != "REVIEW_IN_PROGRESS":
            raise AlreadyExistsError(f"Stack [{name}] already exists and cannot be created again")
        return found or self._new_stack(account, region, name)

    def _check(self, stack: Stack, request: Request) -> dict[str, str]:
        scope = StackScope(stack, request.template, self, self.api)
        parameters = scope.load_parameters(request.parameters)
        declared = request.template.resources
        self.registry.check(resource.type for resource in declared.values())
        request.template.order(set(declared))
        return parameters

    def _unchanged(self, stack: Stack, request: Request, parameters: dict[str, str]) -> bool:
        if stack.request is None or stack.template is None:
            return False
        return (
            same(stack.template.document, request.template.document)
            and stack.parameters == parameters
            and dict(stack.request.tags) == dict(request.tags)
        )

    def _idle(self, stack: Stack) -> None:
        if stack.busy:
            raise ValidationError(
                f"Stack:{stack.id} is in {stack.status} state and can not be updated."
            )

    def _run(self, stack: Stack, work: Callable[[threading.Event], None]) -> None:
        """Run ``work`` in the background; return when it ends, waits for somebody, or is slow."""
        parked = threading.Event()

        def body() -> None:
            try:
                work(parked)
            except Stopped:
                return
            except Exception:  # noqa: BLE001 - the thread's edge: a fault must end the operation
                kind = stack.status.split("_")[0]
                stack.set_status(f"{kind}_FAILED", f"internal failure: {traceback.format_exc()}")
            finally:
                parked.set()

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=body, name=f"cloudformation-{stack.name}", daemon=True)
        self._threads.append(thread)
        thread.start()
        parked.wait(SETTLE_S)
