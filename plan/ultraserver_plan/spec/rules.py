"""The rules across fields, one line each: which fields a rule reads, and the function that looks.

A rule runs where every field that it reads could be decoded, whatever else is wrong in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ultraserver_plan.spec.checks import hardware, hosts, operation, place, roles, work
from ultraserver_plan.spec.decode import Decoder
from ultraserver_plan.spec.tree import Finding, Path, Problem
from ultraserver_plan.spec.types import FleetSpec

Check = Callable[[FleetSpec], Iterator[Finding]]


class Rule(NamedTuple):
    """``reads`` are the fields, as the file names them, separated by spaces."""

    reads: str
    check: Check

    @property
    def name(self) -> str:
        """The check's own name."""
        return self.check.__name__

    @property
    def paths(self) -> tuple[Path, ...]:
        """The fields that the rule reads."""
        return tuple(tuple(field.split(".")) for field in self.reads.split())


_COUNT = "hardware.type capacity.ultraServers capacity.hosts capacity.capacityBlocks"
_UNITS = f"{_COUNT} serving.roles"

RULES: tuple[Rule, ...] = (
    Rule("name", operation.name_is_free),
    Rule("target.profile target.region", place.region_fits_profile),
    Rule("target.profile target.region target.partition target.dnsSuffix", place.partition_given),
    Rule("target.profile target.region target.partition target.dnsSuffix", place.partition_agrees),
    Rule("target.region target.zone", place.zone_in_region),
    Rule("target.region target.zone capacity.kind", place.zone_given),
    Rule("target.profile target.outpostArn", place.outpost_named),
    Rule("target.region target.outpostArn", place.outpost_in_region),
    Rule("hardware.type", hardware.row_known),
    Rule("hardware.type hardware.instanceType", hardware.instance_type_given),
    Rule("hardware.type hardware.instanceType target.profile", hardware.instance_type_agrees),
    Rule("hardware.type hardware.efaInterfaces", hardware.efa_given),
    Rule("hardware.type hardware.efaInterfaces", hardware.efa_fits),
    Rule("hardware.type hardware.machineImage", hardware.image_given_for_arm),
    Rule("hardware.type hardware.lnc", hardware.lnc_fits),
    Rule("hardware.type target.profile", hardware.row_on_outposts),
    Rule(_COUNT, hosts.count_fits_hardware),
    Rule(
        "hardware.type capacity.ultraServers capacity.capacityBlocks",
        hosts.blocks_match_ultraservers,
    ),
    Rule("hardware.type capacity.hosts capacity.capacityBlocks", hosts.blocks_hold_hosts),
    Rule("capacity.capacityBlocks capacity.reservations", hosts.ids_are_unique),
    Rule("capacity.capacityBlocks", hosts.block_ends_after_start),
    Rule("hardware.type capacity.kind", hosts.ultraservers_are_not_spot),
    Rule(f"{_UNITS} placement.spareHosts", hosts.units_fit),
    Rule("model.id model.config", work.model_known),
    Rule("serving.engine serving.sdk", work.sdk_given),
    Rule("serving.sdk", work.sdk_known),
    Rule("serving.engine serving.sdk serving.image", work.engine_in_sdk),
    Rule("hardware.type serving.engine target.profile", work.engine_fits_chip),
    Rule("hardware.type serving.engine", work.engine_knows_generation),
    Rule("serving.engine serving.image target.profile", work.image_given),
    Rule("traffic.promptTokens traffic.outputTokens serving.maxModelLen", work.request_fits),
    Rule("serving.roles", roles.roles_go_together),
    Rule("hardware.type target.profile serving.roles", roles.unit_is_a_group),
    Rule("hardware.type hardware.lnc serving.roles", roles.axes_fill_unit),
    Rule("serving.engine serving.roles", roles.experts_fit),
    Rule("serving.engine serving.experimental serving.roles", roles.experimental_is_asked_for),
    Rule("hardware.type serving.sdk serving.roles", roles.sdk_spans_hosts),
    Rule("hardware.type placement.require placement.spread", operation.domain_exists),
    Rule("rollout.maxUnavailable rollout.maxSurge", operation.rollout_can_move),
    Rule(f"{_UNITS} rollout.maxSurge", operation.surge_has_hosts),
    Rule("serving.roles rollout.canary", operation.canaries_are_units),
    Rule("network.vpcCidr", operation.addresses_are_a_block),
)


def run_rules(draft: FleetSpec, decoder: Decoder) -> Iterator[Problem]:
    """Yield what the rules find; a rule with a broken field among its own is left out."""
    for rule in RULES:
        if any(decoder.reads_broken(path) for path in rule.paths):
            continue
        for path, what, fix in rule.check(draft):
            yield Problem(decoder.mark(path), what, fix, rule.name)
