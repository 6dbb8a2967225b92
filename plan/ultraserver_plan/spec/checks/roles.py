"""Rules of the roles: which go together, how many hosts a unit spans, and its axes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ultraserver_plan import neuron_sdk
from ultraserver_plan.hardware import HardwareRow
from ultraserver_plan.spec.checks.catalogue import row_of
from ultraserver_plan.spec.tree import Finding, Path
from ultraserver_plan.spec.types import FleetSpec, RoleSpec

_ROLES = ("serving", "roles")


def roles_go_together(spec: FleetSpec) -> Iterator[Finding]:
    """Check that prefill and decode, the two halves of serving, are together and alone."""
    names = {name for name, _ in spec.serving.roles}
    if "serve" in names and len(names) > 1:
        what = "serve is beside prefill or decode, which are its two halves"
        yield Finding((*_ROLES, "serve"), what, "keep serve, or prefill and decode")
    elif len(names) == 1 and "serve" not in names:
        (one,) = names
        other = "decode" if one == "prefill" else "prefill"
        yield Finding((*_ROLES, one), f"{one} is without {other}", f"add {other}, or use serve")


def unit_is_a_group(spec: FleetSpec) -> Iterator[Finding]:
    """Check that a unit spans a documented group of an UltraServer's hosts, or has EFA."""
    row = row_of(spec.hardware.type)
    if row is None:
        return
    for path, role in _roles(spec):
        size = role.hosts_per_unit or 1
        where = (*path, "hostsPerUnit")
        if row.is_ultraserver and size not in row.group_sizes:
            sizes = ", ".join(str(item) for item in row.group_sizes)
            what = f"hostsPerUnit is {size}, and no such group of {row.name} hosts is documented"
            yield Finding(where, what, f"use one of {sizes}")
        elif size > 1 and row.host.efa is None and spec.target.profile != "local":
            what = f"hostsPerUnit is {size}, and no EFA joins the hosts of {row.name}"
            yield Finding(where, what, "write 1")


def axes_fill_unit(spec: FleetSpec) -> Iterator[Finding]:
    """Check that tp x cp x dp is the unit's cores (GPUs), or divides them where one is open."""
    row = row_of(spec.hardware.type)
    if row is None or row.host.chip.vendor == "cpu":
        return
    for path, role in _roles(spec):
        axes = {"tp": role.tp, "cp": role.cp, "dp": role.dp}
        given = {name: value for name, value in axes.items() if value is not None}
        if role.hosts_per_unit is None or not given:
            continue
        ranks, have = math.prod(given.values()), role.hosts_per_unit * _devices(row, spec)
        if ranks == have or (len(given) < len(axes) and have % ranks == 0):
            continue
        product = " x ".join(f"{name}({value})" for name, value in given.items())
        verb = "does not fill" if len(given) == len(axes) else "does not divide"
        what = f"{product} = {ranks} {verb} the unit's {have} {_unit_word(row)}"
        yield Finding(path, what, "change an axis or hostsPerUnit so that they agree")


def experts_fit(spec: FleetSpec) -> Iterator[Finding]:
    """Check that experts are spread over ranks of tp, and over all of tp x dp where dp > 1.

    Source: AWS Neuron 2.32 documentation, vllm-neuron, design/parallelism/expert_parallelism,
    read 2026-08-21.
    """
    for path, role in _roles(spec):
        if role.ep is None or role.tp is None or spec.serving.engine != "vllm-neuron":
            continue
        ranks = role.tp * (role.dp or 1)
        if ranks % role.ep != 0 or ((role.dp or 1) > 1 and role.ep != ranks):
            what = f"ep is {role.ep}, and tp x dp is {ranks}"
            fix = f"write {ranks}" if (role.dp or 1) > 1 else f"write a divisor of {ranks}"
            yield Finding((*path, "ep"), what, fix)


def experimental_is_asked_for(spec: FleetSpec) -> Iterator[Finding]:
    """Check that shapes without a published recipe are asked for.

    On the vLLM Neuron plugin: one engine over several hosts, and context-parallel prefill.
    Source: AWS Neuron 2.32 documentation, vllm-neuron, tutorials and
    design/vllm/disaggregated-inference, read 2026-08-21.
    """
    if spec.serving.engine != "vllm-neuron" or spec.serving.experimental:
        return
    for path, role in _roles(spec):
        if (role.hosts_per_unit or 1) > 1:
            what = f"no recipe is published for one engine over {role.hosts_per_unit} hosts"
            yield Finding((*path, "hostsPerUnit"), what, _ASK)
        if (role.cp or 1) > 1:
            what = f"no recipe is published for context parallelism (cp is {role.cp})"
            yield Finding((*path, "cp"), what, _ASK)


_ASK = "set serving.experimental: true if you mean it, or write 1"


def sdk_spans_hosts(spec: FleetSpec) -> Iterator[Finding]:
    """Check the SDK for its known faults on units of several Trn3 hosts."""
    row, sdk = row_of(spec.hardware.type), spec.serving.sdk
    if row is None or sdk is None:
        return
    for path, role in _roles(spec):
        fault = neuron_sdk.check_multi_node(sdk, row, role.hosts_per_unit or 1)
        if fault is not None:
            yield Finding((*path, "hostsPerUnit"), fault.what, fault.fix)


def _roles(spec: FleetSpec) -> Iterator[tuple[Path, RoleSpec]]:
    for name, role in spec.serving.roles:
        yield (*_ROLES, name), role


def _devices(row: HardwareRow, spec: FleetSpec) -> int:
    """Return what one rank takes, per host: logical NeuronCores, or chips without cores."""
    if row.host.chip.physical_cores is None:
        return row.host.chips
    return row.host.logical_cores(spec.hardware.lnc)


def _unit_word(row: HardwareRow) -> str:
    return "GPUs" if row.host.chip.physical_cores is None else "logical cores"
