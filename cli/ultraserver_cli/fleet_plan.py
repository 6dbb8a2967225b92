"""The plan of a fleet as a person reads it, and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from ultraserver_cli.console import Column, console, number
from ultraserver_plan.hardware import row
from ultraserver_plan.spec import FleetSpec
from ultraserver_plan.units import FleetPlan, RolePlan

SCHEMA = "ultraserver.plan/v1"


def print_plan(spec: FleetSpec, plan: FleetPlan) -> None:
    """Print what the fleet file becomes."""
    hardware = row(spec.hardware.type)
    servers = plan.hosts // hardware.hosts
    console.out(f"fleet {plan.name}: {spec.model.id} on {hardware.title}")
    console.out(
        f"  {servers} x {hardware.hosts} hosts, {plan.hosts * hardware.host.chips} chips,"
        f" {number(plan.hosts * hardware.host.hbm_gib)} GiB of device memory"
        f" in {spec.target.zone or spec.target.region}"
    )
    console.out(f"  revision {plan.revision}, {plan.spare_hosts} spare hosts")
    console.table(
        "Units",
        (
            Column(name="role"),
            Column(name="units", right=True),
            Column(name="hosts each", right=True),
            Column(name="axes"),
            Column(name="hosts", right=True),
            Column(name="why"),
        ),
        (
            (role.role, role.units, role.hosts_per_unit, axes_text(role), role.hosts, role.reason)
            for role in plan.roles
        ),
    )


def axes_text(role: RolePlan) -> str:
    """Return the axes of a role that are more than 1."""
    axes = role.axes
    named = (("tp", axes.tp), ("cp", axes.cp), ("dp", axes.dp), ("ep", axes.ep or 1))
    return " x ".join(f"{name} {degree}" for name, degree in named if degree > 1) or "one device"


def plan_payload(spec: FleetSpec, plan: FleetPlan) -> dict[str, object]:
    """Return the plan for JSON."""
    return {
        "fleet": plan.name,
        "model": spec.model.id,
        "hardware": spec.hardware.type,
        "revision": plan.revision,
        "hosts": {"all": plan.hosts, "used": plan.hosts_used, "spare": plan.spare_hosts},
        "roles": [asdict(role) for role in plan.roles],
    }
