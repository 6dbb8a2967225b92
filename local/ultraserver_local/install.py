"""Everything that the embedded AWS changes in moto, in one place."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from moto.cloudformation import urls as cloudformation_urls
from moto.core.config import default_user_config
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from . import autoscaling, groups, iam, outposts, seed
from .calls import Api
from .cloudformation.registry import Registry
from .cloudformation.responses import EmbeddedCloudFormation
from .cloudformation.service import CloudFormation
from .cloudformation.signals import PREFIX, Handles
from .cloudformation.types.base import ResourceType
from .cloudformation.types.catalogue import TYPES
from .ec2.install import install as install_ec2
from .ecs.install import install as install_ecs
from .patching import Patches
from .server import Server


def install(
    patches: Patches,
    server: Server,
    api: Api,
    *,
    types: Mapping[str, ResourceType],
    ignored: Iterable[str],
) -> CloudFormation:
    """Put every addition into moto; return the stacks."""
    signals = Handles(server.url)
    server.routes[PREFIX] = signals.route
    stacks = CloudFormation(
        api=api, signals=signals, registry=Registry({**TYPES, **types}, ignored)
    )
    patches.set(EmbeddedCloudFormation, "service", stacks)
    patches.item(cloudformation_urls.url_paths, "{0}/$", EmbeddedCloudFormation.dispatch)
    install_ec2(patches)
    install_ecs(patches)
    autoscaling.install(patches)
    groups.install(patches)
    iam.install(patches)
    outposts.install(patches)
    seed.install(patches)
    patches.wrap(BaseResponse, "call_action", _answer_in_words)
    # moto reads bucket policies without their conditions, so "deny what is not TLS", which every
    # CDK bucket has, would deny all. The embedded AWS checks no permissions anywhere.
    patches.set(FakeBucket, "get_permission", lambda *_: PermissionResult.NEUTRAL)
    # Functions are stored, never run: moto would start a container for each.
    patches.item(cast(Any, default_user_config["lambda"]), "use_docker", False)
    return stacks


class Unanswered(ServiceException):
    """An operation that nobody has written, or that moto trips over."""


def _answer_in_words(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap moto's dispatch: what it cannot do is an AWS error with a reason, not HTTP 500."""

    def call_action(self: Any) -> Any:
        try:
            return original(self)
        except NotImplementedError as error:
            why, code = f"is not written: {error}", "InvalidAction"
        except Exception as error:  # noqa: BLE001 - the server's edge: the caller must see why
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{frame.filename}:{frame.lineno}"
            why, code = f"failed: {type(error).__name__}: {error} ({where})", "InternalFailure"
        unanswered = Unanswered(
            code, f"the embedded AWS: {self.service_name} {self._get_action()} {why}"
        )
        status, headers, body = self.serialized(ActionResult(unanswered))
        headers["status"] = status
        return status, headers, body

    return call_action
