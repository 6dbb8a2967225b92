"""The fleet file: its values, its reader, its JSON Schema.

The reader and the schema are imported when they are called: the values alone are a dependency of
code that must stay small, and need no YAML.
"""

from __future__ import annotations

from ultraserver_plan.errors import Fault, FaultsError
from ultraserver_plan.spec.types import (
    API_VERSION,
    KIND,
    Capacity,
    CapacityBlock,
    CapacityKind,
    Domain,
    EngineName,
    FleetSpec,
    Hardware,
    Model,
    Network,
    Placement,
    Profile,
    Recovery,
    RoleName,
    RoleSpec,
    Rollout,
    Serving,
    Target,
    Traffic,
)

__all__ = [
    "API_VERSION",
    "KIND",
    "Capacity",
    "CapacityBlock",
    "CapacityKind",
    "Domain",
    "EngineName",
    "FleetSpec",
    "Hardware",
    "Model",
    "Network",
    "Placement",
    "Profile",
    "Recovery",
    "RoleName",
    "RoleSpec",
    "Rollout",
    "Serving",
    "Target",
    "Traffic",
    "fleet_text",
    "json_schema",
    "placeholders",
    "read_fleet",
]


def read_fleet(text: str, *, file: str) -> FleetSpec:
    """Return the fleet that ``text`` describes; ``file`` is its name in messages.

    Raises FaultsError with every fault (100 at most) in the order of the file, each at
    ``file:line:column``.
    """
    from ultraserver_plan.spec import reader

    return reader.read_fleet(text, file=file)


def fleet_text(data: bytes, *, file: str) -> str:
    """Return the text of a file's bytes, for ``read_fleet``.

    Raises FaultsError where they are not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = f"byte 0x{data[error.start]:02x}, which is not UTF-8"
        where, fix = f"{file}:{line}:{column}", "save the file as UTF-8"
        raise FaultsError([Fault(where=where, what=what, fix=fix)]) from None


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the file, as ``schemas/fleet.schema.json`` has it."""
    from ultraserver_plan.spec import schema

    return schema.json_schema()


def placeholders(spec: FleetSpec) -> tuple[str, ...]:
    """Return the fields that still hold an example's ``replace-me``, which AWS will not know."""
    fields = {
        "hardware.instanceType": spec.hardware.instance_type,
        "serving.image": spec.serving.image,
        "target.dnsSuffix": spec.target.dns_suffix,
    }
    return tuple(name for name, value in fields.items() if value and "replace-me" in value)
