"""What moto's Auto Scaling lacks: activities, template versions, reservations, notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore import xform_name
from moto.autoscaling.models import Activity, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult

from .ec2.launch import Wanted, asked
from .patching import Patches

_KEPT = (
    "CapacityReservationSpecification", "AvailabilityZoneDistribution", "InstanceMaintenancePolicy",
    "DefaultInstanceWarmup", "MaxInstanceLifetime", "PlacementGroup", "Context",
    "AvailabilityZoneImpairmentPolicy", "SkipZonalShiftValidation", "DesiredCapacityType",
)  # fmt: skip


class GroupsBackend(BaseBackend):
    """Activities and notification configurations of one account and Region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.activities: list[Any] = []
        self.notifications: dict[tuple[str, str], list[str]] = {}


GROUPS = BackendDict(GroupsBackend, "autoscaling")


def groups(account: str, region: str) -> GroupsBackend:
    """Return the additions of an account in a Region."""
    found: GroupsBackend = GROUPS[account][region]
    return found


class EmbeddedAutoScaling(AutoScalingResponse):
    """moto's Auto Scaling with reservations, activities and notifications."""

    @property
    def _more(self) -> GroupsBackend:
        return groups(self.current_account, self.region)

    def create_auto_scaling_group(self) -> ActionResult:
        """CreateAutoScalingGroup: the group exists even when its launches fail."""
        name = self._get_param("AutoScalingGroupName")
        desired, least = self._get_int_param("DesiredCapacity"), self._get_int_param("MinSize")
        # The group must know its reservation before the first launch.
        self.params["DesiredCapacity"], self.params["MinSize"] = 0, 0
        answer = super().create_auto_scaling_group()
        group = self.autoscaling_backend.autoscaling_groups[name]
        group.min_size = least
        self._keep(group)
        group.set_desired_capacity(desired if desired is not None else least)
        for hook in self._get_param("LifecycleHookSpecificationList", []):
            self.params = {**hook, "AutoScalingGroupName": name}
            self.put_lifecycle_hook()
        return answer

    def update_auto_scaling_group(self) -> ActionResult:
        """UpdateAutoScalingGroup."""
        group = self.autoscaling_backend.autoscaling_groups.get(
            self._get_param("AutoScalingGroupName")
        )
        if group is not None:
            self._keep(group)
            if cooldown := self._get_int_param("DefaultCooldown"):
                group.default_cooldown = cooldown
            if policies := self._get_param("TerminationPolicies"):
                group.termination_policies = policies
        return super().update_auto_scaling_group()

    def _keep(self, group: Any) -> None:
        for name in _KEPT:
            if (value := self._get_param(name)) is not None:
                setattr(group, xform_name(name), value)

    def delete_auto_scaling_group(self) -> ActionResult:
        """DeleteAutoScalingGroup: refused with instances unless forced; protection ends too."""
        name = self._get_param("AutoScalingGroupName")
        group = self.autoscaling_backend.autoscaling_groups.get(name)
        if group is not None:
            if group.instance_states and not self._get_bool_param("ForceDelete", False):
                raise ServiceException(
                    "ResourceInUse",
                    "You cannot delete an AutoScalingGroup while there are instances or pending "
                    "Spot instance request(s) still in the group.",
                )
            for state in group.instance_states:
                state.protected_from_scale_in = False
        answer = super().delete_auto_scaling_group()
        self._forget(name)
        return answer

    def _forget(self, group: str) -> None:
        """Drop what belongs to a deleted group."""
        backend = self.autoscaling_backend
        for kept in (backend.lifecycle_hooks, backend.scheduled_actions):
            owned: dict[str, Any] = dict(kept)
            for key in [k for k, v in owned.items() if v.auto_scaling_group_name == group]:
                del kept[key]
        for pair in [pair for pair in self._more.notifications if pair[0] == group]:
            del self._more.notifications[pair]

    def describe_scaling_activities(self) -> ActionResult:
        """DescribeScalingActivities, newest first."""
        name = self._get_param("AutoScalingGroupName")
        found = [
            a for a in reversed(self._more.activities) if name in (None, a.auto_scaling_group_name)
        ]
        return ActionResult({"Activities": found[: int(self._get_param("MaxRecords", 100))]})

    def put_notification_configuration(self) -> ActionResult:
        """PutNotificationConfiguration."""
        key = (self._get_param("AutoScalingGroupName"), self._get_param("TopicARN"))
        self._more.notifications[key] = self._get_param("NotificationTypes", [])
        return EmptyResult()

    def delete_notification_configuration(self) -> ActionResult:
        """DeleteNotificationConfiguration."""
        key = (self._get_param("AutoScalingGroupName"), self._get_param("TopicARN"))
        self._more.notifications.pop(key, None)
        return EmptyResult()

    def describe_notification_configurations(self) -> ActionResult:
        """DescribeNotificationConfigurations."""
        names = self._get_param("AutoScalingGroupNames", [])
        found = [
            {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": kind}
            for (group, topic), kinds in self._more.notifications.items()
            for kind in kinds
            if not names or group in names
        ]
        return ActionResult({"NotificationConfigurations": found})


def _launch(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a group's launch: its own reservation and template version, failures as activities."""

    def launch(self: Any, count: int, tags: dict[str, str]) -> None:
        specification = getattr(self, "capacity_reservation_specification", None) or {}
        version = getattr(self, "launch_template_version", None)
        forget = asked(Wanted(reservation=_for_ec2(specification), version=version))
        before = {state.instance.id for state in self.instance_states}
        try:
            original(self, count, tags)
        except ServiceException as error:
            _record(self, "Failed", f"{error.message} Launching EC2 instance failed.", count)
        else:
            added = [s.instance for s in self.instance_states if s.instance.id not in before]
            for instance in added:
                _record(self, "Successful", "", 1, instance.id)
        finally:
            forget()

    return launch


def _for_ec2(specification: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group's reservation targets as one launch's: the first of each list."""
    target = specification.get("CapacityReservationTarget") or {}
    ids, arns = (
        target.get("CapacityReservationIds"),
        target.get("CapacityReservationResourceGroupArns"),
    )
    if ids:
        return {"CapacityReservationTarget": {"CapacityReservationId": ids[0]}}
    if arns:
        return {"CapacityReservationTarget": {"CapacityReservationResourceGroupArn": arns[0]}}
    return {}


def _record(group: Any, status: str, message: str, count: int, instance: str = "") -> None:
    what = f"Launching a new EC2 instance{': ' + instance if instance else ''}"
    activity: Any = Activity(
        description=f"{what}{'' if message == '' else '.  Status Reason: ' + message}",
        cause=f"At {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} the group wanted {count} more instances.",
        auto_scaling_group=group,
        status_code=status,
    )
    activity.progress = 100
    activity.status_message = message
    groups(group.account_id, group.region).activities.append(activity)


def install(patches: Patches) -> None:
    """Put Auto Scaling's additions into moto."""
    from moto.autoscaling import urls

    patches.item(urls.url_paths, "{0}/$", EmbeddedAutoScaling.dispatch)
    patches.wrap(FakeAutoScalingGroup, "replace_autoscaling_group_instances", _launch)
