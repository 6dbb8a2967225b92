"""What a resource type is: three verbs on one context."""

from __future__ import annotations

import secrets
import string
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from moto.utilities.utils import get_partition

from ultraserver_local.calls import Api, UnfitError
from ultraserver_local.cloudformation.errors import Refused, ResourceFailure, Stopped

Props = Mapping[str, Any]

_ALPHABET = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a creation gave: the physical id (``Ref``) and the attributes (``Fn::GetAtt``)."""

    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Signals(Protocol):
    """The wait condition handles of the embedded AWS."""

    def open(self, account: str, region: str) -> str:
        """Return the address of a new handle."""

    def received(self, url: str) -> list[Mapping[str, str]]:
        """Return the signals a handle has got so far."""

    def close(self, url: str) -> None:
        """Forget a handle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One resource of one stack, and the way to AWS."""

    api: Api
    signals: Signals
    stack_name: str
    stack_id: str
    logical_id: str
    type: str
    region: str
    account: str
    stopping: threading.Event
    parked: threading.Event
    """Set by a type that waits for somebody outside, so that nobody waits for the operation."""

    @property
    def partition(self) -> str:
        """The Region's partition: ``aws``, ``aws-us-gov``, …."""
        return get_partition(self.region)

    def name(self, limit: int = 128, *, lower: bool = False) -> str:
        """Return a new physical name: stack, logical id and a random part, as CloudFormation's."""
        suffix = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        head = f"{self.stack_name}-{self.logical_id}"[: limit - len(suffix) - 1]
        name = f"{head}-{suffix}"
        return name.lower() if lower else name

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        """Return an ARN in this account."""
        region = self.region if regional else ""
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{resource}"

    def call(self, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Call an API; parameters are fitted to its model. Raises ResourceFailure."""
        try:
            return self.api.call(service, self.region, operation, params)
        except UnfitError as error:
            raise ResourceFailure(
                f"Properties validation failed for resource {self.logical_id}: {error}"
            ) from error
        except ClientError as error:
            detail = error.response["Error"]
            raise ResourceFailure(
                f'Resource handler returned message: "{detail.get("Message", "")} '
                f'(Service: {service}, Operation: {operation}, Error Code: {detail.get("Code")})"'
            ) from error
        except (BotoCoreError, ResponseParserError) as error:
            self.check()
            raise ResourceFailure(f"{service} {operation}: {error}") from error

    def quietly(self, service: str, operation: str, /, *codes: str, **params: Any) -> None:
        """Call an API for a deletion: that the thing is gone already is success."""
        try:
            self.call(service, operation, **params)
        except ResourceFailure as failure:
            cause = failure.__cause__
            code = cause.response["Error"]["Code"] if isinstance(cause, ClientError) else ""
            if code not in codes and not any(mark in code for mark in ("NotFound", "NoSuch")):
                raise

    def check(self) -> None:
        """Raise Stopped when the embedded AWS is closing."""
        if self.stopping.is_set():
            raise Stopped

    def wait(self, ready: Callable[[], bool], *, timeout_s: float, what: str) -> None:
        """Wait until ``ready()``. Raises ResourceFailure after ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ResourceFailure(what)
            self.stopping.wait(0.1)


class ResourceType(Protocol):
    """How one CloudFormation type is created, updated in place and deleted."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the resource."""

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change the resource in place; create-only properties are equal in both."""

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the resource; one that is gone is no error."""


class Fixed:
    """Base of types whose properties cannot change in place here.

    Saying so is better than a silent replacement, which AWS would not do.
    """

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Accept changed tags; refuse the rest."""
        changed = sorted(
            key
            for key in set(old) | set(new)
            if old.get(key) != new.get(key) and not key.startswith("Tag")
        )
        if changed:
            raise Refused(
                f"the embedded AWS cannot change {', '.join(changed)} of {ctx.type} in place; "
                f"change the logical id to replace the resource"
            )
        return made


def without(props: Props, *names: str) -> dict[str, Any]:
    """Return ``props`` without some keys."""
    return {key: value for key, value in props.items() if key not in names}


def pick(props: Props, *names: str) -> dict[str, Any]:
    """Return some keys of ``props``."""
    return {key: props[key] for key in names if key in props}
