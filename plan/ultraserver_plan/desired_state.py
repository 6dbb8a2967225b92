"""The fleet's desired state: the small document that CloudFormation writes and control reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from ultraserver_plan.spec.types import FleetSpec, Placement, Recovery, Rollout
from ultraserver_plan.units import FleetPlan

SCHEMA = "ultraserver.desired-state/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutPolicy:
    """How units are placed, replaced and restarted."""

    placement: Placement = field(default_factory=Placement)
    rollout: Rollout = field(default_factory=Rollout)
    recovery: Recovery = field(default_factory=Recovery)

    @classmethod
    def of(cls, spec: FleetSpec) -> RolloutPolicy:
        """Return the policy of a fleet file."""
        return cls(placement=spec.placement, rollout=spec.rollout, recovery=spec.recovery)


def desired_state(
    plan: FleetPlan,
    *,
    policy: RolloutPolicy,
    cluster_arn: str,
    units_table: str,
    task_definitions: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    """Return the document, ready for JSON.

    ``task_definitions`` maps role to rank kind to ARN; values may be CloudFormation tokens.
    """
    return {
        "schema": SCHEMA,
        "fleet": plan.name,
        "revision": plan.revision,
        "cluster": cluster_arn,
        "unitsTable": units_table,
        "roles": [
            {
                "role": role.role,
                "units": role.units,
                "hostsPerUnit": role.hosts_per_unit,
                "taskDefinitions": dict(task_definitions[role.role]),
            }
            for role in plan.roles
        ],
        "placement": asdict(policy.placement),
        "rollout": asdict(policy.rollout),
        "recovery": asdict(policy.recovery),
    }
