"""AWS's managed policies, each made when it is first named.

moto can load all 1,300 of them, which takes a third of a second for each account; without that
``AttachRolePolicy`` of any of them fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

from .patching import Patches

_BY_ARN = ("attach_role_policy", "attach_group_policy", "attach_user_policy", "get_policy")


@cache
def _known() -> Mapping[str, Any]:
    """Return moto's copy of AWS's policies, by name."""
    known: dict[str, Any] = json.loads(aws_managed_policies_data)
    return known


def _make(backend: Any, arn: str) -> None:
    path, _, name = arn.partition(":iam::aws:policy")[2].rpartition("/")
    if arn in backend.managed_policies or name not in _known():
        return
    policy = AWSManagedPolicy.from_data(
        name, backend.account_id, backend.region_name, _known()[name]
    )
    if policy.path == f"{path}/":
        backend.managed_policies[arn] = policy


def _knowing(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method that takes a policy's ARN first."""

    def method(self: Any, policy_arn: str, *args: Any, **kwargs: Any) -> Any:
        if ":iam::aws:policy/" in policy_arn:
            _make(self, policy_arn)
        return original(self, policy_arn, *args, **kwargs)

    return method


def install(patches: Patches) -> None:
    """Put the policies into moto."""
    for name in _BY_ARN:
        patches.wrap(IAMBackend, name, _knowing)
